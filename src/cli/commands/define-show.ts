import { type Command, Option } from "commander";
import type { DefineCommand } from "./define-command.js";
import { withSharedOptions } from "./shared-options.js";
import { SHOW_FORMATS, type ShowCommandOptions } from "./show-options.js";

const EXAMPLES = `
RUN is tracker:id, an id, a name, or the beginning of one that no other run has; of an id that is a path
(outputs/2026-01-02/10-00-00) the last part will do. Where several runs could be meant they are listed, exit 2.

Examples:
  exptrack show 0a1b                  the run whose id begins with 0a1b, in this repository
  exptrack show wandb:ab12cd34 ../project
  exptrack show brave-fox-12 --all    every parameter, tag and artifact
  exptrack show 0a1b -f json | jq .run.params`;

export const defineShow: DefineCommand = (program: Command, done) => {
  const command = program
    .command("show")
    .description("show one run: what it is, what it recorded, whether it could be had again")
    .argument("<run>", "tracker:id, id or name; ids may be abbreviated")
    .argument("[path]", "the repository, or a folder in it", ".")
    .addOption(new Option("-f, --format <format>", "how it is written").choices(SHOW_FORMATS).default("text"))
    .option("--all", "long lists and texts whole", false)
    .addHelpText("after", EXAMPLES);
  withSharedOptions(command).action(async (run: string, path: string, options: ShowCommandOptions) => {
    const { runShow } = await import("./show.js");
    done(await runShow(run, path, options));
  });
};
