import { describe, expect, test } from "vitest";
import { NO_POLICY, type Policy, type Suppression } from "../../src/core/policy.js";
import type { Finding } from "../../src/core/report.js";
import type { Rule } from "../../src/core/rule.js";
import type { Outcome } from "../../src/core/vocabulary.js";
import { type Forgiven, forgive } from "../../src/policy/forgive.js";
import { baseline, entry, finding, suppression } from "./sample.js";

const IDS = [
  "unseeded-randomness",
  "no-ci",
  "unused-suppression",
  "unknown-rule-in-suppression",
  "suppression-without-reason",
];
const RULES = IDS.map((id) => ({
  id,
  title: id,
  severity: "info",
  docs: { what: "", why: "", fix: "Remove it.", effort: "minutes" },
  check: () => [],
})) satisfies Rule[];

interface Heard {
  readonly findings?: readonly Finding[];
  readonly written?: readonly Suppression[];
  readonly configured?: readonly Suppression[];
  readonly policy?: Partial<Policy>;
  readonly rules?: Policy["configuration"]["rules"];
  readonly outcomes?: Readonly<Record<string, Outcome>>;
  readonly files?: readonly string[];
}

function hear({
  findings = [finding()],
  written = [],
  configured = [],
  policy,
  rules,
  outcomes,
  files,
}: Heard): Forgiven {
  const paths = files ?? ["train.py", "src/a.py"];
  let count = 0;
  return forgive(findings, {
    policy: {
      ...NO_POLICY,
      configuration: { ...NO_POLICY.configuration, ignore: configured, rules: rules ?? new Map() },
      ...policy,
    },
    written,
    rules: RULES,
    outcomes: new Map(
      Object.entries({ "unseeded-randomness": "fail", "no-ci": "pass", ...outcomes } as const),
    ),
    clone: {
      anchor: { path: "README.md" },
      files: paths.map((path) => ({ path, size: 1 })),
      has: (path) => paths.includes(path),
    },
    fingerprint: (rule) => `${rule}-${count++}`,
  });
}
const about = ({ findings }: Forgiven, rule: string): string[] =>
  findings.filter((one) => one.rule === rule).map(({ message }) => message);
const statusOf = (heard: Heard): Finding["status"] => hear(heard).findings[0]!.status;

describe("E6: which findings a suppression reaches", () => {
  const line = (
    covers: Suppression["covers"] | undefined,
    location = { path: "train.py", line: 2 },
  ): Suppression => suppression({ reach: "line", location, ...(covers === undefined ? {} : { covers }) });

  test.each([
    ["its lines", line([2, 3]), "suppressed"],
    ["other lines", line([4, 5]), "open"],
    ["its own and the next, where no lines are told", line(undefined), "suppressed"],
    ["no line, where nothing follows", line(null), "open"],
    ["the same line of another file", line([2, 3], { path: "src/a.py", line: 2 }), "open"],
    ["the file", suppression(), "suppressed"],
    ["another file", suppression({ location: { path: "src/a.py", line: 1 } }), "open"],
    ["another rule", suppression({ rule: "no-ci" }), "open"],
    ["nothing, where it cannot be read", suppression({ malformed: "names no rule" }), "open"],
    ["every file, where a configuration names none", suppression({ reach: "paths" }), "suppressed"],
    ["a path", suppression({ reach: "paths", paths: ["*.py"] }), "suppressed"],
    ["another path", suppression({ reach: "paths", paths: ["src/"] }), "open"],
  ] as const)("%s", (_, one, status) => {
    expect(statusOf({ written: [one] })).toBe(status);
  });

  test("in a notebook the cell counts as well", () => {
    const place = { path: "a.ipynb", cell: 2, line: 3 };
    const heard = (one: Partial<Suppression>): Heard => ({
      findings: [finding({ location: place })],
      written: [suppression(one)],
    });
    expect(statusOf(heard({ reach: "line", covers: [3, 3], location: place }))).toBe("suppressed");
    expect(statusOf(heard({ reach: "line", covers: [3, 3], location: { ...place, cell: 1 } }))).toBe("open");
    expect(statusOf(heard({ reach: "cell", location: { path: "a.ipynb", cell: 2 } }))).toBe("suppressed");
    expect(statusOf(heard({ reach: "cell", location: { path: "a.ipynb", cell: 1 } }))).toBe("open");
    expect(statusOf(heard({ reach: "file", location: { path: "a.ipynb" } }))).toBe("suppressed");
  });

  test("a finding about a whole file stands on its first line", () => {
    const findings = [finding({ location: { path: "train.py" } })];
    expect(statusOf({ findings, written: [line([1, 2])] })).toBe("suppressed");
    expect(statusOf({ findings, written: [line([2, 3])] })).toBe("open");
  });
});

