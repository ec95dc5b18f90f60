import type { Call, CodeFile } from "../../core/code.js";
import { defineDetector } from "../../core/detector.js";
import { type EvidenceOf, evidence } from "../../core/evidence.js";
import type { Location } from "../../core/location.js";
import { configuredCalls } from "./configured-calls.js";
import { argument, canonicalName, nameTable, text } from "./names.js";
import { studyOf } from "./study.js";

interface Switch {
  readonly name: string;
  /** Where its value stands; `value`: what the call means by itself. */
  readonly argument?: string;
  readonly position?: number;
  readonly value?: string;
}

/** Calls that ask for bitwise equal results, or that give it up. */
const calls = nameTable<Switch>({
  "torch.use_deterministic_algorithms": {
    name: "torch.use_deterministic_algorithms",
    argument: "mode",
    position: 0,
  },
  "torch.set_deterministic": { name: "torch.use_deterministic_algorithms", argument: "mode", position: 0 },
  "torch.set_deterministic_debug_mode": {
    name: "torch.set_deterministic_debug_mode",
    argument: "debug_mode",
    position: 0,
  },
  "tensorflow.config.experimental.enable_op_determinism": {
    name: "tensorflow.enable_op_determinism",
    value: "True",
  },
  "transformers..enable_full_determinism": { name: "transformers.enable_full_determinism", value: "True" },
  "transformers.enable_full_determinism": { name: "transformers.enable_full_determinism", value: "True" },
  "monai.utils.set_determinism": { name: "monai.set_determinism", value: "True" },
  "composer..configure_deterministic_mode": { name: "composer.configure_deterministic_mode", value: "True" },
  "ray.train.torch.enable_reproducibility": { name: "ray.train.torch.enable_reproducibility", value: "True" },
});
/** Arguments of constructors that do. */
const keywords = nameTable<readonly string[]>({
  "lightning..Trainer": ["deterministic", "benchmark"],
  "lightning.Trainer": ["deterministic", "benchmark"],
  "transformers.TrainingArguments": ["full_determinism"],
  "transformers.Seq2SeqTrainingArguments": ["full_determinism"],
  "composer.Trainer": ["deterministic_mode"],
  "lightgbm.*": ["deterministic", "force_row_wise", "force_col_wise"],
  "torch.utils.data.DataLoader": ["worker_init_fn"],
});
/** Attributes and environment variables that are set. */
const SETTINGS = /^(?:torch\.backends\.(cudnn\.deterministic|cudnn\.benchmark|cudnn\.enabled))$/;
const VARIABLES = new Set([
  "PYTHONHASHSEED",
  "CUBLAS_WORKSPACE_CONFIG",
  "TF_DETERMINISTIC_OPS",
  "TF_CUDNN_DETERMINISTIC",
  "XLA_FLAGS",
  "CUDA_LAUNCH_BLOCKING",
]); // prettier-ignore

/** Switches that ask for equal results to the bit, with the value they are set to. */
export const detector = defineDetector({
  id: "code-determinism",
  async detect(context) {
    const study = await studyOf(context);
    const found: EvidenceOf<"code.determinism">[] = [];
    const add = (location: Location, name: string, value: string): void => {
      found.push(evidence("code.determinism", location, { switch: name, value: value.slice(0, 80) }));
    };
    for (const file of study.graph.files) {
      for (const call of file.calls) {
        if (!runs(study, file, call)) continue;
        for (const [name, value] of switchesOf(call)) add(call.location, name, value);
      }
      for (const assignment of file.assignments) {
        if (!runs(study, file, assignment)) continue;
        const target = attributeName(file, assignment.target);
        const setting = SETTINGS.exec(target)?.[1];
        const variable = /^os\.environ\[\s*["'](\w+)["']\s*\]$/.exec(assignment.target)?.[1];
        if (setting !== undefined) add(assignment.location, setting, text(assignment.value));
        else if (variable !== undefined && concerns(variable, text(assignment.value)))
          add(assignment.location, inProcess(variable), text(assignment.value));
      }
    }
    for (const call of configuredCalls(study.configuration.mains)) {
      for (const [name, value] of switchesOf(call)) add(call.location, name, value);
    }
    return found;
  },
});

function runs(
  study: Awaited<ReturnType<typeof studyOf>>,
  file: CodeFile,
  place: Pick<Call, "scope" | "conditions" | "location">,
): boolean {
  return (
    study.reach.runBy(file, place).length > 0 &&
    study.values.holds(file, place.scope, place.conditions).on !== "no"
  );
}

function switchesOf(call: Call): [name: string, value: string][] {
  const name = canonicalName(call.name);
  if (/^os\.environ\.(?:setdefault|update)$|^os\.putenv$/.test(name)) {
    const [variable, value] = call.args;
    const key = variable?.value.is === "literal" ? `${variable.value.value}` : "";
    const shown = value === undefined ? "" : text(value.value);
    return concerns(key, shown) ? [[inProcess(key), shown]] : [];
  }
  const direct = calls(name);
  if (direct !== undefined) {
    const given =
      direct.argument === undefined ? undefined : argument(call, direct.argument, direct.position);
    return [[direct.name, given === undefined ? (direct.value ?? "") : text(given)]];
  }
  return (keywords(name) ?? []).flatMap((keyword): [string, string][] => {
    const given = argument(call, keyword);
    return given === undefined ? [] : [[`${name.split(".").at(-1)}.${keyword}`, text(given)]];
  });
}

/** `cudnn.benchmark` under `import torch.backends.cudnn as cudnn`, where the target kept its written name. */
function attributeName(file: CodeFile, target: string): string {
  const [head, ...rest] = target.split(".");
  const source = file.imports.find(({ alias }) => alias === head);
  if (source === undefined) return target;
  const full = source.name === null ? source.module : `${source.module}.${source.name}`;
  // `import torch.backends` binds `torch`.
  return source.name === null && source.module.split(".")[0] === head ? target : [full, ...rest].join(".");
}

/** Set while Python already runs, the hash seed reaches only the processes that are started later. */
const inProcess = (variable: string): string =>
  variable === "PYTHONHASHSEED" ? "PYTHONHASHSEED (in-process)" : variable;

const concerns = (variable: string, value: string): boolean =>
  VARIABLES.has(variable) && (variable !== "XLA_FLAGS" || value.includes("deterministic"));
