import type { Value } from "../../../core/code.js";
import { argument, isLiteral, nameTable, receiver, unpacksKeywords } from "../study/names.js";
import type { Placed } from "../study/run-places.js";
import type { Study } from "../study/study.js";
import type { Bench, Judge } from "./danger.js";
import { resolved } from "./observer.js";

interface Remote {
  readonly what: "model" | "dataset";
  readonly name: readonly [name: string, position: number];
  readonly revision: string;
}

const model = (name: string, position = 0): Remote => ({
  what: "model",
  name: [name, position],
  revision: "revision",
});
const dataset = (name: string): Remote => ({ what: "dataset", name: [name, 0], revision: "revision" });

const remotes = nameTable<Remote>({
  "transformers..from_pretrained": model("pretrained_model_name_or_path"),
  "diffusers..from_pretrained": model("pretrained_model_name_or_path"),
  "transformers.pipeline": model("model", 1),
  "sentence_transformers.SentenceTransformer": model("model_name_or_path"),
  "sentence_transformers.CrossEncoder": model("model_name"),
  "huggingface_hub.hf_hub_download": model("repo_id"),
  "huggingface_hub.snapshot_download": model("repo_id"),
  "datasets.load_dataset": dataset("path"),
});
/** Builders of files at hand. */
const BUILDERS =
  /^(?:csv|json|text|parquet|arrow|pandas|imagefolder|audiofolder|videofolder|webdataset|xml|generator|sql|spark)$/;
const HUB_NAME = /^[A-Za-z0-9][\w.-]*(?:\/[A-Za-z0-9][\w.-]*)?$/;
const LOCAL =
  /^(?:outputs?|models?|checkpoints?|ckpts?|results?|saved\w*|runs?|logs?|data(?:sets?)?|artifacts?|trained\w*|fine_?tuned\w*|tmp|weights|best_model|final_model|my_model|experiments?|exp|pretrained\w*|local\w*)(?:\/|$)|\.(?:pt|pth|bin|ckpt|safetensors|json|csv|py|txt|h5)$/i;
const REVISION = /^[0-9a-f]{40}$/;
const BRANCH = /^(?:main|master|HEAD)$/;

/** Models and data sets of a hub that come as their newest version: no revision is asked for. */
export const remoteModel: Bench = {
  methods: new Set([
    "from_pretrained",
    "pipeline",
    "SentenceTransformer",
    "CrossEncoder",
    "hf_hub_download",
    "snapshot_download",
    "load_dataset",
    "load",
  ]),
  risk: "unpinned-model",
  judge: (study, placed, { workspace }) => {
    const { file, call } = placed;
    if (call.method === "load") {
      if (call.name !== "torch.hub.load") return null;
      const source = argument(call, "source");
      const given = argument(call, "repo_or_dir", 0);
      if (given === undefined || isLiteral(source, "local")) return null;
      const repo = named(study, placed, given);
      if (repo === null) return null;
      const [name = "", ref] = repo.name.split(":");
      if (name.split("/")[1]?.toLowerCase() === workspace.name.toLowerCase()) return null;
      if (!/^[\w.-]+\/[\w.-]+$/.test(name)) return null;
      return ref === undefined || BRANCH.test(ref)
        ? found(
            "code and weights of",
            name,
            ref === undefined ? "no reference" : `the branch ${ref}`,
            repo.sure,
          )
        : "sound";
    }
    const remote = remotes(call.name);
    if (remote === undefined || unpacksKeywords(call)) return null;
    if (receiver(call) !== null && study.graph.resolve(file, call.name, call.scope) !== undefined)
      return null;
    const revision = argument(call, remote.revision);
    if (revision !== undefined) {
      const value = resolved(study, placed, revision);
      if (!isLiteral(value, null) && !(value.is === "literal" && BRANCH.test(`${value.value}`)))
        return value.is === "literal" ? "sound" : null;
    }
    const given = argument(call, ...remote.name);
    const asked = given === undefined ? null : named(study, placed, given);
    if (asked === null) return null;
    const { name } = asked;
    if (isLiteral(argument(call, "local_files_only"), true)) return null;
    if (!HUB_NAME.test(name) || LOCAL.test(name) || REVISION.test(name) || isOwnFolder(study, name))
      return null;
    if (remote.what === "dataset" && (BUILDERS.test(name) || argument(call, "data_files") !== undefined))
      return null;
    return found(remote.what, name, "no revision", asked.sure);
  },
};

const found = (what: string, name: string, asked: string, sure: boolean): ReturnType<Judge> => ({
  why: `${what} ${name} ${what.startsWith("code and") ? "come as their" : "comes as its"} newest version: ${asked}`,
  confidence: sure ? "high" : "medium",
});

/**
 * What a hub is asked for: as written, by a constant of the file, or as the default of an option. What comes through
 * a caller is not taken: conditions on the way may rule it out.
 */
function named(
  study: Study,
  { file, call }: Placed,
  given: Value,
): { readonly name: string; readonly sure: boolean } | null {
  if (given.is === "literal")
    return typeof given.value === "string" ? { name: given.value, sure: true } : null;
  const { value, where } = study.values.resolve(file, call.scope, given);
  if (value.is !== "literal" || typeof value.value !== "string" || !/[-/]/.test(value.value)) return null;
  const assigned = given.is === "name" ? file.assignments.filter(({ target }) => target === given.name) : [];
  if (assigned.length === 1 && isLiteral(assigned[0]!.value, value.value))
    return { name: value.value, sure: true };
  return where !== null && /^(?:argparse|click|typer|dataclass|absl|tyro) default /.test(where)
    ? { name: value.value, sure: false }
    : null;
}

const saved = new WeakMap<Study, ReadonlySet<string>>();

/** Folders that the project saves into itself: what is loaded from there is its own. */
function isOwnFolder(study: Study, name: string): boolean {
  let own = saved.get(study);
  if (own === undefined) {
    const texts = (value: Value): string[] =>
      value.is === "literal" && typeof value.value === "string"
        ? [value.value.replace(/^\.\/|\/$/g, "")]
        : [];
    own = new Set(
      study.graph.files.flatMap(({ calls }) =>
        calls.flatMap((call) =>
          /^(?:save_pretrained|save_model|save_to_disk|save|makedirs|mkdir)$|TrainingArguments$/.test(
            call.method,
          )
            ? call.args.flatMap(({ value }) => texts(value))
            : [],
        ),
      ),
    );
    saved.set(study, own);
  }
  return own.has(name.replace(/\/$/, ""));
}
