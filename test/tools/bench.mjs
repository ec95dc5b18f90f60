// `npm run bench -- [--only NAME] [--rounds N] [--runs N] [--many N] [repository]`: time and memory beside a peer, in one
// run of one script, so that only the ratios are read. Rows and targets are the table below. EXPTRACK_PYTHON names an
// interpreter with the real clients (test/tools/requirements-clients.txt), ADDUCE the command of an audit's peer (a PyPI
// package) and RUFF that of a linter, the limit; these need a repository: a Python tree of 300 files and more. What is not
// given is left out. Where files are counted, a column says how many are read in a second.
import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { makeDatabase, makeFileStore } from "./make_bench_mlflow.mjs";
import { inTurn } from "./measure.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: "string" },
    rounds: { type: "string", default: "5" },
    runs: { type: "string", default: "2000" },
    many: { type: "string", default: "20000" },
  },
});
const RUNS = Number(values.runs);
const MANY = Number(values.many);
const [repository] = positionals;
const python = process.env.EXPTRACK_PYTHON;
const adduce = process.env.ADDUCE;
const ruff = process.env.RUFF;

const node = process.execPath;
const tool = (name) => fileURLToPath(new URL(name, import.meta.url));
const exptrack = tool("../../dist/cli/bin.js");
const work = mkdtempSync(join(tmpdir(), "exptrack-bench-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

const SHAPE = { params: 20, metrics: 5, steps: 20 };
const MAKERS = {
  files: (folder, shape) => makeFileStore(folder, shape),
  sqlite: (folder, shape) => makeDatabase(folder, shape),
  tensorboard: (folder) =>
    spawnSync(node, [tool("make_bench_tensorboard.mjs"), folder], { stdio: "inherit" }),
  scripts: (folder, { files }) => makeScripts(folder, files),
  staged: (folder, { files, staged }) => makeStaged(folder, files, staged),
};

/** A store of its kind and shape, made when a row first asks for it. */
async function made(kind, shape = {}) {
  const folder = join(work, [kind, ...Object.values(shape)].join("-"));
  if (!existsSync(folder)) {
    mkdirSync(folder);
    await MAKERS[kind](folder, shape);
  }
  return folder;
}

/** Programs that each give findings, so that these grow with the files. */
function makeScripts(folder, files) {
  for (let number = 0; number < files; number++) {
    const text = `import torch\nimport mlflow\n\ndef train(lr):\n    mlflow.log_param("lr", lr)\n    data = torch.load("/home/ada/data/part-${number}.pt")\n    mlflow.log_metric("loss", float(data.mean()) * lr)\n\nif __name__ == "__main__":\n    train(lr=${number}e-4)\n`;
    writeFileSync(join(folder, `train_${number}.py`), text);
  }
}

const stagedNames = (count) => Array.from({ length: count }, (_, number) => `train_${number}.py`);

/** A repository of programs, the first of which are staged with a change to each. */
function makeStaged(folder, files, staged) {
  const git = (...args) =>
    spawnSync("git", ["-C", folder, "-c", "user.name=Ada", "-c", "user.email=ada@example.org", ...args], {
      stdio: ["ignore", "ignore", "inherit"],
    });
  makeScripts(folder, files);
  git("init", "--quiet");
  git("add", ".");
  git("commit", "--quiet", "--message", "Programs");
  // As a clone has it.
  git("gc", "--quiet");
  for (const name of stagedNames(staged)) appendFileSync(join(folder, name), `    print("done")\n`);
  git("add", ".");
}

/** How many files of Python an audit of the folder reads: git's, else all. */
function pythonFiles(folder) {
  const listed = spawnSync("git", ["-C", folder, "ls-files", "*.py"], { encoding: "utf8" });
  const names = listed.status === 0 && listed.stdout !== "" ? listed.stdout.trim().split("\n") : null;
  return (names ?? readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".py"))).length;
}

const runs = (folder) => ({
  name: "exptrack",
  command: [node, exptrack, "runs", folder, "--format", "json"],
});
const bare = (name, script, ...args) => ({ name, command: [node, tool(script), ...args] });
const client = (name, ...args) =>
  python === undefined ? [] : [{ name, command: [python, tool("bench_clients.py"), ...args], rounds: 1 }];

/**
 * Each row: how its contestants are made, the first of them ours; `most`: by how much the first may exceed each other one
 * in time (none: shown without a target); `memory`: most MB of the first; `growth`: by how much the first may exceed the
 * second in memory; `files`: how many are read. A contestant with `ours` is another way of the first: by how much it may
 * exceed it; `afresh` names a folder that is removed before each of its runs.
 */
