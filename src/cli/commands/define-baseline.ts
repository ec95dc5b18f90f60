import type { Command } from "commander";
import type { DimensionId } from "../../core/vocabulary.js";
import type { BaselineCommandOptions } from "./baseline-options.js";
import type { DefineCommand } from "./define-command.js";
import { parseDimension } from "./gate-options.js";
import { withPrintingOptions } from "./shared-options.js";

const EXAMPLES = `
The first time, every open error and warning is accepted and each dimension's points become its floor. Afterwards
entries are only removed and floors only raised, unless --accept-new or --accept-lower asks for more.

Examples:
  exptrack baseline                                   write it, or tighten it after an improvement
  exptrack baseline --check                           exit 1 when there is something to tighten
  exptrack baseline --accept-new "ticket 12 tracks it" --rule unfixed-split
                                                      accept new findings of one rule
  exptrack baseline --accept-lower data               lower one floor to what is earned now`;

export const defineBaseline: DefineCommand = (program: Command, done) => {
  const command = program
    .command("baseline")
    .description("accept the state as it is, so that a gate fails on what gets worse")
    .argument("[path]", "the repository, or a folder in it", ".")
    .option("--baseline <file>", "the file (default: the configured one, else exptrack-baseline.json)")
    .option("--accept-new <reason>", "accept findings that came since, and say why")
    .option(
      "--rule <id>",
      "limit --accept-new to this rule; repeatable",
      (id, all: string[]) => [...all, id],
      [],
    )
    .option(
      "--accept-lower <dimension>",
      "lower its floor to what is earned; repeatable",
      (text, all: DimensionId[]) => [...all, parseDimension(text)],
      [],
    )
    .option("--check", "write nothing, exit 1 when the file would change", false)
    .option("--config <file>", "use this configuration file instead of the one found upwards")
    .option("--no-cache", "neither use nor keep what earlier audits found in unchanged files")
    .addHelpText("after", EXAMPLES);
  withPrintingOptions(command).action(async (path: string, options: BaselineCommandOptions) => {
    const { runBaseline } = await import("./baseline.js");
    done(await runBaseline(path, options));
  });
};
