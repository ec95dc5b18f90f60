import { readFile, realpath } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { BASELINE_PATH } from "../core/outputs.js";
import type { Baseline, Configuration } from "../core/policy.js";
import { plain } from "../formats/plain.js";
import { parseBaseline } from "../policy/baseline.js";
import { filesOnDisk } from "../workspace/configuration-files.js";
import { writeAtomically, writeOwnFiles } from "./output.js";
import { UsageError } from "./usage-error.js";

/** Where a project keeps its baseline on disk. */
export interface BaselineFile {
  /** As messages call it. */
  readonly shown: string;
  /** What it holds now; null: it is not there. */
  readonly text: string | null;
  readonly baseline: Baseline | null;
  /** @throws UsageError  it cannot be written, or has changed meanwhile */
  write(text: string): Promise<void>;
}

/**
 * The named file, else the configured one, else `exptrack-baseline.json` in the audited folder.
 * @throws UsageError  what is there is no baseline; CannotAudit: no such folder
 */
export async function baselineFile(
  root: string,
  configuration: Configuration,
  named: string | undefined,
): Promise<BaselineFile> {
  const files = filesOnDisk(root);
  const folder = await realpath(root);
  const top = resolve(folder, relative(files.folder, ""));
  const configured = configuration.baseline === null ? null : join(top, ...configuration.baseline.split("/"));
  const target = named === undefined ? (configured ?? join(folder, BASELINE_PATH)) : resolve(named);
  const shown = named ?? (relative(folder, target) || BASELINE_PATH);
  const real = join(
    await realpath(dirname(target)).catch(() => dirname(target)),
    target.slice(dirname(target).length + 1),
  );
  const inside = relative(top, real);
  const isOwn = !isAbsolute(inside) && inside.split(sep)[0] !== "..";
  const text = isOwn ? await ownText(files, inside, shown) : await readFile(target, "utf8").catch(() => null);
  return {
    shown,
    text,
    baseline: text === null ? null : parsed(text, shown),
    write: (after) =>
      isOwn ? writeOwnFiles(top, [{ path: inside, before: text, after }]) : writeAtomically(target, after),
  };
}

async function ownText(
  files: ReturnType<typeof filesOnDisk>,
  inside: string,
  shown: string,
): Promise<string | null> {
  const path = inside.split(sep).join("/");
  const found = (await files.texts([path])).get(path);
  if (found === undefined) return null;
  if ("unreadable" in found) throw new UsageError(`${plain(shown)}: ${found.unreadable}`);
  return found.text;
}

function parsed(text: string, shown: string): Baseline {
  const { baseline, mistakes } = parseBaseline(text, plain(shown));
  if (baseline === null) throw new UsageError(`${plain(shown)} is no baseline that can be used`, mistakes);
  return baseline;
}
