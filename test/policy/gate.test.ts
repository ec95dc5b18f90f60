import { describe, expect, test } from "vitest";
import type { Report } from "../../src/core/report.js";
import { gate } from "../../src/policy/gate.js";

/** A report of which the gate reads the score and the recommendations. */
const report = (total: number | null, gain = 0.5): Report =>
  ({
    score: total === null ? null : { total },
    recommendations: [
      { title: "Pin the packages.", gain, effort: "minutes", priority: "P2", findings: [], example: null },
    ],
  }) as unknown as Report;

describe("F3: the gate", () => {
  test("without a threshold nothing is gated", () => {
    expect(gate(report(0), { threshold: null })).toEqual({ outcome: "passed" });
    expect(gate(report(null), { threshold: null })).toEqual({ outcome: "passed" });
  });

  test("whole hundredths are compared, not what the display rounds", () => {
    expect(gate(report(17.99), { threshold: 18 }).outcome).toBe("failed");
    expect(gate(report(18), { threshold: 18 }).outcome).toBe("passed");
    expect(gate(report(0.1 + 0.2), { threshold: 0.3 }).outcome).toBe("passed");
  });

  test("a failure says the score, what is lacking and the largest step", () => {
    expect(gate(report(14.5), { threshold: 18 })).toEqual({
      outcome: "failed",
      reason:
        "score 14.5 is below the threshold 18; 3.5 more would pass; the largest step: Pin the packages (+0.5)",
    });
  });

  test("no machine learning is no score to gate", () => {
    expect(gate(report(null), { threshold: 1 }).outcome).toBe("could-not");
  });
});
