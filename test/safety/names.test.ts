import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { COMMANDS, commandNamed, problemsAt, stagedProject, withstands } from "./attacked.js";

const CODE = "import torch\nx = torch.rand(3)\n";

/** Names that something takes for an order, a separator, a property or another file. */
const NAMES: readonly string[] = [
  "line\nbreak.py",
  "carriage\rreturn.py",
  "tab\tstop.py",
  "quo\"te'.py",
  "back\\slash.py",
  "$(touch canary).py",
  "`touch canary`.py",
  ";touch canary;.py",
  "-rf.py",
  "--output=canary.py",
  "-",
  ":(glob)**.py",
  ":!negated.py",
  "*.py",
  "[a].py",
  "a{b,c}.py",
  "%s%n.py",
  "%2e%2e%2fx.py",
  "#hash?query.py",
  "~.py",
  "CON.py",
  "name .py",
  " leading.py",
  "Case.py",
  "case.py",
  "CASE.PY",
  "é.py",
  "e\u0301.py",
  "\u202egpj.py",
  "\u001b[31mred.py",
  "😀.py",
  "__proto__",
  "__proto__.py",
  "constructor",
  "toString/hasOwnProperty.py",
  "prototype/__proto__/valueOf.py",
  `${"x".repeat(252)}.py`,
  "éé".repeat(60).concat(".py"),
  "...",
  "..py",
  ". /.. /x.py",
  "a/.git.py",
  ".GIT.py",
  "src/__init__.py",
  "mlruns/0/__proto__/meta.yaml",
  "mlruns/0/line\nbreak/meta.yaml",
  "outputs/--x/.hydra/config.yaml",
  "wandb/run-20260101_100000-$(x)/files/config.yaml",
];

/** Bytes that are no UTF-8: of Latin-1, a cut sequence, an overlong slash. */
const BYTES: readonly Buffer[] = [
  Buffer.from("caf\u00e9.py", "latin1"),
  Buffer.from([0xe2, 0x82, 0x2e, 0x70, 0x79]),
  Buffer.from([0xc0, 0xaf, 0x2e, 0x70, 0x79]),
  Buffer.from([0xff, 0xfe, 0x2e, 0x70, 0x79]),
];

function withNames(): ReturnType<typeof stagedProject> {
  const repository = stagedProject();
  const { root, git } = repository;
  for (const name of NAMES) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), CODE);
  }
  for (const name of BYTES) writeFileSync(Buffer.concat([Buffer.from(`${root}/`), name]), CODE);
  git("add", "--all", "--force");
  return repository;
}

describe("F1 F4: names of files", () => {
  test("of every kind, on every command, staged and lying there", async () => {
    const { root } = withNames();
    for (const command of COMMANDS) {
      const { stdout } = await withstands(command, root);
      expect(stdout).not.toContain("polluted");
    }
  });

  test("the same names inside of commits", async () => {
    const { root, git } = withNames();
    git("commit", "--quiet", "--message", "Names");
    git("tag", "names");
    git("config", "core.quotePath", "true");
    git("rm", "-r", "--quiet", "--cached", ".");
    for (const args of [
      ["audit", root, "--rev", "names", "-f", "json"],
      ["runs", root, "--rev", "names", "-f", "json"],
      ["check", "--from-ref", "names~1", "--to-ref", "names", "-f", "json"],
    ])
      await withstands({ ...commandNamed("check"), name: args.join(" "), args: () => args }, root);
  });

  test("what a tree names above itself, in git's folder or twice is read nowhere", async () => {
    const { root, git } = stagedProject();
    const blob = git("rev-parse", ":train.py");
    const tree = (entries: readonly (readonly [string, string, string])[]) =>
      execFileSync("git", ["hash-object", "-t", "tree", "-w", "--stdin", "--literally"], {
        cwd: root,
        input: Buffer.concat(
          entries.map(([mode, name, id]) =>
            Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, "hex")]),
          ),
        ),
      })
        .toString()
        .trim();
    const inner = tree([["100644", "train.py", blob]]);
    const outer = tree([
      ["40000", "..", inner],
      ["40000", ".", inner],
      ["40000", ".git", inner],
      ["100644", "", blob],
      ["100644", "../../../../etc/passwd", blob],
      ["100644", "/etc/hostname", blob],
      ["100644", "twice.py", blob],
      ["100644", "twice.py", blob],
    ]);
    git("update-ref", "refs/heads/odd", git("commit-tree", outer, "-m", "Odd"));
    for (const args of [
      ["audit", root, "--rev", "odd", "-f", "json"],
      ["runs", root, "--rev", "odd", "-f", "json"],
      ["check", "--from-ref", "odd~0", "--to-ref", "odd", "-f", "json"],
    ])
      await withstands(
        { ...commandNamed("audit"), inside: true, name: args.join(" "), args: () => args, finds: /^/ },
        root,
        {
          codes: [0, 1, 2],
        },
      );
  });

  test("folders three hundred deep are cut, and the cut is said", async () => {
    const deep = `${"d/".repeat(300)}train.py`;
    const { root } = stagedProject({ [deep]: CODE });
    for (const name of ["audit", "check --all-files"]) {
      const outcome = await withstands(commandNamed(name), root, { untouched: false });
      if (name === "audit")
        expect(problemsAt(outcome, "d/".repeat(129).slice(0, -1)).join()).toMatch(/folders deeper than 128/);
    }
  });
});

test("F1: a hundred thousand tiny files", async () => {
  const { root } = stagedProject();
  for (let folder = 0; folder < 100; folder++) {
    mkdirSync(join(root, `data/${folder}`), { recursive: true });
    for (let file = 0; file < 1000; file++) writeFileSync(join(root, `data/${folder}/${file}.txt`), "");
  }
  await withstands(commandNamed("audit"), root, { untouched: false, peakMegabytes: 800 });
});
