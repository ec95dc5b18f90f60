/**
 * Compares the scores of labelled repositories with their labels, and prints the table.
 *
 *   node calibrate.mjs --repositories DIR [--labels FILE] [--program FILE]
 *
 * DIR holds folders or bare git directories called `owner+name` (`owner+name/repo` and `owner+name.git` as well); each
 * is audited at the label's commit. A label: `repo` ("owner/name"), `ref`, `dims` (`code`, `data`, `env`, `params`,
 * `results`, `docs`, each with `score` and `range`), `seed`, `trackers.active`, `trackers.optional`. `--program` is the
 * command line that audits, by default the one that is built.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { categoryOf, isInside, mean, meanAbsoluteError, weightedKappa } from "./agreement.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const DIMENSIONS = {
  code: "code",
  data: "data",
  env: "environment",
  params: "parameters",
  results: "results",
  docs: "documentation",
};

const { values } = parseArgs({
  options: {
    labels: { type: "string", default: here("../calibration/labels.json") },
    repositories: { type: "string" },
    program: { type: "string", default: here("../../dist/cli/bin.js") },
  },
});
if (values.repositories === undefined) {
  console.error("calibrate: name the folder that holds the labelled repositories: --repositories DIR");
  process.exit(2);
}

const rows = [];
const lines = [];
const counts = { trackers: [0, 0], seeds: [0, 0] };
for (const label of JSON.parse(readFileSync(values.labels, "utf8"))) {
  const path = placeOf(label.repo);
  const report = path === undefined ? undefined : auditOf(path, label.ref);
  if (typeof report !== "object" || report.score === null) {
    console.log(`${label.repo}: ${report === undefined ? "is not in that folder" : (report ?? "no score")}`);
    continue;
  }
  for (const [short, id] of Object.entries(DIMENSIONS)) {
    const { earned } = report.score.dimensions.find((dimension) => dimension.id === id);
    const { score, range } = label.dims[short];
    rows.push({ repo: label.repo, id, earned, label: score, range, inside: isInside(earned, range) });
  }
  lines.push(`${label.repo.padEnd(40)} ${figure(report.score.total)}  ${figure(label.total)}`);
  compareStates(label, report.inventory);
}

console.log(`${"repository".padEnd(40)} ${"dimension".padEnd(14)} score  label  range   inside`);
for (const { repo, id, earned, label, range, inside } of rows)
  console.log(
    `${repo.padEnd(40)} ${id.padEnd(14)} ${figure(earned)}  ${figure(label)}  ${range.join("–").padEnd(6)}  ${inside ? "yes" : "NO"}`,
  );
console.log(`\n${"repository".padEnd(40)} total  label\n${lines.join("\n")}\n`);

console.log(`${"dimension".padEnd(14)} inside   kappa  error`);
const kappas = Object.values(DIMENSIONS).map((id) => {
  const own = rows.filter((row) => row.id === id);
  const kappa = weightedKappa(own.map(({ earned, label }) => [categoryOf(earned), label]));
  console.log(
    `${id.padEnd(14)} ${share(own.map(({ inside }) => inside)).padEnd(7)} ${figure(kappa)}  ${errorOf(own)}`,
  );
  return kappa;
});
console.log(
  `${"all".padEnd(14)} ${share(rows.map(({ inside }) => inside)).padEnd(7)} ${figure(mean(kappas))}  ${errorOf(rows)}`,
);
console.log(
  "kappa: Cohen's, quadratic weights, of scores rounded to whole points; in the last line the mean of the six\n" +
    "error: mean absolute difference between score and label",
);
console.log(`states of trackers ${counts.trackers.join(" / ")}, of seeds ${counts.seeds.join(" / ")}`);

function placeOf(repo) {
  const name = repo.replace("/", "+");
  return [`${name}/repo`, name, `${name}.git`]
    .map((path) => join(values.repositories, path))
    .find((path) => existsSync(path));
}

/** The report; a text where there is none. */
function auditOf(path, ref) {
  const args = [
    values.program,
    "audit",
    path,
    "--rev",
    ref,
    "--no-report",
    "--no-cache",
    "--no-local",
    "-f",
    "json",
  ];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 2 ** 29 });
  try {
    return JSON.parse(stdout);
  } catch {
    return stderr.trim() || "no report";
  }
}

function compareStates({ repo, seed, trackers }, inventory) {
  counts.seeds[1]++;
  if (inventory.seeds.state === seed) counts.seeds[0]++;
  else console.log(`${repo}: seeds are ${inventory.seeds.state}, the label says ${seed}`);
  for (const state of ["active", "optional"])
    for (const id of trackers[state] ?? []) {
      const found = inventory.trackers.find((tracker) => tracker.id === id)?.state ?? "not found";
      counts.trackers[1]++;
      if (found === state) counts.trackers[0]++;
      else console.log(`${repo}: ${id} is ${found}, the label says ${state}`);
    }
}

function share(inside) {
  return `${inside.filter(Boolean).length}/${inside.length}`;
}

function errorOf(some) {
  return figure(meanAbsoluteError(some.map(({ earned, label }) => [earned, label])));
}

function figure(value) {
  return Number.isNaN(value) ? "    –" : value.toFixed(2).padStart(5);
}
