import { type DetectionContext, defineDetector } from "../core/detector.js";
import { type Evidence, evidence } from "../core/evidence.js";
import { baseName } from "../core/paths.js";
import { at, entriesAt, listAt, textAt } from "../parsers/plain-data.js";
import { parseYaml } from "../parsers/yaml.js";
import { parseDvcConfig } from "../trackers/dvc/config-file.js";
import { lockedItem } from "../trackers/dvc/lock-file.js";
import { definitionOf, NO_PIPELINE, parsePipeline } from "../trackers/dvc/pipeline-file.js";
import { placeOf, workingFolder } from "../trackers/dvc/place.js";
import { isCodeFile } from "../trackers/dvc/state.js";
import { readCommands } from "./commands.js";
import { pipelineEvidence } from "./dvc-pipelines.js";
import { readOrReport } from "./read-or-report.js";
import { readDocuments } from "./readme-text.js";
import { dvcProject } from "./tracked-content.js";
import { isWeights } from "./weights.js";

/** What DVC versions here, where it goes, the pipelines it runs and the parameters they read. */
export const detector = defineDetector({
  id: "dvc",
  async detect(context) {
    const files = context.files.filter(({ symlink, size }) => !symlink && size <= LARGEST);
    const paths = files.map(({ path }) => path);
    const found: Evidence[] = [];
    for (const path of paths.filter(isPointer)) found.push(...(await fromPointer(path, context)));
    for (const path of paths.filter(named("dvc.lock"))) found.push(...(await fromLock(path, context)));
    // A remote that nothing is pushed to keeps no data.
    if (found.length > 0)
      for (const path of paths.filter(isConfig)) found.push(...(await fromConfig(path, context)));
    for (const path of paths.filter(named("dvc.yaml")))
      found.push(...(await pipelineEvidence(path, context)));
    return found;
  },
});

const LARGEST = 64 * 2 ** 20;

const named = (name: string) => (path: string) => baseName(path) === name && !path.includes(".dvc/");
const isPointer = (path: string): boolean => path.endsWith(".dvc") && baseName(path) !== ".dvc";
const isConfig = (path: string): boolean => path === ".dvc/config" || path.endsWith("/.dvc/config");

/** A `*.dvc` file: one output, tied by its hash, or else by that of what it was imported from. */
async function fromPointer(path: string, context: DetectionContext): Promise<Evidence[]> {
  const text = await readOrReport(context, path, LARGEST);
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
  evidence("data.versioned", location, {
    tool: "dvc",
    name,
    digest,
    code: isCodeFile(name) || isWeights(name),
  });

/** Each file or folder of a lock once, at the first entry that names it. */
async function fromLock(path: string, context: DetectionContext): Promise<Evidence[]> {
  const text = await readOrReport(context, path, LARGEST);
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
  const text = known ? await readOrReport(context, path, LARGEST) : null;
  return text === null ? NO_PIPELINE : parsePipeline(text);
}

/** Remotes; the default one with high confidence, as the others are used only where a command names them. */
async function fromConfig(path: string, context: DetectionContext): Promise<Evidence[]> {
  const text = await readOrReport(context, path, LARGEST);
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
