import { describe, expect, test } from "vitest";
import { NO_COLOUR, text } from "../../src/formats/text.js";
import { displayWidth } from "../../src/formats/width.js";
import { finding, reportOf } from "./sample-report.js";

const on = (width: number | null) => ({ palette: NO_COLOUR, reportPath: null, width });
const wide = "学習率は記録されていません ".repeat(20);
const report = reportOf({
  findings: [finding(), finding({ status: "suppressed" }), finding({ status: "baselined" })],
  more: {
    areas: [{ id: "metric-logging", status: "FAIL", priority: "P1", share: 0, reasons: [wide] }],
    recommendations: [
      {
        priority: "P1",
        title: wide,
        gain: 1,
        effort: "hours",
        findings: ["0123456789abcdef"],
        example: null,
        before: null,
      },
    ],
    problems: [{ path: "a\u001b[31m.db", message: wide }],
  },
});

describe("E4: the text on a terminal", () => {
  test("counts the findings, and those that somebody accepted apart", () => {
    expect(text(report, on(null))).toContain(
      "findings     1 error (besides: 1 suppressed, 1 accepted by the baseline)\n",
    );
    expect(text(reportOf(), on(null))).toContain("findings     none\n");
  });

  test.each([60, 80, 132])(
    "no line beneath the facts is wider than a terminal of %i columns, wide characters included",
    (columns) => {
      for (const line of text(report, on(columns)).split("\n").slice(5))
        expect(displayWidth(line)).toBeLessThanOrEqual(columns);
    },
  );

  test("colour is closed on every line that is cut", () => {
    const mark = (one: string) => `<${one}>`;
    const palette = { good: mark, fair: mark, bad: mark, strong: mark, faint: mark };
    const coloured = text(report, { ...on(60), palette });
    for (const line of coloured.split("\n"))
      expect(line.split("<").length, line).toBe(line.split(">").length);
    expect(coloured).toContain("<FAIL>  P1");
  });

  test("E3: three next steps, and facts that are too long go on beneath themselves", () => {
    const { inventory } = reportOf();
    const signs = { dependency: [], import: [], call: [], config: [], records: [], mention: [] };
    const trackers = (["mlflow", "wandb", "dvc", "hydra", "tensorboard"] as const).map((id) => ({
      id,
      state: "active" as const,
      why: "",
      signs,
    }));
    const steps = Array.from({ length: 5 }, () => report.recommendations[0]!);
    const shown = text(
      reportOf({ more: { inventory: { ...inventory, trackers }, recommendations: steps } }),
      on(60),
    );
    expect(shown).toContain(
      "tools        mlflow (active), wandb (active), dvc (active),\n             hydra (active), tensorboard (active)\n",
    );
    expect(shown.match(/^\d\. P1/gm)).toHaveLength(3);
  });

  test("E3: a run is named in a next step as `exptrack show` takes it", () => {
    const location = { path: "mlruns/1/x/meta.yaml", run: "mlflow:0a1b2c3d4e5f60718293a4b5c6d7e8f9" };
    const { recommendations } = report;
    const shown = text(reportOf({ findings: [finding({ location })], more: { recommendations } }), on(null));
    expect(shown).toContain("          mlflow:0a1b2c3d  torch is not seeded");
  });

  test("E2: what lies outside of the audited state is told with what would bring it in", () => {
    const elsewhere = Array.from({ length: 7 }, (_, index) => ({
      what: `branch-${index} holds run records that are not here`,
      needed: `audit it with --rev branch-${index}`,
    }));
    const { selfCheck } = reportOf();
    const shown = text(reportOf({ more: { selfCheck: { ...selfCheck, elsewhere } } }), on(null));
    expect(shown).toContain(
      "\nseen elsewhere and not counted (7):\n  branch-0 holds run records that are not here\n    needed: audit it with --rev branch-0\n",
    );
    expect(shown).toContain("  and 2 more in the JSON report\n");
    expect(text(reportOf(), on(null))).not.toContain("elsewhere");
  });

  test("F1: nothing in it is an order to the terminal", () => {
    expect(text(report, on(80))).not.toContain("\u001b");
  });

  test("a finding of a next step has its line and column", () => {
    expect(text(report, on(null))).toContain("train.py:12:5  torch is not seeded");
  });
});
