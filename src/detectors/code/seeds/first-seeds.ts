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

interface Known {
  /** The seedings of whole sources by program and by the source that they settle. */
  readonly settled: ReadonlyMap<string, ReadonlyMap<RandomSource, readonly Placed[]>>;
  readonly files: ReadonlyMap<string, CodeFile>;
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
  const found = { settled, files: new Map(study.graph.files.map((file) => [file.path, file])) };
  studied.set(study, found);
  return found;
}

/** Does a program come to the draw before it seeds the source, although it does seed it? */
export function isEarly(study: Study, program: string, file: CodeFile, call: Call, draw: Draw): boolean {
  // What draws once it is used may well be made first.
  if (draw.later === true) return false;
  const bySource = knownOf(study).settled.get(program);
  const seedings = (SETTLED_BY[draw.source] ?? [draw.source]).flatMap(
    (source) => bySource?.get(source) ?? [],
  );
  if (seedings.length === 0) return false;
  // Where the run cannot be followed, one stretch of code still shows its order.
  const shown = seedings.every(
    (one) =>
      one.file === file &&
      one.call.scope === call.scope &&
      compareInFile(call.location, one.call.location) < 0,
  );
  const others = seedings.map((one) => one.call);
  if (!shown && !study.order.isFirst(program, call, others)) return false;
  const drawn = study.order.of(program, file, call);
  const ranks = seedings.map((one) => study.order.of(program, one.file, one.call));
  if (drawn === null || !ranks.every((rank): rank is number => rank !== null)) return shown;
  const first = Math.min(...ranks);
  return first > drawn && !comesAgain(study, program, file, call, first);
}

const MOST_NODES = 8;

/** Is the draw made once more after a rank, by another way to the function or class that it stands in? */
function comesAgain(study: Study, program: string, file: CodeFile, call: Call, after: number): boolean {
  const { files } = knownOf(study);
  const open = new Set([study.graph.nodeOf(file, call)]);
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
      if (rank !== null && rank > after) return true;
    }
  }
  return false;
}
