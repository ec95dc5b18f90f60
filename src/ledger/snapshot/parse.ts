import { compareText } from "../../core/location.js";
import { SNAPSHOT_PATH } from "../../core/outputs.js";
import type { Problem } from "../../core/run.js";
import type { SnapshotRow } from "../../core/snapshot.js";
import { RUN_STATUSES } from "../../core/vocabulary.js";
import { at } from "../../parsers/plain-data.js";
import { identityOf } from "./record.js";

export interface PlacedRow {
  readonly row: SnapshotRow;
  /** 1-based. */
  readonly line: number;
}

export interface ParsedSnapshot {
  readonly rows: readonly PlacedRow[];
  /** Lines that are no rows. */
  readonly unreadable: readonly Problem[];
  /** Runs that stand twice with different content. */
  readonly twice: readonly Problem[];
}

/**
 * The rows of a snapshot. A line that is none costs a problem (conflict markers too); of two rows of one run, as a
 * merge by union leaves them, the later recorded one counts.
 */
export function parseSnapshot(text: string): ParsedSnapshot {
  const rows = new Map<string, PlacedRow>();
  const unreadable: Problem[] = [];
  const twice: Problem[] = [];
  for (const [index, content] of text.split(/\r?\n/).entries()) {
    const line = index + 1;
    if (content.trim() === "") continue;
    const row = parseRow(content);
    if (typeof row === "string") {
      unreadable.push({ path: SNAPSHOT_PATH, line, message: row });
      continue;
    }
    const known = rows.get(row.run);
    if (known !== undefined && JSON.stringify(known.row) !== JSON.stringify(row))
      twice.push({
        path: SNAPSHOT_PATH,
        line,
        message: `the run of line ${known.line} stands here again with other content; the later recorded one counts`,
      });
    if (known === undefined || isLater(row, known.row)) rows.set(row.run, { row, line });
  }
  return { rows: [...rows.values()], unreadable, twice };
}

/** What is nested deeper could not be written out again: that recurses. */
const MAX_DEPTH = 100;

const isShallow = (value: unknown, levels: number): boolean =>
  typeof value !== "object" ||
  value === null ||
  (levels > 0 && Object.values(value).every((inner) => isShallow(inner, levels - 1)));

/** The row, or why it is none. */
function parseRow(content: string): SnapshotRow | string {
  if (/^(?:<{7}|={7}|>{7}|\|{7})/.test(content)) return "a conflict of a merge is left here";
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return "is not a line of JSON";
  }
  if (!isShallow(value, MAX_DEPTH)) return `is nested deeper than ${MAX_DEPTH} levels`;
  const version = at(value, "v");
  if (typeof version === "number" && version > 1)
    return `is of version ${version}, which this exptrack cannot read`;
  const wrong = FIELDS.find(([field, isRight]) => !isRight(at(value, field)));
  return wrong === undefined ? (value as SnapshotRow) : `has no valid "${wrong[0]}"`;
}

/** By the last moment that the row names; of equals the one that sorts later, so that the order does not matter. */
function isLater(a: SnapshotRow, b: SnapshotRow): boolean {
  const moment = (row: SnapshotRow): string => row.lastRecordedAt ?? row.endedAt ?? row.startedAt ?? "";
  return (compareText(moment(a), moment(b)) || compareText(JSON.stringify(a), JSON.stringify(b))) > 0;
}

type Check = (value: unknown) => boolean;
const text: Check = (value) => typeof value === "string";
const truth: Check = (value) => typeof value === "boolean";
const mapping: Check = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const texts: Check = (value) => Array.isArray(value) && value.every(text);
const finite: Check = (value) => Number.isFinite(value);
const moment: Check = (value) =>
  typeof value === "string" &&
  /^(?:\d{4}|[+-]\d{6})-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(value) &&
  !Number.isNaN(Date.parse(value));
const isMetric: Check = (value) => {
  const last = at(value, "last");
  return (
    (finite(last) || last === "NaN" || last === "Infinity" || last === "-Infinity") &&
    ["min", "max", "count", "lastStep"].every((field) => optional(finite)(at(value, field)))
  );
};
const hasDigest: Check = (value) => mapping(value) && optional(text)(at(value, "digest"));
const each =
  (check: Check): Check =>
  (value) =>
    mapping(value) && Object.values(value as object).every(check);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
/** A path of this repository: relative, without a step out of it. */
const inside: Check = (value) =>
  typeof value === "string" && !/^(?:[/\\]|[A-Za-z]:)/.test(value) && !value.split(/[/\\]/).includes("..");

/** What the schema (core/schema/snapshot.ts) asks of a row, checked without loading it. */
const FIELDS: readonly (readonly [string, Check])[] = [
  ["v", (value) => value === 1],
  ["run", (value) => typeof value === "string" && identityOf(value) !== null],
  ["store", inside],
  ["name", optional(text)],
  ["group", optional(text)],
  ["parent", optional(text)],
  ["status", (value) => RUN_STATUSES.some((status) => status === value)],
  ["startedAt", optional(moment)],
  ["endedAt", optional(moment)],
  ["lastRecordedAt", optional(moment)],
  ["commit", optional(text)],
  ["dirty", optional(truth)],
  ["program", optional(inside)],
  ["command", optional(text)],
  ["params", optional(mapping)],
  ["metrics", optional(each(isMetric))],
  ["systemMetrics", optional(truth)],
  ["tags", optional(each(text))],
  ["description", optional(text)],
  [
    "inputs",
    optional(
      (value) =>
        Array.isArray(value) &&
        value.every(
          (one) =>
            text(at(one, "name")) &&
            text(at(one, "kind")) &&
            optional(text)(at(one, "source")) &&
            optional(text)(at(one, "digest")),
        ),
    ),
  ],
  ["python", optional(text)],
  ["hardware", optional(text)],
  [
    "packages",
    optional((value) => hasDigest(value) && ["freeze", "partial"].some((one) => one === at(value, "extent"))),
  ],
  ["artifacts", optional(each((digest) => digest === null || text(digest)))],
  ["moreArtifacts", optional((value) => Number.isInteger(value) && Number(value) > 0)],
  ["missing", optional(texts)],
  ["patch", optional(hasDigest)],
  [
    "sources",
    optional((value) => {
      const files = at(value, "files");
      return (
        truth(at(value, "whole")) && Number.isInteger(files) && Number(files) >= 0 && Number(files) < 1e6
      );
    }),
  ],
  ["code", optional(each(text))],
  ["same", optional(texts)],
  ["givenName", optional(truth)],
  ["incomplete", optional(text)],
  ["hidden", optional((value) => value === "results")],
  ["codeDoubt", optional(text)],
  ["failureKept", optional(truth)],
  [
    "models",
    optional(
      (value) =>
        Array.isArray(value) &&
        value.every(
          (one) => text(at(one, "path")) && truth(at(one, "signature")) && truth(at(one, "environment")),
        ),
    ),
  ],
];
