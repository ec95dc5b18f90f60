import type { CellFacts, CodeFile } from "../core/code.js";
import { defineDetector } from "../core/detector.js";
import { type Evidence, evidence } from "../core/evidence.js";
import { ownFiles } from "./code/study/project.js";

/** The state that notebooks were left in: would a fresh run from top to bottom show what they show? */
export const detector = defineDetector({
  id: "notebooks",
  async detect({ code }) {
    return ownFiles(code).flatMap((file) => (file.notebook ? stateOf(file) : []));
  },
});

function stateOf(file: CodeFile): readonly Evidence[] {
  const cells = file.cells.filter(holds);
  if (cells.length === 0) return [];
  const counted = file.cells.filter((cell) => cell.executionCount !== null);
  const missing = needs(file);
  const failed = cells.filter((cell) => cell.outputs.some(({ kind }) => kind === "error"));
  const order = orderOf(counted);
  const lost = cells.find(({ reads, later }) =>
    [...reads, ...later].some((name) => missing.undefined.includes(name)),
  );
  const shuffled = order.order === "shuffled" ? order.at : undefined;
  const trouble =
    failed[0] ??
    shuffled ??
    lost ??
    cells.find(({ reads }) => reads.some((name) => missing.early.includes(name)));
  return [
    evidence(
      "notebook.state",
      trouble === undefined ? { path: file.path } : { path: file.path, cell: trouble.index },
      {
        cells: cells.length,
        executed: cells.filter((cell) => cell.executionCount !== null).length,
        order: order.order,
        failed: failed.length,
        undefined: missing.undefined,
        ...(missing.early.length === 0 ? {} : { early: missing.early }),
        ...(lost === undefined && shuffled === undefined
          ? {}
          : {
              at: {
                ...(lost === undefined ? {} : { undefined: lost.index }),
                ...(shuffled === undefined ? {} : { order: shuffled.index }),
              },
            }),
        results: cells.reduce((sum, cell) => sum + cell.outputs.filter(isResult).length, 0),
      },
    ),
  ];
}

const holds = ({ blank, shell, magics }: CellFacts): boolean =>
  !blank || shell.length > 0 || magics.length > 0;

const isResult = ({ kind, text }: CellFacts["outputs"][number]): boolean =>
  kind === "figure" || kind === "table" || (kind === "text" && text !== null);

// ── order ──────────────────────────────────────────────────────────────────────────────────────

type Order = Extract<Evidence, { kind: "notebook.state" }>["order"];

/** By the counts of the cells that have one; `at`: the first cell that ran before the one above it. */
function orderOf(cells: readonly CellFacts[]): { readonly order: Order; readonly at?: CellFacts } {
  if (cells.length === 0) return { order: "not-run" };
  const counts = cells.map((cell) => cell.executionCount!);
  for (let i = 1; i < cells.length; i++) {
    if (counts[i]! >= counts[i - 1]!) continue;
    // A kernel that was started anew counts from 1 again: what stands by itself from there on ran in order.
    if (counts[i] === 1 && counts.indexOf(1) < i && standsAlone(cells, i)) continue;
    return { order: "shuffled", at: cells[i]! };
  }
  return { order: counts.every((count, i) => count === i + 1) ? "whole" : "rising" };
}

/** Does no cell from `from` on read what only cells before it bind? */
function standsAlone(cells: readonly CellFacts[], from: number): boolean {
  const before = new Set(cells.slice(0, from).flatMap(({ binds }) => binds));
  const own = new Set<string>();
  for (const { reads, later, binds } of cells.slice(from)) {
    if ([...reads, ...later].some((name) => before.has(name) && !own.has(name))) return false;
    for (const name of binds) own.add(name);
  }
  return true;
}

// ── names ──────────────────────────────────────────────────────────────────────────────────────

/** Names that no cell binds, and names that a cell reads at once and only a cell below it binds. */
function needs(file: CodeFile): { readonly undefined: readonly string[]; readonly early: readonly string[] } {
  const none = { undefined: [], early: [] };
  if (mayBindUnseen(file)) return none;
  const everywhere = new Set(file.cells.flatMap(({ binds }) => binds));
  const soFar = new Set<string>();
  const missing = new Set<string>();
  const early = new Set<string>();
  for (const { reads, later, binds } of file.cells) {
    for (const name of reads) {
      if (!everywhere.has(name)) missing.add(name);
      else if (!soFar.has(name) && !binds.includes(name)) early.add(name);
    }
    for (const name of later) if (!everywhere.has(name)) missing.add(name);
    for (const name of binds) soFar.add(name);
  }
  return { undefined: [...missing].sort(), early: [...early].sort() };
}

/** Ways to bind names that no text shows. */
const BINDING_CALLS: ReadonlySet<string> = new Set(["exec", "execfile", "globals", "locals", "vars", "eval"]);
const SESSION =
  /(?:^|\.)(?:load_session|load_module_session|load_workspace)$|^get_ipython\(\)\.(?!system$|getoutput$|run_(?:line|cell)_magic$|magic$)/;
/** Magics that bind no name, or whose names are seen. */
const PLAIN_MAGICS: ReadonlySet<string> = new Set(
  `alias_magic aimport autoreload autosave bash bookmark capture cd colors conda config debug env file heat html
  javascript js latex load_ext lprun ls lsmagic magic mamba markdown matplotlib md mkdir memit mprun notebook nbagg
  pdb perl pinfo pip popd prun psearch pushd pwd python python2 python3 pypy precision qtconsole reload_ext reset
  ruby run_line script set_env sh svg sx system tb tensorboard tensorflow_version time timeit unload_ext wandb
  watermark who who_ls whos writefile xdel xmode microbenchmark ipytest fs rm cp mv cat less more man history hist
  doctest_mode gui version_information memray_flamegraph scalene snakeviz flake8 pycodestyle pycodestyle_on
  pycodestyle_off blackcellmagic black nb_black lab_black load_black jupyter_black ai_explain`.split(/\s+/),
);

function mayBindUnseen(file: CodeFile): boolean {
  return (
    file.broken ||
    file.imports.some(({ name, module }) => name === "*" || /^(?:builtins|__builtin__)$/.test(module)) ||
    file.calls.some(
      ({ name, args }) =>
        BINDING_CALLS.has(name) || SESSION.test(name) || (name === "dir" && args.length === 0),
    ) ||
    file.cells.some(({ magics }) => magics.some(({ name }) => !PLAIN_MAGICS.has(name)))
  );
}
