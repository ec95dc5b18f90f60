import { describe, expect, test } from "vitest";
import { BLANK_TRACE } from "../../src/core/run.js";
import { runCard, span } from "../../src/formats/run-card.js";
import { NO_COLOUR } from "../../src/formats/text.js";
import { displayWidth } from "../../src/formats/width.js";
import { publicRunOf } from "../tools/public-run.js";

const CARD = {
  run: publicRunOf({
    id: "0a1b",
    name: "a\u001b[31m name",
    params: Object.fromEntries(Array.from({ length: 35 }, (_, at) => [`p${at}`, "x".repeat(300)])),
    links: [{ run: "wandb:ab12", why: "its run directory lies inside" }],
    inputs: [{ name: "train", source: "data/train.csv", digest: "md5:1", kind: "dataset" }],
  }),
  trace: { ...BLANK_TRACE, store: ".", patch: "diff.patch", missingArtifacts: ["model.pt"] },
  children: Array.from({ length: 7 }, (_, at) => `mlflow:child${at}`),
  health: [{ id: "abandoned-run", text: "it still says that it is running" }],
  exposures: [
    { kind: "secret" as const, what: "GitHub token", path: "meta.yaml", key: "params.token" },
    { kind: "personal" as const, what: "home folder", path: "output.log", key: null },
  ],
};
const card = (width: number | null, all: boolean): string[] =>
  runCard(CARD, { palette: NO_COLOUR, width, all }).split("\n");

describe("E5: the card of a run", () => {
  test("names links, health, what it gives away and its files", () => {
    const lines = card(null, false);
    for (const line of [
      "mlflow:0a1b",
      "name         a [31m name",
      "also         wandb:ab12: its run directory lies inside",
      "children     mlflow:child0, mlflow:child1, mlflow:child2, mlflow:child3, mlflow:child4, and 2 more",
      "health",
      "  it still says that it is running (abandoned-run)",
      "gives away (2)",
      "  GitHub token in params.token (meta.yaml)",
      "  home folder in output.log",
      "  train  dataset  data/train.csv  md5:1",
      "  diff.patch (difference to the commit)",
      "  model.pt (listed, not there)",
      "  and 5 more (--all shows them)",
    ])
      expect(lines).toContain(line);
  });

  test("a log that is one file is not called its own folder", () => {
    const files = (directory: string): string[] => {
      const { path } = CARD.run.location;
      const text = runCard(
        { ...CARD, trace: { ...CARD.trace, directory } },
        { palette: NO_COLOUR, width: null, all: false },
      );
      return text.split("\n").filter((line) => line.endsWith("(its folder)") || line.trim() === path);
    };
    const { path } = CARD.run.location;
    expect(files(path)).toEqual([`  ${path}`]);
    expect(files("runs/1")).toEqual([`  ${path}`, "  runs/1 (its folder)"]);
  });

  test("fits the terminal; --all holds texts whole", () => {
    expect(Math.max(...card(60, false).map(displayWidth))).toBeLessThanOrEqual(60);
    expect(card(null, true).filter((line) => line.endsWith("x".repeat(300))).length).toBe(35);
  });

  test.each([
    [0, "0 ms"],
    [740, "1 s"],
    [61_000, "1 min 1 s"],
    [3_600_000, "1 h"],
    [90_061_000, "1 d 1 h"],
  ])("%d ms are %s", (milliseconds, expected) => {
    expect(span(milliseconds)).toBe(expected);
  });
});
