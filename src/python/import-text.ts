export interface ImportedName {
  readonly module: string;
  /** Number of leading dots. */
  readonly level: number;
  readonly name: string | null;
  /** The local name it is bound to; `*` for a star import. */
  readonly alias: string;
}

/** Names that an import statement binds, read from its text; empty where the text is no whole statement. */
export function readImport(statement: string): readonly ImportedName[] {
  const text = statement
    .replace(/#[^\n]*/g, "")
    .replace(/[\\\s;]+/g, " ")
    .trim();
  const from = /^from ?(\.(?:[ .]*\.)?)? ?([\w.]*) import ?\(?([^()]*)\)?$/.exec(text);
  if (from !== null) {
    const level = (from[1] ?? "").replaceAll(" ", "").length;
    return listed(from[3]!).map(({ name, alias }) => ({
      module: from[2]!,
      level,
      name,
      alias: alias ?? name,
    }));
  }
  if (!text.startsWith("import ")) return [];
  return listed(text.slice("import ".length)).map(({ name, alias }) => ({
    module: name,
    level: 0,
    name: null,
    alias: alias ?? name.split(".", 1)[0]!,
  }));
}

function listed(names: string): { name: string; alias: string | undefined }[] {
  return names
    .split(",")
    .map((part) => /^ ?([\w.]+|\*)(?: as (\w+))? ?$/.exec(part))
    .filter((match) => match !== null)
    .map((match) => ({ name: match[1]!, alias: match[2] }));
}
