import { Command, CommanderError } from "commander";
import { printable } from "../formats/plain.js";
import { VERSION } from "../version.js";
import { COMMANDS } from "./commands/index.js";
import { EXIT } from "./exit.js";
import { OutputClosed } from "./output-closed.js";
import { UsageError } from "./usage-error.js";
import { whyNot } from "./why-not.js";

const HELP = `
Examples:
  exptrack audit                  score this repository and write docs/experiment-tracking-analysis.md
  exptrack audit --threshold 18   the same as a gate for CI
  exptrack runs                   every run that any tracker recorded here
  exptrack init                   settings, pre-commit hook and CI job for what is found here

Exit codes: 0 passed, 1 the gate failed, 2 could not do the job; the last line on stderr says why.
"exptrack help COMMAND" has options and examples of each.`;

/** Headings of the list of commands. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  "Repositories:": ["audit", "check", "baseline", "explain", "render"],
  "Runs:": ["runs", "show", "metrics"],
  "Setting up:": ["init"],
};

/** Runs one command line and answers with the exit code. Only here and in the commands is anything printed. */
export async function main(argv: readonly string[]): Promise<number> {
  const debug = argv.includes("--debug");
  surviveClosedPipes();
  leaveOrderly(debug);
  let code: number = EXIT.passed;
  const program = new Command("exptrack")
    .description(
      "Audits machine-learning repositories: could somebody recreate the runs behind these results?",
    )
    .version(VERSION, "-V, --version")
    .addHelpText("after", HELP)
    // What went wrong is said once, at the end.
    .configureOutput({ outputError: () => {} })
    .exitOverride();
  program.addHelpCommand(
    new Command("help")
      .argument("[command]")
      .description("options and examples of a command")
      .helpGroup("Setting up:"),
  );
  for (const define of COMMANDS)
    define(program, (result) => {
      code = result;
    });
  for (const [heading, names] of Object.entries(GROUPS))
    for (const command of program.commands) if (names.includes(command.name())) command.helpGroup(heading);
  try {
    await program.parseAsync([...argv]);
    return code;
  } catch (error) {
    if (error instanceof OutputClosed) return EXIT.passed;
    if (error instanceof CommanderError) return await misused(error, program, argv);
    return failed(error, debug);
  }
}

/** A command line that commander refuses; asking for help is no misuse, naming no command is. */
async function misused(error: CommanderError, program: Command, argv: readonly string[]): Promise<number> {
  if (error.exitCode === 0) return EXIT.passed;
  const { misuse } = await import("./misuse.js");
  process.stderr.write(`exptrack: ${printable(misuse(error, program, argv))}\n`);
  return EXIT.couldNot;
}

/** Never a stack trace without --debug: what went wrong, and what to do about it. */
function failed(error: unknown, debug: boolean): number {
  const message = error instanceof Error ? error.message : String(error);
  if (debug && error instanceof Error) process.stderr.write(`${error.stack ?? ""}\n`);
  if (error instanceof UsageError)
    for (const line of error.details) process.stderr.write(`${printable(line)}\n`);
  const name = error instanceof Error ? error.name : "";
  if (error instanceof UsageError || name === "CannotAudit")
    process.stderr.write(`exptrack: ${printable(message)}\n`);
  else if (name === "GitFailure")
    process.stderr.write(`exptrack: git cannot read this repository: ${printable(message)}\n`);
  else if (isSystemError(error)) process.stderr.write(`exptrack: ${printable(systemMessage(error))}\n`);
  else
    process.stderr.write(
      `exptrack: ${printable(message)}: this is a defect of exptrack${debug ? "" : "; --debug shows where it happened"}\n`,
    );
  return EXIT.couldNot;
}

const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && "syscall" in error && typeof (error as NodeJS.ErrnoException).code === "string";

/** What the machine refuses is no defect of the program. */
const systemMessage = (error: NodeJS.ErrnoException): string =>
  `${error.path === undefined ? (error.syscall ?? "") : error.path}: ${whyNot(error)}`;

/** Private temporary folders are removed when the process exits; a signal has to become an exit for that. */
function leaveOrderly(debug: boolean): void {
  for (const [signal, code] of Object.entries({ SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }))
    process.once(signal, () => process.exit(code));
  process.once("uncaughtException", (error) => process.exit(failed(error, debug)));
}

/** `exptrack … | head` closes our output early: whoever writes is told, and nothing else has to be done about it. */
function surviveClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
}