const ROWS = [
  {
    name: "cold-start",
    sides: () => [
      { name: "exptrack --version", command: [node, exptrack, "--version"] },
      { name: "node -e 0", command: [node, "-e", "0"] },
    ],
    most: { "node -e 0": 1.8 },
  },
  {
    name: "check",
    sides: async () => [
      {
        name: "exptrack check",
        // As pre-commit calls it.
        command: [node, exptrack, "check", ...stagedNames(3)],
        cwd: await made("staged", { files: 5000, staged: 3 }),
      },
      { name: "node -e 0", command: [node, "-e", "0"] },
    ],
    most: { "node -e 0": 4 },
  },
  ...(repository === undefined
    ? []
    : [
        {
          name: "audit",
          sides: () => {
            const audit = [node, exptrack, "audit", repository, "--no-report", "--quiet"];
            const [cold, warm] = ["cold", "warm"].map((name) => join(work, name));
            // The first of its runs is lost to the median: it fills the cache.
            return [
              { name: "exptrack, cold", command: audit, env: { EXPTRACK_CACHE_DIR: cold }, afresh: cold },
              ...(adduce === undefined ? [] : [{ name: "adduce", command: [adduce, "check", repository] }]),
              ...(ruff === undefined
                ? []
                : [
                    {
                      name: "ruff --no-cache",
                      command: [ruff, "check", "--no-cache", "--exit-zero", "--quiet", repository],
                    },
                  ]),
              { name: "exptrack --no-cache", command: [...audit, "--no-cache"] },
              { name: "exptrack, warm", command: audit, env: { EXPTRACK_CACHE_DIR: warm }, ours: 0.35 },
            ];
          },
          most: { adduce: 0.5 },
          files: pythonFiles(repository),
        },
      ]),
  {
    name: "mlflow-files",
    sides: async () => {
      const folder = await made("files", { runs: RUNS, ...SHAPE });
      const read = bare("each file read once", "bare-files.mjs", folder);
      return [runs(folder), read, ...client("MlflowClient", "mlflow", `file:${join(folder, "mlruns")}`)];
    },
    most: { "each file read once": 2.5, MlflowClient: 1 / 20 },
  },
  {
    name: "mlflow-sqlite",
    sides: async () => {
      const folder = await made("sqlite", { runs: RUNS, ...SHAPE });
      const database = join(folder, "mlflow.db");
      const query = bare("grouping query alone", "bare-sqlite.mjs", database);
      return [runs(folder), query, ...client("MlflowClient", "mlflow", `sqlite:///${database}`)];
    },
    most: { "grouping query alone": 3, MlflowClient: 1 / 50 },
  },
  {
    name: "tensorboard",
    sides: async () => {
      const folder = await made("tensorboard");
      const decode = bare("bare decode loop", "bare-tensorboard.mjs", folder);
      return [runs(folder), decode, ...client("EventAccumulator", "tensorboard", folder)];
    },
    most: { "bare decode loop": 2, EventAccumulator: 1 / 20 },
  },
  ...["files", "sqlite"].map((kind) => ({
    name: `many-${kind}`,
    sides: async () => [
      runs(await made(kind, { runs: MANY, ...SHAPE })),
      { ...runs(await made(kind, { runs: MANY / 10, ...SHAPE })), name: "a tenth of the runs" },
    ],
    most: { "a tenth of the runs": 12 },
    memory: 400,
  })),
  ...["files", "sqlite"].map((kind) => ({
    name: `steps-${kind}`,
    sides: async () => [
      runs(await made(kind, { runs: 10, ...SHAPE, steps: 50_000 })),
      { ...runs(await made(kind, { runs: 10, ...SHAPE, steps: 5000 })), name: "a tenth of the steps" },
    ],
    most: { "a tenth of the steps": 12 },
    growth: 1.5,
  })),
  {
    name: "many-scripts",
    sides: async () => {
      const audit = async (files) => {
        const folder = await made("scripts", { files });
        return [node, exptrack, "audit", folder, "--no-report", "--format", "json"];
      };
      return [
        { name: "exptrack audit", command: await audit(3000) },
        { name: "a tenth of the files", command: await audit(300) },
      ];
    },
    most: { "a tenth of the files": 12 },
  },
];

const shown = (number, digits) => (Number.isNaN(number) ? "–" : number.toFixed(digits));
const held = (fits) => (fits ? "pass" : "MISS");
const line = (...cells) =>
  console.log(
    cells
      .map((cell, at) => (at === 0 || at === 1 ? cell.padEnd(22) : cell.padStart(at === 4 ? 9 : 8)))
      .join(" "),
  );

let misses = 0;
const judged = (fits) => {
  if (!fits) misses++;
  return held(fits);
};
const limit = (most) =>
  most === undefined ? "" : `≤ ${(1 / most) % 1 === 0 && most < 1 ? `1/${1 / most}` : most} ×`;
const against = (ratio, most) => [
  `${shown(ratio, ratio < 1 ? 4 : 2)} ×`,
  limit(most),
  most === undefined ? "" : judged(ratio <= most),
];

line("row", "contestant", "seconds", "MB", "ratio", "target", "");
for (const row of ROWS.filter(({ name }) => values.only === undefined || name.includes(values.only))) {
  const sides = await row.sides();
  const [ours, ...others] = inTurn(sides, Number(values.rounds));
  const pace = ({ seconds }) => (row.files === undefined ? [] : [`${shown(row.files / seconds, 0)} files/s`]);
  const memory = row.memory === undefined ? ["", ""] : [`≤ ${row.memory} MB`, judged(ours.mb <= row.memory)];
  line(row.name, sides[0].name, shown(ours.seconds, 3), shown(ours.mb, 0), "", ...memory, ...pace(ours));
  for (const [index, other] of others.entries()) {
    const side = sides[index + 1];
    const compared =
      side.ours === undefined
        ? against(ours.seconds / other.seconds, row.most[side.name])
        : against(other.seconds / ours.seconds, side.ours);
    line("", side.name, shown(other.seconds, 3), shown(other.mb, 0), ...compared, ...pace(other));
    if (row.growth === undefined) continue;
    const grown = ours.mb / other.mb;
    line("", "  memory", "", "", `${shown(grown, 2)} ×`, `≤ ${row.growth} ×`, judged(!(grown > row.growth)));
  }
}
if (misses > 0) console.log(`${misses} missed`);
