import { type Command, InvalidArgumentError, Option } from "commander";
import type { ColourChoice } from "../colour.js";

export interface SharedOptions {
  readonly rev?: string;
  /** Neither --local nor --no-local: what the command does by itself, or the configuration says. */
  readonly local?: boolean;
  readonly color: ColourChoice;
  readonly quiet: boolean;
  readonly progress: boolean;
  readonly debug: boolean;
}

/** Options that every command which looks at a repository takes. */
export const withSharedOptions = (command: Command): Command =>
  withPrintingOptions(
    command
      .option("--rev <revision>", "look at a revision instead of the work tree, without a checkout")
      .option("--local", "look at what only this machine holds too, whatever the configuration says")
      .option("--no-local", "leave out what only this machine holds"),
  );

/** Options that every command takes. */
export function withPrintingOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--color <when>", "colour the output").choices(["auto", "always", "never"]).default("auto"),
    )
    .option("-q, --quiet", "print no summary", false)
    .option("--no-progress", "print no progress on stderr")
    .option("--debug", "print the stack of an internal error", false);
}

/** A score between 0 and 30. */
export function parseThreshold(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value < 0 || value > 30)
    throw new InvalidArgumentError("a number between 0 and 30 is expected.");
  return value;
}
