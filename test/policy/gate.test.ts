import { describe, expect, test } from "vitest";
import { type GateOptions, type GateVerdict, gate } from "../../src/policy/gate.js";
import { baseline, finding, report } from "./sample.js";

const NO_GATE: GateOptions = {
  threshold: null,
  floors: {},
  baseline: null,
  baselinePath: "exptrack-baseline.json",
  failOnNew: false,
  projects: [],
  today: "2026-06-15",
};
const ask = (made: Parameters<typeof report>[0], options: Partial<GateOptions>): GateVerdict =>
  gate(report(made), { ...NO_GATE, ...options });
const held = (fingerprints: readonly string[] = []) => ({
  ruleSet: 1,
  accepted: fingerprints.length,
  findings: [...fingerprints],
  stale: [],
});

describe("F3: the score", () => {
  test("without anything asked for nothing is gated", () => {
    expect(ask({ total: 0 }, {}).outcome).toBe("no-gate");
    expect(ask({ total: null }, {}).outcome).toBe("no-gate");
  });

  test.each([
    [17.99, 18, "failed"],
    [18, 18, "passed"],
    [18.01, 18, "passed"],
    [0.1 + 0.2, 0.3, "passed"],
    [14.5, 14.504, "passed"],
    [14.5, 14.51, "failed"],
  ] as const)(
    "whole hundredths are compared, not what the display rounds: %d against %d %s",
    (total, threshold, outcome) => {
      expect(ask({ total }, { threshold }).outcome).toBe(outcome);
    },
  );

  test("a failure says the score, what is lacking and the largest step", () => {
    expect(ask({ total: 14.5 }, { threshold: 18 }).summary).toBe(
      "score 14.5 is below the threshold 18; 3.5 more would pass; the largest step: Pin the packages (+0.5)",
    );
  });

  test("no machine learning is no score to gate", () => {
    expect(ask({ total: null }, { threshold: 1 })).toMatchObject({
      outcome: "could-not",
      summary: "no machine learning was found, so there is no score to hold against the threshold 1",
    });
    expect(ask({ total: null }, { floors: { data: 1 } }).outcome).toBe("could-not");
    expect(ask({ total: null }, { baseline: baseline() }).outcome).toBe("could-not");
  });
});

describe("F3: floors", () => {
  test.each([
    [2.49, "failed"],
    [2.5, "passed"],
    [2.51, "passed"],
  ] as const)("data at %d against a floor of 2.5: %s", (data, outcome) => {
    expect(ask({ earned: { data } }, { floors: { data: 2.5 } }).outcome).toBe(outcome);
    expect(ask({ earned: { data } }, { baseline: baseline({ floors: { data: 2.5 } }) }).outcome).toBe(
      outcome,
    );
  });

  test("a dimension below its floor fails although the total rose", () => {
    const verdict = ask({ total: 29, earned: { data: 1.5 } }, { threshold: 10, floors: { data: 2.5 } });
    expect(verdict.summary).toBe("data 1.5 is below its floor 2.5; 1 more would pass");
  });

  test("of two floors the higher counts, and is named", () => {
    const verdict = ask(
      { earned: { data: 2 } },
      { floors: { data: 1 }, baseline: baseline({ floors: { data: 3 } }) },
    );
    expect(verdict.summary).toBe("data 2 is below its floor 3 of exptrack-baseline.json; 1 more would pass");
  });

  test("several failures are each said, and once more together", () => {
    const verdict = ask(
      { total: 10, earned: { data: 0, code: 1 } },
      { threshold: 12, floors: { data: 1, code: 2 } },
    );
    expect(verdict.reasons.map(({ full }) => full.split(";")[0])).toEqual([
      "score 10 is below the threshold 12",
      "code 1 is below its floor 2",
      "data 0 is below its floor 1",
    ]);
    expect(verdict.summary).toBe(
      "score 10 is below the threshold 12; 2 more would pass; code 1 is below its floor 2; 1 more would pass; data 0 is below its floor 1; 1 more would pass",
    );
  });

  test("a project is gated by its own score, where it is asked for", () => {
    const made = { projects: [{ root: "models/a", score: 4 }] };
    const project = (root: string, threshold: number | null) => ({ projects: [{ root, threshold }] });
    expect(ask(made, project("models/a", 4)).outcome).toBe("passed");
    expect(ask(made, project("models/a", 5)).summary).toBe(
      "project models/a: score 4 is below its threshold 5; 1 more would pass",
    );
    expect(ask(made, project("models/a", null)).outcome).toBe("no-gate");
    expect(ask(made, project("models/b", 5))).toMatchObject({ outcome: "could-not" });
  });
});

