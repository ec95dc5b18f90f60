/** Recipes of a Makefile, its own variables and the usual name of the interpreter filled in. */
export interface Recipe {
  readonly target: string;
  /** Of the recipe's first line, 1-based. */
  readonly line: number;
  readonly text: string;
}

const RULE = /^([A-Za-z0-9_./%-][A-Za-z0-9_./% -]{0,200}):(?!=)/;
const VARIABLE = /^(?:export\s+)?([A-Za-z_]\w{0,60})[ \t]{0,40}[:?+]?=[ \t]{0,40}(.{0,300})$/;

export function makeRecipes(text: string): readonly Recipe[] {
  const variables = new Map<string, string>();
  const recipes: Recipe[] = [];
  let current: { target: string; line: number; lines: string[] } | null = null;
  const close = (): void => {
    if (current?.lines.some((line) => line.trim() !== ""))
      recipes.push({ target: current.target, line: current.line, text: current.lines.join("\n") });
    current = null;
  };
  text.split(/\r?\n/).forEach((line, index) => {
    if (line.startsWith("\t")) {
      const open = current as { target: string; line: number; lines: string[] } | null;
      if (open === null) return;
      if (open.lines.length === 0) open.line = index + 1;
      while (open.lines.length < index + 1 - open.line) open.lines.push("");
      open.lines.push(filled(line.slice(1).replace(/^[@+-]+/, ""), variables));
      return;
    }
    if (line.trim() === "" || line.startsWith("#")) return;
    const variable = VARIABLE.exec(line);
    if (variable !== null) {
      variables.set(variable[1] ?? "", (variable[2] ?? "").trim());
      return;
    }
    const rule = RULE.exec(line);
    if (rule === null) return;
    close();
    const target = (rule[1] ?? "").trim();
    if (!target.startsWith(".")) current = { target, line: index + 1, lines: [] };
  });
  close();
  return recipes;
}

function filled(line: string, variables: ReadonlyMap<string, string>): string {
  return line
    .replace(/\$[({](\w+)[)}]/g, (whole, name: string) => {
      const value = variables.get(name);
      if (value !== undefined && !value.includes("$")) return value;
      return /PYTHON|^PY\d?$/i.test(name) ? "python" : whole;
    })
    .replaceAll("$$", "$");
}
