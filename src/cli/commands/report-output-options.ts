import { type Command, Option } from "commander";

/** Options of every command that writes a report. */
export function withReportOutputs(command: Command): Command {
  return command
    .option("-f, --format <format>", "what stdout carries (default: text)")
    .addOption(
      new Option(
        "-o, --output <format=path>",
        "write a format to a file as well, - for stdout; repeatable",
      ).argParser<string[]>((value, all = []) => [...all, value]),
    );
}
