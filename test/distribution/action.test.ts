import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { actionSteps } from "../tools/extract-scripts.mjs";
import { buildRepository, temporaryFolder } from "../tools/repository.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const { inputs, outputs } = parse(readFileSync(join(ROOT, "action.yml"), "utf8"));
const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const STEPS = actionSteps();

/** npm as far as the action needs it: keeps its arguments, and puts this build where the package would be. */
const NPM = `#!/usr/bin/env bash
printf '%s\\n' "$PWD" "$@" >"$RUNNER_TEMP/npm-arguments"
mkdir -p "$RUNNER_TEMP/exptrack/node_modules/.bin"
printf '#!/usr/bin/env bash\\nexec node %s "$@"\\n' '${ROOT}dist/cli/bin.js' >"$RUNNER_TEMP/exptrack/node_modules/.bin/exptrack"
chmod +x "$RUNNER_TEMP/exptrack/node_modules/.bin/exptrack"
`;
/** gh as far as the action needs it: keeps its arguments and the comment, and answers with the comments that are there. */
const GH = `#!/usr/bin/env bash
printf '%s\\n' "$*" >>"$RUNNER_TEMP/gh-calls"
[ "$GH_TOKEN" = token ] || exit 4
for argument in "$@"; do
  case $argument in body=@*) cp "\${argument#body=@}" "$RUNNER_TEMP/comment-sent" ;; esac
done
case "$*" in
  *--paginate*) cat "$RUNNER_TEMP/comments-there" ;;
  *) exit "$(cat "$RUNNER_TEMP/gh-exit")" ;;
esac
`;

interface Job {
  readonly code: number;
  readonly log: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly file: (name: string) => string | null;
}

interface Situation {
  readonly with?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  /** Of the event; absent: no pull request. */
  readonly pull?: number;
  /** Ids of the comments that gh finds. */
  readonly comments?: string;
  readonly mayWrite?: boolean;
}

const TRAINING = `import torch\n\nmodel = torch.nn.Linear(1, 1)\nloss = model(torch.rand(8, 1)).sum()\nloss.backward()\n`;

/** The steps one after the other as a runner has them: expressions filled in, \`if\` heeded, outputs handed on. */
function runs(situation: Situation): Job {
  const temporary = temporaryFolder("runner");
  const file = (name: string) => join(temporary, name);
  const read = (name: string) => (existsSync(file(name)) ? readFileSync(file(name), "utf8") : null);
  mkdirSync(file("bin"));
  for (const [name, text] of Object.entries({ npm: NPM, gh: GH })) {
    writeFileSync(file(`bin/${name}`), text);
    chmodSync(file(`bin/${name}`), 0o755);
  }
  const { pull, comments = "", mayWrite = true } = situation;
  writeFileSync(file("comments-there"), comments);
  writeFileSync(file("gh-exit"), mayWrite ? "0" : "1");
  writeFileSync(
    file("event.json"),
    JSON.stringify(pull === undefined ? {} : { pull_request: { number: pull } }),
  );
  const { root } = buildRepository({ commits: [{ files: situation.files ?? { "train.py": TRAINING } }] });
  const given: Record<string, string> = Object.fromEntries(
    Object.entries<{ default: string }>(inputs).map(([name, input]) => [name, input.default]),
  );
  Object.assign(given, { token: "token" }, situation.with);

  const handedOn: Record<string, string> = {};
  let code = 0;
  let log = "";
  for (const step of STEPS) {
    const runsAnyway = step.if?.includes("always()") ?? false;
    const wanted = !(step.if?.includes("inputs.comment == 'true'") ?? false) || given.comment === "true";
    if (!wanted || (code !== 0 && !runsAnyway)) continue;
    const env = Object.fromEntries(
      Object.entries(step.env).map(([name, text]) => [
        name,
        text
          .replace(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, input: string) => given[input] ?? "")
          .replace(
            /\$\{\{ steps\.audit\.outputs\.(\w+) \}\}/g,
            (_, output: string) => handedOn[output] ?? "",
          ),
      ]),
    );
    writeFileSync(file("output"), "");
    const done = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", step.run], {
      cwd: root,
      encoding: "utf8",
      env: {
        PATH: `${file("bin")}:${join(process.execPath, "..")}:${process.env.PATH}`,
        HOME: temporary,
        EXPTRACK_CACHE_DIR: file("cache"),
        RUNNER_TEMP: temporary,
        GITHUB_ACTION_PATH: ROOT,
        GITHUB_OUTPUT: file("output"),
        GITHUB_STEP_SUMMARY: file("summary"),
        GITHUB_EVENT_PATH: file("event.json"),
        GITHUB_REPOSITORY: "ada/model",
        ...env,
      },
    });
    log += done.stdout + done.stderr;
    if (code === 0) code = done.status ?? 1;
    for (const line of (read("output") ?? "").split("\n").filter((text) => text.includes("=")))
      handedOn[line.slice(0, line.indexOf("="))] = line.slice(line.indexOf("=") + 1);
  }
  return { code, log, summary: read("summary") ?? "", outputs: handedOn, file: read };
}

