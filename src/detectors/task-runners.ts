import { at, entriesAt } from "../parsers/plain-data.js";
import { parseToml } from "../parsers/toml.js";
import { parseYaml } from "../parsers/yaml.js";
import { quoted } from "./shell-quotes.js";

/** Tools that keep a project's commands under short names. */
export type TaskRunner =
  | "compose"
  | "tox"
  | "nox"
  | "just"
  | "invoke"
  | "pixi"
  | "poe"
  | "pdm"
  | "hatch"
  | "taskipy"
  | "mise";

export interface Task {
  readonly source: TaskRunner;
  readonly text: string;
  /** Line of the file that the text begins at. */
  readonly line: number;
  /** The task's name. */
  readonly group: string | null;
  /** Lines inside the text do not follow those of the file. */
  readonly folded?: boolean;
}

const FILES: readonly (readonly [pattern: RegExp, runners: readonly TaskRunner[]])[] = [
  [/(?:^|\/)(?:docker-)?compose[\w.-]{0,40}\.ya?ml$/, ["compose"]],
  [/(?:^|\/)tox\.ini$/, ["tox"]],
  [/(?:^|\/)noxfile\.py$/, ["nox"]],
  [/(?:^|\/)tasks\.py$/, ["invoke"]],
  [/(?:^|\/)\.?[Jj]ustfile$|\.just$/, ["just"]],
  [/(?:^|\/)pixi\.toml$/, ["pixi"]],
  [/(?:^|\/)\.?mise\.toml$|(?:^|\/)\.?mise\/config\.toml$/, ["mise"]],
  [/(?:^|\/)pyproject\.toml$/, ["poe", "pixi", "pdm", "hatch", "taskipy"]],
];

/** The runners whose tasks a file holds; empty: none. */
export const taskRunnersOf = (path: string): readonly TaskRunner[] =>
  FILES.find(([pattern]) => pattern.test(path))?.[1] ?? [];

/** The commands of the tasks that a file defines. */
export function tasksIn(path: string, text: string): readonly Task[] {
  switch (taskRunnersOf(path)[0]) {
    case "compose":
      return composeServices(text);
    case "tox":
      return toxCommands(text);
    case "nox":
      return pythonTasks(text, "nox", /\bsession\.run(?:_always|_install)?\(([^)]{0,2000})\)/g);
    case "invoke":
      return pythonTasks(text, "invoke", /\b(?:c|ctx|context|conn)\.run\(([^)]{0,2000})\)/g);
    case "just":
      return recipes(text);
    case "mise":
      return tables(text, MISE);
    case "pixi":
    case "poe":
      return tables(text, TABLES);
    default:
      return [];
  }
}

function composeServices(text: string): readonly Task[] {
  const parsed = parseYaml(text, "core");
  return entriesAt(parsed.value, "services").flatMap(([service, body]) =>
    ["entrypoint", "command"].flatMap((key): readonly Task[] => {
      const command = commandOf(at(body, key));
      const line = parsed.lineOf(["services", service, key]) ?? 1;
      return command === null
        ? []
        : [{ source: "compose", text: command, line, group: service, folded: true }];
    }),
  );
}

/** A command as text, or as a list of words. */
function commandOf(value: unknown): string | null {
  if (typeof value === "string") return value;
  return Array.isArray(value) && value.every((word) => typeof word === "string")
    ? value.map(quoted).join(" ")
    : null;
}

/** `commands =` and the indented lines below it, by section. */
function toxCommands(text: string): readonly Task[] {
  const found: Task[] = [];
  let section: string | null = null;
  let open = false;
  text.split(/\r?\n/).forEach((row, index) => {
    const header = /^\[([^\]]{1,80})\]/.exec(row)?.[1];
    const key = /^(\w{1,40})[ \t]{0,20}=[ \t]{0,20}(.{0,500})$/.exec(row);
    if (header !== undefined) section = header.replace(/^testenv:?/, "");
    if (header !== undefined || key !== null) open = /^commands(?:_pre|_post)?$/.test(key?.[1] ?? "");
    const command = key === null ? row.trim() : (key[2] ?? "");
    if (open && header === undefined && command !== "" && !command.startsWith("#"))
      found.push({ source: "tox", text: command.replace(/^-\s*/, ""), line: index + 1, group: section });
  });
  return found;
}

