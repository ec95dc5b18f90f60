import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { lastLine, type Outcome } from "../tools/command-line.js";
import { buildRepository, type Files, type Repository, temporaryFolder } from "../tools/repository.js";
import { snapshot } from "../tools/tree-snapshot.js";

export const BINARY =
  process.env.EXPTRACK_BINARY ?? fileURLToPath(new URL("../../dist/cli/bin.js", import.meta.url));
const WATCH = fileURLToPath(new URL("watch.cjs", import.meta.url));

const CACHE = temporaryFolder("cache");

export const HEALTHY_RUN = "0123456789abcdef0123456789abcdef";
const KEY = `mlflow:${HEALTHY_RUN}`;
const healthy = (path: string) => `mlruns/0/${HEALTHY_RUN}/${path}`;

/** What an attack lies beside: a small project with one good run, which has to be found in spite of it. */
export const PROJECT: Files = {
  "README.md": "# Digits\n\n```\npython train.py\n```\n",
  "requirements.txt": "torch==2.3.0\nmlflow==2.9.2\n",
  "train.py":
    "import mlflow\nimport torch\n\ntorch.manual_seed(1)\nmodel = torch.nn.Linear(2, 1)\n" +
    "optimizer = torch.optim.SGD(model.parameters(), lr=0.1)\nwith mlflow.start_run():\n" +
    "    mlflow.log_param('lr', 0.1)\n    loss = model(torch.rand(4, 2)).sum()\n    loss.backward()\n" +
    "    optimizer.step()\n    mlflow.log_metric('loss', loss.item())\n",
  "mlruns/0/meta.yaml":
    "artifact_location: mlruns/0\nexperiment_id: '0'\nlifecycle_stage: active\nname: Default\n",
  [healthy("meta.yaml")]:
    `artifact_uri: mlruns/0/${HEALTHY_RUN}/artifacts\nend_time: 1767225660000\nentry_point_name: ''\nexperiment_id: '0'\n` +
    `lifecycle_stage: active\nrun_id: ${HEALTHY_RUN}\nrun_name: healthy\nrun_uuid: ${HEALTHY_RUN}\nsource_name: ''\n` +
    "source_type: 4\nsource_version: ''\nstart_time: 1767225600000\nstatus: 3\ntags: []\nuser_id: ada\n",
  [healthy("params/lr")]: "0.1",
  [healthy("metrics/loss")]: "1767225600000 0.5 0\n1767225601000 0.25 1\n",
};

export interface Command {
  readonly name: string;
  readonly args: (root: string) => readonly string[];
  /** Files that it is asked to write, relative to the audited root. */
  readonly writes: readonly string[];
  /** What its output holds when the good run was found. */
  readonly finds: RegExp;
  /** How it ends when it has done its work; 0 when nothing is said. */
  readonly codes?: readonly number[];
  /** It takes no folder, and is started in the one it is to look at. */
  readonly inside?: true;
  /** Looks at what git tracks or holds alone. */
  readonly needsGit?: true;
}

/** Where `audit` leaves its report for `render`. */
const savedReport = (root: string): string => join(CACHE, `${root.replaceAll("/", "-")}.json`);

/** Every command that looks at a repository, and at last the one that reads what the first saved; an attack is tried on each. */
export const COMMANDS: readonly Command[] = [
  {
    name: "audit",
    args: (root) => ["audit", root, "-f", "json", "-o", `json=${savedReport(root)}`],
    writes: ["docs", "docs/experiment-tracking-analysis.md"],
    finds: new RegExp(KEY),
  },
  { name: "runs", args: (root) => ["runs", root, "-f", "json"], writes: [], finds: new RegExp(HEALTHY_RUN) },
  { name: "show", args: (root) => ["show", KEY, root], writes: [], finds: /healthy/ },
  { name: "metrics", args: (root) => ["metrics", KEY, "-C", root], writes: [], finds: /loss,1,0\.25/ },
  {
    name: "runs --snapshot",
    args: (root) => ["runs", root, "--snapshot"],
    writes: ["experiments.lock.jsonl"],
    finds: /experiments\.lock\.jsonl: /,
  },
  {
    name: "check",
    args: () => ["check", "-f", "json"],
    writes: [],
    finds: new RegExp(KEY),
    codes: [0, 1],
    inside: true,
    needsGit: true,
  },
  {
    name: "check --all-files",
    args: () => ["check", "--all-files", "-f", "json"],
    writes: [],
    finds: new RegExp(KEY),
    codes: [0, 1],
    inside: true,
    needsGit: true,
  },
  {
    name: "baseline --check",
    args: (root) => ["baseline", root, "--check"],
    writes: [],
    finds: /exptrack-baseline\.json would be written: [1-9]/,
    codes: [1],
  },
  {
    name: "init --dry-run",
    args: (root) => ["init", root, "--dry-run"],
    writes: [],
    finds: /^\+# Found here when this was written: .*mlflow/m,
  },
  {
    name: "render",
    args: (root) => ["render", savedReport(root), "-f", "markdown"],
    writes: [],
    finds: /mlflow/,
  },
];

