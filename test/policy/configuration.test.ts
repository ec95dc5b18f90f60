import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NO_CONFIGURATION } from "../../src/core/policy.js";
import { ConfigurationFile } from "../../src/core/schema/configuration.js";
import { type FoundText, readConfiguration } from "../../src/policy/configuration.js";
import { CONFIGURATION } from "../../src/policy/configuration-shape.js";
import { mistakesIn } from "../../src/policy/shapes.js";

const RULES = [
  { id: "no-ci" },
  { id: "no-lock" },
  { id: "large-file", options: { megabytes: { default: 5, min: 0.1, max: 100, describe: "size" } } },
];

/** Files by path from the top of a repository; a text, or why there is none. */
type Project = Readonly<Record<string, string | FoundText>>;

interface Asked {
  readonly folder?: string;
  readonly named?: string;
  readonly inRepository?: boolean;
  readonly folders?: readonly string[];
}

function read(project: Project, { folder = "", named, inRepository = true, folders = [] }: Asked = {}) {
  const asked: string[] = [];
  const files = {
    texts: async (paths: readonly string[]) => {
      asked.push(...paths);
      return new Map(
        paths
          .filter((path) => project[path] !== undefined)
          .map((path): [string, FoundText] => {
            const found = project[path]!;
            return [path, typeof found === "string" ? { text: found } : found];
          }),
      );
    },
  };
  return readConfiguration({
    files,
    folder,
    named: named ?? null,
    inRepository,
    hasFolder: async (path) => folders.includes(path),
    rules: async () => RULES,
  });
}

/** `path:line:column: message` of every mistake. */
async function mistakes(project: Project, asked?: Asked): Promise<string[]> {
  const { mistakes } = await read(project, asked);
  return mistakes.map(
    ({ path, line, column, message }) =>
      `${path}${line === undefined ? "" : `:${line}:${column}`}: ${message}`,
  );
}

const valid = async (project: Project, asked?: Asked) => {
  const { configuration, mistakes } = await read(project, asked);
  expect(mistakes).toEqual([]);
  return configuration;
};

const WHOLE = `# What counts here
threshold: 18
floors:
  data: 2.5
baseline: exptrack-baseline.json
local: false
exclude: [models/, "*.csv"]
rules:
  no-ci: off
  large-file:
    severity: error
    options:
      megabytes: 20
ignore:
  - rule: no-lock
    paths: [tools/]
    reason: kept by hand
    expires: 2027-01-31
projects:
  - vision
  - root: text
    threshold: 12
`;

const SAME = `
[project]
name = "x"

[tool.exptrack]
threshold = 18
floors.data = 2.5
baseline = "exptrack-baseline.json"
local = false
exclude = [
  "models/",  # weights
  '*.csv',
]
projects = ["vision", { root = "text", threshold = 12 }]

[tool.exptrack.rules]
no-ci = "off"
large-file = { severity = "error", options = { megabytes = 20 } }

[[tool.exptrack.ignore]]
rule = "no-lock"
paths = ["tools/"]
reason = """
kept by hand"""
expires = 2027-01-31
`;

