import type { Evidence, EvidenceOf } from "../core/evidence.js";

/** What people call the program that they start first. */
const MAIN_NAME = /(?:^|\/)(?:(?:run_|pre_?|fine_?)?train(?:er|ing)?|main|run|fit|experiment)(?:_\w+)?\.py$/i;

/** Folders of what is kept and no longer run. */
const PUT_ASIDE = /(?:^|\/)(?:archived?|attic|deprecated|legacy|obsolete|old)\//i;

/** The README of a folder speaks for that folder: programs elsewhere are judged beside those that it runs. */
function untold(scripts: readonly string[], documents: readonly string[]): readonly string[] {
  const folders = documents.map((path) => /^(.+\/)readme(?:\.\w+)?$/i.exec(path)?.[1]);
  if (folders.includes(undefined)) return [];
  return scripts.filter(
    (program) => program.includes("/") && !folders.some((folder) => program.startsWith(folder!)),
  );
}

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
  const scripts = [...training].filter((program) => !program.endsWith(".ipynb"));
  if (shown.length > 0) return new Set(shown.map(({ program }) => program));
  if (documented.length > 0)
    return new Set([
      ...documented.map(({ program }) => program),
      ...untold(
        scripts,
        documented.map(({ path }) => path),
      ),
    ]);
  const main = scripts.filter((program) => MAIN_NAME.test(program));
  return new Set([main, scripts].find((programs) => programs.length > 0) ?? training);
}
