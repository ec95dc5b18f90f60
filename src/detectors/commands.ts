import type { Code } from "../core/code.js";
import type { DetectionContext } from "../core/detector.js";
import type { Location } from "../core/location.js";
import { at, entriesAt } from "../parsers/plain-data.js";
import { parseShellCommands, type ShellCommand } from "../parsers/shell-command.js";
import { parseYaml } from "../parsers/yaml.js";
import { type CiScript, ciScripts, providerOf } from "./ci-scripts.js";
import { makeRecipes } from "./makefile.js";
import { notebookCommands } from "./notebook-commands.js";
import { quoted } from "./shell-quotes.js";
import { type TaskRunner, taskRunnersOf, tasksIn } from "./task-runners.js";

/** Command lines of the files that run a repository's programs, with the file of the tree that each one runs. */

export type CommandSource =
  | "Makefile"
  | "shell script"
  | "SLURM"
  | "Dockerfile"
  | "CI"
  | "dvc.yaml"
  | "MLproject"
  | "notebook"
  | TaskRunner;

export interface SourcedCommand {
  readonly source: CommandSource;
  readonly location: Location;
  readonly command: ShellCommand;
  /** Path in the tree of the program, where it exists. */
  readonly program: string | null;
  /** Make target, stage, job or entry point that holds it. */
  readonly group: string | null;
}

const LARGEST = 256 * 1024;
const MOST_FILES = 1000;
const SHELL = /\.(?:sh|bash|zsh|slurm|sbatch|sub|pbs|lsf|job)$|(?:^|\/)[^/]*slurm[^/.]*(?:_template)?$/;
const MAKEFILE = /(?:^|\/)(?:GNUm|m|M)akefile$|\.mk$/;
export const DOCKERFILE = /(?:^|\/)(?:Dockerfile|Containerfile)(?:\.[\w.-]+)?$|\.[Dd]ockerfile$/;

const known = new WeakMap<Code, Promise<readonly SourcedCommand[]>>();

/** Read once for all detectors of one audit. */
export function readCommands(context: DetectionContext): Promise<readonly SourcedCommand[]> {
  const found = known.get(context.code) ?? readAll(context);
  known.set(context.code, found);
  return found;
}

async function readAll(context: DetectionContext): Promise<readonly SourcedCommand[]> {
  const { workspace, files, code } = context;
  const resolve = resolverOf(new Set(files.map((file) => file.path)), code);
  const wanted = files.filter(
    ({ path, size, symlink }) => !symlink && size <= LARGEST && kindOf(path) !== null,
  );
  const found: SourcedCommand[] = [];
  for (const { path } of wanted.slice(0, MOST_FILES)) {
    const text = await workspace.readText(path).catch(() => "");
    const folder = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
    for (const block of blocksOf(path, text)) {
      for (const command of commandsIn(block.text)) {
        const line = block.line + command.line - 1;
        found.push({
          source: block.source,
          location: { path, line: block.folded ? block.line : line },
          command,
          program: resolve(command, block.folder ?? folder),
          group: block.group,
        });
      }
    }
  }
  for (const { text, location } of notebookCommands(code)) {
    const folder = location.path.includes("/") ? location.path.slice(0, location.path.lastIndexOf("/")) : "";
    for (const command of commandsIn(text)) {
      const line = location.line + command.line - 1;
      const program = resolve(command, folder);
      found.push({ source: "notebook", location: { ...location, line }, command, program, group: null });
    }
  }
  return found;
}

/** Commands, and those that a launcher is handed as one word: `--command "python train.py"`. */
function commandsIn(text: string): readonly ShellCommand[] {
  return parseShellCommands(text).flatMap((command) => [
    command,
    ...command.words
      .filter((word) => /\bpython[\d.]* [^\n]{0,200}\.py\b/.test(word))
      .flatMap((word) => parseShellCommands(word))
      .map((inner) => ({ ...inner, line: command.line })),
  ]);
}

interface Block {
  readonly source: CommandSource;
  readonly text: string;
  /** Line of the file that the text begins at. */
  readonly line: number;
  readonly group: string | null;
  /** Folder that the commands run in, where it is not the file's own. */
  readonly folder?: string;
  /** Lines inside the text do not follow those of the file. */
  readonly folded?: boolean;
}