describe("E6: a configuration file", () => {
  const folders = ["vision", "text"];

  test("says everything that can be set", async () => {
    const configuration = await valid({ "exptrack.yml": WHOLE }, { folders });
    expect(configuration).toEqual({
      path: "exptrack.yml",
      threshold: 18,
      floors: { data: 2.5 },
      baseline: "exptrack-baseline.json",
      local: false,
      exclude: ["models/", "*.csv"],
      rules: new Map([
        ["no-ci", { severity: "off" }],
        ["large-file", { severity: "error", options: { megabytes: 20 } }],
      ]),
      ignore: [
        {
          rule: "no-lock",
          reach: "paths",
          paths: ["tools/"],
          reason: "kept by hand",
          expires: "2027-01-31",
          location: { path: "exptrack.yml", line: 15, column: 5 },
        },
      ],
      projects: [
        { root: "vision", threshold: null },
        { root: "text", threshold: 12 },
      ],
    });
  });

  test("says the same in YAML and in TOML", async () => {
    const yaml = await valid({ "exptrack.yml": WHOLE }, { folders });
    const toml = await valid({ "pyproject.toml": SAME }, { folders });
    const told = ({ ignore, ...rest }: typeof yaml) => ({
      ...rest,
      path: null,
      ignore: ignore.map(({ location: _, ...one }) => one),
    });
    expect(told(toml)).toEqual(told(yaml));
    expect(toml.ignore[0]?.location).toEqual({ path: "pyproject.toml", line: 20, column: 1 });
  });

  test("that is absent, empty or holds only comments says nothing", async () => {
    expect(await valid({})).toEqual(NO_CONFIGURATION);
    expect(await valid({ "exptrack.yml": "" })).toEqual({ ...NO_CONFIGURATION, path: "exptrack.yml" });
    expect(await valid({ "exptrack.yml": "# threshold: 18\n" })).toMatchObject({ threshold: null });
    expect(await valid({ "pyproject.toml": "[tool.exptrack]\n" })).toMatchObject({ threshold: null });
  });

  test.each([
    ["a pyproject.toml of other tools", "[tool.ruff]\nline-length = 100\n"],
    ["the words in a text", '[project]\ndescription = "see [tool.exptrack] and tool.exptrack = 1"\n'],
    ["the words in a comment", "# [tool.exptrack]\n[tool.ruff]\n"],
    [
      "the words in a multi-line text",
      '[project]\ndescription = """\n[tool.exptrack]\nthreshold = 99\n"""\n',
    ],
    ["exptrack among the dependencies", '[tool.poetry.dependencies]\nexptrack = "^1"\n'],
    ["a table of that name elsewhere", "[exptrack]\nthreshold = 99\n"],
    ["a broken pyproject.toml that is not meant for exptrack", '[project\nexptrack = "^1"\n'],
  ])("%s is no configuration", async (_, text) => {
    expect(await valid({ "pyproject.toml": text })).toEqual(NO_CONFIGURATION);
  });

  test.each([
    ["CRLF", (text: string) => text.replaceAll("\n", "\r\n")],
    ["no line end at the end", (text: string) => text.trimEnd()],
  ])("with %s reads the same", async (_, written) => {
    const plain = await valid({ "exptrack.yml": WHOLE }, { folders });
    expect(await valid({ "exptrack.yml": written(WHOLE) }, { folders })).toEqual(plain);
    const { threshold } = await valid({ "pyproject.toml": written(SAME) }, { folders });
    expect(threshold).toBe(18);
  });

  test("may use anchors", async () => {
    const text = "exclude: &mine [models/]\nignore:\n  - {rule: no-ci, reason: x, paths: *mine}\n";
    expect((await valid({ "exptrack.yml": text })).ignore[0]?.paths).toEqual(["models/"]);
  });
});

