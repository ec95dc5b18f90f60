import { compareText } from "../../core/location.js";
import type { RunInput } from "../../core/run.js";
import type { RunPart } from "./part.js";

/** Artifacts that the run used. A digest is the MD5 of the artifact's manifest, which holds that of every file in it. */
export function inputsOf(parts: readonly RunPart[]): RunInput[] {
  const inputs = new Map<string, RunInput>();
  for (const { log } of parts) {
    for (const { type, name } of log?.used ?? []) {
      inputs.set(`${type}/${name}`, { name, source: null, digest: null, kind: type });
    }
    for (const { type, name, digest, used, references } of log?.artifacts ?? []) {
      if (!used) continue;
      inputs.set(`${type}/${name}`, {
        name,
        source: commonPlace(references),
        digest: digest ? `md5:${digest}` : null,
        kind: type,
      });
    }
  }
  return [...inputs.values()].sort((a, b) => compareText(a.kind, b.kind) || compareText(a.name, b.name));
}

/** The one address, or the folder that all of them lie in: `s3://bucket/data/`. */
function commonPlace([first, ...others]: readonly string[]): string | null {
  if (first === undefined) return null;
  let place = first;
  for (const other of others) {
    while (!other.startsWith(place)) {
      const folder = place.replace(/[^/]*\/?$/, "");
      if (folder === "" || folder.endsWith("//")) return null;
      place = folder;
    }
  }
  return place;
}
