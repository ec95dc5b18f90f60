import type { Call, CodeFile, Value } from "../../../core/code.js";
import { defineDetector } from "../../../core/detector.js";
import { type EvidenceOf, evidence } from "../../../core/evidence.js";
import { argument, nameTable, text } from "../study/names.js";
import { once, runningCalls } from "../study/run-places.js";
import { type Study, studyOf } from "../study/study.js";

const reads = nameTable<true>({
  "pandas.read_*": true,
  "polars.read_*": true,
  "polars.scan_*": true,
  "dask.dataframe.read_*": true,
  "numpy.load": true,
  "numpy.loadtxt": true,
  "numpy.genfromtxt": true,
  "numpy.memmap": true,
  "numpy.fromfile": true,
  "scipy.io.loadmat": true,
  "h5py.File": true,
  "pickle.load": true,
  "joblib.load": true,
  "torchvision.datasets.ImageFolder": true,
  "torchvision.datasets.DatasetFolder": true,
  "keras..image_dataset_from_directory": true,
  "datasets.load_from_disk": true,
  "xarray.open_dataset": true,
  open: true,
});
const DATA_FILE =
  /\.(?:csv|tsv|jsonl|parquet|npy|npz|pkl|pickle|h5|hdf5|feather|arrow|xlsx?|mat|zip|tar|tgz|gz|tfrecords?|arff|sqlite|db|bin|data|dat|txt|nc|fasta|vcf|edf|wav)$/i;
const FOLDER_READERS = /\.(?:ImageFolder|DatasetFolder|image_dataset_from_directory|load_from_disk)$/;
const ABSOLUTE = /^(?:\/(?!dev\/|proc\/|tmp\/|etc\/)[\w.-]+\/|~\/|[A-Za-z]:[\\/])/;

/** Endings that a plain `open` meets for many things that are no data. */
const LOOSE = /\.(?:txt|dat|bin|data|db|gz|zip)$/i;
/** Options that say where a program writes. */
const OUTPUT = /(?:^|[-_])(?:out|output|save|dest|destination|write|target)(?:[-_]|$)/i;
const WRITES = /^(?:to_\w+|save\w*|dump|savetxt|savez\w*|write\w*|urlretrieve)$/;

/** Data that code reads from a place which the tree does not hold. */
export const detector = defineDetector({
  id: "code-data-paths",
  async detect(context) {
    const study = await studyOf(context);
    const known = new Set(context.files.flatMap(({ path }) => [path, ...parents(path)]));
    const written = writtenPaths(study);
    const first = once();
    const found: EvidenceOf<"data.path">[] = [];
    for (const { file, call } of runningCalls(study)) {
      if (reads(call.name) !== true) continue;
      const path = pathOf(call, (value) => study.values.resolve(file, call.scope, value).value);
      if (path === null || written.has(path) || !first(path)) continue;
      if (call.name === "open" && LOOSE.test(path) && !/(?:^|\/)data/i.test(path)) continue;
      const folder = FOLDER_READERS.test(call.name);
      if (!ABSOLUTE.test(path) && (!(folder || DATA_FILE.test(path)) || held(known, file, path))) continue;
      if (ABSOLUTE.test(path) && !folder && !DATA_FILE.test(path)) continue;
      found.push(evidence("data.path", call.location, { name: path }));
    }
    return found;
  },
});

/** What the code itself has written is a product of it. */
function writtenPaths(study: Study): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { call } of runningCalls(study)) {
    const mode = argument(call, "mode", 1);
    const opened = call.name === "open" && mode?.is === "literal" && /^[wax]/.test(`${mode.value}`);
    if (!opened && !WRITES.test(call.method)) continue;
    for (const { value } of call.args)
      if (value.is === "literal" && typeof value.value === "string") found.add(value.value);
  }
  for (const { parameters } of study.graph.files)
    for (const { name, default: value } of parameters)
      if (OUTPUT.test(name) && value?.is === "literal") found.add(`${value.value}`);
  return found;
}

/** The literal path that is read; null where it is put together, is an address, or is written. */
function pathOf(call: Call, resolve: (value: Value) => Value): string | null {
  const given = call.args[0]?.name === null ? call.args[0].value : argument(call, "filepath_or_buffer");
  if (given === undefined) return null;
  const mode = call.name === "open" || call.name === "h5py.File" ? argument(call, "mode", 1) : undefined;
  if (mode !== undefined && !(mode.is === "literal" && `${mode.value}`.startsWith("r"))) return null;
  const value = given.is === "literal" ? given : resolve(given);
  const path =
    value.is === "literal" && typeof value.value === "string"
      ? text(value).trim()
      : value.is === "expression"
        ? formatted(value.text, resolve)
        : null;
  if (path === null) return null;
  return path === "" || path.length > 200 || /^\w+:\/\/|[{}*%\n]/.test(path) ? null : path;
}

const FORMATTED = /^[rR]?[fF][rR]?(["'])([^"'\\]{1,200})\1$/;

/** `f"{folder}/train.csv"` where each name in it stands for a fixed text. */
function formatted(source: string, resolve: (value: Value) => Value): string | null {
  const written = FORMATTED.exec(source)?.[2];
  if (written === undefined) return null;
  return written.replace(/\{([A-Za-z_][\w.]{0,80})\}/g, (field: string, name: string) => {
    const value = resolve({ is: "name", name });
    return value.is === "literal" && typeof value.value === "string" ? value.value : field;
  });
}

/** Relative to the root, to the file's folder or to one of its parents, from which it may be started. */
function held(known: ReadonlySet<string>, file: CodeFile, path: string): boolean {
  const folders = ["", ...parents(file.path)];
  return folders.some((folder) => known.has(normal(`${folder}/${path.replaceAll("\\", "/")}`)));
}

function parents(path: string): string[] {
  const found: string[] = [];
  for (let slash = path.lastIndexOf("/"); slash > 0; slash = path.lastIndexOf("/", slash - 1))
    found.push(path.slice(0, slash));
  return found;
}

function normal(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}
