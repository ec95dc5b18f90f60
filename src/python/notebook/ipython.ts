import { readLogicalLine } from "./python-tokens.js";

/** A notebook cell taken apart: what Python runs, and what only IPython understands. */
export interface PlainCell {
  /** Row by row as the cell; what IPython alone understands is blank or what it stands for. */
  readonly python: string;
  /** Texts handed to a shell, with the line of the cell (1-based) where each begins. */
  readonly shell: readonly { readonly text: string; readonly line: number }[];
  /** `%env SEED=1`, `%%time`: name without percent signs, and what follows on its line. */
  readonly magics: readonly { readonly name: string; readonly text: string; readonly line: number }[];
  /** Names in `python` that the cell did not write. */
  readonly given: readonly string[];
}

interface Growing {
  readonly rows: string[];
  readonly shell: { text: string; line: number }[];
  readonly magics: { name: string; text: string; line: number }[];
  readonly given: Set<string>;
}

/** Cell magics whose body is Python that runs in the notebook; the body of any other is no Python of this program. */
const PYTHON_BODIES: ReadonlySet<string> = new Set(
  "time timeit capture prun lprun memit mprun heat scalene memray_flamegraph debug wandb python python3 pypy ipytest cache skip microbenchmark".split(
    " ",
  ),
);
const SHELL_BODIES: ReadonlySet<string> = new Set([
  "bash",
  "sh",
  "zsh",
  "ksh",
  "!",
  "sx",
  "system",
  "script",
]);
/** Line magics whose rest is a command line of the same name. */
const COMMANDS: ReadonlySet<string> = new Set(["pip", "conda", "mamba", "micromamba", "uv"]);
const SHELL_LINES: ReadonlySet<string> = new Set(["sx", "system", "sh"]);
/**
 * Magics whose rest of the line is Python, with their options that take a value (IPython/core/magics/execution.py;
 * line_profiler, memory_profiler).
 */
const PYTHON_LINES: ReadonlyMap<string, string> = new Map([
  ["time", ""],
  ["timeit", "nrpv"],
  ["prun", "lsTD"],
  ["lprun", "fmTDu"],
  ["memit", "rti"],
  ["mprun", "fT"],
]);
/** First lines by which a platform's notebook says that the whole cell is of another language. */
const OTHER_LANGUAGE = /^%(md(?=[ \t]|$)|(?:sql|scala|r|fs|sh)[ \t]*$)/;

