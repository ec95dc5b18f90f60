import { type DetectionContext, defineDetector } from "../core/detector.js";
import { type Evidence, evidence } from "../core/evidence.js";
import { compareText } from "../core/location.js";
import { baseName } from "../core/paths.js";
import { UnreadableFile } from "../core/workspace.js";
import { at, entriesAt, listAt, textAt } from "../parsers/plain-data.js";
import { parsePythonJson } from "../parsers/python-json.js";
import { parseToml } from "../parsers/toml.js";
import { parseYaml } from "../parsers/yaml.js";
import { parseDvcConfig } from "../trackers/dvc/config-file.js";
import { lockedItem } from "../trackers/dvc/lock-file.js";
import { definitionOf, NO_PIPELINE, parsePipeline } from "../trackers/dvc/pipeline-file.js";
import { placeOf, workingFolder } from "../trackers/dvc/place.js";
import { isCodeFile } from "../trackers/dvc/state.js";
import { readCommands } from "./commands.js";
import { readDocuments } from "./readme-text.js";
import { dvcProject } from "./tracked-content.js";

/** What DVC versions here, where it goes, the pipelines it runs and the parameters they read. */
export const detector = defineDetector({
  id: "dvc",
  async detect(context) {
    const files = context.files.filter(({ symlink, size }) => !symlink && size <= LARGEST);
    const paths = files.map(({ path }) => path);
    const versioned = [
      ...(await flatMap(paths.filter(isPointer), (path) => fromPointer(path, context))),
      ...(await flatMap(paths.filter(named("dvc.lock")), (path) => fromLock(path, context))),
    ];
    return [
      ...versioned,
      // A remote that nothing is pushed to keeps no data.
      ...(versioned.length === 0
        ? []
        : await flatMap(paths.filter(isConfig), (path) => fromConfig(path, context))),
      ...(await flatMap(paths.filter(named("dvc.yaml")), (path) => fromPipeline(path, context))),
    ];
  },
});

const LARGEST = 64 * 2 ** 20;

const named = (name: string) => (path: string) => baseName(path) === name && !path.includes(".dvc/");
const isPointer = (path: string): boolean => path.endsWith(".dvc") && baseName(path) !== ".dvc";
const isConfig = (path: string): boolean => path === ".dvc/config" || path.endsWith("/.dvc/config");

async function flatMap<S, T>(items: readonly S[], read: (item: S) => Promise<T[]>): Promise<T[]> {
  const found: T[][] = [];
  for (const item of items) found.push(await read(item));
  return found.flat();
}

async function textOf(path: string, context: DetectionContext): Promise<string | null> {
  try {
    return await context.workspace.readText(path, { maxBytes: LARGEST });
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    context.problem({ path, message: error.reason });
    return null;
  }
}

/** A `*.dvc` file: one output, tied by its hash, or else by that of what it was imported from. */
async function fromPointer(path: string, context: DetectionContext): Promise<Evidence[]> {
  const text = await textOf(path, context);
  if (text === null) return [];
  const { value, error, lineOf } = parseYaml(text, "ruamel");
  if (error !== null) context.problem({ path, ...error });
  const source = listAt(value, "deps").map((dep) => lockedItem(dep)?.digest)[0] ?? null;
  const origin = listAt(value, "deps").map(originOf)[0] ?? null;
  const folder = workingFolder(path, textAt(value, "wdir") ?? ".");
  return listAt(value, "outs").flatMap((out, index) => {
    const item = lockedItem(out);
    if (item === null) return [];
    const location = { path, line: lineOf(["outs", index]) ?? 1 };
    const from =
      origin === null ? [] : [evidence("data.link", location, { url: origin, via: "code", checksum: true })];
    return [versioned(location, placeOf(item.path, folder).at, item.digest ?? source), ...from];
  });
}

/** What was imported can be had again from where it came: `repo.url` of `dvc import`, the address of `dvc import-url`. */
function originOf(dep: unknown): string | null {
  const url = at(dep, "repo", "url") ?? at(dep, "path");
  return typeof url === "string" && /^(?:\w+:\/\/|git@)/.test(url) ? url.replace(/\/\/[^/@]*@/, "//") : null;
}

const versioned = (location: { path: string; line: number }, name: string, digest: string | null): Evidence =>
  evidence("data.versioned", location, { tool: "dvc", name, digest, code: isCodeFile(name) });

