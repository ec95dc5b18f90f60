/** An example as a fenced block, the fence longer than any in the example itself. */
export function fenced(example: string, language = "text"): string[] {
  const longest = Math.max(2, ...(example.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return [`${fence}${language}`, ...example.split("\n"), fence];
}

/** An example beside what it replaces, as a diff; alone where it replaces nothing. */
export function fencedChange(before: string | null, after: string): string[] {
  if (before === null) return fenced(after);
  const lines = changedLines(before, after).map(({ mark, line }) => `${mark}${line}`.trimEnd());
  return fenced(lines.join("\n"), "diff");
}

export interface ChangedLine {
  readonly mark: "-" | "+" | " ";
  readonly line: string;
}

/** What goes, what comes and what stays, by the longest common subsequence of lines. Both texts are short. */
export function changedLines(before: string, after: string): ChangedLine[] {
  const [old, now] = [before.split("\n"), after.split("\n")];
  // common[i][j]: how many lines the rests from i and from j share.
  const common = Array.from({ length: old.length + 1 }, () => new Array<number>(now.length + 1).fill(0));
  const shared = (i: number, j: number): number => common[i]?.[j] ?? 0;
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--)
      common[i]![j] =
        old[i] === now[j] ? shared(i + 1, j + 1) + 1 : Math.max(shared(i + 1, j), shared(i, j + 1));
  const lines: ChangedLine[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    const [was, is] = [old[i], now[j]];
    if (was !== undefined && was === is) {
      lines.push({ mark: " ", line: was });
      i++;
      j++;
    } else if (was !== undefined && (is === undefined || shared(i + 1, j) >= shared(i, j + 1))) {
      lines.push({ mark: "-", line: was });
      i++;
    } else {
      lines.push({ mark: "+", line: is ?? "" });
      j++;
    }
  }
  return lines;
}
