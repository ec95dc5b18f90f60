import type { Call, CodeFile, Value } from "../../../core/code.js";
import { defineDetector } from "../../../core/detector.js";
import { type Evidence, evidence, type ParameterSource } from "../../../core/evidence.js";
import type { Location } from "../../../core/location.js";
import { leavesOf } from "../../../parsers/config-tree.js";
import { canonicalName, text } from "../study/names.js";
import { imports } from "../study/project.js";
import { once, runningCalls } from "../study/run-places.js";
import { type Study, studyOf } from "../study/study.js";
import { type ConfigurationFile, leaves } from "../values/configuration.js";
import { aspectOf, decorating, means } from "./configuration-means.js";
import { isKnownHyperparameter } from "./hyperparameters.js";
import { settingsSet } from "./set-settings.js";
import { short } from "./shown-value.js";
import { usedConfiguration } from "./used-configuration.js";

/** Learners whose literal arguments are hyperparameters. */
const LEARNERS =
  /^(?:torch\.optim\.|keras\.optimizers\.|tensorflow\.train\.\w+Optimizer|optax\.|xgboost\.|lightgbm\.|catboost\.|sklearn\.(?!metrics|model_selection|preprocessing|datasets|utils|feature_extraction|impute|compose|pipeline))/;
const LOADERS = /^torch\.utils\.data\.(?:dataloader\.)?DataLoader$/;
const HYPERPARAMETER =
  /^(?:lr|learning_rate|learning_rate_init|batch_size|epochs|n_epochs|num_epochs|nb_epoch|max_epochs|max_iter|num_train_epochs|per_device_train_batch_size|momentum|weight_decay|dropout|n_estimators|max_depth|min_samples_\w+|alpha|C|gamma|l1_ratio|hidden_layer_sizes|n_clusters|n_neighbors|kernel|penalty|subsample|colsample_bytree|num_leaves|betas|eps|total_timesteps|max_features|iterations|depth|num_boost_round|reg_\w+|step_size|warmup_steps)$/;
const TRAINER = /(?:^|\.)(?:Trainer|TrainingArguments|Seq2SeqTrainingArguments|SFTConfig)$/;
const MOST_KEYS = 400;

/**
 * Hyperparameters that the code declares (options, dataclasses, configuration files, literals handed to learners) and
 * the means by which runs are configured. Nothing is executed.
 */
export const detector = defineDetector({
  id: "code-parameters",
  async detect(context) {
    const study = await studyOf(context);
    const found: Evidence[] = [];
    for (const file of study.graph.files) found.push(...declared(file, study), ...settingsSet(file));
    found.push(...literals(study), ...meansOf(study));
    const used = usedConfiguration(study);
    const composed = composedKeys(study);
    found.push(...composed.found);
    const parts = new Map(
      study.configuration.mains.flatMap(({ parts: all }) =>
        all.map(({ file }) => [file.path, file] as const),
      ),
    );
    const roots = study.configuration.mains.flatMap(({ folder }) => (folder === null ? [] : [folder]));
    for (const file of study.configuration.files) {
      const by = used(file);
      if (by === null) continue;
      found.push(evidence("code.config", { path: file.path }, { by, detail: file.path, aspect: "format" }));
      if (!parts.has(file.path)) found.push(...keysOf(file, by, composed.names, groupOf(file, roots)));
    }
    return found;
  },
});

/** Loaded by services alone: its classes are what they are asked and answer, no settings of a run. */
function holdsRequests(study: Study, { path }: CodeFile): boolean {
  const programs = study.reach.loadedBy(path);
  return (
    programs.length > 0 &&
    !study.trains(programs) &&
    programs.every((program) => study.graph.files.some((file) => file.path === program && isService(file)))
  );
}

const isService = (file: CodeFile): boolean =>
  imports(file, "fastapi", "flask", "litestar", "bentoml", "starlette", "ray.serve");

function declared(file: CodeFile, study: Study): Evidence[] {
  const first = once();
  const trains = study.trains([file.path]);
  const requests = holdsRequests(study, file);
  const own = file.parameters.flatMap(({ name, by, default: value, location }) =>
    !(by === "pydantic" && requests) &&
    (by !== "constant" || (trains && isSetting(name, value) && isMeant(file, name, value))) &&
    first(name, by)
      ? [
          evidence("code.parameter", location, {
            name,
            by,
            ...(value === null ? {} : { value: short(text(value), name) }),
          }),
        ]
      : [],
  );
  return trains ? own : [...own, ...settingsIn(file, study)];
}

