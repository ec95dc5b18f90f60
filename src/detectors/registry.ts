import { posix } from "node:path";
import type { Call, Code, CodeFile } from "../core/code.js";
import type { DetectionContext } from "../core/detector.js";
import { defineDetector } from "../core/detector.js";
import { type Evidence, evidence } from "../core/evidence.js";
import { itemsOf } from "../core/inventory-items.js";
import type { Location } from "../core/location.js";
import { at, entriesAt } from "../parsers/plain-data.js";
import { parseYaml } from "../parsers/yaml.js";
import { readCommands } from "./commands.js";

/** Models under a name and version: registry calls in code, GTO tags, DVC's artifacts. */
export const detector = defineDetector({
  id: "registry",
  async detect(context) {
    const own = context.code.files.filter((file) => !file.test && !file.vendored);
    const asked = (await readCommands(context)).some(({ command }) =>
      command.words.some(
        (word, at) => PUSH_OPTION.test(word) && !/^false$/i.test(command.words[at + 1] ?? ""),
      ),
    );
    const namedBy = remembering((name) => CALLS.filter((one) => one.call.test(name)));
    return [
      ...own.flatMap((file) =>
        file.calls.flatMap((call) => fromCall(context.code, file, call, namedBy, asked) ?? []),
      ),
      ...(await fromDvc(context)),
      ...(await fromTags(context)),
    ];
  },
});

