import type { Call, CodeFile, Value } from "../../../core/code.js";
import { argument, canonicalName, isLiteral, lastPart, text } from "../study/names.js";
import { place } from "../study/project.js";
import type { Placed } from "../study/run-places.js";
import type { Study } from "../study/study.js";
import type { Bench } from "./danger.js";
import { makerOf, receiverMadeBy, resolved } from "./observer.js";

/** What code calls its test part: `X_test`, `test_loader`, `dtest`, `ds["test"]`. */
const TEST =
  /(?:^|_)[xyd]?test(?:ing|set|loader|data|ds|gen|generator|iter|iterator|dataset|dataloader)?s?(?:_|$|\d)/i;
const OTHER =
  /(?:^|_)[xyd]?(?:val|valid|validation|dev|train)(?:ing|set|loader|data|ds|dataset|dataloader)?(?:_|$|\d)/i;

const isTest = (value: Value): boolean => {
  const words = (value.is === "literal" ? "" : text(value)).match(/[A-Za-z_]\w*/g) ?? [];
  return words.some((word) => TEST.test(word)) && !words.some((word) => OTHER.test(word));
};

/** The best model, or the moment to stop, is chosen by results on what the code itself calls test. */
export const selection: Bench = {
  methods: new Set([
    "fit",
    "fit_generator",
    "train",
    "Trainer",
    "Seq2SeqTrainer",
    "save",
    "save_checkpoint",
    "save_model",
    "save_weights",
    "save_pretrained",
    "deepcopy",
  ]),
  risk: "test-set-for-selection",
  judge: (study, placed) => {
    const found =
      byFit(study, placed) ?? byTrain(study, placed) ?? byTrainer(study, placed) ?? byHand(placed);
    return found === null ? null : { why: found, confidence: "high" };
  },
};

/** Keras, XGBoost, LightGBM, CatBoost, scikit-learn and Lightning, by what `fit` is handed. */
function byFit(study: Study, placed: Placed): string | null {
  const { file, call } = placed;
  if (!call.method.startsWith("fit")) return null;
  const maker = receiverMadeBy(file, call);
  const made = canonicalName(maker?.name ?? "");
  if (/^sklearn\.model_selection\.(?:Halving)?(?:Grid|Random|Randomized)\w*Search\w*$/.test(made)) {
    const rows = argument(call, "X", 0);
    return rows !== undefined && isTest(rows) ? `${lastPart(made)} chooses by ${text(rows)}` : null;
  }
  if (/(?:^|\.)Trainer$/.test(made)) {
    const rows = argument(call, "val_dataloaders", 2) ?? argument(call, "val_dataloader");
    const chooser = chooserIn(study, placed, maker, argument(maker ?? call, "callbacks"));
    return rows !== undefined && isTest(rows) && chooser !== null
      ? `${chooser} goes by ${text(rows)}, handed to fit as validation data`
      : null;
  }
  const keras = argument(call, "validation_data");
  if (keras !== undefined) {
    const chooser = chooserIn(study, placed, call, argument(call, "callbacks"));
    return isTest(keras) && chooser !== null
      ? `${chooser} goes by validation_data=${text(keras).slice(0, 60)}`
      : null;
  }
  const sets = argument(call, "eval_set");
  if (sets === undefined) return null;
  const judged = lastSet(resolved(study, placed, sets));
  if (judged === null || !isTest(judged)) return null;
  const rounds =
    stops(study, placed, call) ?? (maker === undefined ? null : stops(study, { file, call: maker }, maker));
  return rounds === null ? null : `${rounds} goes by eval_set=${text(judged).slice(0, 60)}`;
}

/** The set that early stopping looks at: the last one; null where there are others that it may be. */
function lastSet(value: Value): Value | null {
  if (value.is !== "list") return value;
  const sets = value.items.filter((item) => item.is === "list");
  if (sets.length === 0) return value;
  return sets.at(-1) ?? null;
}

