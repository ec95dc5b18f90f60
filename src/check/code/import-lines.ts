/** What one line of a source, or of a notebook's JSON, imports. */
export interface ImportLine {
  /** Dotted; empty in `from . import x`. */
  readonly module: string;
  /** Dots before the module. */
  readonly level: number;
  /** Names that are taken from it; null: not told in this line (`from x import (`), or the module itself. */
  readonly names: readonly string[] | null;
  /** Names follow in further lines. */
  readonly open: boolean;
}

const FROM = /\bfrom[ \t]{1,20}(\.{0,20})[ \t]{0,20}([\w.]{0,200})[ \t]{1,20}import\b([^#\n]{0,1000})/;
const PLAIN = /(?:^|["';:])[ \t]{0,200}import[ \t]{1,20}([\w., \t]{1,500})/;
const DYNAMIC = /\b(?:import_module|__import__)\([ \t]{0,10}["']([\w.]{1,200})["']/;

/** Reads too much rather than too little: a comment that speaks of an import leads to a file that nobody asks about. */
export function importsIn(line: string): readonly ImportLine[] {
  const from = FROM.exec(line);
  if (from !== null) {
    const [, dots = "", module = "", after = ""] = from;
    const rest = after.replace(/\\n"?,?$/, "");
    if (module === "" && dots === "") return [];
    const names = [...rest.matchAll(/[A-Za-z_]\w*(?:[ \t]{1,20}as[ \t]{1,20}\w+)?/g)].map(
      ([name]) => name.split(/\s/)[0]!,
    );
    return [{ module, level: dots.length, names, open: names.length === 0 || /[\\(]/.test(rest) }];
  }
  const dynamic = DYNAMIC.exec(line)?.[1];
  if (dynamic !== undefined) return [plainImport(dynamic)];
  const listed = PLAIN.exec(line)?.[1] ?? "";
  return listed
    .split(",")
    .map((one) => one.trim().split(/\s/)[0] ?? "")
    .filter((one) => /^[A-Za-z_]/.test(one))
    .map(plainImport);
}

const plainImport = (module: string): ImportLine => ({ module, level: 0, names: null, open: false });

/** Whether of one of the lines more follows in further ones. */
export const breaksOff = (lines: string): boolean =>
  (lines.includes("(") || lines.includes("\\")) && /[(\\](?:\\n)?"?,?[ \t\r]*$/m.test(lines);
