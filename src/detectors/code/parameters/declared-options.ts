import type { Call, CodeFile } from "../../../core/code.js";
import { canonicalName } from "../study/names.js";
import type { Study } from "../study/study.js";
import { isHyperparameter, isKnownHyperparameter } from "./hyperparameters.js";

/** A hyperparameter that a program declares. */
export interface Option {
  readonly name: string;
  /** An option of the program, or a value that only the code holds. */
  readonly by: "option" | "constant";
}

/** Learners whose literal arguments are hyperparameters. */
const LEARNERS =
  /^(?:torch\.optim\.(?!lr_scheduler)|keras\.optimizers\.|optax\.(?:adam|sgd|rmsprop)|xgboost\.XGB|lightgbm\.LGBM|catboost\.CatBoost|sklearn\.(?:linear_model|ensemble|tree|svm|neighbors|neural_network|naive_bayes)\.)/;
const CONTAINERS =
  /(?:Args|Arguments|Config|Configuration|Cfg|Params|Parameters|HParams|Hyper\w*|Options|Settings|Flags)$/;

/** The options that a program declares in what it loads, its constants, and the literals that it hands to learners. */
export function declaredBy(study: Study, program: CodeFile, learners: readonly Call[]): readonly Option[] {
  const found = new Map<string, Option>();
  const add = (option: Option): void => {
    if (!found.has(option.name)) found.set(option.name, option);
  };
  for (const { name, programs } of optionsOf(study))
    if (programs.has(program.path)) add({ name, by: "option" });
  for (const { name, by } of program.parameters)
    if (by === "constant" && isKnownHyperparameter(name)) add({ name, by: "constant" });
  for (const { args } of learners) {
    for (const { name, value } of args)
      if (name !== null && value.is === "literal" && value.value !== null && isKnownHyperparameter(name))
        add({ name, by: "constant" });
  }
  return [...found.values()];
}

/** Does a call make something that learns, so that its literals are hyperparameters? */
export const isLearner = ({ name }: Call): boolean => LEARNERS.test(canonicalName(name));

interface Declared {
  readonly name: string;
  /** The programs that load the file and come to the place that declares it. */
  readonly programs: ReadonlySet<string>;
}

const declaredIn = new WeakMap<Study, readonly Declared[]>();

function optionsOf(study: Study): readonly Declared[] {
  let found = declaredIn.get(study);
  if (found === undefined) {
    found = study.graph.files.flatMap((file) => optionsIn(study, file));
    declaredIn.set(study, found);
  }
  return found;
}

function optionsIn(study: Study, file: CodeFile): readonly Declared[] {
  if (file.parameters.every(({ by }) => by === "constant")) return [];
  const loading = new Set([file.path, ...study.reach.loadedBy(file.path)]);
  return file.parameters.flatMap(({ name, by, location }): readonly Declared[] => {
    if (by === "constant" || !isHyperparameter(name)) return [];
    const plain = name.replace(/^-+/, "").replaceAll("-", "_");
    const line = location.line ?? 0;
    if (by === "dataclass" || by === "pydantic") {
      const owner = classAt(file, line);
      return CONTAINERS.test(owner) && hasDefaults(file, owner) ? [{ name: plain, programs: loading }] : [];
    }
    return [{ name: plain, programs: readBy(study, file, line) ?? new Set([file.path]) }];
  });
}

/** The class that a line stands in. */
function classAt({ classes }: CodeFile, line: number): string {
  let name = "";
  let nearest = 0;
  for (const { name: one, location } of classes) {
    const at = location.line ?? 0;
    if (at <= line && at >= nearest) {
      name = one;
      nearest = at;
    }
  }
  return name;
}

/** Without any default it is a bundle of values, not a set of options: `class AgentParams` of flax. */
const hasDefaults = (file: CodeFile, owner: string): boolean =>
  file.parameters.some(
    ({ default: value, location }) => value !== null && classAt(file, location.line ?? 0) === owner,
  );

/** The programs whose parser takes the option that a line adds; null where no call adds it. */
function readBy(study: Study, file: CodeFile, line: number): ReadonlySet<string> | null {
  const call = file.calls.find(
    ({ location, method }) => location.line === line && /^add_argument$|^DEFINE_|^option$/.test(method),
  );
  return call === undefined ? null : new Set(study.reach.runBy(file, call));
}
