import { type Command, Option } from "commander";
import { CHECK_FORMATS, type CheckCommandOptions } from "./check-options.js";
import type { DefineCommand } from "./define-command.js";

const EXAMPLES = `
Looks at what a commit is about to bring in, and exits 1 when that is an error: the staged files against HEAD; with
--from-ref and --to-ref (pre-commit sets PRE_COMMIT_FROM_REF and PRE_COMMIT_TO_REF) the commits between them; else the
files that are named, as they lie on disk.

Examples:
  exptrack check                                   what is staged
  exptrack check --from-ref origin/main --to-ref HEAD   what a branch brings in
  exptrack check train.py configs/train.yaml       these files, where nothing is staged
  exptrack check --all-files                       every file that git tracks`;

export const defineCheck: DefineCommand = (program: Command, done) => {
  program
    .command("check")
    .description("check what a commit brings in, as a pre-commit hook does")
    .argument("[files...]", "look only at these of the changed files")
    .addOption(
      new Option("-f, --format <format>", "what stdout carries").choices(CHECK_FORMATS).default("text"),
    )
    .option("--from-ref <revision>", "check the commits since this one; with --to-ref")
    .option("--to-ref <revision>", "check the commits up to this one; HEAD where only --from-ref is given")
    .option("--all-files", "check every file that git tracks, changed or not", false)
    .option("--exit-zero", "exit 0 whatever is found", false)
    .option("--config <file>", "use this configuration file instead of the one of the repository")
    .option("--config-from <revision>", "read configuration and baseline from a revision")
    .option("--baseline <file>", "findings that this baseline holds are accepted")
    .option("--no-ignores", "heed no suppression: what they accept is open again")
    .addOption(
      new Option("--color <when>", "colour the output").choices(["auto", "always", "never"]).default("auto"),
    )
    .option("-q, --quiet", "print findings only", false)
    .option("--debug", "print the stack of an internal error", false)
    .addHelpText("after", EXAMPLES)
    .action(async (files: readonly string[], options: CheckCommandOptions) => {
      const { runCheck } = await import("./check.js");
      done(await runCheck(files, options));
    });
};