describe("E6: where it is looked for", () => {
  const at = (threshold: number): string => `threshold: ${threshold}\n`;
  const toml = (threshold: number): string => `[tool.exptrack]\nthreshold = ${threshold}\n`;
  const all = {
    "exptrack.yml": at(1),
    ".exptrack.yml": at(2),
    ".github/exptrack.yml": at(3),
    "pyproject.toml": toml(4),
  };
  const without = (...left: readonly string[]): Project =>
    Object.fromEntries(Object.entries(all).filter(([path]) => !left.includes(path)));

  test("in one folder the first of the four counts, and they are not merged", async () => {
    expect((await valid(all)).threshold).toBe(1);
    expect((await valid(without("exptrack.yml"))).threshold).toBe(2);
    expect((await valid(without("exptrack.yml", ".exptrack.yml"))).threshold).toBe(3);
    expect((await valid({ "pyproject.toml": toml(4) })).threshold).toBe(4);
    expect(await valid({ "exptrack.yml": "local: false\n", ".exptrack.yml": at(2) })).toMatchObject({
      threshold: null,
      local: false,
    });
  });

  test("the nearest folder counts, up to the top of the repository", async () => {
    const project = { "exptrack.yml": at(1), "a/pyproject.toml": toml(5), "a/b/c.yml": at(6) };
    expect(await valid(project, { folder: "a/b" })).toMatchObject({ path: "a/pyproject.toml" });
    expect(await valid(project, { folder: "x/y" })).toMatchObject({ path: "exptrack.yml" });
  });

  test("a named file is the only one that counts", async () => {
    const project = { ...all, "ci/strict.yml": at(20), "ci/pyproject.toml": toml(21) };
    expect((await valid(project, { named: "ci/strict.yml" })).threshold).toBe(20);
    expect((await valid(project, { named: "ci/pyproject.toml" })).threshold).toBe(21);
    expect(await mistakes(project, { named: "ci/nothing.yml" })).toEqual([
      "ci/nothing.yml: there is no such file",
    ]);
    expect(await mistakes({ "pyproject.toml": "" }, { named: "pyproject.toml" })).toEqual([
      "pyproject.toml: there is no [tool.exptrack] in this file",
    ]);
  });
});

describe("E6: the configuration lies above the audited folder", () => {
  const text = `exclude: [ml/models/, "*.csv", /other/, "**/cache/", "/ml/run-?/*.log"]
baseline: ci/baseline.json
projects: [ml/vision, other]
ignore:
  - {rule: no-ci, paths: [/other/], reason: not here}
  - {rule: no-ci, paths: [ml/old/], reason: old}
  - {rule: no-lock, reason: everywhere}
`;
  const folders = ["ml/vision", "other"];

  test("its patterns and paths are seen from the audited folder", async () => {
    const configuration = await valid({ "exptrack.yml": text }, { folder: "ml", folders });
    expect(configuration.exclude).toEqual(
      expect.arrayContaining(["/models/**/*", "/**/*.csv", "/run-?/*.log"]),
    );
    expect(configuration.exclude.join()).not.toContain("other");
    expect(configuration.baseline).toBeNull();
    expect(configuration.projects).toEqual([{ root: "vision", threshold: null }]);
    expect(configuration.ignore.map(({ reason, paths }) => [reason, paths.length > 0])).toEqual([
      ["old", true],
      ["everywhere", false],
    ]);
    expect(configuration.ignore[0]?.location.path).toBe("../exptrack.yml");
  });

  test("patterns of .github/exptrack.yml are relative to the folder around it", async () => {
    const configuration = await valid({ ".github/exptrack.yml": "exclude: [ml/models/]\n" });
    expect(configuration.exclude).toEqual(["ml/models/"]);
  });

  test("those of a named file that lies elsewhere are relative to the audited folder", async () => {
    const project = { "ci/strict.yml": "exclude: [models/raw/]\n" };
    expect((await valid(project, { named: "ci/strict.yml", folder: "ml" })).exclude).toEqual(["models/raw/"]);
  });
});

