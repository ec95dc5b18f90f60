import type { Call, CodeFile, Value } from "../../../core/code.js";
import { defineDetector } from "../../../core/detector.js";
import { type EvidenceOf, evidence } from "../../../core/evidence.js";
import { argument, canonicalName, lastPart, nameTable } from "../study/names.js";
import { imports } from "../study/project.js";
import { once, runningCalls } from "../study/run-places.js";
import { type Study, studyOf } from "../study/study.js";

interface Library {
  readonly via: string;
  /** "name": the last part of the call names the set; else the argument that does. */
  readonly named: "name" | "argument" | "module";
  readonly revision?: readonly string[];
}

const library = (via: string, named: Library["named"], ...revision: string[]): Library => ({
  via,
  named,
  revision,
});

const loaders = nameTable<Library>({
  "torchvision.datasets.*": library("torchvision", "name"),
  "torchaudio.datasets.*": library("torchaudio", "name"),
  "torchtext.datasets.*": library("torchtext", "name"),
  "torch_geometric.datasets.*": library("torch_geometric", "name"),
  "dgl.data.*": library("dgl", "name"),
  "medmnist.*": library("medmnist", "name"),
  "sklearn.datasets.load_*": library("sklearn", "name"),
  "sklearn.datasets.fetch_*": library("sklearn", "name", "version"),
  "keras.datasets.*": library("keras", "module"),
  "tensorflow_datasets.load": library("tensorflow-datasets", "argument"),
  "tensorflow_datasets.builder": library("tensorflow-datasets", "argument"),
  "datasets.load_dataset": library("huggingface", "argument", "revision"),
  "datasets.load_dataset_builder": library("huggingface", "argument", "revision"),
  "huggingface_hub.snapshot_download": library("huggingface", "argument", "revision"),
  "seaborn.load_dataset": library("seaborn", "argument"),
  "openml.datasets.get_dataset": library("openml", "argument", "version"),
  "ogb.*": library("ogb", "argument"),
  "gymnasium.make": library("gymnasium", "argument"),
  "gymnasium.make_vec": library("gymnasium", "argument"),
  "gymnasium.vector.make": library("gymnasium", "argument"),
  "envpool.make": library("envpool", "argument"),
  "ucimlrepo.fetch_ucirepo": library("ucimlrepo", "argument"),
  "vega_datasets.data.*": library("vega_datasets", "name"),
  "statsmodels.api.datasets.get_rdataset": library("rdatasets", "argument"),
});
/** Files of one's own, in a layout that the library reads. */
const OWN_FILES =
  /\.(?:ImageFolder|DatasetFolder|FakeData|VisionDataset|load_files|load_svmlight_files?|load_sample_images?|image_dataset_from_directory|utils|data_utils|text_dataset_from_directory|Dataset|InMemoryDataset|DataLoader|DGLDataset|utils\.\w+)$/;
const BUILDERS = /^(?:csv|json|text|parquet|arrow|pandas|imagefolder|audiofolder|webdataset|xml)$/;

/** `--env CartPole-v1`: an environment of Gymnasium by name and version, wherever it is made in the end. */
const ENVIRONMENT_OPTION = /^(?:envs?|env_ids?|env_names?|environment|gym_id|task|task_id)$/i;
const ENVIRONMENT = /^(?:[\w-]+\/)?[A-Z][\w-]*-(v\d+)$/;
const SIMULATORS =
  /^(?:gym|gymnasium|stable_baselines3|sb3_contrib|envpool|tianshou|rl_zoo3|dm_control|d4rl)(?:\.|$)/;

/** Data sets of offline reinforcement learning by their names (D4RL, d4rl/gym_mujoco, locomotion, kitchen …). */
const OFFLINE =
  /^(?:hopper|walker2d|halfcheetah|ant|antmaze|maze2d|pen|door|hammer|relocate|kitchen)-[a-z0-9-]{1,40}-(v\d+)$/;

