import picomatch from "picomatch";
import type { CallRole, On } from "../../core/evidence.js";
import type { Location } from "../../core/location.js";
import type { TrackerSigns } from "../../core/tracker.js";
import type { TrackerId } from "../../core/vocabulary.js";
import type { FileEntry, Workspace } from "../../core/workspace.js";

/** Files that configure trackers, and those that by themselves make a run be recorded. */

export interface ConfigSign {
  readonly tracker: TrackerId;
  readonly location: Location;
  readonly detail: string;
}

export interface ActiveConfig {
  readonly tracker: TrackerId;
  readonly role: CallRole;
  readonly name: string;
  readonly on: On;
  readonly why: string | null;
  readonly location: Location;
}

interface Activating {
  readonly tracker: TrackerId;
  readonly glob: string;
  /** All must match. */
  readonly texts: readonly RegExp[];
  readonly on: On;
  readonly why?: string;
}

/** A file of these is no mere declaration: it is what the tool runs or versions by. */
const ACTIVATING: readonly Activating[] = [
  { tracker: "dvc", glob: "**/dvc.yaml", texts: [/^(?:stages|artifacts|metrics|plots|params):/m], on: "yes" },
  { tracker: "dvc", glob: "**/dvc.lock", texts: [], on: "yes" },
  { tracker: "dvc", glob: "**/*.dvc", texts: [/^(?:outs|deps|cmd):/m], on: "yes" },
  { tracker: "guild", glob: "**/guild.{yml,yaml}", texts: [], on: "yes" },
  { tracker: "kedro", glob: "**/pyproject.toml", texts: [/^\[tool\.kedro\]/m], on: "yes" },
  { tracker: "polyaxon", glob: "**/polyaxonfile*.{yml,yaml}", texts: [], on: "yes" },
  { tracker: "determined", glob: "**/*.{yml,yaml}", texts: [/^searcher:/m, /^entrypoint:/m], on: "yes" },
  {
    tracker: "mlflow",
    glob: "**/MLproject",
    texts: [/^entry_points:/m],
    on: "unknown",
    why: "only where it is started by `mlflow run`",
  },
];

/** Configuration as a run recorded it. */
const RECORD = /(?:^|\/)(?:\.hydra|mlruns|wandb\/(?:offline-)?run-[^/]*)\//;
const LARGEST = 256 * 1024;
const MOST_YAML = 3000;

export async function readConfigFiles(
  workspace: Workspace,
  files: readonly FileEntry[],
  all: readonly TrackerSigns[],
): Promise<{ readonly signs: readonly ConfigSign[]; readonly active: readonly ActiveConfig[] }> {
  const signs: ConfigSign[] = [];
  const active: ActiveConfig[] = [];
  const wanted = all.flatMap((one) =>
    one.configFiles.map(({ glob, text }) => ({ tracker: one.id, matches: matcher(glob), text })),
  );
  const activating = ACTIVATING.map((one) => ({ ...one, matches: matcher(one.glob) }));
  let yaml = 0;
  for (const { path, size, symlink } of files) {
    const hits = wanted.filter((one) => one.matches(path));
    if (hits.length === 0 || symlink || RECORD.test(path)) continue;
    const needsText =
      hits.some((one) => one.text !== undefined) || activating.some((one) => one.matches(path));
    if (needsText && /\.ya?ml$/.test(path) && ++yaml > MOST_YAML) continue;
    const text = needsText && size <= LARGEST ? await workspace.readText(path).catch(() => "") : "";
    for (const hit of hits) {
      const line = hit.text === undefined ? null : lineOf(text, hit.text);
      if (hit.text !== undefined && line === null) continue;
      signs.push({
        tracker: hit.tracker,
        location: { path, ...(line === null ? {} : { line }) },
        detail: path,
      });
    }
    for (const one of activating.filter(
      (rule) => rule.matches(path) && rule.texts.every((t) => t.test(text)),
    )) {
      active.push({
        tracker: one.tracker,
        role: "init",
        name: path.split("/").at(-1) ?? path,
        on: one.on,
        why: one.why ?? null,
        location: { path },
      });
    }
  }
  return { signs, active };
}

const matcher = (glob: string): ((path: string) => boolean) => picomatch(glob, { dot: true });

function lineOf(text: string, pattern: RegExp): number | null {
  const found = pattern.exec(text);
  return found === null ? null : text.slice(0, found.index).split("\n").length;
}
