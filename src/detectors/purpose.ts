import type { DetectionContext } from "../core/detector.js";
import type { EntryPurpose } from "../core/evidence.js";
import { studyOf } from "./code/study.js";

/** What the programs of a repository are for. */
export interface Purposes {
  of(path: string): EntryPurpose;
  /** Does the program fit a model, as far as its calls lead? */
  trains(path: string): boolean;
}

/** What a program calls decides, then its name. */
export async function readPurposes(context: DetectionContext): Promise<Purposes> {
  const { training } = await studyOf(context);
  return {
    of: (path) => (training.has(path) ? "training" : (nameSays(path) ?? "unknown")),
    trains: (path) => training.has(path),
  };
}

const BY_NAME: readonly (readonly [pattern: RegExp, purpose: EntryPurpose])[] = [
  [/(?:^|[_.-])(?:pre)?(?:train|trainer|training|finetune|fine_tune|pretrain|fit)(?:[_.-]|\d|$)/, "training"],
  [
    /(?:^|[_.-])(?:sweep|tune|tuner|hpo|hyperopt|hparam\w*|gridsearch|grid_search|search|optuna)(?:[_.-]|$)/,
    "sweep",
  ],
  [
    /(?:^|[_.-])(?:eval|evaluate|evaluation|val|validate|test|predict|inference|infer|benchmarks?|bench|score|sample|generate|detect)(?:[_.-]|$)/,
    "evaluation",
  ],
  [/(?:^|[_.-])(?:serve|serving|server|api|app|deploy)(?:[_.-]|$)/, "serving"],
  [
    /(?:^|[_.-])(?:prepare|preprocess|preprocessing|download|data|dataset|featurize|featurization|features|split|segregate|ingest|etl|tokenize)(?:[_.-]|$)/,
    "data",
  ],
];

/** Names that say nothing; the folder may: `preprocess/run.py`. */
const GENERIC = /^(?:run|main|__main__|script|cli|app|job|step|component|entrypoint|notebook)$/;

function nameSays(path: string): EntryPurpose | undefined {
  const parts = path.toLowerCase().split("/");
  const name = (parts.at(-1) ?? path).replace(/\.\w+$/, "");
  return byName(name) ?? (GENERIC.test(name) ? byName(parts.at(-2) ?? "") : undefined);
}

const byName = (name: string): EntryPurpose | undefined =>
  BY_NAME.find(([pattern]) => pattern.test(name))?.[1];
