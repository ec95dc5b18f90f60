import { posix } from "node:path";
import type { Call, CodeFile, Value } from "../../../core/code.js";
import type { Location } from "../../../core/location.js";
import { argument, nameTable, text } from "../study/names.js";
import { type Placed, runningCalls } from "../study/run-places.js";
import type { Study } from "../study/study.js";

/** A path that a program reads in every run, as its text fixes it. */
export interface ReadPath {
  /** As written; null: the parameters of the pipeline, through DVC itself. */
  readonly path: string | null;
  readonly call: string;
  readonly location: Location;
  /** The call stands in a function that the program comes to, and not at the top of a module that it loads. */
  readonly inFunction: boolean;
}

const READS = nameTable<string>({
  "pandas.read_*": "filepath_or_buffer",
  "polars.read_*": "source",
  "polars.scan_*": "source",
  "dask.dataframe.read_*": "urlpath",
  "numpy.load": "file",
  "numpy.loadtxt": "fname",
  "numpy.genfromtxt": "fname",
  "numpy.fromfile": "file",
  "scipy.io.loadmat": "file_name",
  "h5py.File": "name",
  "joblib.load": "filename",
  "torch.load": "f",
  "keras..load_model": "filepath",
  "xarray.open_dataset": "filename_or_obj",
  "torchvision.datasets.ImageFolder": "root",
  "PIL.Image.open": "fp",
  "cv2.imread": "filename",
  "omegaconf.OmegaConf.load": "file_",
  "ruamel.yaml.YAML.load": "stream",
  "io.open": "file",
  open: "file",
});
const OPENS = /(?:^|\.)(?:open|File)$/;
const WRITES = /^(?:to_\w+|save\w*|dump|savetxt|savez\w*|write\w*|urlretrieve|imwrite)$/;
/** Where one of these is called, a relative path means another file. */
const MOVES = /^(?:os\.chdir|os\.fchdir|hydra\.main|path\.Path\.chdir)$/;

/**
 * What each program reads: literal paths, constants of a file, and what a caller hands to the function that reads. What
 * stands under a condition, or is written by the program itself, is left out. null: the program moves to another
 * working directory, so that its paths cannot be told.
 */
export function readPathsOf(study: Study): (program: string) => readonly ReadPath[] | null {
  const moving = movingPrograms(study);
  const reading = runningCalls(study).flatMap(({ file, call }): Reading[] => {
    if (!call.conditions.every(isMainGuard)) return [];
    if (call.name === "dvc.api.params_show" && call.args.length === 0)
      return [{ path: null, call, places: [{ file, call }] }];
    return readArgument(call).flatMap((value) =>
      pathsOf(value, { file, call }, study).map(({ path, by }) => ({
        path,
        call,
        places: [{ file, call }, by],
      })),
    );
  });
  return (program) => {
    if (moving.has(program)) return null;
    const runs = ({ file, call }: Placed) => study.reach.runBy(file, call).includes(program);
    const written = new Set(
      runningCalls(study)
        .filter(runs)
        .flatMap(({ file, call }) => writtenPaths(file, call)),
    );
    return reading
      .filter(
        ({ path, places }) => (path === null || !written.has(posix.normalize(path))) && places.every(runs),
      )
      .map(({ path, call }) => ({
        path,
        call: call.name,
        location: call.location,
        inFunction: call.scope !== null,
      }));
  };
}

interface Reading {
  readonly path: string | null;
  readonly call: Call;
  /** All of them are run by the program. */
  readonly places: readonly Placed[];
}

function movingPrograms(study: Study): ReadonlySet<string> {
  const moving = new Set<string>();
  for (const { file, call } of runningCalls(study))
    if (MOVES.test(call.name)) for (const program of study.reach.runBy(file, call)) moving.add(program);
  for (const { path, functions } of study.graph.files)
    if (functions.some(({ decorators }) => decorators.some(({ name }) => MOVES.test(name)))) moving.add(path);
  return moving;
}

const isMainGuard = (condition: string): boolean => /\b__name__\b/.test(condition);

