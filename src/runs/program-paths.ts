import type { RunRecord } from "../core/run.js";

const SCRIPT = /\.(?:py|ipynb|sh|bash|r|rmd|jl|m|lua|pl|js|ts|scala|java|cu|cpp|c)$/i;
const MODULE = /^(?:-m\s+)?([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)$/;
/** More parts of another machine's path are not tried. */
const MAX_TAILS = 12;

/**
 * Paths under which a commit may hold the program of a run, the likeliest first: the script, or what a module may
 * lie in; of an absolute path of another machine each tail. Empty: the record names no program.
 */
export function programPaths(record: Pick<RunRecord, "program" | "tags">): readonly string[] {
  const { program } = record;
  if (program === null) return [];
  const typed = record.tags["mlflow.source.name"];
  return [...new Set([...pathsOf(program), ...(typed === undefined ? [] : pathsOf(typed))])];
}

function pathsOf(program: string): string[] {
  const slashed = /^[A-Za-z]:[\\/]|^[^/]*\\/.test(program) ? program.replaceAll("\\", "/") : program;
  const module = MODULE.exec(slashed.trim())?.[1];
  if (module !== undefined && !SCRIPT.test(module)) return modulePaths(module);
  const parts = slashed
    .replace(/^file:\/\//, "")
    .split("/")
    .filter((part) => part !== "" && part !== ".");
  if (/^(?:\/|[A-Za-z]:\/|file:)/.test(slashed))
    return parts.map((_, from) => parts.slice(from).join("/")).slice(-MAX_TAILS);
  return parts.length === 0 || parts.includes("..") ? [] : [parts.join("/")];
}

function modulePaths(module: string): string[] {
  const stem = module.replaceAll(".", "/");
  const inside = [`${stem}.py`, `${stem}/__main__.py`];
  return [...inside, ...inside.map((path) => `src/${path}`)];
}
