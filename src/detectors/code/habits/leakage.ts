import type { Assignment, Call, CodeFile, Value } from "../../../core/code.js";
import type { Confidence } from "../../../core/vocabulary.js";
import { argument, canonicalName, lastPart, nameTable, receiver, text } from "../study/names.js";
import { compareInFile, place } from "../study/project.js";
import type { Bench, Danger } from "./danger.js";
import { identifiers, receiverMadeBy } from "./observer.js";

/** What learns from the rows that it is fitted on; `medium`: what it passes on is small or disputed. */
const learns = nameTable<Confidence>({
  "sklearn.preprocessing.StandardScaler": "high",
  "sklearn.preprocessing.MinMaxScaler": "high",
  "sklearn.preprocessing.RobustScaler": "high",
  "sklearn.preprocessing.MaxAbsScaler": "high",
  "sklearn.preprocessing.PowerTransformer": "high",
  "sklearn.preprocessing.QuantileTransformer": "high",
  "sklearn.preprocessing.KBinsDiscretizer": "medium",
  "sklearn.preprocessing.TargetEncoder": "high",
  "sklearn.impute.SimpleImputer": "high",
  "sklearn.impute.KNNImputer": "high",
  "sklearn.impute.IterativeImputer": "high",
  "sklearn.feature_selection.SelectKBest": "high",
  "sklearn.feature_selection.SelectPercentile": "high",
  "sklearn.feature_selection.SelectFromModel": "high",
  "sklearn.feature_selection.RFE": "high",
  "sklearn.feature_selection.RFECV": "high",
  "sklearn.feature_extraction.text.TfidfVectorizer": "medium",
  "sklearn.feature_extraction.text.TfidfTransformer": "medium",
  "sklearn.decomposition.PCA": "medium",
  "sklearn.decomposition.TruncatedSVD": "medium",
  "sklearn.decomposition.FastICA": "medium",
  "sklearn.decomposition.NMF": "medium",
  "category_encoders..TargetEncoder": "high",
  "category_encoders.TargetEncoder": "high",
  "category_encoders.LeaveOneOutEncoder": "high",
  "category_encoders.CatBoostEncoder": "high",
  "category_encoders.WOEEncoder": "high",
  "category_encoders.JamesSteinEncoder": "high",
  "category_encoders.MEstimateEncoder": "high",
  "imblearn.over_sampling.*": "high",
  "imblearn.combine.*": "high",
});
const FITS = ["fit", "fit_transform", "fit_resample", "fit_sample"];
/** Rows of one part already, or the target: fitting on them is another matter. */
const ONE_PART =
  /train|fold|(?:^|_)(?:val|valid|validation|test)(?:_|$|\d)|(?:^|_|[xy])tr[n]?(?:_|$|\d)|^(?:x|y)tr/i;
const TARGET = /^(?:y|ys|target|targets|label|labels)(?:_|$)|_(?:target|label)s?$/i;
const PART =
  /(?:^|_)(?:train|training|test|testing|val|valid|validation)(?:ing)?(?:_|$|\d|[A-Z])|^[xy]_?(?:train|test)/i;
/** `df[: len(train)]`: rows of two files that were joined, and are now told apart again. */
const JOINED = /len\(\s{0,9}\w{0,60}train|train\w{0,60}\.shape|n_?train_?rows/i;
const SLICE = /^([A-Za-z_]\w*)(?:\.(?:iloc|loc|values))?\[([^\]]*:[^\]]*)\]/;

type Step =
  | { readonly assignment: Assignment; readonly location: Assignment["location"] }
  | { readonly call: Call; readonly location: Call["location"] };

