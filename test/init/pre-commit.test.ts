import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { preCommitProposal } from "../../src/init/pre-commit.js";
import { CHOICES, factsOf } from "./facts.js";

const PATH = ".pre-commit-config.yaml";
const added = (before: string, reportHook = false) =>
  preCommitProposal(factsOf({ [PATH]: before }), { ...CHOICES, reportHook });
const after = (before: string): string => {
  const { file } = added(before);
  if (file === null) throw new Error("nothing was added");
  return file.after;
};
const ids = (text: string): string[] =>
  parse(text).repos.flatMap((repo: { hooks: { id: string }[] }) => repo.hooks.map((hook) => hook.id));

/** Layouts that people have, each with the place of what is added. */
const LAYOUTS: readonly (readonly [what: string, before: string, start: RegExp])[] = [
  [
    "two columns",
    "repos:\n  - repo: https://example.org/a\n    rev: v1\n    hooks:\n      - id: one # kept\n",
    /^ {2}- repo: local\n {4}hooks:\n {6}- id: exptrack-check\n {8}name:/m,
  ],
  [
    "dashes without indentation",
    "repos:\n- repo: https://example.org/a\n  rev: v1\n  hooks:\n  - id: one\n",
    /^- repo: local\n {2}hooks:\n {2}- id: exptrack-check\n {4}name:/m,
  ],
  [
    "the sample of pre-commit: dash and three blanks",
    "repos:\n-   repo: https://example.org/a\n    rev: v1\n    hooks:\n    -   id: one\n",
    /^- {3}repo: local\n {4}hooks:\n {4}- {3}id: exptrack-check\n {8}name:/m,
  ],
  [
    "four columns",
    "repos:\n    - repo: https://example.org/a\n      rev: v1\n      hooks:\n          - id: one\n",
    /^ {4}- repo: local\n {6}hooks:\n {10}- id: exptrack-check\n/m,
  ],
  [
    "keys after the list",
    "repos:\n  - repo: https://example.org/a\n    rev: v1\n    hooks:\n      - id: one\n      # - id: two\n\n# settings of the service\nci:\n  skip: [one]\n",
    /# - id: two\n {2}- repo: local/,
  ],
  [
    "empty lines between entries",
    "repos:\n  - repo: https://example.org/a\n    rev: v1\n    hooks:\n      - id: one\n\n  # the other\n  - repo: https://example.org/b\n    rev: v1\n    hooks:\n      - id: two\n",
    /- id: two\n\n {2}- repo: local/,
  ],
  [
    "hooks in brackets",
    "repos:\n  - {repo: https://example.org/a, rev: v1, hooks: [{id: one}]}\n",
    /^ {2}- repo: local$/m,
  ],
  [
    "a list in brackets",
    "repos: [{repo: https://example.org/a, rev: v1, hooks: [{id: one}]}] # all\n",
    /\}, \{repo: local/,
  ],
  ["an empty list in brackets", "repos: []\n", /^repos: \[\{repo: local/],
  [
    "JSON",
    '{"repos": [{"repo": "https://example.org/a", "rev": "v1", "hooks": [{"id": "one"}]}]}',
    /\{repo: local/,
  ],
  [
    "nothing behind repos",
    "# ours\nrepos: # none yet\nfail_fast: true\n",
    /^repos: # none yet\n {2}- repo: local/m,
  ],
  ["no repos", "fail_fast: true\n", /^fail_fast: true\nrepos:\n {2}- repo: local/],
  ["an empty file", "", /^repos:\n {2}- repo: local/],
  ["comments alone", "# hooks of this project\n", /^# hooks of this project\nrepos:\n/],
  [
    "no end of the last line",
    "repos:\n  - repo: https://example.org/a\n    rev: v1\n    hooks:\n      - id: one",
    /- id: one\n {2}- repo: local/,
  ],
  [
    "CRLF",
    "repos:\r\n  - repo: https://example.org/a\r\n    rev: v1\r\n    hooks:\r\n      - id: one\r\n",
    /^ {2}- repo: local\r$/m,
  ],
  [
    "a mark of Unicode",
    "\ufeffrepos:\n  - repo: https://example.org/a\n    rev: v1\n    hooks:\n      - id: one\n",
    /^ {2}- repo: local$/m,
  ],
  [
    "a document mark",
    "---\nrepos:\n  - repo: https://example.org/a\n    rev: v1\n    hooks:\n      - id: one\n",
    /^ {2}- repo: local$/m,
  ],
  [
    "anchors",
    "x: &v\n  rev: v1\nrepos:\n  - &a\n    repo: https://example.org/a\n    <<: *v\n    hooks:\n      - id: one\n        args:\n          - |\n            many\n            lines\n\n",
    /many\n {12}lines\n\n? {2}- repo: local/,
  ],
];

describe("E5: hooks are added to .pre-commit-config.yaml", () => {
  test.each(LAYOUTS)("%s: what was there keeps every byte, what is new looks like it", (_, before, start) => {
    const text = after(before);
    expect(text).toMatch(start);
    const at = text.search(/, \{repo: local|\{repo: local|^repos:\r?\n *- +repo: local|^ *- +repo: local/m);
    expect(before.startsWith(text.slice(0, at).trimEnd())).toBe(true);
    expect(
      before.endsWith(
        text.slice(text.lastIndexOf("require_serial: true") + 20).replace(/^(?:\}\]\})?\r?\n?/, ""),
      ),
    ).toBe(true);
    expect(ids(text.replace("<<: *v", "rev: v1"))).toContain("exptrack-check");
    expect(text.includes("\r\n")).toBe(before.includes("\r\n"));
    if (before.includes("\r\n")) expect(text).not.toMatch(/[^\r]\n/);
  });

  test.each(LAYOUTS)("%s: the second time there is nothing to do", (_, before) => {
    expect(added(after(before)).file).toBeNull();
  });

  test("a file that is missing is made, with the version that wrote it", () => {
    const { file, notes } = preCommitProposal(factsOf({}), { ...CHOICES, reportHook: true });
    expect(file?.before).toBeNull();
    expect(ids(file?.after ?? "")).toEqual(["exptrack-check", "exptrack-report"]);
    expect(parse(file?.after ?? "").repos[0]).toMatchObject({
      repo: "local",
      hooks: [
        { language: "node", additional_dependencies: ["exptrack@1.2.3"], require_serial: true },
        { pass_filenames: false, always_run: true },
      ],
    });
    expect(notes.join()).toContain("pre-commit install");
  });

  test("only the hook that is missing is added", () => {
    expect(ids(added(after("repos: []\n"), true).file?.after ?? "")).toEqual([
      "exptrack-check",
      "exptrack-report",
    ]);
  });

  test("a hook of theirs that runs exptrack counts", () => {
    const own =
      "repos:\n  - repo: local\n    hooks:\n      - id: mine\n        entry: npx exptrack@1.0.0 check\n        language: system\n        name: mine\n";
    expect(added(own).file).toBeNull();
  });

  test.each([
    ["an alias", "all: &all\n  - repo: https://example.org/a\n    rev: v1\n    hooks: []\nrepos: *all\n"],
    ["a list as the whole (very old)", "- repo: https://example.org/a\n  hooks: []\n"],
    ["broken YAML", "repos: [\n"],
    ["text", "repos: soon\n"],
    ["two documents", "repos: []\n---\nrepos: []\n"],
  ])("%s: left as it is, and the entry to add by hand is shown", (_, before) => {
    const { file, notes } = added(before);
    expect(file).toBeNull();
    expect(notes.join("\n")).toContain("- id: exptrack-check");
  });

  test("whatever list is there: it stays, and one entry follows", () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9 :#'-]{0,8}$/);
    const repo = fc.record({
      repo: word,
      rev: word,
      hooks: fc.array(fc.record({ id: word, args: fc.array(word, { maxLength: 2 }) }), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(
        fc.record({ repos: fc.array(repo, { maxLength: 3 }), exclude: word }),
        fc.record({
          indent: fc.constantFrom(2, 3, 4),
          indentSeq: fc.boolean(),
          collectionStyle: fc.constantFrom("any" as const, "flow" as const),
        }),
        (content, style) => {
          const text = after(stringify(content, style));
          const { repos, exclude } = parse(text);
          expect(exclude).toEqual(content.exclude);
          expect(repos.slice(0, -1)).toEqual(content.repos);
          expect(repos.at(-1).hooks[0].id).toBe("exptrack-check");
        },
      ),
    );
  });
});
