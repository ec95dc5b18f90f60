import { type DetectionContext, defineDetector } from "../core/detector.js";
import { type Evidence, evidence } from "../core/evidence.js";
import { baseName, folderOf } from "../core/paths.js";
import { readOrReport } from "./read-or-report.js";
import {
  isUnderDocumentation,
  isUnderExamples,
  isUnderTests,
  isVendored,
  recordPlaces,
} from "./tree-places.js";

/**
 * What file names and other languages show of the ML code completeness checklist. Documents and package lists give
 * their part where they are read; Python's calls come from the code's own detector; the model merges all.
 */
export const detector = defineDetector({
  id: "completeness",
  async detect(context) {
    const isRecord = recordPlaces(context.files);
    const own = context.files.filter(
      (file) => !isVendored(file.path) && !isUnderDocumentation(file.path) && !isRecord(file.path),
    );
    const out: Evidence[] = [];
    for (const { path, size } of own) {
      if (
        !isUnderTests(path) &&
        WEIGHTS.test(path) &&
        !NO_WEIGHTS.test(baseName(path)) &&
        offersWeights(path)
      ) {
        // Judged by name: a partial checkout leaves placeholders.
        out.push(
          evidence(
            "completeness",
            { path },
            { item: "pretrained", detail: `${path}${size === 0 ? " (empty here)" : ""}` },
            "medium",
          ),
        );
      }
      if (size === 0 || !CODE.test(path) || isUnderTests(path) || isUnitTest(path)) continue;
      out.push(...byName(path));
      out.push(...(await byText(context, path, size)));
    }
    return firstOfEach(out);
  },
});

const CODE = /\.(?:py|ipynb|sh|bash|m|R|r|jl|lua|stan|cpp|cu|java|scala|pl|bin)$/;
const TRAINING_NAME =
  /(?:^|[-_])(?:pre|re)?-?(?:train|training|finetune|fine_tune|fit)(?:[-_.\d]|$)|^learn[-_.]/i;
const EVALUATION_NAME =
  /(?:^|[-_])(?:eval|evaluate|evaluation|predict|inference|infer|benchmark|score|validate|test)(?:[-_.\d]|$)/i;
const ONLY_PARTS =
  /(?:^|[-_])(?:utils?|helpers?|config|args|options|datasets?|data|splits?|loaders?|scheduler|vis|visuali[sz]e\w*|plot\w*|analy[sz]\w*|compare|show|draw)(?:[-_.]|$)/i;

