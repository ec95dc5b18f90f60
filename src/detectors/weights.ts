import { defineDetector } from "../core/detector.js";
import { type Evidence, evidence } from "../core/evidence.js";
import type { Location } from "../core/location.js";
import { parseLfsPointer } from "../parsers/file-kind.js";
import { at, entriesAt, textAt } from "../parsers/plain-data.js";
import { parseYaml } from "../parsers/yaml.js";
import { placeOf, workingFolder } from "../trackers/dvc/place.js";

/** Model weights that the tree holds, points to through LFS, or names in a DVC pointer or lock. */
export const detector = defineDetector({
  id: "weights",
  async detect({ workspace, files }) {
    const found: Evidence[] = [];
    for (const { path, size, symlink, absent } of files) {
      if (isWeights(path) && !symlink) {
        const kind = await workspace.kind(path).catch(() => "binary" as const);
        const pointed = kind === "lfs-pointer" ? parseLfsPointer(await workspace.read(path)) : undefined;
        // A placeholder of no bytes holds no weights.
        if (kind !== "empty") {
          const bytes = absent === true ? null : (pointed?.size ?? size);
          found.push(evidence("weights.file", { path }, { name: path, bytes }));
        }
      } else if (/\.dvc$|(?:^|\/)dvc\.lock$/.test(path) && !symlink && size < LARGEST_POINTER) {
        const text = await workspace.readText(path).catch(() => "");
        found.push(...pointed(path, text));
      }
    }
    return found;
  },
});

const LARGEST_POINTER = 4 * 1024 * 1024;

/** Formats that hold nothing but models. */
const SURE =
  /\.(?:ckpt|safetensors|onnx|keras|tflite|mlmodel|gguf|ggml|caffemodel|pdparams|cbm|engine|mar|pth\.tar|pt2|nemo|weights\.h5)$|(?:^|\/)(?:saved_model\.pb|pytorch_model[\w.-]*\.bin|adapter_model\.bin|flax_model\.msgpack|tf_model\.h5|diffusion_pytorch_model\.bin)$/i;
/** Formats that hold data as well. */
const LIKELY = /\.(?:pth?|t7|h5|hdf5|pb|params|mdl|model)(?:\.gz|\.zip)?$/i;
const PICKLED = /\.(?:pkl|pickle|joblib|sav|bst|ubj)$/i;
const MODEL_NAME =
  /(?:^|[_.-])(?:model|models|clf|classifier|regressor|estimator|weights?|checkpoint|best|forest|xgb|xgboost|lgbm?|lightgbm|catboost|svm|net|booster)(?:[_.-]|\d|$)/i;
const DATA_FOLDER = /(?:^|\/)(?:data|dataset|datasets|raw|processed|interim|features)\//i;
const NO_OFFER =
  /(?:^|\/)(?:tests?|testing|fixtures?|test_data|testdata|examples?|node_modules|site-packages)\//i;

/** A file of model weights, by its name and place. */
export function isWeights(path: string): boolean {
  if (NO_OFFER.test(path)) return false;
  if (SURE.test(path)) return true;
  if (DATA_FOLDER.test(path)) return false;
  if (LIKELY.test(path)) return true;
  const name = (path.split("/").at(-1) ?? path).replace(/\.\w+$/, "");
  return PICKLED.test(path) && MODEL_NAME.test(name);
}

/** Outputs of a pointer or a lock that are weights, with the size that it records. */
function pointed(path: string, text: string): readonly Evidence[] {
  const parsed = parseYaml(text, "pyyaml");
  const folder = workingFolder(path, textAt(parsed.value, "wdir") ?? ".");
  const lists: readonly (readonly [unknown, readonly (string | number)[]])[] = [
    [at(parsed.value, "outs"), ["outs"]],
    ...entriesAt(parsed.value, "stages").map(
      ([name, stage]) => [at(stage, "outs"), ["stages", name, "outs"]] as const,
    ),
  ];
  return lists.flatMap(([outs, keys]) =>
    (Array.isArray(outs) ? outs : []).flatMap((out, index): readonly Evidence[] => {
      const name = at(out, "path");
      const bytes = at(out, "size");
      if (typeof name !== "string") return [];
      const place = placeOf(name, folder).at;
      if (!isWeights(place)) return [];
      const line = parsed.lineOf([...keys, index]);
      const location: Location = { path, ...(line === undefined ? {} : { line }) };
      return [
        evidence("weights.file", location, {
          name: place,
          bytes: typeof bytes === "number" ? bytes : 0,
          by: "dvc",
        }),
      ];
    }),
  );
}