describe("E6: extends", () => {
  test("what stands in the file wins, lists are added", async () => {
    const configuration = await valid(
      {
        "ci/base.yml":
          "threshold: 10\nlocal: false\nfloors: {data: 1, code: 2}\nexclude: [a/]\nrules: {no-ci: off, no-lock: info}\nprojects: [{root: p, threshold: 3}, q]\n",
        "exptrack.yml":
          "extends: ci/base.yml\nthreshold: 12\nfloors: {data: 3}\nexclude: [b/]\nrules: {no-ci: error}\nprojects: [p]\n",
      },
      { folders: ["p", "q"] },
    );
    expect(configuration).toMatchObject({
      path: "exptrack.yml",
      threshold: 12,
      local: false,
      floors: { data: 3, code: 2 },
      exclude: ["a/", "b/"],
      rules: new Map([
        ["no-ci", { severity: "error" }],
        ["no-lock", { severity: "info" }],
      ]),
      projects: [
        { root: "p", threshold: null },
        { root: "q", threshold: null },
      ],
    });
  });

  test("a chain is followed, a circle is named", async () => {
    const chain = {
      "exptrack.yml": "extends: a.yml\n",
      "a.yml": "extends: b/pyproject.toml\n",
      "b/pyproject.toml": "[tool.exptrack]\nthreshold = 7\n",
    };
    expect((await valid(chain)).threshold).toBe(7);
    expect(
      await mistakes({ "exptrack.yml": "extends: a.yml\n", "a.yml": "extends: exptrack.yml\n" }),
    ).toEqual(["a.yml:1:1: extends: exptrack.yml extends a.yml extends exptrack.yml: a circle"]);
  });

  test("F1: it does not leave the repository", async () => {
    for (const written of ["../shared.yml", "/etc/passwd", "a/../../b.yml", "C:/x.yml", '"..\\\\x.yml"'])
      expect(await mistakes({ "exptrack.yml": `extends: ${written}\n` })).toEqual([
        expect.stringMatching(/^exptrack\.yml:1:1: extends: ".*" is no file of this repository/),
      ]);
    expect(await mistakes({ "exptrack.yml": "extends: gone.yml\n" })).toEqual([
      "exptrack.yml:1:1: extends: there is no file gone.yml in this repository",
    ]);
  });

  test("F4: a mistake in the extended file is named with that file", async () => {
    expect(await mistakes({ "exptrack.yml": "extends: a.yml\n", "a.yml": "\ntreshold: 3\n" })).toEqual([
      expect.stringMatching(/^a\.yml:2:1: unknown key "treshold"; did you mean threshold\?/),
    ]);
  });
});

