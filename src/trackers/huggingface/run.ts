import { posix } from "node:path";
import { compareText } from "../../core/location.js";
import { asMetric, finalOnly, metricTally } from "../../core/metric-tally.js";
import { blankRun, type MetricSummary, type RunRecord } from "../../core/run.js";
import type { Json } from "../../core/vocabulary.js";
import { at, entriesAt, flattened, textAt } from "../../parsers/plain-data.js";
import { absolutePathFields, isAbsolutePath } from "../absolute-paths.js";
import type { ModelCard } from "./card.js";
import { checkpointStep, keptFiles, type OutputFolder } from "./folders.js";
import { stateParameters, statePoints, stateStatus, trialName } from "./state.js";

/** All that tells of one training. */
export interface Output {
  readonly folder: OutputFolder;
  readonly state: unknown;
  /** The file that the state stands in. */
  readonly record: string;
  readonly card: { readonly path: string; readonly card: ModelCard } | null;
  /** `training_args.json`, parsed; scripts write it, the Trainer itself does not. */
  readonly arguments: unknown;
  /** `all_results.json` and its kin, parsed. */
  readonly results: readonly unknown[];
  /** Names of the files in the output directory. */
  readonly beside: readonly string[];
}

/** Names that examples and habit give an output directory. */
const USUAL_NAME =
  /^(?:(?:test_|tmp_|my_)?(?:trainer|output|outputs|out|result|results|model|models|checkpoints?|ckpts?|runs?|logs?|train|training)(?:_(?:dir|output))?|run-\d+|version_\d+|[\d_.:T-]+)$/i;

/**
 * A run as a Trainer left it. Nothing in it tells the time, the code or how a training failed; parameters are those of
 * the state, of the model card and of `training_args.json` (`training_args.bin` is a pickle, which is never opened).
 */
export function outputRun(output: Output): RunRecord {
  const { folder, state, record, card, beside } = output;
  const blank = blankRun("huggingface", folder.path, { path: record, store: folder.path });
  const own = folder.path === "." ? null : posix.basename(folder.path);
  const trial = trialName(state);
  const above = folder.path.includes("/") ? posix.basename(posix.dirname(folder.path)) : null;
  const kept = keptFiles(beside);
  const best = bestCheckpoint(state);
  const checkpoints = folder.checkpoints.map(({ path }) => posix.basename(path));
  const gone = best !== null && !kept.weights && !checkpoints.includes(best) ? [best] : [];
  const params = parameters(output);
  return {
    ...blank,
    name: trial ?? own,
    group: at(state, "is_hyper_param_search") === true ? above : null,
    status: stateStatus(state),
    params,
    metrics: metricsOf(output),
    description: card?.card.description ?? null,
    inputs: [...(card?.card.inputs ?? [])],
    environment: { ...blank.environment, packages: card?.card.hasVersions ? card.path : null },
    artifacts: [...checkpoints, ...kept.all, ...gone].sort(compareText),
    trace: {
      ...blank.trace,
      directory: folder.path,
      missingArtifacts: gone,
      artifactFiles: kept.all.map((name) => ({ name, path: posix.join(folder.path, name), digest: null })),
      packages: card?.card.hasVersions ? "partial" : null,
      defaultName: trial === null && (own === null || USUAL_NAME.test(own)),
      absolutePaths: [
        ...absolutePathFields(params),
        ...(isAbsolutePath(textAt(state, "best_model_checkpoint")) ? ["best_model_checkpoint"] : []),
      ].sort(compareText),
      texts: card === null ? [] : [card.path],
    },
  };
}

/** The card repeats arguments as text; what the state computed holds over it, what the arguments say over both. */
function parameters({ state, card, arguments: given }: Output): Record<string, Json> {
  const all = new Map<string, Json>([
    ...(card?.card.params ?? []),
    ...stateParameters(state),
    ...(typeof given === "object" && given !== null ? [...flattened(given)] : []).filter(
      ([key]) => key !== "",
    ),
  ]);
  return Object.fromEntries([...all].sort(([a], [b]) => compareText(a, b)));
}

/** The log, the best value by which it chose, and results that the log does not hold. */
function metricsOf({ state, results }: Output): Record<string, MetricSummary> {
  const tally = metricTally();
  for (const { key, step, value } of statePoints(state)) tally.add(key, step, value);
  const all = new Map<string, MetricSummary>(tally.summaries());
  const finals = [
    ["best_metric", at(state, "best_metric")] as const,
    ...results.flatMap((result) => entriesAt(result)),
  ];
  for (const [key, logged] of finals) {
    const value = asMetric(logged);
    if (value !== null && !all.has(key)) all.set(key, finalOnly(value));
  }
  return Object.fromEntries([...all].sort(([a], [b]) => compareText(a, b)));
}

/** The checkpoint that the state calls the best, by its name in the output directory. */
function bestCheckpoint(state: unknown): string | null {
  const path = textAt(state, "best_model_checkpoint")?.replaceAll("\\", "/");
  return path !== undefined && checkpointStep(path) !== null ? posix.basename(path) : null;
}