/** A module of settings, by its name: `from conf import *`. */
const SETTINGS_MODULE = /(?:^|\/)(?:conf|configs?|settings?|hparams?|hyper_?param(?:eter)?s|params)\.py$/i;

/** What a module of settings sets for the programs that load it, by names that surely steer a training. */
function settingsIn(file: CodeFile, study: Study): Evidence[] {
  if (!SETTINGS_MODULE.test(file.path) || !study.trains(study.reach.loadedBy(file.path))) return [];
  const first = once();
  return file.assignments.flatMap(({ target, value, scope, conditions, location }) =>
    scope === null &&
    conditions.length === 0 &&
    (value.is === "literal" || value.is === "list") &&
    isSure(target) &&
    isSetting(target, value) &&
    first(target)
      ? [
          evidence("code.parameter", location, {
            name: target,
            by: "python-config",
            value: short(text(value), target),
          }),
        ]
      : [],
  );
}

/** Names that steer a training wherever they stand. */
const isSure = (name: string): boolean =>
  HYPERPARAMETER.test(name) || STEERS.test(name) || isKnownHyperparameter(name);

/** What a notebook holds in plain variables is mostly data: only capitals and known names are meant as settings. */
const isMeant = (file: CodeFile, name: string, value: Value | null): boolean =>
  !file.notebook || value?.is === "dict" || /^[A-Z][A-Z0-9_]+$/.test(name) || isSure(name);
const STEERS =
  /(?:^|_)(?:lr|rate|epsilon|eps|gamma|alpha|beta|lambda|tau|batch|epochs?|steps?|timesteps?|iters?|hidden|layers?|latent|embed\w*|decay|momentum|dropout|replay|temperature|warmup|patience)(?:_|$)/i;

/** Names of places, addresses and texts, and what a GAN calls its two classes. */
const NO_SETTING =
  /^(?:valid|fake)$|(?:^|_)(?:dir|directory|path|paths|root|folder|file|files|filename|url|uri|host|port|version|title|labels?|names?|columns?|cols|stopwords|id|ids|key|token|colou?rs?|description)s?$/i;
const PLACE_OR_PROSE = /[\\/\n]|\s\S+\s|\.\w{2,5}$/;

