import {
  DVC_SWITCHES,
  KEYWORDS,
  LAUNCHER_MODULES,
  LAUNCHER_VERBS,
  LAUNCHERS,
  OTHER_INTERPRETER,
  PYTHON,
  PYTHON_VALUE,
  SCRIPT,
  SHELL,
  SUBMITTERS,
  TOOL_MODULES,
  WRAPPER_VERBS,
  WRAPPERS,
} from "./shell-programs.js";
import { splitCommands } from "./shell-words.js";

export interface ShellCommand {
  /** As written, without leading assignments, prompts and shell keywords. */
  readonly words: readonly string[];
  /**
   * The script (`train.py`, `./run.sh`, `nb.ipynb`) or dotted module (`pkg.train`) that runs, as written; null where the
   * command is a tool of its own (`make`, `pip install`), inline code, or a placeholder.
   */
  readonly program: string | null;
  /** True where `program` was named by `-m`. */
  readonly module: boolean;
  /** The program's own arguments; those of the tool where there is no program. */
  readonly args: readonly string[];
  /** 1-based line in the text. */
  readonly line: number;
  /** Variables that are set for this command alone: `SEED=1 python train.py`; absent: none. */
  readonly assignments?: readonly string[];
}

/** What stands before a command line in documents: `$ `, `(env) $ `, `user@host:~$ `, `>>> `, `!python`, `%run`. */
const PROMPT =
  /^(?:\([\w.-]{1,40}\)[ \t]*)?(?:[\w.-]{1,40}@[\w.-]{1,40}[:\s][^\s$#]{0,80}[$#][ \t]+)?(?:\$[ \t]+|>[ \t]+|%[ \t]+|>>>[ \t]+|![ \t]*|PS [^>\n]{0,80}>[ \t]*)?/;
interface Target {
  readonly program: string | null;
  readonly module: boolean;
  readonly args: readonly string[];
}

const nothing = (args: readonly string[]): Target => ({ program: null, module: false, args });
const script = (words: readonly string[], at: number): Target => ({
  program: words[at] ?? null,
  module: false,
  args: words.slice(at + 1),
});

/**
 * Splits command lines of scripts, documents, Makefile recipes, CI steps and Dockerfiles, and names what each of them
 * runs, through prefixes such as `CUDA_VISIBLE_DEVICES=0`, `srun`, `poetry run`, `torchrun`, `accelerate launch`,
 * `python -m torch.distributed.launch`. Never throws; linear.
 */
export function parseShellCommands(text: string): readonly ShellCommand[] {
  return splitCommands(withoutPrompts(text)).flatMap((command) => {
    const first = command.words.findIndex((word) => !KEYWORDS.has(word));
    const words = first < 0 ? [] : command.words.slice(first);
    if (words.length === 0 || words[0] === "for" || words[0] === "case") return [];
    const { line, assignments } = command;
    return [{ words, ...targetOf(words, 0), line, ...(assignments === undefined ? {} : { assignments }) }];
  });
}

function withoutPrompts(text: string): string {
  return text
    .split("\n")
    .map((line) => {
      const indent = line.length - line.trimStart().length;
      const body = line.slice(indent, indent + 400);
      const prompt = PROMPT.exec(body)?.[0].length ?? 0;
      const rest = line.slice(indent + prompt);
      return rest.startsWith("%run ") ? `python ${rest.slice(5)}` : rest.startsWith("%%") ? "" : rest;
    })
    .join("\n");
}

function targetOf(words: readonly string[], depth: number): Target {
  const first = words[0] ?? "";
  const tool = first.split("/").at(-1) ?? first;
  if (depth > 6) return nothing(words.slice(1));
  if (PYTHON.test(first)) return pythonTarget(words, depth);
  if (SHELL.test(first)) return shellTarget(words, depth);
  if (OTHER_INTERPRETER.test(first)) return firstScript(words, 1);
  if (SUBMITTERS.has(tool)) return firstScript(words, 1, depth);
  if (LAUNCHERS.has(tool)) return firstScript(words, 1, depth);
  if (LAUNCHER_VERBS.get(tool)?.includes(words[1] ?? "")) return firstScript(words, 2, depth);
  if (WRAPPER_VERBS.get(tool)?.includes(words[1] ?? "")) return wrapped(words, 2, depth);
  if (tool === "dvc" && words[1] === "run") return afterOptions(words, 2, depth);
  if (tool === "dvc" && words[1] === "stage" && words[2] === "add") return afterOptions(words, 3, depth);
  if (WRAPPERS.has(tool)) return wrapped(words, 1, depth);
  if (first.includes("=") && /^[A-Za-z_][A-Za-z0-9_]*=/.test(first))
    return targetOf(words.slice(1), depth + 1);
  if (SCRIPT.test(first) || first.startsWith("./")) return script(words, 0);
  return nothing(words.slice(1));
}

function pythonTarget(words: readonly string[], depth: number): Target {
  for (let i = 1; i < words.length; i += 1) {
    const word = words[i]!;
    if (word === "-" || word === "-c" || /^-[a-zA-Z]*c$/.test(word)) return nothing(words.slice(i + 1));
    if (/^-[a-zA-Z]*m$/.test(word)) return moduleTarget(words, i + 1, depth);
    if (/^-m./.test(word)) return moduleTarget([word.slice(2), ...words.slice(i + 1)], 0, depth);
    if (PYTHON_VALUE.has(word)) i += 1;
    else if (!word.startsWith("-")) return script(words, i);
  }
  return nothing([]);
}

function moduleTarget(words: readonly string[], at: number, depth: number): Target {
  const module = words[at];
  if (module === undefined) return nothing([]);
  if (LAUNCHER_MODULES.has(module)) return firstScript(words, at + 1, depth);
  if (TOOL_MODULES.has(module)) return nothing(words.slice(at));
  return { program: module, module: true, args: words.slice(at + 1) };
}

function shellTarget(words: readonly string[], depth: number): Target {
  for (let i = 1; i < words.length; i += 1) {
    const word = words[i]!;
    if (/^-[a-z]*c$/.test(word)) {
      const inner = splitCommands(words[i + 1] ?? "").at(-1);
      return inner === undefined ? nothing([]) : targetOf(inner.words, depth + 1);
    }
    if (!word.startsWith("-") && !word.startsWith("+")) return script(words, i);
  }
  return nothing([]);
}

/** `dvc run -d data.csv -o model.pkl python train.py`: every option but the switches takes the next word. */
function afterOptions(words: readonly string[], from: number, depth: number): Target {
  let at = from;
  while (at < words.length && words[at]!.startsWith("-")) {
    at += DVC_SWITCHES.has(words[at]!) || words[at]!.includes("=") ? 1 : 2;
  }
  return at < words.length ? targetOf(words.slice(at), depth + 1) : nothing([]);
}

/** Options of launchers take values or not: the first word that names a script, or what follows `-m`, is the program. */
function firstScript(words: readonly string[], from: number, depth = 0): Target {
  for (let i = from; i < words.length; i += 1) {
    const word = words[i]!;
    if (word === "-m" || word === "--module") return moduleTarget(words, i + 1, depth + 1);
    if (SCRIPT.test(word) && !word.startsWith("-")) return script(words, i);
    if (PYTHON.test(word)) return pythonTarget(words.slice(i), depth + 1);
  }
  return nothing(words.slice(from));
}

function wrapped(words: readonly string[], from: number, depth: number): Target {
  for (let i = from; i < words.length; i += 1) {
    const word = words[i]!;
    if (word === "-m" || word === "--module") return moduleTarget(words, i + 1, depth + 1);
    if (word.startsWith("-")) continue;
    const tool = word.split("/").at(-1)!;
    const starts =
      PYTHON.test(word) ||
      SHELL.test(word) ||
      OTHER_INTERPRETER.test(word) ||
      LAUNCHERS.has(tool) ||
      SCRIPT.test(word) ||
      word.startsWith("./") ||
      WRAPPERS.has(tool) ||
      WRAPPER_VERBS.has(tool) ||
      LAUNCHER_VERBS.has(tool);
    // A value of `-o x.py`-like options is not told apart: it does not occur before the command in practice.
    if (starts) return targetOf(words.slice(i), depth + 1);
  }
  return nothing(words.slice(from));
}