describe("F4: every mistake is answered with its place and what is right", () => {
  test.each([
    ["treshold: 1", '1:1: unknown key "treshold"; did you mean threshold? (valid: threshold, floors,'],
    ["fail_under: 1", '1:1: unknown key "fail_under"; did you mean threshold?'],
    ["threshold: high", 'threshold must be a number from 0 to 30, not "high"'],
    ["threshold: 31", "threshold must be a number from 0 to 30, not 31"],
    ["threshold: .inf", "threshold must be a number from 0 to 30, not"],
    ["threshold:", "threshold must be a number from 0 to 30, not nothing"],
    ["floors: {dat: 1}", 'floors: unknown key "dat"; did you mean data? (valid: code, data,'],
    ["floors: {data: 6}", "floors.data must be a number from 0 to 5, not 6"],
    ["local: yes", 'local must be true or false, not "yes"'],
    ["exclude: models/", 'exclude must be a list of patterns, not "models/"'],
    ['exclude: ["!keep/"]', "a pattern cannot take back with !"],
    ['exclude: ["a[b"]', "a [ without its ]"],
    ['exclude: ["{a,b"]', "{ and } do not pair"],
    ['exclude: ["..\\\\x"]', "folders are divided by /"],
    ['exclude: ["../x"]', "a pattern cannot leave the folder"],
    ['exclude: ["{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}"]', "braces of more than 64 alternatives"],
    ["rules: {no-cii: off}", 'there is no rule "no-cii"; did you mean no-ci? (docs/rules lists all)'],
    ["rules: {no-ci: false}", "rules.no-ci must be one of off, info, warning, error, not false"],
    ["rules: {no-ci: {severty: off}}", 'unknown key "severty"; did you mean severity?'],
    ["rules: {no-ci: {options: {x: 1}}}", "the rule no-ci has no options"],
    ["rules: {large-file: {options: {megabyte: 1}}}", "did you mean megabytes? (valid: megabytes)"],
    ["rules: {large-file: {options: {megabytes: 101}}}", "must be a number from 0.1 to 100, not 101"],
    ['rules: {large-file: {options: {megabytes: "5"}}}', 'must be a number from 0.1 to 100, not "5"'],
    ["ignore: [{rule: no-ci}]", "ignore[0] has no reason: say why"],
    ['ignore: [{rule: no-ci, reason: "  "}]', "ignore[0].reason must be a sentence that says why"],
    ["ignore: [{rule: no-ci, reason: x, expires: 2026-02-30}]", "must be a date such as 2026-12-31"],
    ["ignore: [{rule: no-ci, reason: x, expires: tomorrow}]", "must be a date such as 2026-12-31"],
    ["ignore: [{rule: noci, reason: x}]", 'there is no rule "noci"; did you mean no-ci?'],
    ["ignore: [{rule: no-ci, reason: x, path: y}]", 'unknown key "path"; did you mean paths?'],
    ["projects: [nowhere]", 'there is no folder "nowhere" here'],
    ["projects: [..]", "leads out of this repository"],
    ["projects: [.]", "is the root, which threshold gates"],
    ["baseline: ../x.json", "is no file of this repository"],
    [
      "threshold: 1\nthreshold: 2",
      "2:1: the key threshold stands here for the second time (first in line 1)",
    ],
    ["threshold: 1\n---\nthreshold: 2", "a second document"],
    ["- threshold: 1", "the configuration must be a mapping with the keys threshold, floors,"],
    ["threshold: [", "not valid YAML"],
    ["\tthreshold: 1", "not valid YAML"],
    ["local: *gone", "not valid YAML: undefined alias gone"],
  ])("%s", async (text, expected) => {
    const found = await mistakes({ "exptrack.yml": `${text}\n` });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^exptrack\.yml:\d+:\d+: /);
    expect(found[0]).toContain(expected);
  });

  test.each([
    ["treshold = 1", '2:1: unknown key "treshold"'],
    ["threshold = inf", "2:1: threshold must be a number from 0 to 30, not"],
    ["threshold = 1\nthreshold = 2", "not valid TOML"],
    ["threshold = 2026-01-01", '2:1: threshold must be a number from 0 to 30, not "2026-01-01"'],
    ["floors = { data = 1, dat = 2 }", '2:22: floors: unknown key "dat"'],
    [
      '[[tool.exptrack.ignore]]\nrule = "no-ci"\nreason = "x"\n[[tool.exptrack.ignore]]\nrule = "no-cii"\nreason = "y"',
      '6:1: there is no rule "no-cii"',
    ],
    ['exclude = [\n  "a/", # """\n  "!b",\n]', "4:3: exclude[1]"],
    ["rules.large-file.options.megabytes = 0", "2:26: rules.large-file.options.megabytes must be"],
  ])("TOML: %s", async (text, expected) => {
    const found = await mistakes({ "pyproject.toml": `[tool.exptrack]\n${text}\n` });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(expected);
  });

  test("[tool.exptrack] that is no table, or broken, is named", async () => {
    expect(await mistakes({ "pyproject.toml": '[tool]\nexptrack = "strict"\n' })).toEqual([
      expect.stringContaining("pyproject.toml:2:1: the configuration must be a mapping"),
    ]);
    expect(await mistakes({ "pyproject.toml": "[tool.exptrack]\nthreshold = \n" })).toEqual([
      expect.stringMatching(/^pyproject\.toml:2:\d+: not valid TOML/),
    ]);
  });

  test("all mistakes are told at once, in the order of the file", async () => {
    const found = await mistakes({
      "exptrack.yml":
        "local: 1\nrules:\n  nope: off\nexclude: ['!x']\nlocal: true\nignore: [{rule: no-ci}]\nprojects: [gone]\n",
    });
    expect(found.map((one) => one.split(":")[1])).toEqual(["3", "4", "5", "6", "7"]);
  });

  test("values are shown short and on one line", async () => {
    const [one = ""] = await mistakes({
      "exptrack.yml": `baseline: {x: 1}\nlocal: "a\\n${"b".repeat(500)}"\n`,
    }).then((found) => found.slice(1));
    expect(one).not.toContain("\n");
    expect(one.length).toBeLessThan(160);
  });
});

