import type { CodeFile } from "../core/code.js";
import { defineDetector } from "../core/detector.js";
import { type Evidence, evidence } from "../core/evidence.js";
import type { Location } from "../core/location.js";
import { parseNotebook } from "../parsers/notebook.js";

/**
 * Tracking of a project's own making: tables for experiments in SQL or ORM code, result logs in the tree, and notebooks
 * that keep their results in their cells.
 */
export const detector = defineDetector({
  id: "custom-tracking",
  async detect({ workspace, files, code }) {
    const own = code.files.filter((file) => !file.test && !file.vendored);
    const logs = files
      .filter(({ path, size, symlink }) => !symlink && size > 0 && isResultLog(path))
      .slice(0, MOST_LOGS)
      .map(({ path }): Evidence => custom({ path }, "result log", path, "in the tree"));
    const notebooks: Evidence[] = [];
    for (const { path } of own.filter((file) => file.notebook))
      notebooks.push(...inlineResults(path, await workspace.readText(path, READABLE).catch(() => "")));
    return [...own.flatMap(tables), ...logs, ...notebooks];
  },
});

const READABLE = { maxBytes: 32 * 1024 ** 2 };
const MOST_LOGS = 200;

const custom = (location: Location, item: string, name: string, state: string): Evidence =>
  evidence("inventory.item", location, { section: "metrics", item, name, state });

const WORDS =
  "experiments?|runs?|trials?|results?|metrics?|evaluations?|training_runs?|hyperparameters|model_runs?|benchmarks?";
const CREATES = new RegExp(
  `\\bcreate\\s+table\\s+(?:if\\s+not\\s+exists\\s+)?["'\`]?((?:\\w+\\.)?\\w{0,40}?(?:${WORDS}))["'\`]?[\\s(]`,
  "i",
);
const TABLE_NAME = new RegExp(`^(?:\\w{1,40}_)?(?:${WORDS})$`, "i");
/** Modules whose classes are tables. */
const ORM = /^(?:sqlalchemy|sqlmodel|peewee|pony|tortoise|django)(?:\.|$)/;

function tables(file: CodeFile): readonly Evidence[] {
  const found = file.strings.flatMap(({ value, location }): readonly Evidence[] => {
    const name = CREATES.exec(value.slice(0, 2000))?.[1];
    return name === undefined ? [] : [custom(location, "experiment table", name, "SQL in code")];
  });
  if (!file.imports.some((one) => ORM.test(one.module))) return found;
  const mapped = file.assignments.flatMap(({ target, value, location }): readonly Evidence[] =>
    target.endsWith("__tablename__") &&
    value.is === "literal" &&
    typeof value.value === "string" &&
    TABLE_NAME.test(value.value)
      ? [custom(location, "experiment table", value.value, "ORM class")]
      : [],
  );
  return [...found, ...mapped];
}

/** Metrics that were printed into the cells of a notebook, told at the first of them. */
function inlineResults(path: string, text: string): readonly Evidence[] {
  const cells = (parseNotebook(text).notebook?.cells ?? []).filter((cell) => cell.outputs.metricLines > 0);
  const first = cells[0];
  if (first === undefined) return [];
  const lines = cells.reduce((sum, cell) => sum + cell.outputs.metricLines, 0);
  const state = `${lines} printed ${lines === 1 ? "metric" : "metrics"} in ${cells.length} ${cells.length === 1 ? "cell" : "cells"}`;
  return [custom({ path, cell: first.index }, "notebook results", path, state)];
}

/** Files of rows or keys whose name says results, outside the stores of trackers and the folders of data and tests. */
const RESULT_NAME =
  /(?:^|[_.-])(?:results?|metrics?|scores?|history|train(?:ing)?[_-]?log|log|losses|eval(?:uation)?|leaderboard|benchmark|progress)(?:[_.-]|\d|$)/i;
const NOT_HERE =
  /(?:^|\/)(?:mlruns|mlartifacts|wandb|lightning_logs|\.hydra|dvclive|\.guild|\.aim|node_modules|tests?|testing|fixtures?|data|datasets?|\.github|conf|configs?|docs?|site)\//i;

function isResultLog(path: string): boolean {
  const name = path.split("/").at(-1) ?? path;
  return (
    /\.(?:csv|tsv|jsonl|ndjson|json)$/i.test(name) &&
    !NOT_HERE.test(path) &&
    (RESULT_NAME.test(name.replace(/\.\w+$/, "")) ||
      /(?:^|\/)(?:results?|metrics|logs?)\/[^/]+\.(?:csv|tsv|jsonl|json)$/i.test(path))
  );
}