/** A scaler, imputer, selector, vectorizer or oversampler that is fitted on rows which are divided afterwards. */
export const leakage: Bench = {
  methods: new Set(FITS),
  risk: "leakage-before-split",
  judge: (_, { file, call }) => {
    const maker = makerOf(file, call);
    const confidence = maker === null ? undefined : learns(maker.name);
    const rows = argument(call, "X", 0) ?? argument(call, "raw_documents", 0);
    if (maker === null || confidence === undefined || rows === undefined) return null;
    if (/strategy\s*=\s*["']?constant/.test(maker.shown)) return null;
    const names = identifiers(rows);
    const fitted = names[0];
    if (fitted === undefined || TARGET.test(fitted)) return null;
    if (names.some((name) => ONE_PART.test(name))) return "sound";
    if (/["'](?:train|target|label|y)\w*["']\]?$/i.test(text(rows))) return null;
    const split = dividedAfter(file, call, fitted);
    if (split === null) return null;
    return danger(lastPart(maker.name), text(rows), split, confidence);
  },
};

const danger = (
  tool: string,
  rows: string,
  split: { readonly how: string; readonly at: string; readonly sure: boolean },
  confidence: Confidence,
): Danger => ({
  why: `${tool} is fitted on all of ${rows.slice(0, 60)}, which ${split.how} divides afterwards (${split.at})`,
  confidence: split.sure ? confidence : "medium",
});

/** `StandardScaler().fit_transform(X)`, `scaler.fit_transform(X)`: what the receiver was made of. */
function makerOf(file: CodeFile, call: Call): { readonly name: string; readonly shown: string } | null {
  const made = receiverMadeBy(file, call);
  if (made === undefined) return null;
  const shown = made.args.map(({ name, value }) => `${name ?? ""}=${text(value)}`).join(", ");
  return { name: canonicalName(made.name), shown };
}

/** Follows what was fitted through the lines after it, up to where it is divided. */
function dividedAfter(
  file: CodeFile,
  fit: Call,
  fitted: string,
): { readonly how: string; readonly at: string; readonly sure: boolean } | null {
  const scaler = receiver(fit);
  const tainted = new Set<string>();
  const parts = new Set<string>();
  /** The variable that the line at hand has just filled. */
  let fresh = "";
  const isFresh = (at: Call["location"], name: string): boolean => fresh === `${name} ${place(at)}`;
  const mentions = (value: Value): boolean => identifiers(value).some((name) => tainted.has(name));
  if (fit.method !== "fit") {
    const opaque = outputOf(file, fit);
    if (opaque !== null) tainted.add(opaque);
    // `X_res, y_res = smote.fit_resample(X, y)`: the names are not told; a split of the same rows under them is.
    else if (fit.method.startsWith("fit_") && /sample/.test(fit.method)) tainted.add(fitted);
  }
  for (const step of stepsAfter(file, fit)) {
    if ("call" in step) {
      const { call } = step;
      if (fit.method === "fit" && call.method === "transform" && receiver(call) === scaler) {
        const rows = call.args[0];
        const output = outputOf(file, call);
        if (rows !== undefined && output !== null && identifiers(rows.value)[0] === fitted) {
          tainted.add(output);
          fresh = `${output} ${place(call.location)}`;
        }
        continue;
      }
      const how = splits(file, call, mentions);
      if (how !== null) return { how: how.name, at: place(call.location), sure: how.sure };
    } else {
      const { target, value, location } = step.assignment;
      const root = /^[A-Za-z_]\w*/.exec(target)?.[0] ?? target;
      const slice = value.is === "expression" || value.is === "name" ? SLICE.exec(text(value)) : null;
      if (slice !== null && JOINED.test(slice[2]!)) {
        tainted.delete(root);
        continue;
      }
      if (slice !== null && tainted.has(slice[1]!) && PART.test(root)) {
        const part = /test|val/i.test(root) ? "test" : "train";
        parts.add(part);
        if (parts.size === 2) return { how: "slicing", at: place(location), sure: true };
        continue;
      }
      if (mentions(value)) tainted.add(root);
      else if (root === target && !isFresh(location, root)) tainted.delete(root);
    }
  }
  return null;
}

/** The variable that takes a call's result, also `df[cols] = scaler.fit_transform(df[cols])` and `pd.DataFrame(fit)`. */
function outputOf(file: CodeFile, call: Call): string | null {
  if (call.assignedTo !== null) return /^[A-Za-z_]\w*/.exec(call.assignedTo)?.[0] ?? null;
  const near = file.assignments.find(
    ({ scope, location, value }) =>
      scope === call.scope &&
      location.cell === call.location.cell &&
      (call.location.line ?? 0) - (location.line ?? 0) >= 0 &&
      (call.location.line ?? 0) - (location.line ?? 0) <= 1 &&
      text(value).includes(`.${call.method}(`),
  );
  return near === undefined ? null : (/^[A-Za-z_]\w*/.exec(near.target)?.[0] ?? null);
}

/** What runs after a call in the same stretch of code: in a notebook the later cells as well. */
function stepsAfter(file: CodeFile, from: Call): readonly Step[] {
  const after = (location: Call["location"]): boolean => compareInFile(location, from.location) > 0;
  const calls = file.calls.flatMap((call): Step[] =>
    call.scope === from.scope && after(call.location) ? [{ call, location: call.location }] : [],
  );
  const assignments = file.assignments.flatMap((assignment): Step[] =>
    assignment.scope === from.scope && after(assignment.location)
      ? [{ assignment, location: assignment.location }]
      : [],
  );
  // On one line the call runs before its result is assigned.
  return [...calls, ...assignments].sort(
    (a, b) => compareInFile(a.location, b.location) || ("call" in a ? 0 : 1) - ("call" in b ? 0 : 1),
  );
}

const SPLITS = nameTable<{ readonly rows: number; readonly sure: boolean }>({
  "sklearn.model_selection.train_test_split": { rows: 0, sure: true },
  "torch.utils.data..random_split": { rows: 0, sure: true },
  "torch.utils.data.random_split": { rows: 0, sure: true },
  "skmultilearn.model_selection.iterative_train_test_split": { rows: 0, sure: true },
  "sklearn.model_selection.cross_val_score": { rows: 1, sure: false },
  "sklearn.model_selection.cross_validate": { rows: 1, sure: false },
  "sklearn.model_selection.cross_val_predict": { rows: 1, sure: false },
});
const FOLDS = /^sklearn\.model_selection\.(?:\w*KFold|\w*ShuffleSplit|TimeSeriesSplit|LeaveOneOut)$/;

function splits(
  file: CodeFile,
  call: Call,
  mentions: (value: Value) => boolean,
): { readonly name: string; readonly sure: boolean } | null {
  const found = SPLITS(call.name);
  if (found !== undefined) {
    const rows = call.args[found.rows];
    return rows !== undefined && rows.name === null && mentions(rows.value)
      ? { name: call.method, sure: found.sure }
      : null;
  }
  if (call.method !== "split" || call.args[0] === undefined || !mentions(call.args[0].value)) return null;
  const maker = canonicalName(receiverMadeBy(file, call)?.name ?? "");
  return FOLDS.test(maker) ? { name: `${lastPart(maker)}.split`, sure: true } : null;
}
