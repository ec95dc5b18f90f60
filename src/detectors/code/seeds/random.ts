import type { Call, CodeFile } from "../../../core/code.js";
import { defineDetector } from "../../../core/detector.js";
import { type Evidence, evidence } from "../../../core/evidence.js";
import { isLiteral, lastPart, shownName, unpacksKeywords } from "../study/names.js";
import { type Study, studyOf } from "../study/study.js";
import { drawOf, loadedWeights } from "./draws.js";
import { isEarly } from "./first-seeds.js";
import { processFunctions, standsIn } from "./process-functions.js";
import type { Draw } from "./random-table.js";
import { seedingsIn } from "./seed-calls.js";
import { sklearnUse } from "./sklearn-draws.js";
import { seededByWorker } from "./worker-seeds.js";

/**
 * Draws that have no seed of their own, in code that some program runs and that no default switches off, and uses of
 * sources that draw nothing: each kind once a file.
 */
export const detector = defineDetector({
  id: "code-random",
  async detect(context) {
    const study = await studyOf(context);
    const loading = weightLoaders(study);
    const found: Evidence[] = [];
    for (const file of study.graph.files) {
      const seen = new Set<string>();
      const once = (key: string): boolean => !seen.has(key) && seen.add(key) !== undefined;
      for (const call of file.calls) {
        const use = useOf(study, file, call);
        if (use === undefined) continue;
        const programs = study.reach.runBy(file, call);
        if (programs.length === 0 || study.values.reached(file, call).on === "no") continue;
        const name = shown(call);
        const { source } = use;
        const idle =
          typeof use.draws === "string"
            ? use.draws
            : (replaced(study, use.draws, programs, loading) ??
              seededByWorker(study, call, source, programs));
        if (idle !== null) {
          if (once(`${source} ${name} ${idle} ${programs.join(" ")}`))
            found.push(evidence("code.undrawn", call.location, { source, call: name, why: idle, programs }));
          continue;
        }
        const draw = use.draws as Draw;
        const { purpose } = draw;
        const serves = purpose === "training" && !study.trains(programs) ? "data" : purpose;
        const apart = draw.apart ?? inProcesses(study, file, call, source);
        const early = programs.filter((program) => isEarly(study, program, file, call, draw));
        // What a self-check draws before the seed is set is gone by then.
        const checks = early.length > 0 && SELF_CHECK.test(call.scope ?? "");
        for (const [those, before] of [
          [programs.filter((program) => !early.includes(program)), false],
          [early, true],
        ] as const) {
          if (
            those.length === 0 ||
            (before && checks) ||
            !once(`${source} ${serves} ${name} ${before} ${apart} ${those.join(" ")}`)
          )
            continue;
          found.push(
            evidence("code.random", call.location, {
              source,
              call: name,
              purpose: serves,
              test: false,
              ...(before ? { early: true } : {}),
              ...(apart === undefined ? {} : { apart }),
              programs: those,
            }),
          );
        }
      }
    }
    return found;
  },
});

const SELF_CHECK = /(?:^|[._])(?:tests?|check|checks|sanity\w*)(?:_|$)/;

const shown = (call: Call): string =>
  sklearnUse(call) === undefined ? shownName(call) : lastPart(call.name);

interface Use {
  readonly source: Draw["source"];
  /** Why it draws nothing, where it does not. */
  readonly draws: Draw | string;
}

function useOf(study: Study, file: CodeFile, call: Call): Use | undefined {
  const use = usedBy(file, call);
  return use !== undefined && study.graph.resolve(file, call.name, call.scope) === undefined
    ? use
    : undefined;
}

function usedBy(file: CodeFile, call: Call): Use | undefined {
  const sklearn = sklearnUse(call);
  if (sklearn !== undefined) {
    const { draws, state, purpose, apart } = sklearn;
    if (draws === false)
      return { source: "sklearn", draws: `${lastPart(call.name)} draws nothing as it is called` };
    const given = state !== undefined && !isLiteral(state, null);
    if (draws !== true || given || (state === undefined && unpacksKeywords(call))) return undefined;
    // An estimator or a splitter draws when it is fitted or asked for folds.
    const made = /^[A-Z]/.test(lastPart(call.name));
    return {
      source: "sklearn",
      draws: {
        source: "sklearn",
        purpose,
        ...(made && { later: true }),
        ...(apart !== undefined && { apart }),
      },
    };
  }
  // `default_rng()` has a source of its own, which nothing else seeds.
  if (/^numpy\.random\.(?:default_rng|RandomState)$/.test(call.name)) {
    const [first] = call.args;
    return first === undefined || isLiteral(first.value, null)
      ? {
          source: "numpy-generator",
          draws: {
            source: "numpy-generator",
            purpose: "training",
            apart: `${lastPart(call.name)}() without a seed`,
          },
        }
      : undefined;
  }
  const draw = drawOf(file, call);
  if (draw === undefined) return undefined;
  const loaded = draw.weights === true ? loadedWeights(file, call) : null;
  return { source: draw.source, draws: loaded ?? draw };
}

const LOADS = new Set(["load_state_dict", "load_weights", "load_model", "load_from_checkpoint", "restore"]);

/** Programs that load weights. */
function weightLoaders(study: Study): ReadonlySet<string> {
  const found = new Set<string>();
  for (const file of study.graph.files) {
    for (const call of file.calls) {
      if (LOADS.has(call.method)) for (const program of study.reach.runBy(file, call)) found.add(program);
    }
  }
  return found;
}

/** First weights in programs that do not train and that load others: null where they matter. */
function replaced(
  study: Study,
  draw: Draw,
  programs: readonly string[],
  loading: ReadonlySet<string>,
): string | null {
  return draw.weights === true &&
    programs.every((program) => loading.has(program) && !study.training.has(program))
    ? "the weights are loaded, and nothing is trained"
    : null;
}

/** Python's generator is seeded anew in each forked process (`os.register_at_fork` in random.py), and in a new one. */
function inProcesses(study: Study, file: CodeFile, call: Call, source: Draw["source"]): string | undefined {
  if (source !== "python" || !standsIn(study, processFunctions(study).pools, file, call)) return undefined;
  const seeded = seedingsIn(study, file).some(
    ({ call: other, fields }) => other.scope === call.scope && fields.sources.includes("python"),
  );
  return seeded ? undefined : "each process of the pool seeds Python's generator from the operating system";
}
