import { type Command, Option } from "commander";
import type { DefineCommand } from "./define-command.js";
import { EXPLAIN_FORMATS, type ExplainCommandOptions } from "./explain-options.js";
import { withSharedOptions } from "./shared-options.js";

const EXAMPLES = `
WHAT is a rule, a dimension (a rung of it too: data.3), an area, or a finding: its place (src/train.py:12), or the
beginning of its fingerprint as -f json and -f csv name it. Without WHAT everything that can be named is listed.

Examples:
  exptrack explain                        all dimensions, areas and rules
  exptrack explain unseeded-randomness    what the rule looks at, why, its limits, what to do
  exptrack explain environment            the ladder, and which rule answers which rung
  exptrack explain src/train.py:12        the finding there, after an audit of this repository
  exptrack explain 3f4a4dd9 --from report.json`;

export const defineExplain: DefineCommand = (program: Command, done) => {
  const command = program
    .command("explain")
    .description("explain a rule, a dimension, an area or a finding")
    .argument("[what]", "rule, dimension, area, or a finding by its place or fingerprint")
    .argument("[path]", "the repository whose finding is meant, or a folder in it", ".")
    .addOption(
      new Option("-f, --format <format>", "how it is written").choices(EXPLAIN_FORMATS).default("text"),
    )
    .option("--from <report>", "take findings from a saved report (audit -f json; - reads stdin)")
    .option("--config <file>", "use this configuration file instead of the one found upwards")
    .option("--no-cache", "neither use nor keep what earlier audits found in unchanged files")
    .addHelpText("after", EXAMPLES);
  withSharedOptions(command).action(
    async (what: string | undefined, path: string, options: ExplainCommandOptions) => {
      const { runExplain } = await import("./explain.js");
      done(await runExplain(what, path, options));
    },
  );
};