describe("F1: a hostile configuration", () => {
  test("an anchor bomb is refused", async () => {
    const levels = Array.from({ length: 12 }, (_, n) => `a${n + 1}: &a${n + 1} [${`*a${n},`.repeat(12)}]`);
    const found = await mistakes({ "exptrack.yml": `a0: &a0 [x]\n${levels.join("\n")}\n` });
    expect(found).toEqual([expect.stringContaining("aliases repeat too much content")]);
  });

  test.each([
    ["a key of a megabyte", `${"k".repeat(1_000_000)}: 1\n`, "longer than 256 KiB"],
    ["more patterns than anybody has", `exclude: [${"a,".repeat(501)}]\n`, "more than 500 patterns"],
    ["stars beyond number", `exclude: ["${"*a".repeat(20)}"]\n`, "more than 16 stars in one name"],
    ["brackets a thousand deep", `exclude: ${"[".repeat(1000)}\n`, "nested deeper than"],
    ["control characters", "local: \u0007\n", "a control character"],
  ])("%s is refused", async (_, text, expected) => {
    expect(await mistakes({ "exptrack.yml": text })).toEqual([expect.stringContaining(expected)]);
  });

  test("a text that cannot be read is a mistake, an unreadable pyproject.toml is not", async () => {
    const unreadable = { unreadable: "a link out of the repository" };
    expect(await mistakes({ "exptrack.yml": unreadable })).toEqual([
      "exptrack.yml: a link out of the repository",
    ]);
    expect(await valid({ "pyproject.toml": unreadable })).toEqual(NO_CONFIGURATION);
  });

  test("keys of JavaScript's own objects are unknown keys like others", async () => {
    const found = await mistakes({ "exptrack.yml": "__proto__: {threshold: 1}\nconstructor: 1\n" });
    expect(found).toHaveLength(2);
    expect(await mistakes({ "exptrack.yml": "rules: {toString: off}\n" })).toEqual([
      expect.stringContaining('there is no rule "toString"'),
    ]);
  });
});