/** The project with an attack in it, everything staged: so the commands that look at the index see all of it. */
export const stagedProject = (attack: Files = {}): Repository =>
  buildRepository({ commits: [{ files: { ".gitattributes": "" } }], staged: { ...PROJECT, ...attack } });

export const commandNamed = (name: string): Command => {
  const found = COMMANDS.find((command) => command.name === name);
  if (found === undefined) throw new Error(`no command is called ${name}`);
  return found;
};

export interface Attacked extends Outcome {
  readonly signal: NodeJS.Signals | null;
  /** Programs that were started, each once. */
  readonly started: readonly string[];
  /** Hosts and sockets that were asked for. */
  readonly connected: readonly string[];
  readonly peakMegabytes: number;
  readonly seconds: number;
}

export interface Circumstances {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** After so long it is killed; generous, for it tells an end from none. */
  readonly killAfterSeconds?: number;
  readonly heapMegabytes?: number;
}

let counter = 0;

/** Runs the command line under watch. */
export function attacked(
  args: readonly string[],
  { env = {}, cwd = process.cwd(), killAfterSeconds = 50, heapMegabytes = 1024 }: Circumstances = {},
): Promise<Attacked> {
  const log = join(CACHE, `watched-${process.pid}-${counter++}.jsonl`);
  const start = Date.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [`--max-old-space-size=${heapMegabytes}`, BINARY, ...args], {
      cwd,
      env: {
        ...process.env,
        NO_COLOR: "1",
        EXPTRACK_CACHE_DIR: CACHE,
        ...env,
        NODE_OPTIONS: `--require ${WATCH}`,
        EXPTRACK_WATCH: log,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const timer = setTimeout(() => child.kill("SIGKILL"), killAfterSeconds * 1000);
    const texts = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    child.stdout.on("data", (piece: Buffer) => texts.stdout.push(piece));
    child.stderr.on("data", (piece: Buffer) => texts.stderr.push(piece));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      const lines = existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n") : [];
      rmSync(log, { force: true });
      const entries = lines
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, string | number>);
      const all = (key: string) => [
        ...new Set(entries.filter((entry) => key in entry).map((entry) => String(entry[key]))),
      ];
      resolve({
        code,
        signal,
        stdout: Buffer.concat(texts.stdout).toString(),
        stderr: Buffer.concat(texts.stderr).toString(),
        started: all("started"),
        connected: all("connected"),
        peakMegabytes: Math.max(0, ...all("peakMegabytes").map(Number)),
        seconds: (Date.now() - start) / 1000,
      });
    });
  });
}

/**
 * Tries one command on a hostile folder and holds it to what every command owes: it ends by itself and well, within its
 * memory, starts nothing but git, connects to nothing, fails nowhere inside, and leaves everything but its outputs as it was.
 */
export async function withstands(
  command: Command,
  root: string,
  circumstances: Circumstances & {
    readonly untouched?: boolean;
    readonly found?: boolean;
    readonly peakMegabytes?: number;
    readonly codes?: readonly number[];
  } = {},
): Promise<Attacked> {
  const {
    untouched = true,
    found = true,
    peakMegabytes = 1500,
    codes = command.codes ?? [0],
  } = circumstances;
  const before = untouched ? snapshot(root) : {};
  const outcome = await attacked(command.args(root), {
    ...(command.inside ? { cwd: root } : {}),
    ...circumstances,
  });
  expect(outcome.signal, `${command.name} did not end`).toBe(null);
  expect(codes, `${command.name}: ${lastLine(outcome.stderr)}`).toContain(outcome.code);
  expect(`${outcome.stdout}${outcome.stderr}`).not.toMatch(/ failed: |this is a defect|TypeError|RangeError/);
  expect(outcome.started.filter((program) => !/^\/.*\/git$/.test(program))).toEqual([]);
  expect(outcome.connected).toEqual([]);
  expect(outcome.peakMegabytes).toBeLessThan(peakMegabytes);
  const looked = found && (command.needsGit !== true || existsSync(join(root, ".git")));
  if (looked) expect(command.finds.test(outcome.stdout), `${command.name} finds the good run`).toBe(true);
  if (untouched) {
    const after = snapshot(root);
    for (const path of command.writes) {
      delete before[path];
      delete after[path];
    }
    expect(after).toEqual(before);
  }
  return outcome;
}

/** The problems that the ledger or a report names, wherever they concern this path. */
export function problemsAt(outcome: Outcome, path: string): readonly string[] {
  const { problems } = JSON.parse(outcome.stdout) as {
    problems: readonly { readonly path: string; readonly message: string }[];
  };
  return problems.filter((problem) => problem.path === path).map((problem) => problem.message);
}
