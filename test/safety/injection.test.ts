import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { type Files, temporaryFolder } from "../tools/repository.js";
import { type Attacked, attacked, HEALTHY_RUN, PROJECT, stagedProject } from "./attacked.js";

const RUN = `mlruns/0/${HEALTHY_RUN}`;

/** What each reader of an output would obey; `\n` makes a line of its own of what follows. */
const ORDERS = [
  "\u001b[31m\u001b[2J",
  "\u001b]52;c;ZXZpbA==\u0007",
  "\u001b]8;;http://evil.invalid\u001b\\here\u001b]8;;\u001b\\",
  "\u009b31m\u009d0;x\u009c",
  "\u202ereversed\u2066\u061c\u200f",
  "\r\n::error file=x::injected\n::set-output name=x::y\n##[error]injected",
  "</script><script>alert(1)</script><img src=x onerror=alert(1)>",
  "-->\n<!-- exptrack -->\n<details>",
  "| a | b |\n|---|---|\n[click](javascript:alert(1)) ![x](http://evil.invalid/p.png)",
  "`` ``` ````\n# heading\n",
  "]]><failure/>&lol;",
  "=cmd|'/C calc'!A0",
  "@SUM(1+1)\t+1",
  "{{7*7}}$(7*7)#{7*7}",
];
const ALL = ORDERS.join(" ");
/** A text in quotes as YAML, JSON and Python read it: in ASCII, for YAML refuses controls. */
const quoted = (text: string) =>
  JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
/** As far as a file's name can hold it. */
const asName = (text: string) => text.replaceAll("/", "⁄").replaceAll("\0", "").slice(0, 60);

function hostile(): Files {
  const meta = String(PROJECT[`${RUN}/meta.yaml`]);
  const files: Record<string, Files[string]> = {
    "README.md": `# ${ALL}\n\n\`\`\`\npython train.py\n\`\`\`\n`,
    [`${RUN}/meta.yaml`]: meta.replace("run_name: healthy", `run_name: ${quoted(`healthy ${ALL}`)}`),
    [`${RUN}/tags/mlflow.note.content`]: ALL,
    [`${RUN}/tags/mlflow.source.name`]: ALL,
    [`${RUN}/tags/mlflow.source.git.commit`]: ALL,
    "mlruns/0/meta.yaml": `artifact_location: mlruns/0\nexperiment_id: '0'\nlifecycle_stage: active\nname: ${quoted(ALL)}\n`,
    "requirements.txt": `torch==2.3.0\nmlflow\n${ALL.replaceAll("\n", " ")}\n`,
    "train.py": `${PROJECT["train.py"]}\nmodel_name = ${quoted(ALL)}  # exptrack: ignore[no-data-source] ${ALL.replaceAll(/[\r\n]/g, " ")}\n`,
    "exptrack.yml": `ignore:\n  - rule: no-lock\n    reason: ${quoted(ALL)}\n  - rule: no-licence\n    reason: ${quoted(`x ${ORDERS[7]}`)}\n`,
    "broken/dvc.lock": `a: [${ALL}\n`,
  };
  ORDERS.forEach((order, index) => {
    files[`${RUN}/params/${index}${asName(order)}`] = order;
    files[`${RUN}/metrics/${index}${asName(order)}`] = "1767225600000 0.5 0\n";
    files[`src/${index}${asName(order)}.py`] =
      `import torch\nx = torch.rand(3)\ntorch.manual_seed(${index})\n`;
    files[`src/${index}${asName(order)}/dvc.lock`] = "a: [\n";
  });
  return files;
}

