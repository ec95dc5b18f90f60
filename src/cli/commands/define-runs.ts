import { type Command, InvalidArgumentError, Option } from "commander";
import { TRACKER_IDS, type TrackerId } from "../../core/vocabulary.js";
import type { DefineCommand } from "./define-command.js";
import { RUNS_FORMATS, type RunsCommandOptions } from "./runs-options.js";
import { withSharedOptions } from "./shared-options.js";

const EXAMPLES = `
Fields:
  tracker id key name group parent scope status abandoned started ended duration (seconds) commit dirty command
  program description confidence systemMetrics path artifacts inputs links overall recoverability.code (data,
  environment, parameters, results, purpose) environment.python (packages, hardware)
  params.KEY  tags.KEY  metrics.KEY (the last value), metrics.KEY.min, .max, .count, .lastStep
  Quote a key with odd characters: params."learning rate", metrics['loss[0]'].min

Expressions (--where):
  = == != < <= > >=   numbers compare as numbers also where the tracker keeps text; started >= 2026-01 takes dates
  ~ !~                contains, whatever the case          in (a, b), not in (a, b)
  is null, is not null          and, or, not, ( )
  A run in which a field is not recorded passes no comparison, only "is null".

Examples:
  exptrack runs                                       every run that any tracker recorded here, newest first
  exptrack runs --where 'params.lr > 0.01 and status = finished' --sort -metrics.acc -n 10
  exptrack runs --where 'overall < approximate' --columns id,commit,recoverability.code
  exptrack runs --tracker mlflow -f csv -o runs.csv   one row per run, params and metrics as columns
  exptrack runs -f parquet -o runs.parquet            the same for pandas, polars or DuckDB
  exptrack runs -f json | jq                          parameters, metrics and the six answers (docs/schema)

-f json holds what is shown: with --where, --tracker or --limit, "experiments" counts the executions among those runs.`;

export const defineRuns: DefineCommand = (program: Command, done) => {
  const command = program
    .command("runs")
    .description("list every run that is recorded here, whichever tool recorded it")
    .argument("[path]", "the repository, or a folder in it", ".")
    .addOption(
      new Option("-f, --format <format>", "how the runs are written").choices(RUNS_FORMATS).default("table"),
    )
    .option("-o, --output <file>", "write into a file instead of stdout (-)")
    .option("--where <expression>", "only runs of which this holds")
    .option("--sort <fields>", "order by these, -FIELD for the greatest first; not recorded comes last")
    .option("-n, --limit <count>", "the first so many", parseCount)
    .option("--columns <fields>", "columns of table, csv and parquet; params.* for all of them")
    .option("--tracker <id>", "only runs of this tracker; repeatable", addTracker, [])
    .addOption(
      new Option(
        "--snapshot",
        "write experiments.lock.jsonl, by which a clone and CI know the runs of this machine",
      )
        .default(false)
        .conflicts(["format", "where", "sort", "limit", "columns", "tracker", "output"]),
    )
    .addHelpText("after", EXAMPLES);
  withSharedOptions(command).action(async (path: string, options: RunsCommandOptions) => {
    if (options.snapshot) done(await (await import("./snapshot.js")).writeSnapshot(path, options));
    else done(await (await import("./runs.js")).runRuns(path, options));
  });
};

function parseCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("a whole number above 0 is expected.");
  return Number(text);
}

function addTracker(text: string, all: readonly TrackerId[]): readonly TrackerId[] {
  const id = TRACKER_IDS.find((one) => one === text);
  // Which one was meant is told where the command runs: the library for it is not loaded for --help.
  return [...all, id ?? (text as TrackerId)];
}
