import {
  type CallRole,
  type Evidence,
  type EvidenceOf,
  TRACKER_SIGNS,
  type TrackerSign,
} from "../core/evidence.js";
import { compareLocations, type Location } from "../core/location.js";
import type { TrackerFacts } from "../core/model.js";
import type { TrackerState } from "../core/report.js";
import type { TrackerSigns } from "../core/tracker.js";
import type { TrackerId } from "../core/vocabulary.js";
import { headlinePrograms } from "./headline.js";

type Calls = readonly EvidenceOf<"tracker.call">[];
type Signs = Readonly<Record<TrackerSign, readonly Location[]>>;
export type RunCounts = ReadonlyMap<
  TrackerId,
  { readonly runs: number; readonly locations: readonly Location[] }
>;

/**
 * Packages that are installed for training itself: to depend on them or import them declares no tracking, so that
 * only a call, a configuration or a record of theirs is listed.
 */
const FRAMEWORKS: ReadonlySet<TrackerId> = new Set(["lightning", "huggingface", "keras", "ray"]);

/** Places named per sign; more would only lengthen the report. */
const MOST_PLACES = 50;

/** What is known of each tracker that shows itself by more than a mention, in the order of the signs given. */
export function trackerFacts(
  evidence: readonly Evidence[],
  runCounts: RunCounts,
  registryOfSigns: readonly TrackerSigns[],
): TrackerFacts[] {
  const headline = headlineOf(evidence);
  return registryOfSigns.flatMap((known): TrackerFacts[] => {
    const signs = signsOf(evidence, known, runCounts);
    const calls = evidence.filter(
      (one): one is EvidenceOf<"tracker.call"> => one.kind === "tracker.call" && one.tracker === known.id,
    );
    const runs = runCounts.get(known.id)?.runs ?? 0;
    if (!isShown(known.id, signs, calls, runs)) return [];
    return [
      {
        id: known.id,
        title: known.title,
        ...stateOf(known, signs, ofHeadline(calls, headline), runs),
        signs,
        recordsCommit: known.recordsCommit,
        recordsParameters: known.recordsParameters,
        tracksRuns: known.tracksRuns,
        runs,
      },
    ];
  });
}

function headlineOf(evidence: readonly Evidence[]): ReadonlySet<string> {
  const of = <K extends Evidence["kind"]>(kind: K) =>
    evidence.filter((one): one is Extract<Evidence, { kind: K }> => one.kind === kind);
  return headlinePrograms(evidence, of("code.seed"), of("code.random"));
}

/** The headline experiment decides, where it starts runs at all: what a side script tracks makes no tracker active. */
function ofHeadline(calls: Calls, headline: ReadonlySet<string>): Calls {
  const leads = (call: Calls[number]): boolean =>
    call.programs?.some((program) => headline.has(program)) === true;
  return calls.some((call) => STARTING.has(call.role) && leads(call))
    ? calls.filter((call) => call.programs === undefined || leads(call))
    : calls;
}

function signsOf(evidence: readonly Evidence[], known: TrackerSigns, runCounts: RunCounts): Signs {
  const packages = new Set(known.packages);
  const found = new Map<TrackerSign, Location[]>(TRACKER_SIGNS.map((sign) => [sign, []]));
  for (const one of evidence) {
    if (one.kind === "tracker.sign" && one.tracker === known.id) found.get(one.sign)?.push(one.location);
    else if (one.kind === "env.package" && packages.has(normalised(one.name)))
      found.get("dependency")?.push(one.location);
  }
  const places = (sign: TrackerSign): readonly Location[] =>
    (sign === "records" ? runCounts.get(known.id)?.locations : found.get(sign)) ?? [];
  return Object.fromEntries(TRACKER_SIGNS.map((sign) => [sign, few(places(sign))])) as unknown as Signs;
}

/** PyPI's own normalisation (PEP 503). */
const normalised = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, "-");

function few(locations: readonly Location[]): readonly Location[] {
  const sorted = [...locations].sort(compareLocations);
  return sorted
    .filter((one, index) => index === 0 || compareLocations(sorted[index - 1] as Location, one) !== 0)
    .slice(0, MOST_PLACES);
}

function isShown(id: TrackerId, signs: Signs, calls: Calls, runs: number): boolean {
  if (runs > 0 || signs.config.length > 0) return true;
  if (calls.some(({ role }) => STARTING.has(role) || ADDING.has(role))) return true;
  if (FRAMEWORKS.has(id)) return false;
  return signs.dependency.length > 0 || signs.import.length > 0 || signs.call.length > 0;
}

/** Roles that make a run be recorded, those that start it before those that only add to it. */
const STARTING: ReadonlySet<CallRole> = new Set<CallRole>(["init", "autolog"]);
const ADDING: ReadonlySet<CallRole> = new Set<CallRole>(["params", "metrics"]);

function stateOf(
  known: TrackerSigns,
  signs: Signs,
  calls: Calls,
  runs: number,
): { readonly state: TrackerState; readonly why: string } {
  const starting = calls.filter((call) => STARTING.has(call.role));
  const adding = calls.filter((call) => ADDING.has(call.role));
  // Where runs are started behind a switch, an unguarded call that only adds to one proves nothing.
  const deciding = starting.length > 0 ? starting : adding;
  const on = deciding.find((call) => call.on === "yes");
  const off = deciding.find((call) => call.on === "no");
  const open = deciding.find((call) => call.on === "unknown");
  if (on !== undefined) return { state: "active", why: `${on.call} in ${at(on.location)}` };
  if (off !== undefined)
    return {
      state: "optional",
      why: `${off.call} in ${at(off.location)} is off by default: ${off.why ?? "switched off"}`,
    };
  if (open !== undefined)
    return {
      state: "active",
      why: `${open.call} in ${at(open.location)}; nothing says that it is off (${open.why ?? "conditional"})`,
    };
  if (runs > 0)
    return {
      state: "records-only",
      why: `${runs === 1 ? "1 record" : `${runs} records`}, and no code that writes one`,
    };
  return {
    state: "declared-only",
    why: `${declaredBy(signs)} only; nothing starts a run with ${known.title}`,
  };
}

function declaredBy(signs: Signs): string {
  const found = (["dependency", "import", "call", "config"] as const).filter(
    (sign) => signs[sign].length > 0,
  );
  return found.length === 0 ? "mentioned" : found.join(", ");
}

const at = ({ path, cell, line }: Location): string =>
  `${path}${cell === undefined ? "" : `:cell ${cell}`}${line === undefined ? "" : `:${line}`}`;
