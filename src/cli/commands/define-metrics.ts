import { type Command, Option } from "commander";
import type { DefineCommand } from "./define-command.js";
import { METRICS_FORMATS, type MetricsCommandOptions } from "./metrics-options.js";
import { withSharedOptions } from "./shared-options.js";

const EXAMPLES = `
RUN is named as for exptrack show. KEY is a metric or a pattern in which * stands for anything ('val*'); without
one, every metric is written. Columns: key, step, value, time (ISO 8601 UTC); what is not recorded is empty.
The client that wrote the store is not needed, and need not be able to read it any more.

Examples:
  exptrack metrics 0a1b                          every point of every metric, as csv
  exptrack metrics 0a1b val/loss 'train*'        some of them
  exptrack metrics wandb:ab12cd34 -f jsonl | jq .value
  exptrack metrics 0a1b -C ../project -f parquet -o run.parquet`;

export const defineMetrics: DefineCommand = (program: Command, done) => {
  const command = program
    .command("metrics")
    .description("write the full metric series of one run, whichever tool recorded it")
    .argument("<run>", "tracker:id, id or name; ids may be abbreviated")
    .argument("[keys...]", "metrics, or patterns of them")
    .option("-C, --repo <folder>", "the repository, or a folder in it", ".")
    .addOption(
      new Option("-f, --format <format>", "how the points are written")
        .choices(METRICS_FORMATS)
        .default("csv"),
    )
    .option("-o, --output <file>", "write into a file instead of stdout (-)")
    .addHelpText("after", EXAMPLES);
  withSharedOptions(command).action(
    async (run: string, keys: readonly string[], options: MetricsCommandOptions) => {
      const { runMetrics } = await import("./metrics.js");
      done(await runMetrics(run, keys, options));
    },
  );
};
