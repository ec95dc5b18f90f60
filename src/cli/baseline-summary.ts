import type { AcceptedFinding } from "../core/policy.js";
import { counted, findingLines } from "../policy/gate-words.js";
import type { FloorChange, Tightened } from "../policy/tighten.js";

export interface Summarised {
  readonly shown: string;
  /** Nothing was written: what would be. */
  readonly dry: boolean;
  readonly first: boolean;
  readonly changed: boolean;
}

const MOST_LINES = 20;

/** What `exptrack baseline` did, or would do, line by line. */
export function baselineSummary(result: Tightened, { shown, dry, first, changed }: Summarised): string {
  const { baseline, kept, added, fromNewRules, removed, refused, floors } = result;
  const verb = !changed ? "is up to date" : dry ? "would be written" : "written";
  const raised = floors.filter(({ before, after }) => before !== null && after > before);
  const lowered = floors.filter(({ before, after }) => before !== null && after < before);
  const stayed = floors.filter(({ earned, after }) => earned < after);
  const block = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [title, ...lines];
  return `${[
    `${shown} ${verb}: ${counted(baseline.accepted.length, "accepted finding")}, floors ${floors.map(({ dimension, after }) => `${dimension} ${after}`).join(", ")}`,
    ...(first ? [] : [`kept: ${counted(kept.length, "finding")}`]),
    ...(first ? [] : block(`added: ${counted(added.length, "finding")}`, entryLines(added))).filter(
      () => added.length > 0,
    ),
    ...block(
      `taken in, of rules that are newer than the baseline: ${counted(fromNewRules.length, "finding")}`,
      entryLines(fromNewRules),
    ),
    ...block(`removed, no longer there: ${counted(removed.length, "finding")}`, entryLines(removed)),
    ...block("floors raised:", raised.map(changeLine)),
    ...block("floors lowered:", lowered.map(changeLine)),
    ...block(
      `not accepted, they came since: ${counted(refused.length, "finding")} (--accept-new "reason" takes them in)`,
      findingLines(refused),
    ),
    ...block(
      "floors that are no longer reached, and stay (--accept-lower DIMENSION lowers one):",
      stayed.map(({ dimension, earned, after }) => `  ${dimension} earns ${earned}, its floor is ${after}`),
    ),
  ].join("\n")}\n`;
}

function entryLines(entries: readonly AcceptedFinding[]): string[] {
  const lines = entries.slice(0, MOST_LINES).map(({ path, rule }) => `  ${path}  ${rule}`);
  const more = entries.length - lines.length;
  return more > 0 ? [...lines, `  and ${more} more`] : lines;
}

const changeLine = ({ dimension, before, after }: FloorChange): string =>
  `  ${dimension} ${before} → ${after}`;