/** What a terminal obeys or a reader is deceived by; line ends and tabs apart. */
const CONTROLS =
  /[\u0000-\u0008\u000b-\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
/** A line of its own that a runner of GitHub would obey, and that is none of ours. */
const COMMANDS_OF_GITHUB = /^(::(?!(error|warning|notice) |group::|endgroup::)|##\[)|^::error file=x::/m;
const MARKUP = /<script|<img|<details>\s*$|onerror=alert\(1\)>/m;
const LIVE_MARKDOWN = /(?<!\\)\[click\]\(javascript|(?<!\\)!\[x\]\(http/;

/** Markdown as it comes alive: without what stands in code, and without what is escaped. */
const alive = (text: string): string =>
  text.replace(/(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, "").replace(/\\[!-/:-@[-`{-~]/g, "");

/** Each format, and what must not appear in it beyond controls. */
const FORMATS: readonly (readonly [format: string, forbidden: readonly RegExp[]])[] = [
  ["text", [COMMANDS_OF_GITHUB]],
  ["json", []],
  ["markdown", [MARKUP, LIVE_MARKDOWN, /^# heading/m]],
  ["summary", [MARKUP, LIVE_MARKDOWN, /^# heading/m]],
  ["sarif", [/"(text|markdown)": ".*(?<!\\)\[click\]\(/]],
  ["github", [COMMANDS_OF_GITHUB]],
  ["gitlab", []],
  ["junit", [MARKUP, /<failure\/>|&lol;/]],
  ["csv", [/^"?[=@+]|[,]"?[=@](?!\d)/m]],
  ["badge", []],
  ["badge-svg", [MARKUP, /&lol;/]],
];

const clean = ({ stdout, stderr }: Attacked): void => {
  expect(stdout).not.toMatch(CONTROLS);
  expect(stderr).not.toMatch(CONTROLS);
  expect(stderr).not.toMatch(COMMANDS_OF_GITHUB);
  expect(stderr).not.toMatch(/^\s+at |TypeError/m);
};

describe("F1: one repository whose every text is an order to some reader", () => {
  let root = "";
  let saved = "";
  beforeAll(async () => {
    const repository = stagedProject(hostile());
    root = repository.root;
    repository.git(
      "commit",
      "--quiet",
      "--message",
      ALL.replaceAll("\0", ""),
      "--author",
      "E\u001b[31m|<b> <a@b>",
    );
    repository.git("branch", "-m", "main", "`<b>$(x)|'\"](");
    repository.git("remote", "add", "origin", "https://user:secret@evil.invalid/<script>|`x`.git");
    repository.write({ "train.py": `${hostile()["train.py"]}\nimport random\nprint(random.random())\n` });
    repository.git("add", "train.py");
    saved = join(temporaryFolder("saved"), "report.json");
    clean(await attacked(["audit", root, "-q", "-o", `json=${saved}`]));
  });

  test("the report was written, its findings name the hostile files", () => {
    const report = JSON.parse(readFileSync(saved, "utf8")) as { findings: unknown[] };
    expect(report.findings.length).toBeGreaterThan(10);
    expect(readFileSync(saved, "utf8")).toMatch(/src\/.*javascript/);
    expect(readFileSync(saved, "utf8")).not.toContain("secret@");
  });

  test.each(FORMATS)("%s", async (format, forbidden) => {
    const outcome = await attacked(["render", saved, "-f", format]);
    expect(outcome.code).toBe(0);
    clean(outcome);
    const text = /markdown|summary/.test(format) ? alive(outcome.stdout) : outcome.stdout;
    for (const pattern of forbidden) expect(text).not.toMatch(pattern);
    if (format === "junit" || format === "badge-svg") expect(outcome.stdout).not.toContain("]]><failure");
    if (/json|sarif|gitlab|^badge$/.test(format)) JSON.parse(outcome.stdout);
  });

  test("the committed report holds one mark of ours, and no other's", () => {
    const report = readFileSync(join(root, "docs/experiment-tracking-analysis.md"), "utf8");
    expect(report).not.toMatch(CONTROLS);
    expect(alive(report).match(/<!-- exptrack/g)?.length ?? 0).toBeLessThanOrEqual(1);
    expect(alive(report)).not.toMatch(MARKUP);
    expect(alive(report)).not.toMatch(LIVE_MARKDOWN);
  });

  test.each([
    ["runs", ["runs"], []],
    ["runs json", ["runs", "-f", "json"], []],
    ["runs jsonl", ["runs", "-f", "jsonl"], []],
    ["runs csv", ["runs", "-f", "csv"], [/^"?[=@+]|[,]"?[=@](?!\d)/m]],
    ["show", ["show", `mlflow:${HEALTHY_RUN}`], [COMMANDS_OF_GITHUB]],
    ["show json", ["show", `mlflow:${HEALTHY_RUN}`, "-f", "json"], []],
    ["metrics", ["metrics", `mlflow:${HEALTHY_RUN}`], [/^"?[=@+]/m]],
    ["metrics jsonl", ["metrics", `mlflow:${HEALTHY_RUN}`, "-f", "jsonl"], []],
    ["snapshot", ["runs", "--snapshot"], []],
    ["check", ["check"], [COMMANDS_OF_GITHUB]],
    ["check json", ["check", "-f", "json"], []],
    ["check github", ["check", "--all-files", "-f", "github"], [COMMANDS_OF_GITHUB]],
    ["check range", ["check", "--from-ref", "HEAD~1", "--to-ref", "HEAD"], [COMMANDS_OF_GITHUB]],
    ["baseline", ["baseline", "--check", "--accept-new", ALL], []],
    ["init", ["init", "--dry-run", "--force"], [COMMANDS_OF_GITHUB]],
  ] as const)("%s", async (_, args, forbidden) => {
    const outcome = await attacked(args, { cwd: root });
    expect([0, 1], outcome.stderr).toContain(outcome.code);
    clean(outcome);
    for (const pattern of forbidden) expect(outcome.stdout).not.toMatch(pattern);
  });

  test("a saved report made by hand is no way round: every text of it is made fit again", async () => {
    const report = readFileSync(saved, "utf8").replaceAll("import torch", JSON.stringify(ALL).slice(1, -1));
    const forged = join(temporaryFolder("forged"), "report.json");
    const value = JSON.parse(report) as { findings: { message: string }[]; problems: { message: string }[] };
    for (const one of [...value.findings, ...value.problems]) one.message = ALL;
    writeFileSync(forged, JSON.stringify(value));
    for (const [format, forbidden] of FORMATS) {
      const outcome = await attacked(["render", forged, "-f", format]);
      clean(outcome);
      const text = /markdown|summary/.test(format) ? alive(outcome.stdout) : outcome.stdout;
      for (const pattern of forbidden) expect(text, format).not.toMatch(pattern);
    }
  });

  test("what the user types comes back without orders", async () => {
    for (const args of [
      ["audit", ALL],
      ["audit", root, "--rev", ALL],
      ["audit", root, "-f", ALL],
      ["audit", root, "--only", ALL],
      ["show", ALL, root],
      ["runs", root, "--where", ALL],
      ["render", ALL],
      [ALL],
      ["check", ALL, "--config", ALL],
    ])
      clean(await attacked(args, { cwd: root }));
  });
});
