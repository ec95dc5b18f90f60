/** An example as a fenced block, the fence longer than any in the example itself. */
export function fenced(example: string, language = "text"): string[] {
  const longest = Math.max(2, ...(example.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return [`${fence}${language}`, ...example.split("\n"), fence];
}

/** An example beside what it replaces, as a diff; alone where it replaces nothing. */
export function fencedChange(before: string | null, after: string): string[] {
  if (before === null) return fenced(after);
  const marked = (mark: string, text: string): string[] => text.split("\n").map((line) => `${mark}${line}`);
  return fenced([...marked("-", before), ...marked("+", after)].join("\n"), "diff");
}
