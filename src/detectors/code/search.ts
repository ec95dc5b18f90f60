import type { Call, CodeFile, Value } from "../../core/code.js";
import { defineDetector } from "../../core/detector.js";
import { type EvidenceOf, evidence } from "../../core/evidence.js";
import { argument, isLiteral, text, unpacksKeywords } from "./names.js";
import { runningCalls } from "./run-places.js";
import { searchTool } from "./search-calls.js";
import { type Study, studyOf } from "./study.js";

/** Searches for hyperparameters: with which tool, whether the search is seeded, and whether its trials are kept. */
export const detector = defineDetector({
  id: "code-search",
  async detect(context) {
    const study = await studyOf(context);
    const found: EvidenceOf<"code.search">[] = [];
    for (const { file, call } of runningCalls(study)) {
      const tool = searchTool(call);
      if (tool === undefined) continue;
      const stored =
        tool.stored === "always" ||
        (tool.stored === "never" ? false : given(study, file, call, tool.stored) !== undefined);
      found.push(
        evidence("code.search", call.location, {
          tool: tool.tool,
          call: call.name,
          seeded: tool.seed.length === 0 ? null : seeded(study, file, call, tool.seed),
          stored: stored || !unpacksKeywords(call) ? stored : null,
        }),
      );
    }
    return [...found, ...hydraSweepers(study)];
  },
});

function given(study: Study, file: CodeFile, call: Call, names: readonly string[]): Value | undefined {
  for (const name of names) {
    const value = argument(call, name);
    if (value === undefined) continue;
    const { value: resolved } = study.values.resolve(file, call.scope, value);
    return isLiteral(resolved, null) ? undefined : resolved;
  }
  return undefined;
}

/** `random_state=0`, or a sampler that was made with `seed=`. */
function seeded(study: Study, file: CodeFile, call: Call, names: readonly string[]): boolean | null {
  const value = given(study, file, call, names);
  if (value === undefined) return unpacksKeywords(call) ? null : false;
  if (value.is === "literal") return true;
  const shown = text(value);
  if (/\bseed\s*=\s*(?!None\b)|\brandom_state\s*=\s*(?!None\b)|default_rng\(\s*\w/.test(shown)) return true;
  return value.is === "call" && /Sampler|Search|TuneConfig/.test(value.name) ? false : null;
}

/** Hydra's sweeper for Optuna is set up in configuration. */
function hydraSweepers(study: Study): EvidenceOf<"code.search">[] {
  return study.configuration.files.flatMap((file) => {
    for (const path of [["hydra", "sweeper"], []]) {
      const target = study.configuration.inFile(file, [...path, "_target_"]);
      if (target === null || !/optuna_sweeper/i.test(text(target.value))) continue;
      const of = (...keys: string[]): Value | undefined =>
        study.configuration.inFile(file, [...path, ...keys])?.value;
      const filled = (value: Value | undefined): boolean => value !== undefined && !isLiteral(value, null);
      const line = file.yaml.lineOf([...path, "_target_"]);
      return [
        evidence(
          "code.search",
          { path: file.path, ...(line === undefined ? {} : { line }) },
          {
            tool: "optuna",
            call: "hydra_optuna_sweeper",
            seeded: filled(of("sampler", "seed")),
            stored: filled(of("storage")),
          },
        ),
      ];
    }
    return [];
  });
}
