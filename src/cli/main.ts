import { Command, CommanderError } from "commander";
import { printable } from "../formats/plain.js";
import { VERSION } from "../version.js";
import { COMMANDS } from "./commands/index.js";
import { EXIT } from "./exit.js";
import { UsageError } from "./usage-error.js";

/** Runs one command line and answers with the exit code. Only here and in the commands is anything printed. */
export async function main(argv: readonly string[]): Promise<number> {
  surviveClosedPipes();
  leaveOrderly();
  let code: number = EXIT.passed;
  const program = new Command("exptrack")
    .description(
      "Audits machine-learning repositories: could somebody recreate the runs behind these results?",
    )
    .version(VERSION, "-V, --version")
    .showSuggestionAfterError(true)
    .showHelpAfterError("(exptrack --help lists the commands)")
    .exitOverride();
  for (const define of COMMANDS)
    define(program, (result) => {
      code = result;
    });
  try {
    await program.parseAsync([...argv]);
    return code;
  } catch (error) {
    return failed(error, argv.includes("--debug"));
  }
}

/** Never a stack trace without --debug: what went wrong, and what to do about it. */
function failed(error: unknown, debug: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.passed : EXIT.couldNot;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof UsageError)
    for (const line of error.details) process.stderr.write(`${printable(line)}\n`);
  const expected = error instanceof UsageError || (error instanceof Error && error.name === "CannotAudit");
  process.stderr.write(`exptrack: ${printable(message)}\n`);
  if (!expected && !debug)
    process.stderr.write("exptrack: this is a defect; --debug shows where it happened\n");
  if (debug && error instanceof Error) process.stderr.write(`${error.stack ?? ""}\n`);
  return EXIT.couldNot;
}

/** Private temporary folders are removed when the process exits; a signal has to become an exit for that. */
function leaveOrderly(): void {
  for (const [signal, code] of Object.entries({ SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }))
    process.once(signal, () => process.exit(code));
}

/** `exptrack … | head` closes our output early: that is no failure. */
function surviveClosedPipes(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(process.exitCode ?? EXIT.passed);
  });
}
