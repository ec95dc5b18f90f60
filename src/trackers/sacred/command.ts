import { at, entriesAt, listAt, textAt } from "../../parsers/plain-data.js";

/** What docopt reports beside the options, and what no run was ever made with. */
const NO_OPTIONS: ReadonlySet<string> = new Set(["UPDATE", "COMMAND", "with", "help", "--help"]);

/**
 * The command line, as far as `meta.options` (sacred/experiment.py, `run_commandline`) tells it. A run that a program
 * started with `Experiment.run()` has no `UPDATE` there: then only the program is known.
 */
export function commandOf(meta: unknown, program: string | null): string | null {
  if (program === null) return null;
  const options = at(meta, "options");
  if (at(options, "UPDATE") === undefined) return ["python", program].map(quoted).join(" ");
  const updates = updatesOf(meta);
  const command = textAt(options, "COMMAND");
  const flags = entriesAt(options).flatMap(([name, value]) => {
    if (NO_OPTIONS.has(name) || value === null || value === false || value === "") return [];
    return value === true ? [name] : [`${name}=${String(value)}`];
  });
  return [
    "python",
    program,
    ...(command === undefined ? [] : [command]),
    ...(updates.length === 0 ? [] : ["with", ...updates]),
    ...flags,
  ]
    .map(quoted)
    .join(" ");
}

const updatesOf = (meta: unknown): string[] =>
  listAt(meta, "options", "UPDATE").filter((update): update is string => typeof update === "string");

/** Named configurations that the run was made with: recorded since 0.8, before among the updates. */
export function namedConfigs(meta: unknown): string[] {
  const named = listAt(meta, "named_configs").filter((name): name is string => typeof name === "string");
  const updates = updatesOf(meta).filter((update) => update !== "" && !update.includes("="));
  return [...new Set([...named, ...updates])];
}

/** As a shell takes it. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./~-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
