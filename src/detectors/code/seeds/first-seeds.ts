import type { Call, CodeFile } from "../../../core/code.js";
import type { RandomSource } from "../../../core/evidence.js";
import { compareInFile } from "../study/project.js";
import type { Study } from "../study/study.js";
import type { Draw } from "./random-table.js";
import { seedingsIn } from "./seed-calls.js";

/** What seeding also settles a source. scikit-learn and pandas draw from NumPy's global generator. */
const SETTLED_BY: Partial<Record<RandomSource, readonly RandomSource[]>> = {
  sklearn: ["numpy"],
  keras: ["keras", "tensorflow"],
};

interface Placed {
  readonly file: CodeFile;
  readonly call: Call;
}

/** All seedings of a source in a program. */
interface Seedings {
  readonly calls: ReadonlySet<Call>;
  /** Where one stretch of code holds them all, the first as it is written. */
  readonly written: Placed | null;
  /** The rank of that which is made first, where the rank of each is known. */
  readonly first: () => number | null;
}

interface Known {
  /** The seedings of whole sources by program and by the source that they settle. */
  readonly settled: ReadonlyMap<string, ReadonlyMap<RandomSource, readonly Placed[]>>;
  readonly files: ReadonlyMap<string, CodeFile>;
  /** By program and source of a draw. */
  readonly seedings: Map<string, Seedings | null>;
  /** The latest rank at which a node is come to by another way, by program and node. */
  readonly latest: Map<string, number>;
}

const studied = new WeakMap<Study, Known>();

function knownOf(study: Study): Known {
  const before = studied.get(study);
  if (before !== undefined) return before;
  const settled = new Map<string, Map<RandomSource, Placed[]>>();
  for (const file of study.graph.files) {
    for (const { fields, limited, call } of seedingsIn(study, file)) {
      const { own, on, value, drawnFrom, sources } = fields;
      if (own !== undefined || on === "no" || limited || (value === null && drawnFrom === undefined))
        continue;
      for (const program of study.reach.runBy(file, call)) {
        const bySource = settled.get(program) ?? new Map();
        settled.set(program, bySource);
        for (const source of new Set(sources)) {
          const known = bySource.get(source);
          if (known === undefined) bySource.set(source, [{ file, call }]);
          else known.push({ file, call });
        }
      }
    }
  }
  const found: Known = {
    settled,
    files: new Map(study.graph.files.map((file) => [file.path, file])),
    seedings: new Map(),
    latest: new Map(),
  };
  studied.set(study, found);
  return found;
}

function seedingsOf(study: Study, program: string, source: RandomSource): Seedings | null {
  const { settled, seedings } = knownOf(study);
  const key = `${source} ${program}`;
  const before = seedings.get(key);
  if (before !== undefined) return before;
  const bySource = settled.get(program);
  const placed = (SETTLED_BY[source] ?? [source]).flatMap((one) => bySource?.get(one) ?? []);
  const found = placed.length === 0 ? null : seedingsAt(study, program, placed);
  seedings.set(key, found);
  return found;
}

function seedingsAt(study: Study, program: string, placed: readonly Placed[]): Seedings {
  const written = placed.reduce<Placed | null>(
    (first, one) =>
      first === null || first.file !== one.file || first.call.scope !== one.call.scope
        ? null
        : compareInFile(one.call.location, first.call.location) < 0
          ? one
          : first,
    placed[0]!,
  );
  let rank: { readonly first: number | null } | null = null;
  const first = (): number | null => {
    if (rank !== null) return rank.first;
    let least = Number.POSITIVE_INFINITY;
    for (const { file, call } of placed)
      least = Math.min(least, study.order.of(program, file, call) ?? Number.NaN);
    rank = { first: Number.isNaN(least) ? null : least };
    return rank.first;
  };
  return { calls: new Set(placed.map(({ call }) => call)), written, first };
}

/** Does a program come to the draw before it seeds the source, although it does seed it? */
export function isEarly(study: Study, program: string, file: CodeFile, call: Call, draw: Draw): boolean {
  // What draws once it is used may well be made first.
  if (draw.later === true) return false;
  const seedings = seedingsOf(study, program, draw.source);
  if (seedings === null) return false;
  // Where the run cannot be followed, one stretch of code still shows its order.
  const { written } = seedings;
  const shown =
    written?.file === file &&
    written.call.scope === call.scope &&
    compareInFile(call.location, written.call.location) < 0;
  if (!shown && !study.order.isFirst(program, call, seedings.calls)) return false;
  const drawn = study.order.of(program, file, call);
  const first = seedings.first();
  if (drawn === null || first === null) return shown;
  return first > drawn && !comesAgain(study, program, file, call, first);
}

const MOST_NODES = 8;

/** Is the draw made once more after a rank, by another way to the function or class that it stands in? */
const comesAgain = (study: Study, program: string, file: CodeFile, call: Call, after: number): boolean =>
  latestAt(study, program, study.graph.nodeOf(file, call)) > after;

function latestAt(study: Study, program: string, start: string): number {
  const { files, latest } = knownOf(study);
  const key = `${program} ${start}`;
  const before = latest.get(key);
  if (before !== undefined) return before;
  let found = -1;
  const open = new Set([start]);
  let looked = 0;
  for (const node of open) {
    if (++looked > MOST_NODES) break;
    for (const { from, by } of study.reach.callersOf(node)) {
      if (by === null) {
        open.add(from);
        continue;
      }
      const caller = files.get(by.location.path);
      const rank = caller === undefined ? null : study.order.of(program, caller, by);
      if (rank !== null) found = Math.max(found, rank);
    }
  }
  latest.set(key, found);
  return found;
}
