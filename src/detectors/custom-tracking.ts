import type { CellFacts, CodeFile } from "../core/code.js";
import { defineDetector } from "../core/detector.js";
import type { Evidence } from "../core/evidence.js";
import { itemsOf } from "../core/inventory-items.js";
import type { FileEntry, Workspace } from "../core/workspace.js";
import { customLogs } from "../trackers/custom/records.js";
import { isResultName, TABLE_WORDS } from "../trackers/custom/words.js";
import { isUnderTests, isVendored } from "./tree-places.js";

/**
 * Tracking of a project's own making: tables for experiments in SQL or ORM code, result logs in the tree, and notebooks
 * that keep their results in their cells.
 */
export const detector = defineDetector({
  id: "custom-tracking",
  async detect({ workspace, files, code }) {
    const own = code.files.filter((file) => !file.test && !file.vendored);
    const read = new Set((await customLogs(files, workspace)).map(({ path }) => path));
    const logs = files
      .filter(({ path, size, symlink }) => !symlink && size > 0 && (read.has(path) || isResultName(path)))
      .slice(0, MOST_LOGS)
      .map(
        ({ path }): Evidence =>
          metrics("result log", { path }, path, read.has(path) ? "read as a log" : "in the tree"),
      );
    return [
      ...own.flatMap(tables),
      ...(await sqlTables(files, workspace)),
      ...logs,
      ...own.flatMap(inlineResults),
    ];
  },
});

const MOST_LOGS = 200;

const metrics = itemsOf("metrics");

const CREATES = new RegExp(
  `\\bcreate\\s+table\\s+(?:if\\s+not\\s+exists\\s+)?["'\`]?((?:\\w+\\.)?\\w{0,40}?(?:${TABLE_WORDS}))["'\`]?[\\s(]`,
  "i",
);
const TABLE_NAME = new RegExp(`^(?:\\w{1,40}_)?(?:${TABLE_WORDS})$`, "i");
/** Modules whose classes are tables. */
const ORM = /^(?:sqlalchemy|sqlmodel|peewee|pony|tortoise|django|alembic)(?:\.|$)/;

function tables(file: CodeFile): readonly Evidence[] {
  const found = file.strings.flatMap(({ value, location }): readonly Evidence[] => {
    const name = CREATES.exec(value.slice(0, 2000))?.[1];
    return name === undefined ? [] : [metrics("experiment table", location, name, "SQL in code")];
  });
  if (!file.imports.some((one) => ORM.test(one.module))) return found;
  const mapped = file.assignments.flatMap(({ target, value, location }): readonly Evidence[] =>
    target.endsWith("__tablename__") &&
    value.is === "literal" &&
    typeof value.value === "string" &&
    TABLE_NAME.test(value.value)
      ? [metrics("experiment table", location, value.value, "ORM class")]
      : [],
  );
  const made = file.calls.flatMap(({ name, args, location }): readonly Evidence[] => {
    const table = args[0]?.value;
    return MAKES_TABLE.test(name) &&
      table?.is === "literal" &&
      typeof table.value === "string" &&
      TABLE_NAME.test(table.value)
      ? [metrics("experiment table", location, table.value, "ORM table")]
      : [];
  });
  return [...found, ...mapped, ...made];
}

/** `Table("runs", metadata, …)` of SQLAlchemy, `op.create_table("runs", …)` of Alembic. */
const MAKES_TABLE = /^sqlalchemy\.(?:\w+\.)*Table$|^alembic\.op\.create_table$/;
const SQL = /\.(?:sql|ddl)$/i;
const LARGEST_SQL = 256 * 1024;

async function sqlTables(files: readonly FileEntry[], workspace: Workspace): Promise<readonly Evidence[]> {
  const found: Evidence[] = [];
  for (const { path, size, symlink } of files) {
    if (
      !SQL.test(path) ||
      symlink ||
      size === 0 ||
      size > LARGEST_SQL ||
      isVendored(path) ||
      isUnderTests(path)
    )
      continue;
    // A script that cannot be read shows no table.
    const text = await workspace.readText(path).catch(() => "");
    text.split("\n").forEach((row, index) => {
      const name = CREATES.exec(`${row.replace(/--.*$/, "").slice(0, 2000)} `)?.[1];
      if (name !== undefined)
        found.push(metrics("experiment table", { path, line: index + 1 }, name, "SQL script"));
    });
  }
  return found;
}

/** Metrics that were printed into the cells of a notebook, told at the first of them. */
function inlineResults({ path, cells: all }: CodeFile): readonly Evidence[] {
  const linesIn = ({ outputs }: CellFacts): number =>
    outputs.reduce(
      (sum, { kind, text }) => (kind === "text" ? sum + (text?.split("\n").length ?? 0) : sum),
      0,
    );
  const cells = all.filter((cell) => linesIn(cell) > 0);
  const first = cells[0];
  if (first === undefined) return [];
  const lines = cells.reduce((sum, cell) => sum + linesIn(cell), 0);
  const state = `${lines} printed ${lines === 1 ? "metric" : "metrics"} in ${cells.length} ${cells.length === 1 ? "cell" : "cells"}`;
  return [metrics("notebook results", { path, cell: first.index }, path, state)];
}
