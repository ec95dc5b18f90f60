import type { Call, CodeFile } from "../../../core/code.js";
import { argument, nameTable, receiver, text } from "../study/names.js";
import { imports } from "../study/project.js";
import type { Placed } from "../study/run-places.js";
import { openedBefore } from "./opened-files.js";

export type Kind = "metrics" | "log" | "config" | "figure" | "predictions";

const BY_NAME: readonly (readonly [pattern: RegExp, kind: Kind])[] = [
  [/config|hparam|\bargs\b|params|options|\bcfg\b|setting/i, "config"],
  [/predict|\bpreds?\b|submission|outputs?\.csv/i, "predictions"],
  [
    /metric|result|score|history|\beval|evaluation|report|summary|losses|accurac|stats|(?<![a-z])log\w*\.(?:csv|jsonl?|tsv)|perf|benchmark|(?<![a-z])(?:(?:au)?(?:prc|roc)(?![a-z])|meters?)/i,
    "metrics",
  ],
];
export const WRITES = nameTable<"by-name" | Kind>({
  ".to_csv": "by-name",
  ".to_json": "by-name",
  ".to_excel": "by-name",
  ".to_latex": "metrics",
  "json.dump": "by-name",
  "csv.writer": "by-name",
  "csv.DictWriter": "by-name",
  "numpy.savetxt": "by-name",
  "numpy.save": "by-name",
  "numpy.savez": "by-name",
  "yaml.dump": "config",
  "yaml.safe_dump": "config",
  "omegaconf.OmegaConf.save": "config",
  ".save_hyperparameters": "config",
  "keras.callbacks.CSVLogger": "metrics",
  "lightning..CSVLogger": "metrics",
  "logging.FileHandler": "log",
  "logging.handlers.*": "log",
  ".write_text": "by-name",
  ".write": "by-name",
  ".savefig": "figure",
  ".write_image": "figure",
  ".write_html": "figure",
});
/** A list of numbers as Python shows it is read back as it stands: `f.write(str(train_losses))`. */
const LISTED =
  /^str\(\s*\w*(?:losses|accs|accuracies|scores|metrics|bleus|rewards|returns|histor(?:y|ies))\s*\)$/i;
const SERIALISES = /\b(?:json|yaml|toml|tomli_w)\.(?:safe_)?dumps?\(/;

export function fileKind({ file, call }: Placed): Kind | null {
  if (call.name === "logging.basicConfig") return argument(call, "filename") === undefined ? null : "log";
  if (call.name === "open") return openedLog(call);
  const found = WRITES(call.name);
  if (found === undefined) return null;
  // Text that is no serialised value is as likely a page or a note.
  if (
    /^write(?:_text)?$/.test(call.method) &&
    !call.args.some(({ value }) => SERIALISES.test(text(value)) || LISTED.test(text(value)))
  )
    return null;
  if (/^yaml\.(?:safe_)?dump$/.test(call.name) && !isWritten(file, call)) return null;
  if (call.method === "save_hyperparameters") return "config";
  if (found !== "by-name") return found;
  const shown = call.args.map(({ value }) => text(value)).join(" ");
  // What a line holds may speak of anything; what is written, where and by whom tells what the file is.
  if (call.method === "write") {
    const written = /\bdumps?\(\s*([\w.]+)\s*[,)]/.exec(shown)?.[1] ?? "";
    return named(`${written} ${openedBefore(file, call)}`) ?? named(call.scope ?? "");
  }
  return named(`${shown} ${receiver(call) ?? ""}`) ?? named(openedBefore(file, call));
}

/** YAML without a stream is only a text, unless that is written in turn. */
function isWritten(file: CodeFile, call: Call): boolean {
  if (argument(call, "stream", 1) !== undefined) return true;
  const made = call.assignedTo;
  return file.calls.some(
    (other) =>
      /^write(?:_text|lines)?$/.test(other.method) &&
      other.scope === call.scope &&
      other.args.some(({ value }) => /\bdump\(/.test(text(value)) || (made !== null && text(value) === made)),
  );
}

/** `args.out` is where something goes, not what goes there; `vars(args)` and `config.json` are. */
const CARRIER =
  /\b(?:args|opts?|options|cfg|conf|config|hparams|params|settings?|flags)\.(?!__dict__|_asdict|to_dict|dict\b|model_dump|(?:json|ya?ml|toml|ini|txt|csv|pkl|npy|npz)\b)/gi;

function named(shown: string): Kind | null {
  const own = shown.replace(CARRIER, "");
  return BY_NAME.find(([pattern]) => pattern.test(own))?.[1] ?? null;
}

const TABLE = /\.(?:csv|tsv|jsonl)\b/i;

/** A text file that is written and called a log; as a table it holds metrics. */
function openedLog(call: Call): Kind | null {
  const mode = argument(call, "mode", 1);
  const path = call.args[0];
  if (path === undefined || mode?.is !== "literal" || !/^[wa]/.test(`${mode.value}`)) return null;
  const shown = text(path.value).replace(CARRIER, "");
  if (!/(?:^|[/_."'-])logs?(?:[/_."'-]|$)/i.test(shown)) return null;
  if (/config|hparam|\bargs\b/i.test(shown)) return "config";
  return TABLE.test(shown) ? "metrics" : "log";
}

/** Options of typed-argument-parser, which save themselves as JSON (tap/tap.py, `Tap.save`). */
export const savesTap = (file: CodeFile, { name }: Call): boolean =>
  /^(?:super\(\)|\w*args)\.save$/.test(name) && imports(file, "tap");

const COPIES = nameTable<true>({ "shutil.copy": true, "shutil.copy2": true, "shutil.copyfile": true });
/** `config`, `args.config_file`, `opt.yaml_path`: what the run itself was configured with, and nothing beneath it. */
const CONFIGURATION_FILE =
  /^(?:(?:args?|opts?|options|flags|FLAGS|cfg|self)\.)?(?:config|cfg|hparams|opt|params|yaml)(?:_?(?:file|path|name|filename|filepath|yaml|json|fn))?$|^(?:args?|opts?|options|flags|FLAGS)\.opt$/i;

/** The configuration file of a run, copied to where its results lie. */
export const copiesConfiguration = (call: Call): boolean =>
  COPIES(call.name) === true &&
  call.args.length > 1 &&
  call.args[0]?.value.is === "name" &&
  CONFIGURATION_FILE.test(text(call.args[0].value));