describe("E6: what is accepted", () => {
  test("stays in the list with its reason, and every suppression names what it accepts", () => {
    const { findings, policy } = hear({ written: [suppression()] });
    expect(findings[0]).toMatchObject({ status: "suppressed", reason: "a smoke test" });
    expect(policy.suppressions).toEqual([
      {
        rule: "unseeded-randomness",
        reason: "a smoke test",
        expires: null,
        location: { path: "train.py", line: 1 },
        findings: ["aaaa"],
      },
    ]);
  });

  test("without ignores everything is open again, and is listed all the same", () => {
    const { findings, policy } = hear({ written: [suppression()], policy: { ignores: false } });
    expect(findings[0]).toMatchObject({ status: "open" });
    expect(policy.ignores).toBe(false);
    expect(policy.suppressions[0]?.findings).toEqual(["aaaa"]);
  });

  test("an end in the past changes no report: it has no clock", () => {
    const heard = (expires: string): Heard => ({ configured: [suppression({ reach: "paths", expires })] });
    expect(statusOf(heard("2001-01-01"))).toBe("suppressed");
    expect(statusOf(heard("2999-01-01"))).toBe("suppressed");
  });

  test("by the baseline: of a clone alone, and after a suppression, which says why", () => {
    const policy = (ignores: boolean): Policy => ({
      ...NO_POLICY,
      ignores,
      baseline: baseline({ accepted: [entry({ reason: "ticket 12" })] }),
    });
    expect(hear({ policy: policy(true) }).findings[0]).toMatchObject({
      status: "baselined",
      reason: "ticket 12",
    });
    expect(statusOf({ policy: policy(true), findings: [finding({ scope: "local" })] })).toBe("open");
    const both = hear({ policy: policy(true), written: [suppression()] });
    expect(both.findings[0]?.status).toBe("suppressed");
    expect(both.policy.baseline?.findings).toEqual(["aaaa"]);
    expect(statusOf({ policy: policy(false), written: [suppression()] })).toBe("baselined");
  });

  test("entries that hold nothing are named, unless their rule was not decided or is off", () => {
    const policy = { baseline: baseline({ accepted: [entry({ fingerprint: "bbbb" })] }) };
    expect(hear({ policy }).policy.baseline?.stale).toEqual([entry({ fingerprint: "bbbb" })]);
    expect(hear({ policy, outcomes: { "unseeded-randomness": "unknown" } }).policy.baseline?.stale).toEqual(
      [],
    );
  });
});

describe("E6: findings about suppressions", () => {
  const UNUSED = "unused-suppression";

  test("one that accepts nothing is told, where its rule was decided", () => {
    const unused = suppression({ rule: "no-ci" });
    expect(about(hear({ written: [unused] }), UNUSED)).toEqual([
      "no finding of no-ci is left that it could accept",
    ]);
    for (const outcome of ["unknown", "na"] as const)
      expect(about(hear({ written: [unused], outcomes: { "no-ci": outcome } }), UNUSED)).toEqual([]);
    expect(about(hear({ written: [suppression()] }), UNUSED)).toEqual([]);
  });

  test("it stands where it is written, of the clone or of this machine", () => {
    const placed = (path: string): Finding | undefined =>
      hear({ written: [suppression({ rule: "no-ci", location: { path, line: 4 } })] }).findings[1];
    expect(placed("train.py")).toMatchObject({ location: { path: "train.py", line: 4 }, scope: "clone" });
    expect(placed("scratch.py")).toMatchObject({ scope: "local" });
    expect(placed("exptrack.yml")).toMatchObject({ location: { path: "exptrack.yml" }, scope: "clone" });
    expect(placed("../exptrack.yml")).toMatchObject({ location: { path: "README.md" }, scope: "clone" });
  });

  test("an entry of the configuration is unused only where a file that it names was looked at", () => {
    const configured = (paths: string[]): Heard => ({
      configured: [
        suppression({ rule: "no-ci", reach: "paths", paths, location: { path: "exptrack.yml", line: 3 } }),
      ],
    });
    expect(about(hear(configured(["*.py"])), UNUSED)).toHaveLength(1);
    expect(about(hear(configured([])), UNUSED)).toHaveLength(1);
    expect(about(hear(configured(["mlruns/"])), UNUSED)).toEqual([]);
  });

  test("of a rule that is off nothing is unused, and its findings are gone", () => {
    const off = hear({
      written: [suppression()],
      rules: new Map([["unseeded-randomness", { severity: "off" as const }]]),
    });
    expect(off.findings).toEqual([]);
  });

  test("a rule that does not exist is told with the nearest", () => {
    const { findings } = hear({ written: [suppression({ rule: "unseeded-randomnes" })] });
    expect(findings.map(({ rule, message }) => `${rule}: ${message}`)).toContain(
      "unknown-rule-in-suppression: there is no rule unseeded-randomnes; did you mean unseeded-randomness?",
    );
  });

  test("an entry of the configuration without a reason is told", () => {
    const { findings } = hear({ configured: [suppression({ reach: "paths", reason: null })] });
    expect(findings.map(({ rule }) => rule)).toContain("suppression-without-reason");
  });

  test("they can be accepted themselves, and have the configured severity", () => {
    const unused = suppression({ rule: "no-ci" });
    const accepted = hear({ written: [unused, suppression({ rule: UNUSED })] });
    expect(accepted.findings.find(({ rule }) => rule === UNUSED)?.status).toBe("suppressed");
    expect(accepted.findings).toHaveLength(2);
    const graded = hear({ written: [unused], rules: new Map([[UNUSED, { severity: "error" as const }]]) });
    expect(graded.findings.find(({ rule }) => rule === UNUSED)?.severity).toBe("error");
  });
});