describe("F3: new findings", () => {
  const failOnNew = { failOnNew: true, baseline: baseline() };

  test("without a baseline it cannot be told what is new", () => {
    const verdict = ask({}, { failOnNew: true });
    expect(verdict.outcome).toBe("could-not");
    expect(verdict.summary).toContain("run exptrack baseline");
  });

  test("an open error fails, and stands on stderr with its place", () => {
    const verdict = ask({ findings: [finding()] }, failOnNew);
    expect(verdict.outcome).toBe("failed");
    expect(verdict.reasons[0]?.lines).toEqual([
      "  train.py:3  unseeded-randomness: torch draws without a seed",
    ]);
    expect(verdict.summary).toContain("1 new error that exptrack-baseline.json does not hold");
    expect(verdict.summary).toContain("--accept-new");
  });

  test.each([
    ["a warning", { severity: "warning" }],
    ["a note", { severity: "info" }],
    ["what only this machine holds", { scope: "local" }],
    ["what the baseline holds", { status: "baselined" }],
  ] as const)("%s does not fail", (_, said) => {
    expect(ask({ findings: [finding(said)] }, failOnNew).outcome).toBe("passed");
    expect(ask({ findings: [finding()] }, { baseline: baseline() }).outcome).toBe("passed");
  });

  test("what only this machine holds changes neither outcome nor words", () => {
    const local = finding({ scope: "local", fingerprint: "bbbb", severity: "error" });
    const options = { ...failOnNew, threshold: 10, floors: { data: 2 } };
    expect(ask({ findings: [local] }, options)).toEqual(ask({ findings: [] }, options));
    expect(ask({ findings: [finding(), local] }, options)).toEqual(ask({ findings: [finding()] }, options));
  });

  test("rules that are newer than the baseline fail nothing and are named", () => {
    const rules = [{ id: "unseeded-randomness", since: 2 }];
    const verdict = ask({ findings: [finding()], rules, ruleSet: 2 }, failOnNew);
    expect(verdict.outcome).toBe("passed");
    expect(verdict.notes.join("\n")).toContain("1 finding of rules that are newer than it");
    expect(verdict.notes.join("\n")).toContain("unseeded-randomness");
    const caughtUp = { failOnNew: true, baseline: baseline({ ruleSet: 2 }) };
    expect(ask({ findings: [finding()], rules, ruleSet: 2 }, caughtUp).outcome).toBe("failed");
  });

  test("floors of an older rule set fail nothing and are named with the command", () => {
    const old = baseline({ floors: { data: 5 } });
    const verdict = ask({ ruleSet: 2 }, { baseline: old });
    expect(verdict.outcome).toBe("passed");
    expect(verdict.notes).toEqual([
      "exptrack-baseline.json: its floors are of rule set 1, this is rule set 2, so they do not count; exptrack baseline sets them for this one",
    ]);
    expect(ask({ ruleSet: 1 }, { baseline: old }).outcome).toBe("failed");
    expect(ask({ ruleSet: 1 }, { baseline: baseline({ ruleSet: 3, floors: { data: 5 } }) }).outcome).toBe(
      "passed",
    );
  });

  test("entries that hold nothing any more are a note, never a failure", () => {
    const stale = [{ rule: "no-ci", path: "README.md", fingerprint: "cccc" }];
    const verdict = ask({ policy: { baseline: { ...held(), stale } } }, failOnNew);
    expect(verdict.outcome).toBe("passed");
    expect(verdict.notes[0]).toContain("1 entry no longer stands");
    expect(verdict.notes[0]).toContain("exptrack baseline removes them");
  });
});

describe("E6: expiry is judged by the gate alone", () => {
  const suppressed = (expires: string | null, location = { path: "train.py", line: 2 }) => ({
    rule: "unseeded-randomness",
    reason: "until the rewrite",
    expires,
    location,
    findings: ["aaaa"],
  });
  const verdict = (expires: (string | null)[], more: { held?: string[]; today?: string } = {}) =>
    ask(
      {
        findings: [finding({ status: "suppressed" })],
        policy: {
          suppressions: expires.map((one) => suppressed(one)),
          baseline: held(more.held),
        },
      },
      { failOnNew: true, baseline: baseline(), today: more.today ?? "2026-06-15" },
    );

  test.each([
    ["2026-06-14", "failed"],
    ["2026-06-15", "passed"],
    ["2026-06-16", "passed"],
    [null, "passed"],
    ["2026-6-30", "failed"],
    ["2026-02-30", "failed"],
    ["next year", "failed"],
    ["", "failed"],
  ] as const)("on 15 June 2026 a suppression until %s: %s", (expires, outcome) => {
    expect(verdict([expires]).outcome).toBe(outcome);
  });

  test("the end is named, with its place", () => {
    expect(verdict(["2026-06-14"]).notes).toEqual([
      "train.py:2: the suppression of unseeded-randomness ended with 2026-06-14; 1 finding of it counts again in the gate",
    ]);
    expect(verdict(["2026-06-15"]).notes).toEqual([]);
  });

  test("one that holds is enough, and so is the baseline", () => {
    expect(verdict(["2026-06-14", "2026-12-31"]).outcome).toBe("passed");
    expect(verdict(["2026-06-14"], { held: ["aaaa"] }).outcome).toBe("passed");
  });
});
