import type { Call, CodeFile } from "../../../core/code.js";
import { defineDetector } from "../../../core/detector.js";
import { type EvidenceOf, evidence, type RandomSource } from "../../../core/evidence.js";
import { type Seeding, seedingsIn } from "../seeds/seed-calls.js";
import { sklearnUse } from "../seeds/sklearn-draws.js";
import { argument, canonicalName, isLiteral, lastPart, text } from "../study/names.js";
import { compareInFile, imports } from "../study/project.js";
import { once, runningCalls } from "../study/run-places.js";
import { type Study, studyOf } from "../study/study.js";

type Split = EvidenceOf<"data.split">;
type How = Pick<Split, "how" | "call" | "seed">;

/** Splitters that never draw. */
const DETERMINISTIC =
  /^sklearn\.model_selection\.(?:KFold|GroupKFold|StratifiedKFold|StratifiedGroupKFold|TimeSeriesSplit|LeaveOneOut|LeavePOut|LeaveOneGroupOut|LeavePGroupsOut|PredefinedSplit|train_test_split|cross_val_score|cross_validate|cross_val_predict|GridSearchCV)$/;

/** `idx_train = range(140)`: the members of a part, by number. */
const PART =
  /^(?:(?:idx|index|indices|ids)_(?:train|val|valid|test)|(?:train|val|valid|test)_(?:idx|index|indices|ids))$/;
const isNumber = ({ value }: Call["args"][number]): boolean =>
  value.is === "literal" && typeof value.value === "number";

/** How data is divided: by a seed, by lot, in fixed order, by files, or as its publisher did. */
export const detector = defineDetector({
  id: "code-splits",
  async detect(context) {
    const study = await studyOf(context);
    const found: Split[] = [];
    const first = once();
    const seedings = study.graph.files.flatMap((file) =>
      seedingsIn(study, file).flatMap((seeding) =>
        seeding.fields.own === undefined ? [{ file, seeding }] : [],
      ),
    );
    for (const { file, call } of runningCalls(study)) {
      const split = splitOf(study, file, call, seedings);
      if (split !== null && first(file.path, split.call, split.how, split.seed))
        found.push(evidence("data.split", call.location, split, split.how === "file" ? "medium" : "high"));
    }
    return found;
  },
});

interface PlacedSeeding {
  readonly file: CodeFile;
  readonly seeding: Seeding;
}

function splitOf(study: Study, file: CodeFile, call: Call, seedings: readonly PlacedSeeding[]): How | null {
  const name = canonicalName(call.name);
  const shown = lastPart(name);
  const sklearn = sklearnUse(call);
  const drawn = (source: RandomSource, given: ReturnType<typeof argument>): How => {
    if (given !== undefined) {
      const { value } = study.values.resolve(file, call.scope, given);
      if (!isLiteral(value, null)) return { how: "seeded", call: shown, seed: text(value).slice(0, 60) };
    }
    const by = seedingOf(study, file, call, source, seedings);
    return by === null ? { how: "unseeded", call: shown } : { how: "seeded", call: shown, seed: by };
  };
  if (sklearn?.purpose === "split" && sklearn.draws !== false) {
    if (sklearn.draws === "unknown") return null;
    return drawn("numpy", sklearn.state);
  }
  if (DETERMINISTIC.test(name)) return { how: "deterministic", call: shown };
  if (name === "range" && PART.test(call.assignedTo ?? "") && call.args.every(isNumber))
    return { how: "deterministic", call: shown };
  if (/^torch\.utils\.data\.(?:dataset\.)?random_split$/.test(name)) {
    const generator = argument(call, "generator", 2);
    if (generator === undefined) return drawn("torch", undefined);
    const seed = /manual_seed\(\s*([^()]+?)\s*\)/.exec(text(generator))?.[1];
    return { how: "seeded", call: shown, ...(seed === undefined ? {} : { seed }) };
  }
  if (call.method === "train_test_split" && imports(file, "datasets")) {
    if (isLiteral(argument(call, "shuffle"), false)) return { how: "deterministic", call: shown };
    return drawn("numpy", argument(call, "seed"));
  }
  if (/^torchvision\.datasets\.|^torchaudio\.datasets\.|^medmnist\./.test(name)) {
    const part =
      argument(call, "train") ??
      argument(call, "split") ??
      argument(call, "image_set") ??
      argument(call, "subset");
    return part === undefined ? null : { how: "official", call: shown };
  }
  if (/^datasets\.load_dataset$|^tensorflow_datasets\.load$/.test(name)) {
    const part = argument(call, "split");
    return part?.is === "literal" && !/[[%]/.test(`${part.value}`) && /train|test|valid/.test(`${part.value}`)
      ? { how: "official", call: shown }
      : null;
  }
  if (/^keras\.datasets\.\w+\.load_data$/.test(name))
    return { how: "official", call: name.split(".").slice(-2).join(".") };
  return readsSplitFile(call) ? { how: "file", call: shown } : null;
}

/** The seed of the source as a whole that the same program has set, above it where both stand together. */
function seedingOf(
  study: Study,
  file: CodeFile,
  call: Call,
  source: RandomSource,
  seedings: readonly PlacedSeeding[],
): string | null {
  const programs = study.reach.runBy(file, call);
  for (const { file: where, seeding } of seedings) {
    const { fields, call: by } = seeding;
    if (fields.value === null || fields.on !== "yes" || !fields.sources.includes(source)) continue;
    if (where === file && by.scope === call.scope && compareInFile(by.location, call.location) > 0) continue;
    const set = study.reach.runBy(where, by);
    if (programs.every((program) => set.includes(program))) return fields.value;
  }
  return null;
}

const READS =
  /^(?:open|pandas\.read_\w+|numpy\.(?:load|loadtxt|genfromtxt)|json\.load|pickle\.load|torch\.load|joblib\.load|polars\.read_\w+)$/;
const SPLIT_FILE =
  /(?:^|[/_"'-])(?:splits?|folds?|train_?ids?|test_?ids?|val_?ids?|(?:train|test|val)_?(?:idx|index|indices|list|split))[\w-]*\.(?:json|csv|tsv|txt|npy|npz|pkl|pt|ya?ml)\b/i;

function readsSplitFile(call: Call): boolean {
  const [first] = call.args;
  if (first === undefined || !READS.test(call.name)) return false;
  const mode = call.name === "open" ? argument(call, "mode", 1) : undefined;
  if (mode?.is === "literal" && !`${mode.value}`.startsWith("r")) return false;
  return SPLIT_FILE.test(text(first.value));
}
