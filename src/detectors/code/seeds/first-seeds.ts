import type { Call, CodeFile } from "../../../core/code.js";
import type { RandomSource } from "../../../core/evidence.js";
import { compareInFile } from "../study/project.js";
import type { Study } from "../study/study.js";
import type { Draw } from "./random-table.js";
import { type Seeding, seedingsIn } from "./seed-calls.js";

/** What seeding also settles a source. scikit-learn and pandas draw from NumPy's global generator. */
const SETTLED_BY: Partial<Record<RandomSource, readonly RandomSource[]>> = {
  sklearn: ["numpy"],
  keras: ["keras", "tensorflow"],
};

type Placed = Seeding & { readonly file: CodeFile };

const sets = new WeakMap<Study, ReadonlyMap<string, readonly Placed[]>>();

/** Seedings of whole sources by the program that runs them. */
function seedingsOf(study: Study, program: string): readonly Placed[] {
  let found = sets.get(study);
  if (found === undefined) {
    const byProgram = new Map<string, Placed[]>();
    for (const file of study.graph.files) {
      for (const seeding of seedingsIn(study, file)) {
        const { own, on, value, drawnFrom } = seeding.fields;
        if (
          own !== undefined ||
          on === "no" ||
          seeding.limited ||
          (value === null && drawnFrom === undefined)
        )
          continue;
        for (const path of study.reach.runBy(file, seeding.call)) {
          const known = byProgram.get(path);
          if (known === undefined) byProgram.set(path, [{ ...seeding, file }]);
          else known.push({ ...seeding, file });
        }
      }
    }
    found = byProgram;
    sets.set(study, found);
  }
  return found.get(program) ?? [];
}

/** Does a program come to the draw before it seeds the source, although it does seed it? */
export function isEarly(study: Study, program: string, file: CodeFile, call: Call, draw: Draw): boolean {
  // What draws once it is used may well be made first.
  if (draw.later === true) return false;
  const settling = SETTLED_BY[draw.source] ?? [draw.source];
  const seeding = seedingsOf(study, program).filter(({ fields }) =>
    fields.sources.some((source) => settling.includes(source)),
  );
  if (seeding.length === 0) return false;
  const drawn = study.order.of(program, file, call);
  const ranks = seeding.map((one) => study.order.of(program, one.file, one.call));
  if (drawn !== null && ranks.every((rank): rank is number => rank !== null)) {
    const first = Math.min(...ranks);
    return first > drawn && !comesAgain(study, program, file, call, first);
  }
  // Where the run cannot be followed, one stretch of code still shows its order.
  return seeding.every(
    (one) =>
      one.file === file && one.call.scope === call.scope && compareInFile(call.location, one.location) < 0,
  );
}

/** Is the draw made once more after a rank, by another way to the function or class that it stands in? */
function comesAgain(study: Study, program: string, file: CodeFile, call: Call, after: number): boolean {
  const open = [study.graph.nodeOf(file, call)];
  for (let i = 0; i < open.length && i < 8; i++) {
    for (const { from, by } of study.reach.callersOf(open[i]!)) {
      if (by === null) {
        if (!open.includes(from)) open.push(from);
        continue;
      }
      const caller = study.graph.files.find(({ path }) => path === by.location.path);
      const rank = caller === undefined ? null : study.order.of(program, caller, by);
      if (rank !== null && rank > after) return true;
    }
  }
  return false;
}
