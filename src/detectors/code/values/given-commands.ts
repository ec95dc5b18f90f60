import type { Code } from "../../../core/code.js";
import type { DetectionContext } from "../../../core/detector.js";
import type { Location } from "../../../core/location.js";
import { folderOf } from "../../../core/paths.js";
import { at, isMapping } from "../../../parsers/plain-data.js";
import { parseShellCommands, type ShellCommand } from "../../../parsers/shell-command.js";
import { readYamlFiles } from "../../../trackers/configured/config-yaml.js";
import { type CommandSource, readCommands, type SourcedCommand } from "../../commands.js";
import { programsOf } from "../../readme-programs.js";
import { purposeOf } from "../../readme-purposes.js";
import { snippetsOf } from "../../readme-snippets.js";
import { readDocuments } from "../../readme-text.js";
import { resolvePath } from "../../tree-places.js";

/** A command that runs a program as its training, with what it hands over. */
export interface GivenCommand {
  readonly program: string;
  /** The program's own arguments. */
  readonly args: readonly string[];
  readonly variables: ReadonlyMap<string, string>;
  readonly location: Location;
}

/** How the repository itself runs a program. */
export interface GivenCommands {
  /**
   * Commands of the README, and of the scripts and Makefile targets that it runs; where it runs the program nowhere,
   * those of scripts, Makefiles, containers and pipelines. What evaluates, or prepares data, is left out.
   */
  of(program: string): readonly GivenCommand[];
}

const OTHER_SOURCES: ReadonlySet<CommandSource> = new Set([
  "Makefile",
  "shell script",
  "SLURM",
  "Dockerfile",
  "dvc.yaml",
  "MLproject",
]);
/** No document runs more than this. */
const MOST = 2000;
const known = new WeakMap<Code, Promise<GivenCommands>>();

/** Read once for all that ask during one audit. */
export function readGivenCommands(context: DetectionContext): Promise<GivenCommands> {
  const found = known.get(context.code) ?? readAll(context);
  known.set(context.code, found);
  return found;
}

async function readAll(context: DetectionContext): Promise<GivenCommands> {
  if (context.code.files.length === 0) return { of: () => [] };
  const sourced = await readCommands(context);
  const told = await toldByReadme(context, sourced);
  const readme = byProgram(blocksFirst(told));
  const filled = await projectDefaults(context, sourced);
  const others = byProgram(
    sourced.flatMap((one) =>
      OTHER_SOURCES.has(one.source) ? given(filled(one), one.program, one.location) : [],
    ),
  );
  return { of: (program) => readme.get(program) ?? others.get(program) ?? [] };
}

function byProgram(commands: readonly GivenCommand[]): ReadonlyMap<string, readonly GivenCommand[]> {
  const found = new Map<string, GivenCommand[]>();
  for (const one of commands) {
    const same = found.get(one.program);
    if (same === undefined) found.set(one.program, [one]);
    else same.push(one);
  }
  return found;
}

interface ToldCommand extends GivenCommand {
  /** A mention in a sentence. */
  readonly inline?: true;
}

/** A sentence names a program for short where a code block shows how it is run. */
function blocksFirst(told: readonly ToldCommand[]): readonly GivenCommand[] {
  const shown = new Set(told.flatMap(({ inline, program }) => (inline === true ? [] : [program])));
  return told.filter(({ inline, program }) => inline !== true || !shown.has(program));
}

async function toldByReadme(
  context: DetectionContext,
  sourced: readonly SourcedCommand[],
): Promise<readonly ToldCommand[]> {
  const documents = (await readDocuments(context)).filter(
    ({ role }) => role === "readme" || role === "nested",
  );
  if (documents.length === 0) return [];
  const programs = await programsOf(context);
  const found: ToldCommand[] = [];
  for (const document of documents) {
    const home = folderOf(document.path);
    for (const snippet of snippetsOf(document)) {
      let folder = home;
      const exported: string[] = [];
      for (const command of parseShellCommands(snippet.text).slice(0, MOST)) {
        const [first = "", second] = command.words;
        if (first === "cd" && second !== undefined) folder = resolvePath(folder, second) ?? home;
        if (first === "export") exported.push(...command.words.slice(1));
        const location = { path: document.path, line: snippet.line + command.line - 1 };
        if (first === "make") {
          found.push(
            ...inside(
              sourced,
              ({ source, group }) => source === "Makefile" && command.words.includes(group ?? ""),
            ),
          );
          continue;
        }
        if (command.program === null || (command.words.length < 2 && snippet.inline)) continue;
        const program = programs.find(command.program, command.module, [folder, home]);
        if (program === null) continue;
        if (!program.endsWith(".py")) {
          found.push(...inside(sourced, ({ location: at }) => at.path === program));
          continue;
        }
        const purpose = purposeOf(program, command.args, snippet.around, snippet.heading);
        if (purpose === "evaluation" || purpose === "data" || purpose === "serving") continue;
        const those = given(command, program, location, exported);
        found.push(...(snippet.inline ? those.map((one) => ({ ...one, inline: true as const })) : those));
      }
    }
  }
  return found;
}

/** What a script or a target that the README runs does itself. */
const inside = (
  sourced: readonly SourcedCommand[],
  within: (command: SourcedCommand) => boolean,
): readonly GivenCommand[] =>
  sourced.filter(within).flatMap(({ command, program, location }) => given(command, program, location));

const HELP = /^(?:-h|--help|--version)$/;
const EVALUATES = /^--?(?:eval(?:uate)?(?:[-_]only)?|test(?:[-_]only)?|inference|predict)$/;

function given(
  command: ShellCommand,
  program: string | null,
  location: Location,
  exported: readonly string[] = [],
): readonly GivenCommand[] {
  if (program === null || !program.endsWith(".py")) return [];
  if (command.args.some((word) => HELP.test(word) || EVALUATES.test(word))) return [];
  const before = command.words.slice(0, Math.max(0, command.words.length - command.args.length));
  const variables = new Map(
    [...exported, ...(command.assignments ?? []), ...before].flatMap((word) => {
      const found = /^([A-Za-z_]\w*)=(.*)$/s.exec(word);
      return found === null ? [] : [[found[1]!, found[2]!] as const];
    }),
  );
  return [{ program, args: command.args, variables, location }];
}

/** `--lr {lr}` of an MLproject, with the default that the entry point declares. */
async function projectDefaults(
  context: DetectionContext,
  sourced: readonly SourcedCommand[],
): Promise<(command: SourcedCommand) => ShellCommand> {
  const paths = new Set(sourced.flatMap((one) => (one.source === "MLproject" ? [one.location.path] : [])));
  const files = await readYamlFiles(
    context,
    context.files.filter(({ path }) => paths.has(path)),
  );
  return ({ command, location, group }) => {
    const entries = at(files.get(location.path)?.value, "entry_points", group ?? "", "parameters");
    if (!isMapping(entries)) return command;
    const fill = (word: string): string =>
      word.replace(/\{(\w+)\}/g, (whole, name: string) => {
        const declared = at(entries, name);
        const value = isMapping(declared) ? at(declared, "default") : undefined;
        return value === undefined || value === null ? whole : `${value as string}`;
      });
    return { ...command, args: command.args.map(fill) };
  };
}
