import type { Call, CodeFile } from "../../../core/code.js";
import type { RandomSource } from "../../../core/evidence.js";
import { place } from "../study/project.js";
import type { Study } from "../study/study.js";
import { type Seeding, seedingsIn } from "./seed-calls.js";

interface Placed {
  readonly file: CodeFile;
  readonly seeding: Seeding;
}

interface Step {
  readonly seeding: Seeding;
  readonly rank: number;
}

/** Loops whose passes should differ: of training, not of folds, runs or settings. */
const PASSES = /\b(?:epochs?|steps?|iters?|iterations?|batch(?:es)?|\w*loader|n_iter|num_steps)\b/i;
const FIXED = /^-?\d+$/;

/** What a later seeding does to an earlier one. */
interface Replacement {
  /** A value that differs each time takes its place; a fixed one leaves the run repeatable. */
  readonly changing: boolean;
  readonly words: string;
}

/** Seedings that replace another one, and how: a program sets one source twice, or anew in each pass of its training. */
export function seedConflicts(study: Study): ReadonlyMap<Seeding, Replacement> {
  const conflicts = new Map<Seeding, Replacement>();
  const run = new Map<string, Placed[]>();
  const looping = trainingLoops(study);
  for (const file of study.graph.files) {
    for (const seeding of seedingsIn(study, file)) {
      const { own, on, byDefault, call: name } = seeding.fields;
      if (own !== undefined || on !== "yes" || byDefault === true || name === "sacred.Experiment") continue;
      const programs = study.reach.runBy(file, seeding.call);
      for (const program of programs) {
        const known = run.get(program);
        if (known === undefined) run.set(program, [{ file, seeding }]);
        else known.push({ file, seeding });
      }
      const again = repeated(seeding, looping(seeding.call, study.graph.nodeOf(file, seeding.call)));
      if (again !== null && programs.some((program) => study.order.of(program, file, seeding.call) !== null))
        conflicts.set(seeding, { changing: false, words: again });
    }
  }
  for (const [program, all] of run) {
    // Their order is asked for only where it matters.
    if (!mayReplace(all)) continue;
    const steps = all.flatMap(({ file, seeding }): Step[] => {
      const rank = study.order.of(program, file, seeding.call);
      return rank === null ? [] : [{ seeding, rank }];
    });
    steps.sort((a, b) => a.rank - b.rank);
    const formers = new Map<RandomSource, Formers>();
    for (const step of steps) {
      const { seeding } = step;
      const found = replacement(formers, seeding, program);
      if (found !== null && (found.changing || !conflicts.has(seeding))) conflicts.set(seeding, found);
      remember(formers, step);
    }
  }
  return conflicts;
}

/** Is there a source that is set to two numbers, or to a value and to what differs each time? */
function mayReplace(all: readonly Placed[]): boolean {
  const values = new Map<RandomSource, string | null>();
  for (const { seeding } of all) {
    const { sources, value } = seeding.fields;
    for (const source of sources) {
      if (values.has(source) && values.get(source) !== value) return true;
      values.set(source, value);
    }
  }
  return false;
}

/** The first seedings of a source in a run: whatever a later one sets, what it replaces is among them. */
interface Formers {
  readonly any: Step;
  /** The first with a fixed value, and the first with another one. */
  readonly fixed: Step[];
}

function remember(formers: Map<RandomSource, Formers>, step: Step): void {
  const { sources, value } = step.seeding.fields;
  if (value === null) return;
  for (const source of sources) {
    const known = formers.get(source) ?? { any: step, fixed: [] };
    formers.set(source, known);
    const differs = known.fixed[0]?.seeding.fields.value !== value;
    if (FIXED.test(value) && known.fixed.length < 2 && differs) known.fixed.push(step);
  }
}

function replacement(
  formers: ReadonlyMap<RandomSource, Formers>,
  { fields }: Seeding,
  program: string,
): Replacement | null {
  const next = fields.value;
  const changing = next === null && fields.drawnFrom === undefined;
  if (!changing && (next === null || !FIXED.test(next) || program.endsWith(".ipynb"))) return null;
  let former: Step | undefined;
  for (const source of fields.sources) {
    const known = formers.get(source);
    const first = changing ? known?.any : known?.fixed.find(({ seeding }) => seeding.fields.value !== next);
    if (first !== undefined && (former === undefined || first.rank < former.rank)) former = first;
  }
  if (former === undefined) return null;
  const { fields: set, location } = former.seeding;
  const before = `${set.call}(${set.value}) at ${place(location)}`;
  return changing
    ? { changing, words: `${fields.why ?? fields.call}, and it replaces ${before}` }
    : { changing, words: `${fields.call}(${next}) replaces ${before}` };
}

/** Set to the same number in each pass of a training loop, so that each pass draws the same. */
function repeated({ fields }: Seeding, loop: string | undefined): string | null {
  if (loop === undefined || fields.value === null || !FIXED.test(fields.value)) return null;
  return `${fields.call}(${fields.value}) is called in each pass of \`${loop.slice(0, 60)}\`, which so draws the same each time`;
}

/** The head of the training loop that a call stands in, or a call of the function that it stands in. */
function trainingLoops(study: Study): (call: Call, node: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  const passes = ({ loops }: Call): string | undefined => {
    const head = loops?.at(-1);
    return head !== undefined && PASSES.test(head) ? head : undefined;
  };
  return (call, node) => {
    const own = passes(call);
    if (own !== undefined) return own;
    if (!known.has(node)) {
      let found: string | undefined;
      for (const { by } of study.reach.callersOf(node)) if (by !== null) found ??= passes(by);
      known.set(node, found);
    }
    return known.get(node);
  };
}
