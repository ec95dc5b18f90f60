import { type Command, Option } from "commander";
import { FORMATS_HELP } from "../report-formats.js";
import type { DefineCommand } from "./define-command.js";
import { withScoreGateOptions } from "./gate-options.js";
import type { RenderCommandOptions } from "./render-options.js";
import { withReportOutputs } from "./report-output-options.js";

const EXAMPLES = `
Examples:
  exptrack audit -o json=report.json && exptrack render report.json -f sarif
  exptrack render report.json -o sarif=exptrack.sarif -o summary=comment.md
  exptrack audit -f json | exptrack render - -f badge-svg > badge.svg
  exptrack render report.json -f github --threshold 18   annotate, and exit 1 below 18`;

export const defineRender: DefineCommand = (program: Command, done) => {
  const command = program
    .command("render")
    .description("write a saved report in other formats, without looking at the repository")
    .argument("<report>", "what exptrack audit -f json wrote; - reads stdin");
  withScoreGateOptions(withReportOutputs(command))
    .addOption(
      new Option("--color <when>", "colour the output").choices(["auto", "always", "never"]).default("auto"),
    )
    .option("--debug", "print the stack of an internal error", false)
    .addHelpText("after", `\n${FORMATS_HELP}\n${EXAMPLES}`)
    .action(async (source: string, options: RenderCommandOptions) => {
      const { runRender } = await import("./render.js");
      done(await runRender(source, options));
    });
};
