import type { PlannedFile } from "./facts.js";

/** Lines of a unified diff, without their line ends. */
export interface DiffLine {
  readonly kind: "file" | "hunk" | "same" | "added" | "removed";
  readonly text: string;
}

type Edit = readonly [kind: "same" | "added" | "removed", line: string];

const CONTEXT = 3;
/** Cells of the comparison's table; two changed parts that are longer count as replaced. */
const MOST_CELLS = 4_000_000;
const NO_END = "\\ No newline at end of file";

/** As git has it: `git apply` takes it. */
export function unifiedDiff({ path, before, after }: PlannedFile): readonly DiffLine[] {
  const edits = editsBetween(linesOf(before ?? ""), linesOf(after));
  const head: DiffLine[] = [
    ...(before === null
      ? [`diff --git a/${path} b/${path}`, "new file mode 100644", "--- /dev/null"]
      : [`--- a/${path}`]),
    `+++ b/${path}`,
  ].map((text) => ({ kind: "file", text }));
  return [...head, ...hunks(edits)];
}

/** Each with its end, so that a last line without one differs. */
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

function editsBetween(before: readonly string[], after: readonly string[]): Edit[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let [left, right] = [before.length, after.length];
  while (left > start && right > start && before[left - 1] === after[right - 1])
    [left, right] = [left - 1, right - 1];
  const same = (lines: readonly string[]): Edit[] => lines.map((line) => ["same", line]);
  return [
    ...same(before.slice(0, start)),
    ...changed(before.slice(start, left), after.slice(start, right)),
    ...same(before.slice(left)),
  ];
}

/** By the longest common subsequence. */
function changed(before: readonly string[], after: readonly string[]): Edit[] {
  if ((before.length + 1) * (after.length + 1) > MOST_CELLS)
    return [...before.map((line): Edit => ["removed", line]), ...after.map((line): Edit => ["added", line])];
  const width = after.length + 1;
  const lengths = new Uint32Array((before.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      lengths[i * width + j] =
        before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const edits: Edit[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      edits.push(["same", before[i]!]);
      i += 1;
      j += 1;
    } else if (j === after.length || (i < before.length && at(i + 1, j) >= at(i, j + 1))) {
      edits.push(["removed", before[i]!]);
      i += 1;
    } else {
      edits.push(["added", after[j]!]);
      j += 1;
    }
  }
  return edits;
}

function hunks(edits: readonly Edit[]): DiffLine[] {
  const lines: DiffLine[] = [];
  let [oldLine, newLine] = [1, 1];
  for (let at = 0; at < edits.length; ) {
    const first = edits.findIndex(([kind], index) => index >= at && kind !== "same");
    if (first < 0) break;
    const from = Math.max(at, first - CONTEXT);
    const to = hunkEnd(edits, first);
    oldLine += from - at;
    newLine += from - at;
    const part = edits.slice(from, to);
    const [olds, news] = (["added", "removed"] as const).map(
      (kind) => part.filter((edit) => edit[0] !== kind).length,
    ) as [number, number];
    lines.push({ kind: "hunk", text: `@@ -${range(oldLine, olds)} +${range(newLine, news)} @@` });
    for (const [kind, line] of part) {
      const mark = kind === "same" ? " " : kind === "added" ? "+" : "-";
      lines.push({ kind, text: `${mark}${line.replace(/\n$/, "")}` });
      if (!line.endsWith("\n")) lines.push({ kind: "same", text: NO_END });
    }
    oldLine += olds;
    newLine += news;
    at = to;
  }
  return lines;
}

/** Changes that are nearer than their contexts reach stand in one hunk. */
function hunkEnd(edits: readonly Edit[], first: number): number {
  let last = first;
  for (let at = first; at < edits.length && at - last <= 2 * CONTEXT; at++)
    if (edits[at]![0] !== "same") last = at;
  return Math.min(last + 1 + CONTEXT, edits.length);
}

const range = (line: number, count: number): string =>
  count === 0 ? `${line - 1},0` : count === 1 ? String(line) : `${line},${count}`;
