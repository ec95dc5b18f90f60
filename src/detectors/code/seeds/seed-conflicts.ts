import type { CodeFile } from "../../../core/code.js";
import { place } from "../study/project.js";
import type { Study } from "../study/study.js";
import { type Seeding, seedingsIn } from "./seed-calls.js";

interface Step extends Seeding {
  readonly file: CodeFile;
  readonly rank: number;
}

/** Loops whose passes should differ: of training, not of folds, runs or settings. */
const PASSES = /\b(?:epochs?|steps?|iters?|iterations?|batch(?:es)?|\w*loader|n_iter|num_steps)\b/i;
const FIXED = /^-?\d+$/;

/** Seedings that undo another one, and how: a program sets one source twice, or anew in each pass of its training. */
export function seedConflicts(study: Study): ReadonlyMap<Seeding, string> {
  const conflicts = new Map<Seeding, string>();
  const steps = new Map<string, Step[]>();
  for (const file of study.graph.files) {
    for (const seeding of seedingsIn(study, file)) {
      const { own, on, byDefault, call: name } = seeding.fields;
      if (own !== undefined || on !== "yes" || byDefault === true || name === "sacred.Experiment") continue;
      for (const program of study.reach.runBy(file, seeding.call)) {
        const rank = study.order.of(program, file, seeding.call);
        if (rank === null) continue;
        const known = steps.get(program);
        if (known === undefined) steps.set(program, [{ ...seeding, file, rank }]);
        else known.push({ ...seeding, file, rank });
        const again = repeated(study, file, seeding);
        if (again !== null) conflicts.set(seeding, again);
      }
    }
  }
  for (const [program, all] of steps) {
    all.sort((a, b) => a.rank - b.rank);
    for (const [index, later] of all.entries()) {
      const found = all.slice(0, index).flatMap((former) => undone(former, later, program) ?? [])[0];
      const original = seedingsIn(study, later.file).find(({ call }) => call === later.call);
      if (found !== undefined && original !== undefined && !conflicts.has(original))
        conflicts.set(original, found);
    }
  }
  return conflicts;
}

function undone(former: Step, later: Step, program: string): string | null {
  const source = former.fields.sources.find((one) => later.fields.sources.includes(one));
  const [set, next] = [former.fields.value, later.fields.value];
  if (source === undefined || set === null || set === next) return null;
  const before = `${former.fields.call}(${set}) at ${place(former.location)}`;
  if (next === null && later.fields.drawnFrom === undefined) {
    // A wrapper that is handed None leaves the seed as it is.
    return `${later.fields.why ?? later.fields.call}, and it replaces ${before}`;
  }
  if (next === null || !FIXED.test(set) || !FIXED.test(next) || program.endsWith(".ipynb")) return null;
  return `${later.fields.call}(${next}) replaces ${before}`;
}

/** Set to the same number in each pass of a training loop, so that each pass draws the same. */
function repeated(study: Study, file: CodeFile, { call, fields }: Seeding): string | null {
  if (fields.value === null || !FIXED.test(fields.value)) return null;
  const around = [
    call,
    ...study.reach.callersOf(study.graph.nodeOf(file, call)).flatMap(({ by }) => by ?? []),
  ];
  const loop = around.flatMap(({ loops }) => loops?.at(-1) ?? []).find((head) => PASSES.test(head));
  return loop === undefined
    ? null
    : `${fields.call}(${fields.value}) is called in each pass of \`${loop.slice(0, 60)}\`, which so draws the same each time`;
}