/** Each file or folder of a lock once, at the first entry that names it. */
async function fromLock(path: string, context: DetectionContext): Promise<Evidence[]> {
  const text = await textOf(path, context);
  if (text === null) return [];
  // The reader of records names what is broken here.
  const { value, lineOf } = parseYaml(text, "ruamel");
  const root = at(value, "stages") === undefined ? [] : ["stages"];
  const pipeline = await pipelineBeside(path, context);
  const found = new Map<string, Evidence>();
  for (const [stage, entry] of entriesAt(value, ...root)) {
    const folder = workingFolder(path, definitionOf(pipeline, stage)?.workingDirectory ?? ".");
    for (const key of ["deps", "outs"]) {
      listAt(entry, key).forEach((raw, index) => {
        const item = lockedItem(raw);
        const name = item === null ? "" : placeOf(item.path, folder).at;
        if (item === null || found.has(name)) return;
        const line = lineOf([...root, stage, key, index]) ?? 1;
        found.set(name, versioned({ path, line }, name, item.digest));
      });
    }
  }
  return [...found.values()];
}

async function pipelineBeside(lock: string, context: DetectionContext) {
  const path = workingFolder(lock, "dvc.yaml");
  const known = context.files.some((file) => file.path === path && file.size <= LARGEST);
  const text = known ? await textOf(path, context) : null;
  return text === null ? NO_PIPELINE : parsePipeline(text);
}

