import { createHash } from "node:crypto";

const OPEN = "<!-- exptrack:sha256=";
const CLOSE = " -->";
const SEAL = /<!-- exptrack:sha256=([0-9a-f]{64}) -->/;

/** Closes a text with a hash of itself, white space normalised, so that an edit by hand is noticed. */
export const sealed = (text: string): string => `${text.trimEnd()}\n\n${OPEN}${digest(text)}${CLOSE}\n`;

/** intact: as written; edited: somebody changed it, or it never carried a seal. */
export function sealOf(text: string): "intact" | "edited" {
  const found = SEAL.exec(text);
  return found !== null &&
    digest(text.slice(0, found.index)) === found[1] &&
    text.slice(found.index + found[0].length).trim() === ""
    ? "intact"
    : "edited";
}

const digest = (text: string): string =>
  createHash("sha256").update(text.replace(/\s+/g, " ").trim()).digest("hex");
