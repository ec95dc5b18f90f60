import { type RunRecord, runKey } from "../core/run.js";
import { TRACKER_IDS } from "../core/vocabulary.js";
import { plain, shortened } from "../formats/plain.js";
import { maskSecrets } from "../ledger/mask.js";
import { didYouMean, nearest } from "./nearest.js";
import { UsageError } from "./usage-error.js";

const MOST_CANDIDATES = 10;
/** Of a shorter beginning of an id, any other is near. */
const SHORTEST_SLIP = 4;

/**
 * The run that somebody means: its key (`tracker:id`), its id, its name, or the beginning of key or id; for ids that are
 * paths also their end (`version_3`). The first of these ways that leads to a run decides.
 *
 * @throws UsageError  no run, or several: those are listed
 */
export function findRun<R extends RunRecord>(runs: readonly R[], text: string): R {
  const found = candidates(runs, text);
  if (found[0] === undefined) throw notFound(runs, text);
  if (found.length === 1) return found[0];
  throw new UsageError(
    `${found.length} runs could be meant by ${plain(text)}: name one by its tracker and more of its id`,
    listed(found),
  );
}

/** The runs that could be meant. */
export function candidates<R extends RunRecord>(runs: readonly R[], text: string): readonly R[] {
  for (const accepts of WAYS) {
    const found = runs.filter((run) => accepts(run, text));
    if (found.length > 0) return found;
  }
  return [];
}

const WAYS: readonly ((run: RunRecord, text: string) => boolean)[] = [
  (run, text) => runKey(run) === text,
  (run, text) => run.id === text || endsAs(run, "#", text),
  (run, text) => run.name === text,
  (run, text) => text !== "" && (run.id.startsWith(text) || runKey(run).startsWith(text)),
  (run, text) => endsAs(run, "/", text),
];

/** The id within a store (`runs#1`), or the last parts of a path; with or without the tracker before it. */
function endsAs({ tracker, id }: RunRecord, mark: "#" | "/", text: string): boolean {
  const end = text.startsWith(`${tracker}:`) ? text.slice(tracker.length + 1) : text;
  return end !== "" && id.endsWith(`${mark}${end}`);
}

/** The tracker that a key names, where it names one. */
export function trackerIn(text: string): (typeof TRACKER_IDS)[number] | null {
  return TRACKER_IDS.find((tracker) => text.startsWith(`${tracker}:`)) ?? null;
}

const prefixOf = (text: string): string => text.slice(0, Math.max(text.indexOf(":"), 0));

function notFound(runs: readonly RunRecord[], text: string): UsageError {
  const shown = shortened(plain(text), 80);
  if (runs.length === 0) return new UsageError(`no run is called ${shown}: no run record was found here`);
  const prefix = prefixOf(text);
  if (prefix !== "" && trackerIn(text) === null && nearest(prefix, TRACKER_IDS).length > 0)
    return new UsageError(`there is no tracker ${plain(prefix)}${didYouMean(prefix, TRACKER_IDS)}`);
  const names = (run: RunRecord): string[] => namesOf(run, text.length);
  const near = new Set(nearest(text, runs.flatMap(names), MOST_CANDIDATES));
  const meant = runs.filter((run) => names(run).some((name) => near.has(name)));
  return new UsageError(
    `no run is called ${shown}${meant.length > 0 ? "; the nearest are listed above" : " (exptrack runs lists them)"}`,
    listed(meant),
  );
}

/** What a mistyped text is compared with; of an id also as much of its beginning as was typed. */
const namesOf = (run: RunRecord, length: number): string[] => [
  ...[run.id, runKey(run), ...(run.name === null ? [] : [run.name])],
  ...(length >= SHORTEST_SLIP ? [run.id.slice(0, length)] : []),
];

function listed(runs: readonly RunRecord[]): string[] {
  const lines = runs
    .slice(0, MOST_CANDIDATES)
    .map(maskSecrets)
    .map((run) => {
      const started = run.startedAt === null ? "" : `, ${run.startedAt.slice(0, 16).replace("T", " ")}`;
      const name = run.name === null ? "" : ` ${shortened(plain(run.name), 40)}`;
      return `  ${shortened(plain(runKey(run)), 100)}${name} (${run.status}${started})`;
    });
  const more = runs.length - lines.length;
  return more > 0 ? [...lines, `  and ${more} more`] : lines;
}