/** A script named for it shows it; a name alone is a hint, so that the words are chosen narrowly. */
function byName(path: string): Evidence[] {
  const name = baseName(path);
  const out: Evidence[] = [];
  if (ONLY_PARTS.test(name) || name === "__init__.py" || /(?:^|\/)conf(?:ig|igs)?\//.test(path)) return out;
  if (TRAINING_NAME.test(name))
    out.push(evidence("completeness", { path, line: 1 }, { item: "training", detail: path }, "medium"));
  if (EVALUATION_NAME.test(name) && !/(?:^|[-_])test(?:[-_.]|$)/i.test(name)) {
    out.push(evidence("completeness", { path, line: 1 }, { item: "evaluation", detail: path }, "medium"));
  }
  return out;
}

/** `test_*.py` and `*_test.py` may be unit tests: those are told by their text. */
const isUnitTest = (path: string): boolean => /^(?:conftest|setup)\.py$/.test(baseName(path));

interface Pattern {
  readonly files: RegExp;
  readonly item: "training" | "evaluation";
  readonly pattern: RegExp;
}

const LOADS =
  /\b(?:load_state_dict|torch\.load|load_checkpoint|restore\(|load_model|load_weights|from_pretrained|pickle\.load|joblib\.load)\b/;
const MEASURES =
  /\b(?:accuracy|acc|precision|recall|f1|auc|iou|bleu|rmse|mae|psnr|loss|error|metric\w*|score)\b/i;
const ASSERTS =
  /^\s*(?:def test_\w+|class Test\w+|assert |self\.assert|import (?:unittest|pytest)|from (?:unittest|pytest))/m;

/** What other languages write where Python says `backward` or `fit`. */
const PATTERNS: readonly Pattern[] = [
  {
    files: /\.m$/,
    item: "training",
    pattern:
      /\b(?:trainNetwork|fitc\w+|fitr\w+|fitlm|fitglm|svmtrain|train\(|trainnet|minFunc|fminunc|sgd|backprop\w*)\b/,
  },
  {
    files: /\.m$/,
    item: "evaluation",
    pattern: /\b(?:confusionmat|perfcurve|classify\(|predict\(|svmpredict|accuracy|rmse)\b/i,
  },
  {
    files: /\.[Rr]$/,
    item: "training",
    pattern:
      /\b(?:train\(|fit\(|glm\(|lm\(|randomForest\(|xgb\.train|xgboost\(|stan\(|sampling\(|keras_model|lgb\.train|brm\()/,
  },
  { files: /\.[Rr]$/, item: "evaluation", pattern: /\b(?:confusionMatrix\(|predict\(|RMSE\(|roc\(|auc\()/ },
  {
    files: /\.jl$/,
    item: "training",
    pattern: /\b(?:train!\(|Flux\.train|update!\(|gradient\(|fit!\(|optimize\()/,
  },
  { files: /\.lua$/, item: "training", pattern: /:backward\(|\boptim\.\w+\(/ },
  { files: /\.lua$/, item: "evaluation", pattern: /\bConfusionMatrix\b|:evaluate\(\)/ },
  { files: /\.stan$/, item: "training", pattern: /^\s*model\s*\{/m },
  {
    files: /\.(?:sh|bash)$/,
    item: "training",
    pattern:
      /\b(?:python\d?|torchrun|accelerate launch|deepspeed)\b.{0,200}\b(?:pre|re)?train\w*\.py\b|\bfairseq-train\b/,
  },
  {
    files: /\.(?:sh|bash)$/,
    item: "evaluation",
    pattern:
      /\b(?:python\d?|torchrun|accelerate launch|deepspeed)\b.{0,200}\b(?:eval\w*|predict\w*|infer\w*)\.py\b|\bfairseq-generate\b/,
  },
];
const LARGEST = 256 * 1024;

async function byText(context: DetectionContext, path: string, size: number): Promise<Evidence[]> {
  const name = baseName(path);
  const testNamed = /\.py$/.test(name) && /(?:^|[-_])test(?:[-_.]|$)/i.test(name);
  const fitting = PATTERNS.filter((one) => one.files.test(name));
  if (size > LARGEST || (!testNamed && fitting.length === 0)) return [];
  const text = await readOrReport(context, path, LARGEST);
  if (text === null) return [];
  const lineOf = (index: number) => text.slice(0, index).split("\n").length;
  const out = fitting.flatMap(({ item, pattern }) => {
    const found = pattern.exec(text);
    return found === null
      ? []
      : [
          evidence(
            "completeness",
            { path, line: lineOf(found.index) },
            { item, detail: `${name}: ${found[0].trim().slice(0, 80)}` },
            "medium",
          ),
        ];
  });
  // A `test.py` that loads a checkpoint and computes a metric evaluates; one of asserts tests code.
  if (testNamed && !ASSERTS.test(text) && MEASURES.test(text)) {
    const found = LOADS.exec(text) ?? MEASURES.exec(text)!;
    out.push(
      evidence(
        "completeness",
        { path, line: lineOf(found.index) },
        { item: "evaluation", detail: `${name} measures` },
        LOADS.test(text) ? "medium" : "low",
      ),
    );
  }
  return out;
}

const WEIGHTS =
  /\.(?:pth?(?:\.(?:tar|gz|zip))?|ckpt(?:\.(?:data-\d+-of-\d+|index|meta))?|safetensors|onnx|caffemodel|tflite|gguf|t7|keras|weights|h5|hdf5|pb|pkl|joblib|mlmodel|params|model)$/i;
const WEIGHT_FOLDER =
  /(?:^|\/)(?:[\w-]*(?:weights?|checkpoints?|ckpts?|pre-?trained|saved[-_]?models?|trained[-_]?models?|model[-_]?zoo|snapshots?|models?)[\w-]*)\//i;
const CERTAIN =
  /\.(?:pth?(?:\.tar)?|ckpt(?:\..+)?|safetensors|onnx|caffemodel|tflite|gguf|t7|weights|keras)$/i;
const MODEL_NAME = /(?:model|weights?|checkpoint|ckpt|pre-?trained|trained|best|net|classifier|regressor)/i;
/** Stored results, data and preprocessors are no weights. */
const NO_WEIGHTS =
  /(?:scaler|tokenizer|vocab|(?:^|[_-])map(?:ping)?s?(?:[_.-]|$)|data|dataset|features|embeddings?|results?|history|encoder_labels|label_?encoder|optimizer|metrics|predictions?|requirements|config)/i;

const offersWeights = (path: string): boolean =>
  !isUnderExamples(path) &&
  (CERTAIN.test(path) ||
    (MODEL_NAME.test(baseName(path)) && /\.(?:h5|hdf5|pb|pkl|joblib|params|model|mlmodel)$/i.test(path)) ||
    (WEIGHT_FOLDER.test(`${folderOf(path)}/`) && /\.(?:h5|hdf5|pb|params)$/i.test(path)));

/** One place per item and folder is enough: thousands of checkpoints say no more than one. */
function firstOfEach(all: readonly Evidence[]): readonly Evidence[] {
  const seen = new Set<string>();
  return all.filter((one) => {
    if (one.kind !== "completeness") return true;
    const key = `${one.item}\0${folderOf(one.location.path)}`;
    return !seen.has(key) && seen.add(key);
  });
}