/** The option of transformers' `TrainingArguments` that is off unless a command gives it. */
const PUSH_OPTION = /^--push[-_]to[-_]hub(?:=(?:1|true))?$/i;
const BEHIND_OPTION = /(?:^|[\s(.])push_to_hub$/;
/** What is pushed by the same method, and is no model. */
const NO_MODEL =
  /^datasets\.|(?:data_?sets?|datasetdict|\bds|_ds|tokenizer\w*|processor|extractor|card|readme)(?:\([^()]*\)|\[[^[\]]*\])?(?:\.from_pretrained(?:\(\))?)?\.push_to_hub$/i;

interface Registering {
  readonly tool: string;
  readonly call: RegExp;
  /** The file must import this module for a method of an unknown receiver to count. */
  readonly module?: string;
  readonly named: readonly string[];
  readonly position: number | null;
}

const CALLS: readonly Registering[] = [
  { tool: "mlflow", call: /^mlflow\.(?:\w+\.)*register_model$/, named: ["name"], position: 1 },
  {
    tool: "mlflow",
    call: /\.(?:create_registered_model|create_model_version|transition_model_version_stage|set_registered_model_alias)$/,
    module: "mlflow",
    named: ["name"],
    position: 0,
  },
  {
    tool: "wandb",
    call: /\.link_artifact$|^wandb\.link_artifact$/,
    module: "wandb",
    named: ["target_path"],
    position: 1,
  },
  {
    tool: "wandb",
    call: /\.link_model$|^wandb\.link_model$/,
    module: "wandb",
    named: ["registered_model_name"],
    position: 1,
  },
  {
    tool: "huggingface",
    call: /\.push_to_hub$/,
    module:
      "transformers|huggingface_hub|diffusers|peft|trl|sentence_transformers|timm|stable_baselines3|huggingface_sb3|lerobot|setfit",
    named: ["repo_id"],
    position: 0,
  },
  {
    tool: "huggingface",
    call: /^huggingface_hub\.(?:upload_folder|upload_file|push_to_hub_\w+)$/,
    named: ["repo_id"],
    position: null,
  },
  {
    tool: "huggingface",
    call: /^huggingface_sb3\.(?:package_to_hub|push_to_hub)$/,
    named: ["repo_id"],
    position: null,
  },
  {
    tool: "sagemaker",
    call: /^sagemaker\.(?:\w+\.)*(?:ModelPackage|RegisterModel)$|\.create_model_package$/,
    module: "sagemaker|boto3",
    named: ["model_package_group_name", "ModelPackageGroupName"],
    position: null,
  },
  {
    tool: "vertex",
    call: /^google\.cloud\.aiplatform\.Model\.upload$/,
    named: ["display_name"],
    position: null,
  },
  {
    tool: "azureml",
    call: /^azureml\.core\.(?:model\.)?Model\.register$/,
    named: ["model_name"],
    position: null,
  },
  { tool: "comet", call: /\.register_model$/, module: "comet_ml", named: ["model_name"], position: 0 },
  { tool: "clearml", call: /^clearml\.OutputModel$/, named: ["name"], position: null },
  {
    tool: "neptune",
    call: /^neptune\.(?:init_model|init_model_version)$/,
    named: ["key", "name"],
    position: null,
  },
  { tool: "bentoml", call: /^bentoml\.\w+\.save_model$/, named: ["name"], position: 0 },
];

/** The same names come again and again. */
function remembering(find: (name: string) => readonly Registering[]): typeof find {
  const known = new Map<string, readonly Registering[]>();
  return (name) => {
    const found = known.get(name) ?? find(name);
    known.set(name, found);
    return found;
  };
}

function fromCall(
  code: Code,
  file: CodeFile,
  call: Call,
  namedBy: (name: string) => readonly Registering[],
  asked: boolean,
): Evidence | null {
  const known = namedBy(call.name).find(
    (one) => one.module === undefined || importsAny(file, one.module.split("|")),
  );
  if (known?.tool === "huggingface" && !pushesModel(call)) return null;
  if (known !== undefined) {
    const given =
      call.args.find((one) => one.name !== null && known.named.includes(one.name)) ??
      (known.position === null ? undefined : call.args.filter((one) => one.name === null)[known.position]);
    return entry(code, file, call, known.tool, given === undefined ? null : shown(given.value), asked);
  }
  // `mlflow.sklearn.log_model(…, registered_model_name="iris")` registers as it logs.
  const registered = argument(call, "registered_model_name");
  if (registered !== undefined && !isNothing(registered))
    return entry(code, file, call, "mlflow", shown(registered), asked);
  const pushes = argument(call, "push_to_hub");
  return pushes?.is === "literal" && pushes.value === true && importsAny(file, ["transformers", "trl"])
    ? entry(code, file, call, "huggingface", null, asked)
    : null;
}

const argument = (call: Call, name: string): Call["args"][number]["value"] | undefined =>
  call.args.find((one) => one.name === name)?.value;

function pushesModel(call: Call): boolean {
  const kind = argument(call, "repo_type");
  if (kind?.is === "literal" && (kind.value === "dataset" || kind.value === "space")) return false;
  return !NO_MODEL.test(call.written ?? call.name) && !NO_MODEL.test(call.name);
}

/** What a default run does not register is listed, but is no registry in use. `asked`: a command gives the push option. */
function entry(
  code: Code,
  file: CodeFile,
  call: Call,
  tool: string,
  name: string | null,
  asked: boolean,
): Evidence {
  const off = call.conditions
    .map((condition) => {
      const answer = code.truth(file, condition);
      return answer.truth === "unknown" && !asked && BEHIND_OPTION.test(condition)
        ? { truth: "no" as const, why: `${condition} is off unless it is asked for` }
        : answer;
    })
    .find((answer) => answer.truth === "no");
  return off === undefined
    ? evidence("registry.entry", call.location, {
        tool,
        name: name ?? "name not in the text",
        detail: call.name,
      })
    : registry(
        "registered model",
        call.location,
        name ?? call.name,
        "off by default",
        off.why === null ? tool : `${tool}: ${off.why}`,
      );
}

const registry = itemsOf("registry");

const importsAny = (file: CodeFile, modules: readonly string[]): boolean =>
  file.imports.some((one) => one.file === null && modules.includes(one.module.split(".")[0] ?? ""));

const isNothing = (value: Call["args"][number]["value"]): boolean =>
  value.is === "literal" && value.value === null;

function shown(value: Call["args"][number]["value"]): string | null {
  if (value.is === "literal") return String(value.value);
  if (value.is === "name") return value.name;
  return value.is === "expression" || value.is === "call" ? value.text.slice(0, 80) : null;
}

async function fromDvc({ workspace, files }: DetectionContext): Promise<readonly Evidence[]> {
  const found: Evidence[] = [];
  for (const { path, symlink } of files) {
    if (symlink || !/(?:^|\/)(?:dvc|artifacts)\.yaml$/.test(path)) continue;
    const text = await workspace.readText(path).catch(() => "");
    const parsed = parseYaml(text, "pyyaml");
    const table = path.endsWith("artifacts.yaml") ? parsed.value : at(parsed.value, "artifacts");
    const under = path.endsWith("artifacts.yaml") ? [] : ["artifacts"];
    for (const [name, one] of entriesAt(table)) {
      if (at(one, "type") !== "model") continue;
      const line = parsed.lineOf([...under, name]);
      const description = at(one, "desc");
      found.push(
        evidence(
          "registry.entry",
          { path, ...(line === undefined ? {} : { line }) },
          {
            tool: "dvc",
            name,
            detail: typeof description === "string" ? "declared with a description" : "declared",
            ...artifactOf(path, at(one, "path")),
          },
        ),
      );
    }
  }
  return found;
}

/** The declared path, from the root; one that leads out of it is none of ours. */
function artifactOf(definition: string, declared: unknown): { artifact?: string } {
  if (typeof declared !== "string") return {};
  const path = posix.join(posix.dirname(definition), declared);
  return path.startsWith("..") || path.startsWith("/") ? {} : { artifact: path };
}

/** GTO: `name@v1.2.3` registers a version, `name#stage#3` assigns a stage (gto 1.10, formats of annotated tags). */
const VERSION = /^([^@#\s]+)@(v?\d+\.\d+\.\d+[\w.+-]*)(?:!|#\d+)*$/;
const STAGE = /^([^@#\s]+)#([a-z0-9-]+)(?:#\d+)?$/;

async function fromTags({ workspace, files }: DetectionContext): Promise<readonly Evidence[]> {
  if (!workspace.git.present) return [];
  const anchor = anchorOf(files.map((file) => file.path));
  if (anchor === null) return [];
  const tags = await workspace.git.tags();
  return tags.flatMap(({ name }): readonly Evidence[] => {
    const version = VERSION.exec(name);
    const stage = version === null ? STAGE.exec(name) : null;
    const model = (version ?? stage)?.[1];
    if (model === undefined) return [];
    const detail =
      version === null ? `stage ${stage?.[2]} (tag ${name})` : `version ${version[2]} (tag ${name})`;
    return [evidence("registry.entry", anchor, { tool: "gto", name: model, detail })];
  });
}

function anchorOf(paths: readonly string[]): Location | null {
  const path =
    paths.find((one) => /(?:^|\/)(?:dvc|artifacts)\.yaml$/.test(one)) ??
    paths.find((one) => /^readme[^/]*$/i.test(one)) ??
    paths[0];
  return path === undefined ? null : { path };
}
