import type { Command } from "commander";
import { FORMATS_HELP } from "../report-formats.js";
import type { AuditCommandOptions } from "./audit-options.js";
import type { DefineCommand } from "./define-command.js";
import { withGateOptions } from "./gate-options.js";
import { withReportOutputs } from "./report-output-options.js";
import { withSharedOptions } from "./shared-options.js";

const EXAMPLES = `
Examples:
  exptrack audit                      audit this repository and write its report
  exptrack audit --threshold 18       exit 1 when the score is below 18
  exptrack audit --baseline exptrack-baseline.json --fail-on-new
                                      exit 1 on new errors, or a dimension below its floor
  exptrack audit --rev v1.0 -f json   audit a tag without checking it out
  exptrack audit -o sarif=exptrack.sarif -o badge-svg=badge.svg
                                      write two files as well; stdout still carries the text
  exptrack audit -o json=report.json  keep everything: exptrack render makes any format of it`;

export const defineAudit: DefineCommand = (program: Command, done) => {
  const command = program
    .command("audit")
    .description("score a repository and write docs/experiment-tracking-analysis.md")
    .argument("[path]", "the repository, or a folder in it", ".")
    .option("--no-report", "do not write the report into the repository")
    .option("--no-cache", "neither use nor keep what earlier audits found in unchanged files")
    .option("--force", "overwrite a report that somebody has edited", false)
    .option(
      "--fail-on-change",
      "exit 1 when the report in the repository was not up to date or is not in git",
      false,
    )
    .option("--only <what>", "show one area, dimension, tracker or path (./data); score and gate stay whole")
    .option("--config <file>", "use this configuration file instead of the one found upwards")
    .option(
      "--config-from <revision>",
      "read configuration and baseline from a revision, not from what is audited",
    )
    .option("--no-ignores", "heed no suppression: what they accept is open again")
    .addHelpText("after", `\n${FORMATS_HELP}\n${EXAMPLES}`);
  withSharedOptions(withReportOutputs(withGateOptions(command))).action(
    async (path: string, options: AuditCommandOptions) => {
      const { runAudit } = await import("./audit.js");
      done(await runAudit(path, options));
    },
  );
};