/** A constant that steers a training: a number, a switch, a short word, or a collection of such. Not where things lie. */
function isSetting(name: string, value: Value | null): boolean {
  if (NO_SETTING.test(name) || value === null) return false;
  if (value.is === "dict")
    return value.entries.some(({ key }) => HYPERPARAMETER.test(key.replace(/^["']|["']$/g, "")));
  if (value.is === "list")
    return (
      value.items.length <= LONGEST &&
      value.items.some((item) => isNumber(item) || (item.is !== "literal" && isSetting(name, item)))
    );
  if (value.is !== "literal") return value.is === "expression";
  return typeof value.value === "string"
    ? value.value !== "" && !PLACE_OR_PROSE.test(value.value)
    : value.value !== null;
}

/** Longer lists of numbers are data. */
const LONGEST = 8;

const isNumber = (value: Value): boolean =>
  value.is === "expression" || (value.is === "literal" && typeof value.value === "number");

/** `SGD(…, lr=0.1)`: a hyperparameter that only the call itself holds. */
function literals(study: Study): Evidence[] {
  const first = once();
  const found: Evidence[] = [];
  for (const { file, call } of runningCalls(study)) {
    const name = canonicalName(call.name);
    if (
      !LEARNERS.test(name) &&
      !LOADERS.test(name) &&
      !TRAINER.test(name) &&
      !/^(?:fit|learn|fit_generator)$/.test(call.method)
    )
      continue;
    for (const { name: keyword, value } of call.args) {
      if (keyword === null || value.is !== "literal" || value.value === null || !HYPERPARAMETER.test(keyword))
        continue;
      if (first(file.path, keyword, text(value)))
        found.push(
          evidence("code.parameter", call.location, {
            name: keyword,
            by: "constant",
            value: short(text(value), keyword),
          }),
        );
    }
  }
  return found;
}

function meansOf(study: Study): Evidence[] {
  const first = once();
  const found: Evidence[] = [];
  const add = (file: CodeFile, location: Location, by: ParameterSource | null, detail: string): void => {
    if (by !== null && first(file.path, by))
      found.push(evidence("code.config", location, { by, detail, aspect: aspectOf(by) }));
  };
  for (const { file, call } of runningCalls(study)) {
    const by = means(call.name) ?? jsonConfiguration(call) ?? executed(call);
    add(file, call.location, by, call.name);
  }
  for (const file of study.graph.files) {
    for (const { decorators, location } of file.functions)
      for (const { name } of decorators) add(file, location, decorating(name), name);
    for (const { by, location } of file.parameters)
      if (by === "dataclass" || (by === "pydantic" && !holdsRequests(study, file)))
        add(file, location, by, `${by} fields`);
  }
  return found;
}

const jsonConfiguration = ({ name, args }: Call): ParameterSource | null =>
  (name === "json.load" || name === "json.loads") &&
  /conf|param|args|setting/i.test(args.map(({ value }) => text(value)).join(" "))
    ? "json"
    : null;

/** nanoGPT's way: a configuration in Python that the program executes. */
function executed({ name, args: [first] }: Call): ParameterSource | null {
  if (name !== "exec" || first === undefined) return null;
  const source = text(first.value);
  return /\bopen\(/.test(source) && /conf/i.test(source) ? "python-config" : null;
}

/** Every key of what Hydra composes, with the value and the place that a default run takes it from. */
function composedKeys(study: Study): {
  readonly found: readonly Evidence[];
  readonly names: ReadonlySet<string>;
} {
  const found: Evidence[] = [];
  const names = new Set<string>();
  for (const { composition, file } of study.configuration.mains) {
    if (composition === null) continue;
    for (const { path, leaf } of leavesOf(composition.tree)) {
      const key = path.join(".");
      if (names.size === MOST_KEYS || names.has(key) || isOfHydra(path)) continue;
      names.add(key);
      const value = study.configuration.hydra(file.path, path)?.value;
      found.push(
        evidence("code.parameter", leaf.place(), {
          name: key,
          by: "hydra",
          value: short(
            value === undefined || value.is === "expression" ? shown(leaf.value) : plainText(value),
            key,
          ),
        }),
      );
    }
  }
  return { found, names };
}

const isOfHydra = (path: readonly string[]): boolean =>
  path[0] === "defaults" || path[0] === "hydra" || path.at(-1)!.startsWith("_");

/** Keys of a file that no default composition takes: `under` is the package of its group. */
function keysOf(
  file: ConfigurationFile,
  by: ParameterSource,
  known: ReadonlySet<string>,
  under: string,
): Evidence[] {
  const found: Evidence[] = [];
  for (const { path, value } of leaves(file.yaml.value)) {
    if (found.length === MOST_KEYS) break;
    const key = `${under}${path.join(".")}`;
    if (isOfHydra(path) || known.has(key)) continue;
    const line = file.yaml.lineOf(path);
    const location = { path: file.path, ...(line === undefined ? {} : { line }) };
    found.push(evidence("code.parameter", location, { name: key, by, value: short(shown(value), key) }));
  }
  return found;
}

const shown = (value: unknown): string =>
  Array.isArray(value) ? JSON.stringify(value) : value === null ? "null" : `${value as string}`;
const plainText = (value: Value): string => (value.is === "literal" ? shown(value.value) : text(value));

/** The group of a file that some composition may select, as a prefix of its keys: `model.`. */
function groupOf({ path, package: header }: ConfigurationFile, roots: readonly string[]): string {
  const root = roots.find((one) => one === "" || path.startsWith(`${one}/`));
  if (root === undefined || header === "_global_") return "";
  const inside = path.slice(root === "" ? 0 : root.length + 1);
  const group = inside.includes("/") ? inside.slice(0, inside.lastIndexOf("/")) : "";
  return group === "" ? "" : `${(header ?? group).replaceAll("/", ".")}.`;
}