function stops(study: Study, placed: Placed, call: Call): string | null {
  for (const name of ["early_stopping_rounds", "use_best_model", "od_wait"]) {
    const given = argument(call, name);
    if (given === undefined) continue;
    const value = resolved(study, placed, given);
    if (!isLiteral(value, null) && !isLiteral(value, 0) && !isLiteral(value, false)) return name;
  }
  const callbacks = argument(call, "callbacks");
  return callbacks !== undefined && /early_?stopping\w*\(/i.test(text(resolved(study, placed, callbacks)))
    ? "early stopping"
    : null;
}

/** `xgboost.train(evals=[(dtest, "test")], early_stopping_rounds=…)`, `lightgbm.train(valid_sets=[test])`. */
function byTrain(study: Study, placed: Placed): string | null {
  const { call } = placed;
  if (!/^(?:xgboost|lightgbm)\.train$/.test(canonicalName(call.name))) return null;
  const sets = argument(call, "evals") ?? argument(call, "valid_sets");
  const rounds = stops(study, placed, call);
  if (sets === undefined || rounds === null) return null;
  const value = resolved(study, placed, sets);
  const last = value.is === "list" ? value.items.at(-1) : value;
  return last !== undefined && isTest(last) ? `${rounds} goes by ${text(last).slice(0, 60)}` : null;
}

/** Callbacks that choose by a validation metric, written in place or made before. */
function chooserIn(
  study: Study,
  placed: Placed,
  at: Call | undefined,
  callbacks: Value | undefined,
): string | null {
  if (callbacks === undefined || at === undefined) return null;
  const value = resolved(study, { file: placed.file, call: at }, callbacks);
  const items = value.is === "list" ? value.items : [value];
  for (const item of items) {
    const chooser = choosing(placed.file, at, item);
    if (chooser !== null) return chooser;
  }
  return null;
}

function choosing(file: CodeFile, at: Call, item: Value): string | null {
  const maker = makerOf(file, at.scope, item);
  const name = canonicalName(maker?.name ?? (item.is === "call" ? item.name : ""));
  const last = lastPart(name);
  if (last !== "EarlyStopping" && last !== "ModelCheckpoint") return null;
  const keras = name.startsWith("keras.");
  const shown = text(item);
  const position = last === "EarlyStopping" ? 0 : keras ? 1 : 2;
  const given = maker === undefined ? undefined : argument(maker, "monitor", position);
  const monitor =
    given !== undefined
      ? text(given)
      : (/(?:monitor\s*=\s*|EarlyStopping\(\s*)["'](\w[\w/]*)["']/.exec(shown)?.[1] ?? null);
  if (monitor !== null && /^(?:loss|acc|accuracy|train\w*)$/.test(monitor)) return null;
  if (last === "EarlyStopping") return last;
  const best = maker === undefined ? undefined : argument(maker, "save_best_only", 3);
  const asked = keras ? isLiteral(best, true) || /save_best_only\s*=\s*True/.test(shown) : monitor !== null;
  return asked ? last : null;
}

/** Transformers: the best checkpoint, or the end, is chosen by `eval_dataset`. */
function byTrainer(study: Study, placed: Placed): string | null {
  const { file, call } = placed;
  if (!/^transformers\.(?:\w+\.)*(?:Seq2Seq)?Trainer$/.test(call.name)) return null;
  const rows = argument(call, "eval_dataset");
  if (rows === undefined || !isTest(rows)) return null;
  const given = argument(call, "args", 1);
  const made = makerOf(file, call.scope, given);
  const best = made === undefined ? undefined : argument(made, "load_best_model_at_end");
  if (best !== undefined && isLiteral(resolved(study, { file, call: made! }, best), true))
    return `load_best_model_at_end goes by eval_dataset=${text(rows)}`;
  const callbacks = argument(call, "callbacks");
  return callbacks !== undefined && /EarlyStoppingCallback/.test(text(callbacks))
    ? `EarlyStoppingCallback goes by eval_dataset=${text(rows)}`
    : null;
}

const BEST_TEST =
  /(?:^|[^\w.])(test_(?:acc\w*|loss|score|f1\w*|auc\w*|metric\w*|mean\w*|error|iou|miou|map|dice|psnr))(?:\[[^\]]*\])?\s*[<>]=?\s*[\w.]*best[\w.]*|best[\w.]*\s*[<>]=?\s*(test_(?:acc\w*|loss|score|f1\w*|auc\w*|metric\w*|error|iou|miou|map|dice|psnr))/i;
const BEST_ANY =
  /([A-Za-z_]\w*)(?:\[[^\]]*\])?\s*[<>]=?\s*[\w.]*best[\w.]*|best[\w.]*\s*[<>]=?\s*([A-Za-z_]\w*)/i;
const TEST_FUNCTION = /(?:^|\.)_*(?:test|test_(?:epoch|model|step|loop|one_epoch)|run_test)$/i;

/** `if test_acc > best_acc: torch.save(…)`, or that inside a function which goes over the test loader. */
function byHand({ file, call }: Placed): string | null {
  if (!/^(?:save\w*|deepcopy)$/.test(call.method)) return null;
  const flagged = call.args.some(({ value }) => value.is === "name" && value.name === "is_best")
    ? file.assignments.find(({ target, scope }) => target === "is_best" && scope === call.scope)
    : undefined;
  const [, before, after] = flagged === undefined ? [] : (BEST_TEST.exec(text(flagged.value)) ?? []);
  if ((before ?? after) !== undefined && !isValidated(file, call))
    return `${call.name} keeps the best by ${before ?? after}`;
  if (call.conditions.length === 0) return null;
  if (
    !/model|net|state|ckpt|checkpoint|weights/i.test(
      call.args.map(({ value }) => text(value)).join(" ") + call.name,
    )
  )
    return null;
  for (const condition of call.conditions) {
    const [, left, right] = BEST_TEST.exec(condition) ?? [];
    const metric = left ?? right;
    if (metric !== undefined && !isValidated(file, call)) return `${call.name} keeps the best by ${metric}`;
  }
  const compared = call.conditions.some((condition) => BEST_ANY.test(condition));
  if (!compared || call.scope === null || !TEST_FUNCTION.test(call.scope)) return null;
  const over = file.calls.find(({ scope, loops }) => scope === call.scope && loops?.some(overTest) === true);
  return over === undefined
    ? null
    : `${call.name} keeps the best by what ${call.scope} measures on the test loader (${place(over.location)})`;
}

/** `test_acc = test(val_loader, model)`: called test, measured on the validation part. */
function isValidated(file: CodeFile, call: Call): boolean {
  const shown = file.calls.flatMap((one) =>
    one.scope === call.scope && /test|eval|valid/i.test(one.method)
      ? one.args.map(({ value }) => text(value))
      : [],
  );
  const words = shown.flatMap((part) => part.match(/[A-Za-z_]\w*/g) ?? []);
  return (
    words.some((word) => OTHER.test(word) && !/train/i.test(word)) && !words.some((word) => TEST.test(word))
  );
}

const overTest = (head: string): boolean => {
  const words = head.slice(head.indexOf(" in ")).match(/[A-Za-z_]\w*/g) ?? [];
  return words.some((word) => TEST.test(word)) && !words.some((word) => OTHER.test(word));
};
