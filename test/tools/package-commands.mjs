// `node package-commands.mjs APP FOLDER NODE`: every command of the package that is installed in APP, run by NODE on a small
// repository that is made in FOLDER. A command without a line in the table is an error.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const [, , app, target, node] = process.argv;
const binary = join(resolve(app), "node_modules/exptrack/dist/cli/bin.js");
const root = fileURLToPath(new URL("../../", import.meta.url));

const TRAINING = `import random, torch

if __name__ == "__main__":
    random.seed(0)
    torch.manual_seed(0)
    loss = torch.nn.Linear(1, 1)(torch.rand(1)).sum()
    loss.backward()
`;

/** In their order: command line, exit code, and what it prints or what the file then holds. */
const LINES = [
  [["audit", "-o", "json=report.json"], 0, /^score {8}/],
  [
    ["audit", "--quiet", "--no-report", "--threshold", "30"],
    1,
    /^exptrack: score .* is below the threshold 30/,
  ],
  [["audit", "nowhere"], 2, /^exptrack: /],
  [["runs", "."], 0, /^mlflow /m],
  [["show", "RUN"], 0, /RUN/],
  [["metrics", "RUN"], 0, /,/],
  [["explain", "unpinned-dependencies"], 0, /^unpinned-dependencies/],
  [["render", "report.json", "-f", "sarif"], 0, /"version": ?"2\.1\.0"/],
  [["check"], 0, /nothing to check/],
  [["check", "bad.py"], 1, /unseeded-randomness/],
  [["baseline", "."], 0, /./],
  [["init", "--dry-run"], 0, /^\+/m],
];

function run(command, args, expected) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: target,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", EXPTRACK_CACHE_DIR: join(target, "../cache") },
  });
  if (error !== undefined) throw error;
  if (status !== expected)
    throw new Error(`${args.join(" ")}: exit ${status} instead of ${expected}\n${stdout}${stderr}`);
  return stdout + stderr;
}
const exptrack = (args, expected) => run(node, [binary, ...args], expected);
const git = (...args) => run("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", ...args], 0);

mkdirSync(target, { recursive: true });
cpSync(join(root, "fixtures/trackers/mlflow/3.17.2-sqlite"), target, { recursive: true });
writeFileSync(join(target, "train.py"), TRAINING);
writeFileSync(join(target, "bad.py"), TRAINING.replace("torch.manual_seed(0)", "torch.manual_seed(None)"));
git("init", "--quiet");
git("add", ".");
git("commit", "--quiet", "--message", "A model");

const runId = JSON.parse(exptrack(["runs", ".", "-f", "json"], 0)).runs[0].id;
for (const [args, expected, says] of LINES) {
  const words = args.map((word) => (word === "RUN" ? runId : word));
  const said = exptrack(words, expected);
  const pattern = new RegExp(says.source.replace("RUN", runId), says.flags);
  if (!pattern.test(said)) throw new Error(`${words.join(" ")}: says no ${pattern}:\n${said}`);
}
if (
  !readFileSync(join(target, "docs/experiment-tracking-analysis.md"), "utf8").includes(
    "## Reproducibility Scorecard",
  )
)
  throw new Error("the report is not what it should be");

const help = exptrack(["--help"], 0);
const commands = [...help.matchAll(/^ {2}([a-z]+) \[options\]/gm)].map((match) => match[1]);
const missing = commands.filter((name) => !LINES.some(([[command]]) => command === name));
if (missing.length > 0) throw new Error(`no line for ${missing.join(", ")}`);
if (commands.length < 5) throw new Error(`too few commands were found in the help:\n${help}`);
console.log(
  `${LINES.length} command lines of ${commands.length} commands, Node ${run(node, ["--version"], 0).trim()}`,
);
