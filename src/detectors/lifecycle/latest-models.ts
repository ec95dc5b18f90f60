import type { Argument, CodeFile } from "../../core/code.js";
import type { Evidence } from "../../core/evidence.js";
import { itemsOf } from "../../core/inventory-items.js";
import type { Location } from "../../core/location.js";
import { LATEST } from "./operation-tables.js";
import { LOADS_MODEL } from "./serving-tables.js";

/** Arguments that name a model that is loaded, beside the calls that load one. */
const LOADS =
  /(?:^|\.)(?:use_artifact|use_model|get_model|download_artifacts|load_pyfunc|load_runner|snapshot_download)$|^bentoml\.(?:\w+\.)?(?:get|load_model)$/;
const BY_TIME = /^os\.path\.get[cm]time$|\bst_[cm]time\b/;
const OF_MODELS = /model|ckpt|checkpoint|weights|\.(?:pth?|onnx|h5|keras|pkl|joblib|safetensors)\b/i;

/** Where serving code takes whichever model was written last. */
export const latestModels = (served: readonly CodeFile[]): readonly Evidence[] =>
  served.flatMap((file) => [...byName(file), ...byTime(file)]);

function byName(file: CodeFile): readonly Evidence[] {
  const named = new Map<string, Location>();
  for (const call of file.calls) {
    if (!LOADS_MODEL.test(call.name) && !LOADS.test(call.name)) continue;
    for (const { text, location } of texts(file, call.args, call.location))
      if (LATEST.test(text)) named.set(text, location);
  }
  return [...named].map(([text, location]) => latest(location, text, "by name"));
}

/** What the arguments come to: a text, or a constant of this file that holds one. */
function texts(
  file: CodeFile,
  args: readonly Argument[],
  at: Location,
): readonly { readonly text: string; readonly location: Location }[] {
  return args.flatMap(({ value }) => {
    if (value.is === "literal" && typeof value.value === "string")
      return [{ text: value.value, location: at }];
    if (value.is !== "name") return [];
    const set = file.assignments.find(
      ({ target, value: held }) => target === value.name && held.is === "literal",
    );
    return set?.value.is === "literal" && typeof set.value.value === "string"
      ? [{ text: set.value.value, location: set.location }]
      : [];
  });
}

/** `max(glob("models/*.pt"), key=os.path.getmtime)` */
function byTime(file: CodeFile): readonly Evidence[] {
  return file.calls.flatMap((call) => {
    if (call.name !== "max" && call.name !== "sorted") return [];
    const key = call.args.find(({ name }) => name === "key")?.value;
    const by = key?.is === "name" ? key.name : key?.is === "expression" ? key.text : "";
    if (!BY_TIME.test(by)) return [];
    const from = call.args.find(({ name }) => name === null)?.value;
    const text =
      from?.is === "call" || from?.is === "expression" ? from.text : from?.is === "name" ? from.name : "";
    return OF_MODELS.test(text) ? [latest(call.location, `${call.name} by file time`, "by file time")] : [];
  });
}

const serving = itemsOf("serving");
const latest = (location: Location, name: string, state: string): Evidence =>
  serving("latest model", location, name, state);