const ESCAPED = /^[ \t]*(?:%{1,2}[A-Za-z_]|!|\?{1,2}[%A-Za-z_*]|[,;/][A-Za-z_])/;
const ASSIGNED = /^([ \t]*[\w., \t()[\]]+=)[ \t]*(?:%(?=[A-Za-z_])|!(?!=))/;
const PROMPT = /^[ \t]*(?:(?:>>>|\.\.\.)(?: |$)|In \[\d+\]: |\.{3,}: ?)/;
/** Magics that people write without their percent sign, which IPython allows where no variable has the name. */
const BARE =
  /^(?:(?:pip|conda|mamba) (?:install|uninstall|list|freeze|update)\b|(?:ls|pwd|whos?)[ \t]*$|(?:watermark|ls|cd|mkdir|rm|cp|mv|cat|run|load_ext|autoreload|matplotlib) (?!(?:if|in|is|and|or|not|for|else)\b)(?:-{1,2}[A-Za-z]|[~./]\S|[\w"'])[^=(]*$)/;

/** What IPython hands back, which no text shows. */
const UNKNOWN = "get_ipython()";

/**
 * What IPython's TransformerManager (IPython/core/inputtransformer2.py) makes of a cell, as facts: prompts and a common
 * indentation go, `%time f()` is seen as the call it runs, `%env A=b` as the variable it sets.
 */
export function takeApart(source: string): PlainCell {
  const rows = withoutPrompts(source.replace(/\r\n?/g, "\n").split("\n"));
  const cell: Growing = { rows, shell: [], magics: [], given: new Set() };
  const first = rows.findIndex((row) => row.trim() !== "");
  if (first >= 0) {
    const head = rows[first]!;
    if (head.startsWith("%%")) cellMagic(cell, first, head);
    else if (OTHER_LANGUAGE.test(head) && first + 1 < rows.length) {
      otherCell(cell, first, OTHER_LANGUAGE.exec(head)![1]!.trim());
    } else {
      dedent(rows, first);
      lines(cell, first);
    }
  }
  return { python: rows.join("\n"), shell: cell.shell, magics: cell.magics, given: [...cell.given] };
}

function withoutPrompts(rows: readonly string[]): string[] {
  const first = rows.find((row) => row.trim() !== "");
  if (first === undefined || !PROMPT.test(first)) return [...rows];
  return rows.map((row) => row.replace(PROMPT, ""));
}

function dedent(rows: string[], first: number): void {
  const indent = /^[ \t]*/.exec(rows[first]!)![0];
  if (indent === "") return;
  for (let i = first; i < rows.length; i++) {
    if (rows[i]!.startsWith(indent)) rows[i] = rows[i]!.slice(indent.length);
  }
}

function cellMagic(cell: Growing, first: number, head: string): void {
  const [, name = "", rest = ""] = /^%%([A-Za-z_][\w.]*|!)?[ \t]*(.*)$/.exec(head)!;
  const line = first + 1;
  const shells = SHELL_BODIES.has(name) && (name !== "script" || /(?:^|[ /])(?:ba|z|k)?sh\b/.test(rest));
  if (shells) cell.shell.push({ text: cell.rows.slice(first + 1).join("\n"), line: line + 1 });
  else cell.magics.push({ name, text: rest.trim(), line });
  if (PYTHON_BODIES.has(name)) {
    cell.rows[first] = PYTHON_LINES.has(name) && name !== "time" ? codeOf(name, rest) : boundBy(name, rest);
    lines(cell, first + 1);
    return;
  }
  cell.rows.fill("", first);
  cell.rows[first] = boundBy(name, rest);
}

function otherCell(cell: Growing, first: number, name: string): void {
  const text = cell.rows.slice(first + 1).join("\n");
  if (name === "sh") cell.shell.push({ text, line: first + 2 });
  else cell.magics.push({ name, text: "", line: first + 1 });
  cell.rows.fill("", first);
}

/** Variables that a magic of the cell fills: `%%capture out`, `%%bash --out text`. */
function boundBy(name: string, rest: string): string {
  const names =
    name === "capture"
      ? rest.split(/\s+/).filter((word) => /^[A-Za-z_]\w*$/.test(word))
      : [...rest.matchAll(/--(?:out|err|proc)[ =]([A-Za-z_]\w*)/g)].map((found) => found[1]!);
  return names.map((bound) => `${bound} = ${UNKNOWN}`).join("; ");
}

/** Row by row: a statement of Python is passed over whole, so that nothing inside its strings and brackets is a magic. */
function lines(cell: Growing, from: number): void {
  const { rows } = cell;
  if (!rows.some(mayBeMagic)) return;
  const text = rows.join("\n");
  const starts: number[] = [];
  let start = 0;
  for (const row of rows) {
    starts.push(start);
    start += row.length + 1;
  }
  for (let i = from; i < rows.length; ) {
    const row = rows[i]!;
    const target = ASSIGNED.exec(row)?.[1];
    if (ESCAPED.test(row)) i = escaped(cell, i);
    else if (BARE.test(row)) i = bare(cell, i);
    else if (target !== undefined) i = assigned(cell, i, target);
    else {
      const { tokens, end } = readLogicalLine(text, starts[i]!);
      let next = i + 1;
      while (next < rows.length && starts[next]! < end) next++;
      if (tokens.at(-1)?.text === "?") blank(rows, i, next);
      i = next;
    }
  }
}

const mayBeMagic = (row: string): boolean =>
  row.includes("?") || ESCAPED.test(row) || BARE.test(row) || ASSIGNED.test(row);

/** In an indented block the line may be the only statement. */
function blank(rows: string[], from: number, to: number): void {
  const indent = /^[ \t]*/.exec(rows[from] ?? "")![0];
  rows.fill("", from, to);
  if (indent !== "") rows[from] = `${indent}pass`;
}

/** One past the rows that backslashes join to this one. */
function joined(rows: readonly string[], from: number): number {
  let to = from + 1;
  while (to < rows.length && rows[to - 1]!.trimEnd().endsWith("\\")) to++;
  return to;
}

function bare(cell: Growing, from: number): number {
  cell.rows[from] = `%${cell.rows[from]!}`;
  return escaped(cell, from);
}

function escaped(cell: Growing, from: number): number {
  const { rows } = cell;
  const to = joined(rows, from);
  const text = rows.slice(from, to).join("\n");
  const start = text.trimStart();
  const line = from + 1;
  if (start.startsWith("!")) cell.shell.push({ text: start.replace(/^!{1,2}[ \t]*/, ""), line });
  const magic = /^%{1,2}([A-Za-z_][\w.]*)[ \t]*([\s\S]*)$/.exec(start);
  // Help, and calls without brackets, are for the eyes of who types.
  if (magic === null || /\?$/.test(text.trimEnd())) {
    blank(rows, from, to);
    return to;
  }
  const [, name = "", rest = ""] = magic;
  const code = PYTHON_LINES.has(name) ? codeOf(name, rest) : "";
  if (code !== "" && !code.endsWith("?")) {
    cell.magics.push({ name, text: rest.trim(), line });
    timed(rows, from, code);
    return to;
  }
  note(cell, name, rest.trim(), line);
  const stands = standsFor(cell, name, rest.trim());
  blank(rows, from, to);
  if (stands !== "") rows[from] = `${/^[ \t]*/.exec(text)![0]}${stands}`;
  return to;
}

function note(cell: Growing, name: string, text: string, line: number): void {
  if (COMMANDS.has(name)) cell.shell.push({ text: `${name} ${text}`, line });
  else if (SHELL_LINES.has(name)) cell.shell.push({ text, line });
  else cell.magics.push({ name, text, line });
}

/** The Python that a magic amounts to. */
function standsFor(cell: Growing, name: string, rest: string): string {
  if (name === "pylab") return "import numpy as np; import matplotlib.pyplot as plt";
  if (name !== "env" && name !== "set_env") return "";
  const [, variable, value = ""] = /^([A-Za-z_]\w*)(?:[ \t]*=[ \t]*|[ \t]+)(.*)$/.exec(rest) ?? [];
  if (variable === undefined) return "";
  cell.given.add("os");
  // Braces and dollars stand for variables of the notebook.
  return `os.environ["${variable}"] = ${/[{$]/.test(value) ? UNKNOWN : JSON.stringify(value)}`;
}

/** The code after a magic's options. */
function codeOf(name: string, rest: string): string {
  const valued = PYTHON_LINES.get(name)!;
  let code = rest;
  for (;;) {
    const option = /^-(?:-[\w-]+|([A-Za-z]+)([^\s]*))[ \t]*/.exec(code);
    if (option === null) return code;
    code = code.slice(option[0].length);
    const letter = option[1]?.at(-1);
    if (letter !== undefined && option[2] === "" && option[1]!.length === 1 && valued.includes(letter)) {
      code = code.replace(/^\S+[ \t]*/, "");
    }
  }
}

const COMPOUND = /^(?:for|while|with|if|try|def|class|async|@)/;

/** Puts code in the place of its magic, so that its columns stay. */
function timed(rows: string[], from: number, code: string): void {
  const row = rows[from]!;
  const indent = /^[ \t]*/.exec(row)![0];
  const first = code.split("\n", 1)[0]!;
  const before = row.length - first.length - indent.length;
  rows[from] = COMPOUND.test(code) ? `${indent}${first}` : `${indent}${"pass;".padEnd(before)}${first}`;
}

function assigned(cell: Growing, from: number, target: string): number {
  const { rows } = cell;
  const to = joined(rows, from);
  const right = rows.slice(from, to).join("\n").slice(target.length).trimStart();
  const [, name, rest = ""] = /^%([A-Za-z_]\w*)[ \t]*([\s\S]*)$/.exec(right) ?? [];
  const line = from + 1;
  const code = name !== undefined && PYTHON_LINES.has(name) ? codeOf(name, rest) : "";
  if (name === undefined) cell.shell.push({ text: right.replace(/^!{1,2}[ \t]*/, ""), line });
  else if (code !== "") cell.magics.push({ name, text: rest.trim(), line });
  else note(cell, name, rest.trim(), line);
  const kept = rows.slice(from, to);
  rows.fill("", from, to);
  if (code === "") rows[from] = `${target} ${UNKNOWN}`;
  else if (name === "time") {
    rows[from] = `${target} ${code.split("\n", 1)[0]!}`;
    for (let i = 1; i < kept.length; i++) rows[from + i] = kept[i]!;
  } else rows[from] = `${target} ${UNKNOWN}; ${code.split("\n").join(" ").replaceAll("\\", "")}`;
  return to;
}
