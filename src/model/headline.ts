import type { Evidence, EvidenceOf } from "../core/evidence.js";

/** What people call the program that they start first. */
const MAIN_NAME = /(?:^|\/)(?:(?:run_|pre_?|fine_?)?train(?:er|ing)?|main|run|fit|experiment)(?:_\w+)?\.py$/i;

/** Folders of what is kept and no longer run. */
const PUT_ASIDE = /(?:^|\/)(?:archived?|attic|deprecated|legacy|obsolete|old)\//i;

/**
 * The programs whose experiments are judged: the training programs that the README runs, else other documents, else
 * those that are called like one (`train.py`, `main.py`), else all of them; notebooks only where there is nothing else. Where no entry is known to
 * train, what draws for training counts, else what seeds.
 */
export function headlinePrograms(
  evidence: readonly Evidence[],
  seeds: readonly EvidenceOf<"code.seed">[],
  draws: readonly EvidenceOf<"code.random">[],
): ReadonlySet<string> {
  const entries = evidence.flatMap((one) =>
    one.kind === "code.entry" && (one.purpose === "training" || one.purpose === "sweep") ? [one.program] : [],
  );
  const drawing = draws.flatMap((draw) => (draw.purpose === "training" ? (draw.programs ?? []) : []));
  const seeding = seeds.flatMap((seed) => seed.programs ?? []);
  const found = [entries, drawing, seeding].find((programs) => programs.length > 0) ?? [];
  const current = found.filter((program) => !PUT_ASIDE.test(program));
  const training = new Set(current.length > 0 ? current : found);
  const documented = evidence.flatMap((one) =>
    one.kind === "docs.command" && one.program !== null && training.has(one.program)
      ? [{ program: one.program, path: one.location.path }]
      : [],
  );
  const readme = evidence.find((one) => one.kind === "docs.readme")?.location.path;
  const shown = documented.filter(({ path }) => path === readme);
  if (documented.length > 0)
    return new Set((shown.length > 0 ? shown : documented).map(({ program }) => program));
  const scripts = [...training].filter((program) => !program.endsWith(".ipynb"));
  const main = scripts.filter((program) => MAIN_NAME.test(program));
  return new Set([main, scripts].find((programs) => programs.length > 0) ?? training);
}