/** What is opened for reading: one value, or none. */
function readArgument(call: Call): readonly Value[] {
  const name = READS(call.name);
  if (name === undefined) return [];
  const mode = OPENS.test(call.name) ? argument(call, "mode", 1) : undefined;
  if (mode !== undefined && !(mode.is === "literal" && /^r(?!.*\+)/.test(`${mode.value}`))) return [];
  const value = argument(call, name, 0);
  return value === undefined ? [] : [value];
}

interface FoundPath {
  readonly path: string;
  /** What fixes it: the call itself, or one that hands it over. */
  readonly by: Placed;
}

function pathsOf(value: Value, placed: Placed, study: Study): readonly FoundPath[] {
  const plain = plainPath(value, placed.file, placed.call.scope);
  if (plain !== null) return [{ path: plain, by: placed }];
  return value.is === "name" ? handedPaths(value.name, placed, study) : [];
}

/** What callers hand to the parameter of the function that a call stands in. */
function handedPaths(name: string, { file, call }: Placed, study: Study): readonly FoundPath[] {
  const facts = file.functions.find((one) => one.name === call.scope);
  const index = facts?.parameters.findIndex((one) => one.name === name) ?? -1;
  if (
    facts === undefined ||
    index < 0 ||
    file.assignments.some((one) => one.target === name && one.scope === facts.name)
  )
    return [];
  const bound = /^(?:self|cls)$/.test(facts.parameters[0]?.name ?? "");
  const files = new Map(study.graph.files.map((one) => [one.path, one]));
  return study.reach.callersOf(study.graph.nodeOf(file, call)).flatMap(({ from, by, how }) => {
    const caller = files.get(from.slice(0, from.indexOf("::")));
    if (how !== "call" || by === null || caller === undefined) return [];
    if (by.method !== facts.name.slice(facts.name.lastIndexOf(".") + 1)) return [];
    if (!by.conditions.every(isMainGuard) || by.args.some((one) => one.name?.startsWith("*"))) return [];
    const given = argument(by, name, bound ? index - 1 : index) ?? facts.parameters[index]?.default ?? null;
    const path = given === null ? null : plainPath(given, caller, by.scope);
    return path === null ? [] : [{ path, by: { file: caller, call: by } }];
  });
}

/** Parts that are written out: `os.path.join("data", "train.csv")`. */
const JOINED = /^(?:os\.path\.join|(?:pathlib\.)?(?:Pure)?Path)\(([^()]{1,200})\)$/;
const PART = /^\s*(?:"([^"\\{}]*)"|'([^'\\{}]*)')\s*$/;

/** A path that the text fixes: written out, or a name that a file gives one such value. */
function plainPath(value: Value, file: CodeFile, scope: string | null, depth = 2): string | null {
  if (value.is === "literal") return typeof value.value === "string" ? asPath(value.value) : null;
  if (value.is === "call" || value.is === "expression") {
    const parts = JOINED.exec(text(value))?.[1]
      ?.replace(/,\s*$/, "")
      .split(",")
      .map((part) => PART.exec(part));
    if (parts === undefined || parts.some((part) => part === null)) return null;
    return asPath(parts.map((part) => part?.[1] ?? part?.[2] ?? "").join("/"));
  }
  if (value.is !== "name" || depth === 0) return null;
  const given = file.assignments.filter(({ target }) => target === value.name);
  const [only] = given;
  if (given.length !== 1 || only === undefined || only.conditions.length > 0) return null;
  return only.scope === null || only.scope === scope
    ? plainPath(only.value, file, only.scope, depth - 1)
    : null;
}

const asPath = (path: string): string | null =>
  path === "" || path.length > 200 || /^\w+:|[{}*?%\n]/.test(path) ? null : path.replaceAll("\\", "/");

function writtenPaths(file: CodeFile, call: Call): readonly string[] {
  const mode = argument(call, "mode", 1);
  const opened = OPENS.test(call.name) && mode?.is === "literal" && /[wax+]/.test(`${mode.value}`);
  if (!opened && !WRITES.test(call.method)) return [];
  return call.args.flatMap(({ value }) => {
    const path = plainPath(value, file, call.scope);
    return path === null ? [] : [posix.normalize(path)];
  });
}
