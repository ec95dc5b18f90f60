import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Evidence } from "../../src/core/evidence.js";
import { compareText } from "../../src/core/location.js";
import { DETECTORS } from "../../src/detectors/index.js";
import { seedFacts } from "../../src/model/seeds.js";
import { trackerFacts } from "../../src/model/trackers.js";
import { TRACKERS } from "../../src/trackers/index.js";
import { evidenceOf, sourcesUnder } from "../detectors/code/repository.js";

/**
 * Twins: `fixtures/python/twins/<subject>/<case>/<verdict>/` is a small repository whose folder names its verdict, and
 * beside each stands at least one that looks alike and has another. `a+b`: both hold. `not-a`: that one does not.
 */
const ROOT = join(import.meta.dirname, "../../fixtures/python/twins");
const namesIn = (...parts: string[]): string[] => readdirSync(join(ROOT, ...parts)).sort(compareText);

const of = <K extends Evidence["kind"]>(evidence: readonly Evidence[], kind: K) =>
  evidence.filter((one): one is Extract<Evidence, { kind: K }> => one.kind === kind);

/** By subject: every word that is true of a repository. `silent`: nothing of the subject is seen. */
const WORDS: Readonly<Record<string, (evidence: readonly Evidence[]) => readonly string[]>> = {
  /** `torch-seeded`, `state-wired-but-off` */
  seeds: (evidence) => {
    const { state, sources } = seedFacts(evidence);
    return [`state-${state}`, ...sources.map(({ source, verdict }) => `${source}-${verdict}`)];
  },
  /** `wandb-active`, `mlflow-optional`, `wandb-offline`, `mlflow-shared`, `mlflow-local` */
  tracking: (evidence) => [
    ...trackerFacts(
      evidence,
      new Map(),
      TRACKERS.map(({ signs }) => signs),
    ).map(({ id, state }) => `${id}-${state}`),
    ...of(evidence, "tracker.mode").flatMap(({ tracker, mode, on }) =>
      on === "no" ? [] : [`${tracker}-${mode}`],
    ),
    ...of(evidence, "tracker.destination").map(
      ({ tracker, shared }) => `${tracker}-${shared ? "shared" : "local"}`,
    ),
  ],
  /** `missing-lr`, `logged-lr`, `unknown` */
  parameters: (evidence) => {
    const found = of(evidence, "code.parameter-logging");
    return found.length === 0
      ? ["unknown"]
      : found.flatMap(({ logged, missing }) => [
          ...logged.map((name) => `logged-${name}`),
          ...missing.map((name) => `missing-${name}`),
        ]);
  },
  /** `asked-for`, `given-up`, `none` */
  determinism: (evidence) => of(evidence, "code.determinism").flatMap(({ effect }) => effect ?? []),
  /** `leakage-before-split` */
  risks: (evidence) => of(evidence, "code.risk").map(({ risk }) => risk),
  /** `training`, `unknown`: of every program of the snippet */
  entries: (evidence) => of(evidence, "code.entry").map(({ purpose }) => purpose),
  /** `whole`, `shuffled`, `undefined-x` */
  notebooks: (evidence) =>
    of(evidence, "notebook.state").flatMap((state) => [
      state.order,
      ...(state.failed > 0 ? ["failed"] : []),
      ...(state.results > 0 ? ["results"] : []),
      ...state.undefined.map((name) => `undefined-${name}`),
      ...(state.early ?? []).map((name) => `early-${name}`),
    ]),
};

describe.each(namesIn())("C1 C3 C4 C5 C6: %s", (subject) => {
  const wordsOf = WORDS[subject]!;
  describe.each(namesIn(subject))("%s", (name) => {
    const verdicts = namesIn(subject, name);

    test("has a twin with another verdict", () => {
      expect(verdicts.length).toBeGreaterThan(1);
    });

    test.each(verdicts)("%s", async (verdict) => {
      const { evidence, problems } = await evidenceOf(
        sourcesUnder(join(ROOT, subject, name, verdict)),
        DETECTORS,
      );
      const found = wordsOf(evidence);
      const words = found.length === 0 ? ["silent"] : found;
      for (const word of verdict.split("+")) {
        if (word.startsWith("not-")) expect(words).not.toContain(word.slice(4));
        else expect(words).toContain(word);
      }
      expect(problems).toEqual([]);
    });
  });
});