describe("the GitHub Action", () => {
  test("E7: its outputs are those of its audit", () => {
    expect(outputs).toEqual(
      Object.fromEntries(
        Object.keys(outputs).map((name) => [
          name,
          expect.objectContaining({ value: `\${{ steps.audit.outputs.${name} }}` }),
        ]),
      ),
    );
  });

  test("E7: it audits, annotates, summarises and hands on score, report and SARIF", () => {
    const job = runs({});
    expect(job.code).toBe(0);
    expect(job.log).toContain("::error file=train.py,line=");
    expect(job.summary).toContain("/ 30");
    expect(Object.keys(job.outputs).sort()).toEqual(["report", "sarif", "score"]);
    const report = JSON.parse(readFileSync(job.outputs.report ?? "", "utf8"));
    expect(job.outputs.score).toBe(String(report.score.total));
    expect(JSON.parse(readFileSync(job.outputs.sarif ?? "", "utf8")).version).toBe("2.1.0");
    expect(job.file("gh-calls")).toBeNull();
  });

  test("E7: it installs its own version, or the one asked for, outside of the checkout", () => {
    const [folder, ...words] = runs({}).file("npm-arguments")?.trim().split("\n") ?? [];
    expect(folder).toMatch(/\/exptrack$/);
    expect(words.at(-1)).toBe(`exptrack@${version}`);
    expect(runs({ with: { version: "9.8.7" } }).file("npm-arguments")).toMatch(/\nexptrack@9\.8\.7\n$/);
  });

  test("E7: a gate that fails fails the job, and the summary is there all the same", () => {
    const job = runs({ with: { threshold: "29" } });
    expect(job.code).toBe(1);
    expect(job.log).toMatch(/exptrack: score .* below the threshold 29\b.*\(exit 1\)\n/);
    expect(job.summary).toContain("/ 30");
    expect(job.outputs.sarif).not.toBe("");
  });

  test("E7: floors and further options are taken line by line, and none of them by the shell", () => {
    const floored = runs({ with: { floors: "code=0\ndata=5\n" } });
    expect(floored.code).toBe(1);
    expect(floored.log).toMatch(/data/i);
    const strange = runs({ with: { path: "$(touch hacked)", args: "--quiet\n$(touch hacked)" } });
    expect(strange.code).toBe(2);
    expect(strange.file("hacked")).toBeNull();
    expect(strange.summary).toBe("");
  });

  test("E7: without machine learning there is a summary and no score", () => {
    const job = runs({ files: { "README.md": "# Notes\n" } });
    expect(job.code).toBe(0);
    expect(job.outputs.score).toBe("");
    expect(job.summary).toContain("No machine learning");
  });

  describe("its comment", () => {
    const wanted = { with: { comment: "true" }, pull: 7 };

    test("E7: is written once, and found again by its mark", () => {
      const first = runs(wanted);
      expect(first.file("gh-calls")).toContain("--method POST repos/ada/model/issues/7/comments ");
      expect(first.file("comment-sent")).toBe(first.summary);
      expect(first.summary).toMatch(/^<!-- exptrack -->\n/);
      const second = runs({ ...wanted, comments: "41\n42\n" });
      expect(second.file("gh-calls")).toContain("--method PATCH repos/ada/model/issues/comments/41 ");
      expect(second.file("gh-calls")).not.toContain("POST");
    });

    test("E7: is written when the gate fails, too", () => {
      const job = runs({ ...wanted, with: { ...wanted.with, threshold: "29" } });
      expect(job.code).toBe(1);
      expect(job.file("comment-sent")).toBe(job.summary);
    });

    test("E7: that may not be written fails nothing and says so", () => {
      const job = runs({ ...wanted, mayWrite: false });
      expect(job.code).toBe(0);
      expect(job.log).toContain("::notice title=exptrack::The comment could not be written");
      expect(job.summary).toContain("/ 30");
    });

    test("E7: needs a pull request", () => {
      const job = runs({ with: { comment: "true" } });
      expect(job.code).toBe(0);
      expect(job.file("gh-calls")).toBeNull();
    });
  });
});