describe("E6: the table and the published schema", () => {
  const word = fc.constantFrom(
    "off",
    "error",
    "warning",
    "info",
    "",
    " ",
    "models/",
    "2026-01-01",
    "2026-02-29",
    "x",
  );
  const scalar = fc.oneof(
    word,
    fc.constantFrom(-1, 0, 0.5, 5, 5.01, 18, 30, 31, Number.NaN, Number.POSITIVE_INFINITY),
    fc.boolean(),
    fc.constant(null),
    fc.string({ maxLength: 5 }),
  );
  const key = fc.constantFrom(
    ...["threshold", "floors", "baseline", "local", "exclude", "rules", "ignore", "projects", "extends"],
    ...["rule", "paths", "reason", "expires", "root", "severity", "options", "data", "code", "other"],
  );
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      scalar,
      fc.dictionary(key, tie("value"), { maxKeys: 4 }),
      fc.array(tie("value"), { maxLength: 3 }),
    ),
  }));
  /** Near to what is right, so that both answers come up. */
  const near = fc.record(
    {
      threshold: fc.oneof(fc.double({ min: -1, max: 31 }), scalar),
      floors: fc.oneof(fc.dictionary(fc.constantFrom("data", "code"), fc.double({ min: 0, max: 5 })), value),
      local: fc.oneof(fc.boolean(), scalar),
      exclude: fc.oneof(fc.array(word), value),
      rules: fc.oneof(
        fc.dictionary(
          key,
          fc.oneof(
            word,
            fc.record({ severity: word, options: fc.dictionary(key, scalar) }, { requiredKeys: [] }),
          ),
        ),
        value,
      ),
      ignore: fc.array(
        fc.record(
          {
            rule: word,
            reason: word,
            paths: fc.array(word, { maxLength: 2 }),
            expires: fc.oneof(word, fc.string()),
          },
          { requiredKeys: ["rule", "reason"] },
        ),
        { maxLength: 2 },
      ),
      projects: fc.array(
        fc.oneof(word, fc.record({ root: word, threshold: scalar }, { requiredKeys: ["root"] })),
        {
          maxLength: 2,
        },
      ),
    },
    { requiredKeys: [] },
  );

  test("accept and refuse the same", () => {
    const seen = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(fc.oneof(near, value), (given) => {
        const accepted = ConfigurationFile.safeParse(given).success;
        seen[accepted ? "accepted" : "refused"] += 1;
        expect(mistakesIn(given, CONFIGURATION).length === 0).toBe(accepted);
      }),
      { numRuns: 4000, seed: 7 },
    );
    expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(100);
  });

  test("days of the calendar are the same for both", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9999 }),
        fc.integer({ min: 0, max: 13 }),
        fc.integer({ min: 0, max: 32 }),
        (year, month, day) => {
          const two = (n: number): string => String(n).padStart(2, "0");
          const expires = `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
          const given = { ignore: [{ rule: "x", reason: "y", expires }] };
          expect(mistakesIn(given, CONFIGURATION).length === 0).toBe(
            ConfigurationFile.safeParse(given).success,
          );
        },
      ),
      { numRuns: 2000 },
    );
  });

  test("any text is answered, never thrown at", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 200 }), async (text) => {
        for (const project of [{ "exptrack.yml": text }, { "pyproject.toml": `[tool.exptrack]\n${text}` }])
          expect((await read(project)).mistakes).toBeInstanceOf(Array);
      }),
      { numRuns: 400 },
    );
  });

  test("the published schema describes every key", () => {
    const schema = JSON.parse(
      readFileSync(new URL("../../docs/schema/config.schema.json", import.meta.url), "utf8"),
    );
    expect(schema.additionalProperties).toBe(false);
    if (CONFIGURATION.kind !== "table") throw new Error("a configuration is a table");
    expect(Object.keys(schema.properties).sort()).toEqual(Object.keys(CONFIGURATION.keys).sort());
    for (const property of Object.values<{ description?: string }>(schema.properties))
      expect(property.description).toMatch(/\w/);
  });
});

describe("E6: a gate is that of the folder it was written for", () => {
  const project: Project = {
    "exptrack.yml":
      "threshold: 18\nfloors: {data: 2}\nbaseline: b.json\nexclude: [old/]\nprojects:\n  - {root: vision, threshold: 12}\n  - text\n",
  };
  const asked = { folders: ["vision", "text", "src"] };

  test("at the top everything holds", async () => {
    expect(await valid(project, asked)).toMatchObject({
      threshold: 18,
      floors: { data: 2 },
      baseline: "b.json",
    });
  });

  test("in a folder below it the score of the part is not held to the whole's gate; the rest stays", async () => {
    expect(await valid(project, { ...asked, folder: "src" })).toMatchObject({
      threshold: null,
      floors: {},
      baseline: null,
      exclude: ["/**/old/**/*"],
    });
  });

  test("a project has its own threshold, or that of the repository", async () => {
    expect(await valid(project, { ...asked, folder: "vision" })).toMatchObject({ threshold: 12, floors: {} });
    expect(await valid(project, { ...asked, folder: "text" })).toMatchObject({ threshold: 18, floors: {} });
  });

  test("a file that is named gates whatever is audited", async () => {
    expect(await valid(project, { ...asked, folder: "src", named: "exptrack.yml" })).toMatchObject({
      threshold: 18,
      floors: { data: 2 },
    });
  });
});
