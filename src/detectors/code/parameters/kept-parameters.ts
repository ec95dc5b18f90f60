import type { Value } from "../../../core/code.js";
import type { Location } from "../../../core/location.js";
import type { TrackerId } from "../../../core/vocabulary.js";
import type { TrackedCall } from "../../../trackers/detect/detect.js";
import { variablesIn } from "../../../trackers/detect/recorded-names.js";
import { canonicalName } from "../study/names.js";
import type { Placed } from "../study/run-places.js";
import type { Study } from "../study/study.js";
import { lastName } from "./handed-parameters.js";
import type { ParameterRecord } from "./parameter-record.js";

/** Estimators and optimisers whose arguments MLflow's autologging keeps (mlflow 3.17.2, by flavour). */
const AUTOLOGGED: readonly (readonly [flavour: string, calls: RegExp])[] = [
  ["sklearn", /^sklearn\.(?!metrics|model_selection\.train_test_split|datasets)/],
  ["xgboost", /^xgboost\./],
  ["lightgbm", /^lightgbm\./],
  ["catboost", /^catboost\./],
  ["statsmodels", /^statsmodels\./],
  ["tensorflow", /^keras\.(?:optimizers\.|callbacks\.EarlyStopping)|(?:^|\.)(?:fit|compile|fit_generator)$/],
  ["keras", /^keras\.(?:optimizers\.|callbacks\.EarlyStopping)|(?:^|\.)(?:fit|compile|fit_generator)$/],
  ["pytorch", /^(?:torch\.optim\.|lightning\.pytorch\.Trainer$|lightning\.Trainer$)/],
  ["transformers", /TrainingArguments$/],
];

/** What autologging keeps of the calls that a program runs. */
export function autologged(
  call: string,
  into: TrackerId,
  location: Location,
  running: readonly Placed[],
): ParameterRecord {
  const flavour = /(?:^|\.)(\w+)\.autolog$/.exec(call)?.[1] ?? "mlflow";
  const lightning = running.some(({ call: { name } }) => /^(?:lightning|pytorch_lightning)\b/.test(name));
  const kept = AUTOLOGGED.filter(
    ([name]) => (flavour === "mlflow" || name === flavour) && (name !== "pytorch" || lightning),
  );
  const given = givenTo(running, (name) => kept.some(([, pattern]) => pattern.test(name)));
  return { into, location, ...given, all: false, open: given.open || kept.length === 0 };
}

/** `log_params(model.get_params())`: what the estimators of the program are made with. */
export const estimatorParameters = (
  into: TrackerId,
  location: Location,
  running: readonly Placed[],
): ParameterRecord => ({ into, location, all: false, ...givenTo(running, (name) => ESTIMATORS.test(name)) });

const ESTIMATORS = /^(?:sklearn|xgboost|lightgbm|catboost)\.(?:\w+\.)*[A-Z]/;

/** Keywords and variables that calls are handed. */
function givenTo(
  running: readonly Placed[],
  isMeant: (name: string) => boolean,
): { names: string[]; open: boolean } {
  const names: string[] = [];
  let open = false;
  for (const { call: made } of running) {
    const name = canonicalName(made.name);
    if (!isMeant(name)) continue;
    for (const argument of made.args) {
      if (argument.name !== null && !argument.name.startsWith("*")) names.push(argument.name);
      names.push(...variablesIn(argument.value).map(lastName));
      if (argument.value.is === "dict") names.push(...argument.value.entries.map(({ key }) => key));
      // `xgb.train(params, …)`: a mapping made elsewhere.
      if (
        argument.name === "**" ||
        (argument.value.is === "name" && /param|config/i.test(argument.value.name))
      )
        open = true;
    }
  }
  return { names, open };
}

/** `.hydra/config.yaml` of every run holds the composed configuration, unless `output_subdir` is null (hydra-core 1.3). */
export function hydraRecord(study: Study, program: string): ParameterRecord | null {
  const main = study.configuration.mains.find(({ file }) => file.path === program);
  if (main === undefined || main.parts.length === 0) return null;
  const names: string[] = [];
  for (const { file, under } of main.parts) {
    const root = file.yaml.value;
    if (typeof root !== "object" || root === null) continue;
    const own = (root as Record<string, unknown>).hydra;
    if (typeof own === "object" && own !== null && (own as Record<string, unknown>).output_subdir === null)
      return null;
    for (const key of keysOf(root, 0)) names.push([...under, key].join("."));
  }
  const [{ file }] = main.parts as [HydraPart];
  return { into: "hydra", location: { path: file.path }, names, all: true, open: false };
}

type HydraPart = Study["configuration"]["mains"][number]["parts"][number];

function keysOf(value: object, depth: number): string[] {
  if (depth > 8) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (depth === 0 && (key === "defaults" || key === "hydra")) return [];
    if (key.startsWith("_")) return [];
    return typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? keysOf(inner, depth + 1).map((below) => `${key}.${below}`)
      : [key];
  });
}

/** Local names of functions under `@ex.config` are the configuration that Sacred records (sacred 0.8.7, `config_scope.py`). */
export function sacredRecords(study: Study, program: string, own: readonly TrackedCall[]): ParameterRecord[] {
  const observed = own.find(({ tracker, role }) => tracker === "sacred" && role === "init");
  if (observed === undefined) return [];
  return study.graph.files.flatMap((file) => {
    if (!study.reach.loadedBy(file.path).includes(program)) return [];
    return file.functions.flatMap(({ name, decorators, location }) =>
      decorators.some((one) => /\.config$/.test(one.name))
        ? [
            {
              into: "sacred" as const,
              location,
              names: file.assignments.flatMap(({ target, value, scope }) =>
                scope === name && /^\w+$/.test(target) ? namesUnder(target, value) : [],
              ),
              all: false,
              open: false,
            },
          ]
        : [],
    );
  });
}

/** `model` with `{"epochs": 100}` as `model.epochs`. */
const namesUnder = (name: string, value: Value): string[] =>
  value.is === "dict" && value.entries.length > 0
    ? value.entries.flatMap((entry) => namesUnder(`${name}.${entry.key}`, entry.value))
    : [name];