/** Remotes; the default one with high confidence, as the others are used only where a command names them. */
async function fromConfig(path: string, context: DetectionContext): Promise<Evidence[]> {
  const text = await textOf(path, context);
  if (text === null) return [];
  const { remotes, defaultRemote } = parseDvcConfig(text);
  const lines = text.split("\n");
  const lineWith = (fits: (line: string) => boolean) => {
    const line = lines.findIndex(fits) + 1;
    return { path, ...(line > 0 ? { line } : {}) };
  };
  const found: Evidence[] = remotes.map(({ name, url, shared }) =>
    evidence(
      "data.remote",
      lineWith((line) => /^\s*\[/.test(line) && line.includes(`"${name}"`)),
      { tool: "dvc", name, shared: shared || isCommitted(url, path, context) },
      name === defaultRemote ? "high" : "medium",
    ),
  );
  const known = remotes.some(({ name }) => name === defaultRemote);
  if (remotes.length + (defaultRemote === null ? 0 : 1) > 0 && (known || !(await isGivenElsewhere(context))))
    found.push(
      evidence(
        "data.default-remote",
        defaultRemote === null ? { path } : lineWith((line) => /^\s*remote\s*=/.test(line)),
        { tool: "dvc", name: defaultRemote, known },
      ),
    );
  return found;
}

/** A folder of the tree in which git holds files: whoever has the repository has the remote. */
function isCommitted(url: string, config: string, { files }: DetectionContext): boolean {
  const place = placeOf(url, workingFolder(config, "."));
  return (
    place.inside && files.some(({ path, scope }) => scope === "tracked" && path.startsWith(`${place.at}/`))
  );
}

/** Does an output name its remote, or a command that scripts or documents give name or configure one? */
async function isGivenElsewhere(context: DetectionContext): Promise<boolean> {
  if ((await dvcProject(context)).items.some(({ ownRemote }) => ownRemote)) return true;
  const commands = (await readCommands(context)).map(({ command }) => command.words.join(" "));
  const documents = await readDocuments(context);
  return [...commands, ...documents.map(({ text }) => text)].some((text) => NAMES_REMOTE.test(text));
}

const NAMES_REMOTE =
  /\bdvc\s+(?:(?:push|pull|fetch|status)\b[^\n]{0,200}\s(?:-r|--remote)\b|remote\s+(?:add|default)\b|config\b[^\n]{0,80}\bcore\.remote)/;

async function fromPipeline(path: string, context: DetectionContext): Promise<Evidence[]> {
  const text = await textOf(path, context);
  if (text === null) return [];
  const { value, error, lineOf } = parseYaml(text, "ruamel");
  if (error !== null) context.problem({ path, ...error });
  const named = entriesAt(value, "stages");
  const stages = named.map(([, entry]) => at(entry, "do") ?? entry);
  if (stages.length === 0) return [];
  const location = { path, line: lineOf(["stages"]) ?? 1 };
  return [
    evidence("pipeline.definition", location, {
      tool: "dvc",
      steps: stages.length,
      names: named.map(([name]) => name),
      edges: edgesOf(named),
    }),
    evidence("pipeline.command", location, {
      tool: "dvc",
      command: path === "dvc.yaml" ? "dvc repro" : `dvc repro ${path}`,
    }),
    ...(await flatMap(parameterFiles(stages, path), (entry) => fromParameters(entry, context))),
  ];
}

/** A stage takes what another makes. Templates are compared as they are written. */
function edgesOf(stages: readonly (readonly [string, unknown])[]): string[] {
  const filesOf = (entry: unknown, keys: readonly string[]): string[] => {
    const body = at(entry, "do") ?? entry;
    return keys.flatMap((key) =>
      listAt(body, key).flatMap((one) =>
        typeof one === "string" ? [one] : entriesAt(one).map(([file]) => file),
      ),
    );
  };
  const makers = new Map(
    stages.flatMap(([name, entry]) =>
      filesOf(entry, ["outs", "metrics", "plots"]).map((file) => [file, name] as const),
    ),
  );
  return stages.flatMap(([name, entry]) => {
    const from = filesOf(entry, ["deps"]).flatMap((file) => makers.get(file) ?? []);
    return [...new Set(from)].filter((one) => one !== name).map((one) => `${one} → ${name}`);
  });
}

type ParameterFile = readonly [path: string, keys: ReadonlySet<string> | null];

/** Files that stages take parameters from, with the keys they name; null: all keys. */
function parameterFiles(stages: readonly unknown[], pipeline: string): ParameterFile[] {
  const files = new Map<string, Set<string> | null>();
  for (const stage of stages) {
    const folder = workingFolder(pipeline, textAt(stage, "wdir") ?? ".");
    for (const param of listAt(stage, "params")) {
      // The default file is the project's list of parameters, whether or not a stage reads each of them.
      if (typeof param === "string") files.set(placeOf("params.yaml", folder).at, null);
      for (const [name, keys] of entriesAt(param)) {
        const file = placeOf(name, folder).at;
        const known = files.get(file) ?? new Set<string>();
        if (files.get(file) === null) continue;
        files.set(file, Array.isArray(keys) ? new Set([...known, ...keys.map(String)]) : null);
      }
    }
  }
  return [...files].sort(([a], [b]) => compareText(a, b));
}

async function fromParameters([path, keys]: ParameterFile, context: DetectionContext): Promise<Evidence[]> {
  const entry = context.files.find((file) => file.path === path);
  if (entry === undefined || entry.symlink || entry.size > LARGEST || path.endsWith(".py")) return [];
  const text = await textOf(path, context);
  if (text === null) return [];
  const { value, error, lineOf } = parseParameters(path, text);
  if (error !== null) {
    context.problem({ path, ...error });
    return [];
  }
  const wanted = (key: string) =>
    keys === null || [...keys].some((one) => key === one || key.startsWith(`${one}.`));
  const parameters = leaves(value).filter(({ place }) => wanted(place.join(".")));
  if (parameters.length === 0) return [];
  return [
    evidence("code.config", { path }, { by: "dvc-params", detail: path }),
    ...parameters.map(({ place, value }) => {
      const line = lineOf?.(place);
      return evidence("code.parameter", line === undefined ? { path } : { path, line }, {
        name: place.join("."),
        by: "dvc-params",
        value: typeof value === "string" ? value : JSON.stringify(value),
      });
    }),
  ];
}

interface Parsed {
  readonly value: unknown;
  readonly error: { readonly message: string; readonly line: number } | null;
  readonly lineOf?: (path: readonly string[]) => number | undefined;
}

function parseParameters(path: string, text: string): Parsed {
  if (path.endsWith(".json")) return parsePythonJson(text);
  return path.endsWith(".toml") ? parseToml(text) : parseYaml(text, "ruamel");
}

function leaves(
  value: unknown,
  place: readonly string[] = [],
): { place: readonly string[]; value: unknown }[] {
  const entries = entriesAt(value);
  if (entries.length > 0) return entries.flatMap(([key, inner]) => leaves(inner, [...place, key]));
  return place.length === 0 ? [] : [{ place, value }];
}
