import { type Command, Option } from "commander";
import type { DefineCommand } from "./define-command.js";
import { RUNS_FORMATS, type RunsCommandOptions } from "./runs-options.js";
import { withSharedOptions } from "./shared-options.js";

const EXAMPLES = `
Examples:
  exptrack runs                 every run that any tracker recorded here, newest first
  exptrack runs -f json | jq    the same with parameters, metrics and the six answers`;

export const defineRuns: DefineCommand = (program: Command, done) => {
  const command = program
    .command("runs")
    .description("list every run that is recorded here, whichever tool recorded it")
    .argument("[path]", "the repository, or a folder in it", ".")
    .addOption(
      new Option("-f, --format <format>", "what stdout carries").choices(RUNS_FORMATS).default("table"),
    )
    .addHelpText("after", EXAMPLES);
  withSharedOptions(command).action(async (path: string, options: RunsCommandOptions) => {
    const { runRuns } = await import("./runs.js");
    done(await runRuns(path, options));
  });
};
