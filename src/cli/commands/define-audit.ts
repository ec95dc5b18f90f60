import { type Command, Option } from "commander";
import { REPORT_FORMATS } from "../report-formats.js";
import type { AuditCommandOptions } from "./audit-options.js";
import type { DefineCommand } from "./define-command.js";
import { parseThreshold, withSharedOptions } from "./shared-options.js";

const EXAMPLES = `
Examples:
  exptrack audit                      audit this repository and write its report
  exptrack audit --threshold 18       exit 1 when the score is below 18
  exptrack audit --rev v1.0 -f json   audit a tag without checking it out
  exptrack audit -o json=report.json  write the whole report as JSON beside the Markdown`;

export const defineAudit: DefineCommand = (program: Command, done) => {
  const command = program
    .command("audit")
    .description("score a repository and write docs/experiment-tracking-analysis.md")
    .argument("[path]", "the repository, or a folder in it", ".")
    .addOption(
      new Option("-f, --format <format>", "what stdout carries").choices(REPORT_FORMATS).default("text"),
    )
    .option(
      "-o, --output <format=path>",
      "write a format to a file as well; repeatable",
      (value, all: string[]) => [...all, value],
      [],
    )
    .option("--no-report", "do not write the report into the repository")
    .option("--no-cache", "neither use nor keep what earlier audits found in unchanged files")
    .option("--force", "overwrite a report that somebody has edited", false)
    .option("--threshold <score>", "exit 1 when the score is below this, 0 to 30", parseThreshold)
    .option("--fail-under <score>", "the same as --threshold", parseThreshold)
    .option("--config <file>", "use this configuration file instead of the one found upwards")
    .option(
      "--config-from <revision>",
      "read configuration and baseline from a revision, not from what is audited",
    )
    .option("--no-ignores", "heed no suppression: what they accept is open again")
    .addHelpText("after", EXAMPLES);
  withSharedOptions(command).action(async (path: string, options: AuditCommandOptions) => {
    const { runAudit } = await import("./audit.js");
    done(await runAudit(path, options));
  });
};