const simulates = (file: CodeFile): boolean => file.imports.some(({ module }) => SIMULATORS.test(module));

/** Public data sets that code takes by name, with the version that it asks for. */
export const detector = defineDetector({
  id: "code-datasets",
  async detect(context) {
    const study = await studyOf(context);
    const first = once();
    const found: EvidenceOf<"data.named">[] = [];
    for (const { file, call } of runningCalls(study)) {
      const set = namedSet(study, file, call);
      if (set === null || !first(file.path, set.name, set.via)) continue;
      found.push(evidence("data.named", call.location, set));
    }
    const offline = study.graph.files.some((file) => imports(file, "d4rl"));
    for (const file of study.graph.files) {
      for (const { value, location } of offline ? file.strings : []) {
        const version = OFFLINE.exec(value)?.[1];
        if (version !== undefined && first(file.path, value, "d4rl"))
          found.push(evidence("data.named", location, { name: value, via: "d4rl", revision: version }));
      }
      for (const { name, default: value, location } of file.parameters) {
        const id = value?.is === "literal" && ENVIRONMENT_OPTION.test(name) ? `${value.value}` : "";
        const version = ENVIRONMENT.exec(id)?.[1];
        if (version !== undefined && simulates(file) && first(file.path, id, "gymnasium"))
          found.push(evidence("data.named", location, { name: id, via: "gymnasium", revision: version }));
      }
    }
    return found;
  },
});

function namedSet(
  study: Study,
  file: CodeFile,
  call: Call,
): { name: string; via: string; revision: string | null } | null {
  const name = canonicalName(call.name);
  const found = loaders(name);
  if (found === undefined || OWN_FILES.test(name) || (found.via === "ogb" && !/Dataset$/.test(name)))
    return null;
  const resolved = (value: Value | undefined): string | null => {
    if (value === undefined) return null;
    const { value: known } = study.values.resolve(file, call.scope, value);
    return known.is === "literal" && known.value !== null ? `${known.value}` : null;
  };
  const revision =
    found.revision?.map((keyword) => resolved(argument(call, keyword))).find((value) => value !== null) ??
    null;
  if (found.named !== "argument") {
    const parts = name.split(".");
    const shown =
      found.named === "module"
        ? parts.at(-1) === "load_data"
          ? parts.at(-2)
          : null
        : setName(lastPart(name.replace(/\.(?:splits|iters)$/, "")), found.via);
    if (shown === "openml") {
      const set = resolved(argument(call, "name", 0)) ?? resolved(argument(call, "data_id"));
      return set === null ? null : { name: set, via: "openml", revision };
    }
    return shown === null || shown === undefined ? null : { name: shown, via: found.via, revision };
  }
  const asked = resolved(
    argument(call, "", 0) ??
      ["path", "name", "id", "env_id", "task_id", "repo_id", "dataset_id"]
        .map((key) => argument(call, key))
        .find((value) => value !== undefined),
  );
  if (asked === null || BUILDERS.test(asked) || /^[./~]|\.(?:py|csv|jsonl?)$/.test(asked)) return null;
  if (found.via === "gymnasium" || found.via === "envpool") {
    const version = /-(v\d+)$/.exec(asked)?.[1] ?? null;
    return { name: asked, via: found.via, revision: version };
  }
  if (found.via === "tensorflow-datasets")
    return { name: asked, via: found.via, revision: /:(\d[\d.]*)$/.exec(asked)?.[1] ?? null };
  return { name: asked, via: found.via, revision };
}

/** `load_iris` and `fetch_openml`; a class name begins with a capital, all else is a helper of the library. */
function setName(last: string, via: string): string | null {
  if (via === "sklearn") return last.replace(/^(?:load|fetch)_/, "");
  if (via === "torchtext" || via === "vega_datasets") return last;
  return /^[A-Z]/.test(last) ? last : null;
}
