import type { Command, CommanderError } from "commander";
import { didYouMean } from "./nearest.js";

/** One line for what is wrong with a command line: what, what was most likely meant, where to look. */
export function misuse({ code, message }: CommanderError, program: Command, argv: readonly string[]): string {
  if (code === "commander.help") return "name a command (exit 2)";
  const [first = "", suggestion] = message.replace(/^error: /, "").split("\n");
  const meant = /Did you mean (?:one of )?(.*)\?/.exec(suggestion ?? "")?.[1];
  const [, typed, allowed] = CHOICES.exec(first) ?? [];
  const hint =
    typed !== undefined && allowed !== undefined
      ? didYouMean(typed, allowed.split(", "))
      : meant === undefined
        ? ""
        : `; did you mean ${meant}?`;
  const command = program.commands.find((one) => argv.slice(2).includes(one.name()));
  const help = command === undefined ? "exptrack --help" : `exptrack ${command.name()} --help`;
  return `${first.replace(VALUE, "$1 $2: ").replace(/\.$/, "")}${hint} (${help}; exit 2)`;
}

const CHOICES = /argument '(.*)' is invalid\. Allowed choices are (.*)\.$/;
/** `option '-n, --limit <count>' argument '0' is invalid. ` is said as `--limit 0: `. */
const VALUE = /^option '(?:-\w, )?(--[\w-]+)[^']*' argument '(.*)' is invalid\. /;
