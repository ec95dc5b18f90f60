import { type DetectionContext, defineDetector } from "../../../core/detector.js";
import { type Evidence, evidence } from "../../../core/evidence.js";
import { compareText, type Location } from "../../../core/location.js";
import { parseShellCommands, type ShellCommand } from "../../../parsers/shell-command.js";
import { placeOf } from "../../../trackers/dvc/place.js";
import type { Project, ProjectPipeline } from "../../../trackers/dvc/project.js";
import type { ResolvedStage } from "../../../trackers/dvc/resolved-stages.js";
import { dvcProject } from "../../tracked-content.js";
import { isUnderTests, isVendored } from "../../tree-places.js";
import { studyOf } from "../study/study.js";
import { type ReadPath, readPathsOf } from "./read-paths.js";

/**
 * What stages of DVC read or run and do not declare: `dvc repro` takes them for unchanged when it changes. The program
 * and the data that the command itself names, files with a literal path that the program reads, and parameters of which
 * the stage names none. Stages that always run, or are frozen, have nothing to notice.
 */
export const detector = defineDetector({
  id: "dvc-stage-reads",
  async detect(context) {
    const project = await dvcProject(context);
    if (project.pipelines.length === 0) return [];
    const tree = treeOf(project, context);
    const reads = readPathsOf(await studyOf(context));
    return project.pipelines
      .filter(({ path }) => !isUnderTests(path) && !isVendored(path))
      .flatMap((pipeline) =>
        [...pipeline.resolved.stages.values()]
          .filter(({ frozen, alwaysRuns }) => !frozen && !alwaysRuns)
          .flatMap((stage) => undeclared(stage, pipeline, tree, reads)),
      );
  },
});

/** What may be read: files of git, and what DVC keeps. */
interface Tree {
  readonly has: (path: string) => boolean;
  /** By a pointer or as an output of a stage: itself, or a folder above it. */
  readonly isKept: (path: string) => boolean;
}

function treeOf({ items }: Project, { files }: DetectionContext): Tree {
  const tracked = new Set(files.filter(({ scope }) => scope === "tracked").map(({ path }) => path));
  const kept = new Set(items.filter(({ role }) => role !== "dependency").map(({ at }) => at));
  return { has: (path) => tracked.has(path), isKept: (path) => upwards(path).some((one) => kept.has(one)) };
}

/** A path and the folders above it. */
function upwards(path: string): readonly string[] {
  const parts = path.split("/");
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

const PARAMETERS = "params.yaml";

function undeclared(
  stage: ResolvedStage,
  { path }: ProjectPipeline,
  tree: Tree,
  reads: (program: string) => readonly ReadPath[] | null,
): readonly Evidence[] {
  const commands = stage.command === null ? [] : parseShellCommands(stage.command);
  // Another working directory gives paths another meaning.
  if (commands.some(({ words }) => words[0] === "cd" || words[0] === "pushd")) return [];
  const at = { path, line: stage.line };
  const found = new Map<string, Evidence>();
  const isDeclared = declaredBy(stage);
  const add = (
    name: string,
    what: "data" | "program" | "parameters",
    location: Location,
    call: string | null,
  ) => {
    if (!found.has(name) && !isDeclared(name))
      found.set(name, evidence("pipeline.undeclared", location, { stage: stage.name, name, what, call }));
  };
  for (const command of commands) {
    const program = programOf(command, stage.folder, tree);
    if (program !== null) add(program, "program", at, null);
    for (const word of inputWords(command)) {
      const place = placeOf(word, stage.folder);
      if (place.inside && tree.isKept(place.at)) add(place.at, "data", at, null);
    }
    for (const read of program === null ? [] : (reads(program) ?? [])) {
      if (read.path === null) {
        const file = placeOf(PARAMETERS, stage.folder).at;
        // A module of settings is loaded for other values than those.
        if (tree.has(file) && (read.location.path === program || read.inFunction))
          add(file, "parameters", read.location, read.call);
        continue;
      }
      const place = placeOf(read.path, stage.folder);
      if (!place.inside || !(tree.has(place.at) || tree.isKept(place.at))) continue;
      const parameters = /(?:^|\/)params\.\w+$/.test(place.at);
      if (parameters && !(read.location.path === program || read.inFunction)) continue;
      add(place.at, parameters ? "parameters" : "data", read.location, read.call);
    }
  }
  return [...found.values()].sort((a, b) => compareText(a.location.path, b.location.path));
}

/** Named by a dependency, an output or a parameter file; above it, or below it, as folders go. */
function declaredBy({ deps, outs, params, folder }: ResolvedStage): (path: string) => boolean {
  const named = [...deps, ...outs, ...params.keys()].map((name) => placeOf(name, folder).at);
  const whole = new Set(named.flatMap((name) => [name, name.replace(/\.dvc$/, "")]));
  return (path) =>
    whole.has(".") ||
    upwards(path).some((one) => whole.has(one)) ||
    [...whole].some((one) => one.startsWith(`${path}/`));
}

function programOf({ program, module }: ShellCommand, folder: string, tree: Tree): string | null {
  if (program === null) return null;
  const stem = program.replaceAll(".", "/");
  const candidates = module ? [`${stem}.py`, `${stem}/__main__.py`, `src/${stem}.py`] : [program];
  return (
    candidates
      .map((path) => placeOf(path, folder))
      .find(({ at, inside }) => inside && /\.(?:py|ipynb|r|jl|sh)$/i.test(at) && tree.has(at))?.at ?? null
  );
}

/** An option of this name is told where to write. */
const WRITES = /out|save|dest|target|log|write|report|result|metric|plot|export|dump|to$|^-o$/i;

/** Words of a command that name what it may read: values of options, and the first word that is none. */
function inputWords({ args, program }: ShellCommand): readonly string[] {
  if (program === null || args.some((word) => /^\d?[<>|]/.test(word))) return [];
  const found: string[] = [];
  let first = true;
  for (const [index, word] of args.entries()) {
    const [, option, assigned] = /^(-{0,2}[\w.-]+)=(.+)$/.exec(word) ?? [];
    const before = args[index - 1] ?? "";
    const name = option ?? (/^-[^=]*$/.test(before) ? before : null);
    if (word.startsWith("-") && assigned === undefined) continue;
    if (name === null ? first : !WRITES.test(name)) found.push(assigned ?? word);
    if (name === null) first = false;
  }
  return found;
}