function kindOf(path: string): CommandSource | null {
  if (MAKEFILE.test(path)) return "Makefile";
  if (SHELL.test(path)) return "shell script";
  if (DOCKERFILE.test(path)) return "Dockerfile";
  if (providerOf(path) !== null) return "CI";
  if (/(?:^|\/)dvc\.yaml$/.test(path)) return "dvc.yaml";
  if (/(?:^|\/)MLproject$/.test(path)) return "MLproject";
  return taskRunnersOf(path)[0] ?? null;
}

function blocksOf(path: string, text: string): readonly Block[] {
  switch (kindOf(path)) {
    case "Makefile":
      return makeRecipes(text).map(({ target, line, text: recipe }) => ({
        source: "Makefile",
        text: recipe,
        line,
        group: target,
      }));
    case "shell script":
      return [
        {
          source: /^#(?:SBATCH|PBS|BSUB)\b/m.test(text) ? "SLURM" : "shell script",
          text,
          line: 1,
          group: null,
        },
      ];
    case "Dockerfile":
      return dockerCommands(text);
    case "CI":
      return ciScripts(path, text).map((script: CiScript) => ({
        source: "CI",
        ...script,
        group: script.job,
        folder: "",
      }));
    case "dvc.yaml":
      return stageCommands(path, text);
    case "MLproject":
      return entryPointCommands(text);
    case null:
      return [];
    default:
      return tasksIn(path, text);
  }
}

/** CMD and ENTRYPOINT in both forms. */
function dockerCommands(text: string): readonly Block[] {
  return text.split("\n").flatMap((line, index): readonly Block[] => {
    const found = /^[ \t]*(?:CMD|ENTRYPOINT)[ \t]+(\S.*)$/i.exec(line);
    if (found === null) return [];
    const rest = found[1] ?? "";
    let words: unknown = null;
    try {
      words = rest.trim().startsWith("[") ? JSON.parse(rest) : null;
    } catch {
      // No JSON: docker reads such a line as a shell command, and so do we.
    }
    const command = Array.isArray(words) ? words.map((word) => quoted(String(word))).join(" ") : rest;
    return [{ source: "Dockerfile", text: command, line: index + 1, group: null, folder: "" }];
  });
}

function stageCommands(path: string, text: string): readonly Block[] {
  const parsed = parseYaml(text, "pyyaml");
  const folder = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
  return entriesAt(parsed.value, "stages").flatMap(([name, stage]) => {
    const body = at(stage, "do") ?? stage;
    const key = body === stage ? ["stages", name, "cmd"] : ["stages", name, "do", "cmd"];
    const cmd = at(body, "cmd");
    const wdir = at(body, "wdir");
    const line = parsed.lineOf(key) ?? parsed.lineOf(["stages", name]) ?? 1;
    const commands = Array.isArray(cmd) ? cmd : [cmd];
    return commands
      .filter((one) => typeof one === "string")
      .map(
        (one): Block => ({
          source: "dvc.yaml",
          text: one,
          line,
          group: name,
          folder: typeof wdir === "string" ? joined(folder, wdir) : folder,
          folded: true,
        }),
      );
  });
}

function entryPointCommands(text: string): readonly Block[] {
  const parsed = parseYaml(text, "pyyaml");
  return entriesAt(parsed.value, "entry_points").flatMap(([name, entry]): readonly Block[] => {
    const command = at(entry, "command");
    const line = parsed.lineOf(["entry_points", name, "command"]) ?? 1;
    return typeof command === "string"
      ? [{ source: "MLproject", text: command, line, group: name, folded: true }]
      : [];
  });
}

/** The file that a command's program names, seen from the folder of the command or from the root. */
function resolverOf(
  paths: ReadonlySet<string>,
  code: Code,
): (command: ShellCommand, folder: string) => string | null {
  const byModule = new Map(
    code.files.flatMap((file) => (file.module === null ? [] : [[file.module, file.path] as const])),
  );
  return ({ program, module }, folder) => {
    if (program === null || /[$*{]/.test(program)) return null;
    if (module) {
      const path = program.replaceAll(".", "/");
      const own = [folder, "", "src"].map((base) => joined(base, path));
      const candidates = own.flatMap((base) => [`${base}.py`, `${base}/__main__.py`]);
      return candidates.find((one) => paths.has(one)) ?? byModule.get(program) ?? null;
    }
    return [joined(folder, program), joined("", program)].find((one) => paths.has(one)) ?? null;
  };
}

function joined(base: string, path: string): string {
  const parts = base === "" ? [] : base.split("/");
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}
