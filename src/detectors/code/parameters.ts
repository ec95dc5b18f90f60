import type { CodeFile, Value } from "../../core/code.js";
import { defineDetector } from "../../core/detector.js";
import { type Evidence, evidence, type ParameterSource } from "../../core/evidence.js";
import { type ConfigurationFile, leaves } from "./configuration.js";
import { canonicalName, nameTable, text } from "./names.js";
import { imports } from "./project.js";
import { once, runningCalls } from "./run-places.js";
import { type Study, studyOf } from "./study.js";

/** Means of configuring a run, by the call that sets them up. */
const means = nameTable<ParameterSource>({
  "argparse.ArgumentParser": "argparse",
  "configargparse.*": "argparse",
  "typer.Typer": "typer",
  "typer.run": "typer",
  "fire.Fire": "fire",
  "absl.app.run": "absl",
  "absl.flags.DEFINE_*": "absl",
  "tensorflow.app.flags.DEFINE_*": "absl",
  "tensorflow.flags.DEFINE_*": "absl",
  "tyro.cli": "tyro",
  "simple_parsing.*": "dataclass",
  "transformers.HfArgumentParser": "huggingface",
  "hydra.initialize": "hydra",
  "hydra.compose": "hydra",
  "omegaconf.OmegaConf.load": "omegaconf",
  "omegaconf.OmegaConf.from_cli": "omegaconf",
  "lightning..LightningCLI": "lightning-cli",
  "jsonargparse.*": "lightning-cli",
  "gin.parse_config*": "gin",
  "sacred.Experiment": "sacred",
  "ml_collections.config_flags.DEFINE_config_*": "python-config",
  "mmengine..fromfile": "python-config",
  "mmcv..fromfile": "python-config",
  "yaml.safe_load": "yaml",
  "yaml.load": "yaml",
  "yaml.full_load": "yaml",
  "ruamel.yaml..load": "yaml",
  "toml.load": "toml",
  "tomllib.load": "toml",
  "tomli.load": "toml",
  "configparser.ConfigParser": "python-config",
});
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
    for (const file of study.graph.files) found.push(...declared(file, study));
    found.push(...literals(study), ...meansOf(study));
    const used = usedConfiguration(study);
    for (const file of study.configuration.files) {
      const by = used(file);
      if (by === null) continue;
      found.push(evidence("code.config", { path: file.path }, { by, detail: file.path }));
      found.push(...keysOf(file, by));
    }
    return found;
  },
});

function declared(file: CodeFile, study: Study): Evidence[] {
  const first = once();
  const trains = study.trains([file.path]);
  return file.parameters.flatMap(({ name, by, default: value, location }) =>
    (by !== "constant" || (trains && isSetting(name, value))) && first(name, by)
      ? [
          evidence("code.parameter", location, {
            name,
            by,
            ...(value === null ? {} : { value: short(text(value)) }),
          }),
        ]
      : [],
  );
}

/** Names of places, addresses and texts. */
const NO_SETTING =
  /(?:^|_)(?:dir|directory|path|paths|root|folder|file|files|filename|url|uri|host|port|version|title|labels?|names?|columns?|cols|stopwords|id|ids|key|token|colou?rs?|description)s?$/i;
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
            value: short(text(value)),
          }),
        );
    }
  }
  return found;
}

function meansOf(study: Study): Evidence[] {
  const first = once();
  const found: Evidence[] = [];
  for (const { file, call } of runningCalls(study)) {
    const by =
      means(call.name) ??
      jsonConfiguration(call.name, call.args.map(({ value }) => text(value)).join(" ")) ??
      executed(call.name, call.args[0] === undefined ? "" : text(call.args[0].value));
    if (by !== null && first(file.path, by))
      found.push(evidence("code.config", call.location, { by, detail: call.name }));
  }
  for (const file of study.graph.files) {
    for (const { decorators, location } of file.functions) {
      for (const { name } of decorators) {
        const by =
          name === "hydra.main"
            ? "hydra"
            : /^click\.(?:command|group|option|argument)$/.test(name)
              ? "click"
              : name === "gin.configurable"
                ? "gin"
                : null;
        if (by !== null && first(file.path, by))
          found.push(evidence("code.config", location, { by, detail: name }));
      }
    }
    for (const { by, location } of file.parameters) {
      if ((by === "dataclass" || by === "pydantic") && first(file.path, by))
        found.push(evidence("code.config", location, { by, detail: `${by} fields` }));
    }
  }
  return found;
}

const jsonConfiguration = (name: string, args: string): ParameterSource | null =>
  /^json\.loads?$/.test(name) && /conf|param|args|setting/i.test(args) ? "json" : null;

/** nanoGPT's way: a configuration in Python that the program executes. */
const executed = (name: string, source: string): ParameterSource | null =>
  name === "exec" && /\bopen\(/.test(source) && /conf/i.test(source) ? "python-config" : null;

/** Which configuration files take part: those that Hydra composes from, and those that the code names or may load. */
function usedConfiguration(study: Study): (file: ConfigurationFile) => ParameterSource | null {
  const folders = new Set(
    study.configuration.mains.flatMap(({ parts }) => parts.map(({ file }) => topFolder(file.path))),
  );
  const composed = new Set(
    study.configuration.mains.flatMap(({ parts }) => parts.map(({ file }) => file.path)),
  );
  const loads = study.graph.files.some((file) =>
    imports(
      file,
      "yaml",
      "omegaconf",
      "ruamel",
      "lightning",
      "pytorch_lightning",
      "jsonargparse",
      "hydra",
      "confuse",
      "anyconfig",
      "yacs",
      "ml_collections",
    ),
  );
  const words = new Set(
    study.graph.files.flatMap(({ strings }) =>
      strings.map(({ value }) => value.slice(value.lastIndexOf("/") + 1)),
    ),
  );
  return ({ path }) => {
    const base = path.slice(path.lastIndexOf("/") + 1);
    if (composed.has(path)) return "hydra";
    if (base === "params.yaml" || base === "params.yml") return "dvc-params";
    if (folders.has(topFolder(path)) && topFolder(path) !== "") return "hydra";
    return loads && (words.has(base) || path.includes("/")) ? "yaml" : null;
  };
}

const topFolder = (path: string): string => (path.includes("/") ? path.slice(0, path.indexOf("/")) : "");

function keysOf(file: ConfigurationFile, by: ParameterSource): Evidence[] {
  const found: Evidence[] = [];
  for (const { path, value } of leaves(file.yaml.value)) {
    if (found.length === MOST_KEYS) break;
    const key = path.join(".");
    if (path[0] === "defaults" || path[0] === "hydra" || path.at(-1)!.startsWith("_")) continue;
    const line = file.yaml.lineOf(path);
    const shown = Array.isArray(value)
      ? JSON.stringify(value)
      : value === null
        ? "null"
        : `${value as string}`;
    found.push(
      evidence(
        "code.parameter",
        { path: file.path, ...(line === undefined ? {} : { line }) },
        { name: key, by, value: short(shown) },
      ),
    );
  }
  return found;
}

const short = (shown: string): string => (shown.length > 80 ? `${shown.slice(0, 79)}…` : shown);
