import type { ConfigurationAspect, ParameterSource } from "../../../core/evidence.js";
import { nameTable } from "../study/names.js";

/** Means of configuring a run, by the call that sets them up. */
export const means = nameTable<ParameterSource>({
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

/** Decorators that do the same. */
export function decorating(name: string): ParameterSource | null {
  if (name === "hydra.main") return "hydra";
  if (/^click\.(?:command|group|option|argument)$/.test(name)) return "click";
  return name === "gin.configurable" ? "gin" : null;
}

/** What each of them shows first of all. */
const OVERRIDE: ReadonlySet<ParameterSource> = new Set([
  "argparse",
  "click",
  "typer",
  "fire",
  "absl",
  "tyro",
  "huggingface",
  "lightning-cli",
  "sacred",
]);
export const aspectOf = (by: ParameterSource): ConfigurationAspect =>
  OVERRIDE.has(by) ? "override" : by === "dataclass" || by === "pydantic" ? "typed" : "format";

/** What further calls show of a configuration. */
export const aspects = nameTable<{ readonly by: ParameterSource; readonly aspect: ConfigurationAspect }>({
  "omegaconf.OmegaConf.from_cli": { by: "omegaconf", aspect: "override" },
  "omegaconf.OmegaConf.from_dotlist": { by: "omegaconf", aspect: "override" },
  "omegaconf.OmegaConf.merge": { by: "omegaconf", aspect: "composition" },
  "omegaconf.OmegaConf.structured": { by: "omegaconf", aspect: "typed" },
  ".merge_from_file": { by: "python-config", aspect: "composition" },
  ".merge_from_list": { by: "python-config", aspect: "override" },
  "jsonschema.validate": { by: "json", aspect: "validated" },
  "jsonschema.*": { by: "json", aspect: "validated" },
  "cerberus.Validator": { by: "yaml", aspect: "validated" },
  "voluptuous.Schema": { by: "yaml", aspect: "validated" },
  "schema.Schema": { by: "yaml", aspect: "validated" },
  "yamale.validate": { by: "yaml", aspect: "validated" },
  "strictyaml.load": { by: "yaml", aspect: "validated" },
  "dotenv.load_dotenv": { by: "environment", aspect: "environment" },
});

/** Variables of the machine, of the launcher and of libraries: they configure no experiment. */
export const OF_THE_MACHINE =
  /^(?:CUDA|NVIDIA|NCCL|OMP|MKL|TF_|TORCH|PYTORCH|PYTHON|XLA|JAX|HF_|TRANSFORMERS|TOKENIZERS|SLURM|LOCAL_RANK|RANK|WORLD_SIZE|GROUP_RANK|MASTER_|HOME$|PATH$|USER|PWD|TMP|TEMP|DISPLAY|SHELL|LANG|LD_|KMP|OPENBLAS|NUMEXPR|COLAB|KAGGLE|CI$|GITHUB|HOSTNAME|WANDB|MLFLOW|COMET|NEPTUNE|AWS|AZURE|GOOGLE|MUJOCO|PYOPENGL|SM_|PROJECT_ROOT|LOGURU|OPENCV|PORT$|HOST$)/;
