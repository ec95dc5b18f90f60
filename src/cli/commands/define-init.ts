import type { Command } from "commander";
import type { DefineCommand } from "./define-command.js";
import type { InitCommandOptions } from "./init-options.js";
import { withPrintingOptions } from "./shared-options.js";

const EXAMPLES = `
Shows every change as a diff and asks before it writes. Files that are there are added to, never laid out anew;
exptrack's own files are left as they are, unless --force proposes them anew.

Examples:
  exptrack init                       settings, pre-commit hook and CI job for what is found here
  exptrack init --dry-run             show what would be written, as a patch
  exptrack init --yes --no-ci         for scripts: settings and hook, without questions
  exptrack init --report-hook         a second hook keeps docs/experiment-tracking-analysis.md up to date
  exptrack init --pyproject           settings into pyproject.toml instead of exptrack.yml`;

export const defineInit: DefineCommand = (program: Command, done) => {
  const command = program
    .command("init")
    .description("set up settings, pre-commit hook and CI job for what is found here")
    .argument("[path]", "the root of the repository", ".")
    .option("-y, --yes", "write without asking", false)
    .option("-n, --dry-run", "show the changes, write nothing", false)
    .option("--force", "propose exptrack.yml and the CI job anew where they are there", false)
    .option("--no-config", "no settings")
    .option("--no-hook", "no pre-commit hook")
    .option("--no-ci", "no CI job")
    .option("--report-hook", "a hook that keeps the committed report up to date as well", false)
    .option("--pyproject", "settings into [tool.exptrack] of pyproject.toml", false)
    .option("--no-cache", "neither use nor keep what earlier audits found in unchanged files")
    .addHelpText("after", EXAMPLES);
  withPrintingOptions(command).action(async (path: string, options: InitCommandOptions) => {
    const { runInit } = await import("./init.js");
    done(await runInit(path, options));
  });
};