/** `session.run("python", "train.py")` and `c.run("python train.py")` inside functions. */
function pythonTasks(text: string, source: TaskRunner, runs: RegExp): readonly Task[] {
  return [...text.matchAll(runs)].flatMap((match): readonly Task[] => {
    const before = text.slice(0, match.index);
    const words = [
      ...(match[1] ?? "").matchAll(/(?<![\w=]\s?)f?"([^"\n]{0,500})"|(?<![\w=]\s?)f?'([^'\n]{0,500})'/g),
    ].map((word) => word[1] ?? word[2] ?? "");
    if (words.length === 0) return [];
    const command = words.length === 1 ? words[0]! : words.map(quoted).join(" ");
    const group = before.slice(before.lastIndexOf("\ndef ") + 1).match(/^def (\w{1,80})/)?.[1] ?? null;
    return [{ source, text: command, line: before.split("\n").length, group, folded: true }];
  });
}

/** Recipes of a justfile: a name, its parameters, a colon, and indented lines. */
function recipes(text: string): readonly Task[] {
  const found: Task[] = [];
  let recipe: string | null = null;
  text.split(/\r?\n/).forEach((row, index) => {
    if (row.trim() === "" || row.startsWith("#")) return;
    if (/^[ \t]/.test(row)) {
      const command = row.trim().replace(/^[@-]+/, "");
      if (recipe !== null) found.push({ source: "just", text: command, line: index + 1, group: recipe });
      return;
    }
    recipe = /^@?([A-Za-z_][\w-]{0,80})[^:\n]{0,200}:(?!=)/.exec(row)?.[1] ?? null;
  });
  return found;
}

/** Where the runners keep their tasks in TOML; `*`: any key. */
const TABLES: readonly (readonly [runner: TaskRunner, path: readonly string[]])[] = [
  ["poe", ["tool", "poe", "tasks"]],
  ["pdm", ["tool", "pdm", "scripts"]],
  ["taskipy", ["tool", "taskipy", "tasks"]],
  ["hatch", ["tool", "hatch", "envs", "*", "scripts"]],
  ["pixi", ["tool", "pixi", "tasks"]],
  ["pixi", ["tool", "pixi", "feature", "*", "tasks"]],
  ["pixi", ["tasks"]],
  ["pixi", ["feature", "*", "tasks"]],
];

const MISE: typeof TABLES = [["mise", ["tasks"]]];

function tables(text: string, known: typeof TABLES): readonly Task[] {
  if (!/\btasks\b|\bscripts\b/.test(text)) return [];
  const parsed = parseToml(text);
  return known.flatMap(([source, pattern]) =>
    pathsOf(parsed.value, pattern).flatMap((path) =>
      entriesAt(parsed.value, ...path).flatMap(([name, task]) =>
        commandsOf(task).map(
          (command): Task => ({
            source,
            text: command,
            line: parsed.lineOf([...path, name]) ?? 1,
            group: name,
            folded: true,
          }),
        ),
      ),
    ),
  );
}

function pathsOf(value: unknown, pattern: readonly string[]): readonly (readonly string[])[] {
  const star = pattern.indexOf("*");
  if (star < 0) return [pattern];
  return entriesAt(value, ...pattern.slice(0, star)).map(([key]) =>
    pattern.map((part) => (part === "*" ? key : part)),
  );
}

const DEEPEST = 4;

/** A task is a command, a table with one or several, or a list of commands. */
function commandsOf(task: unknown, depth = 0): readonly string[] {
  if (typeof task === "string") return [task];
  if (Array.isArray(task)) return task.filter((one) => typeof one === "string");
  for (const key of ["cmd", "shell", "command"]) {
    const command = commandOf(at(task, key));
    if (command !== null) return [command];
  }
  const script = at(task, "script");
  if (typeof script === "string") return [`python -m ${script.split(":")[0]}`];
  // `run` is mise's; what a task depends on is told by that task itself.
  return ["sequence", "composite", "run"].flatMap((key) => {
    const inner = at(task, key);
    return inner === undefined || depth === DEEPEST ? [] : commandsOf(inner, depth + 1);
  });
}
