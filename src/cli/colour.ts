import { Chalk } from "chalk";
import { NO_COLOUR, type Palette } from "../formats/palette.js";

export type ColourChoice = "auto" | "always" | "never";

/** chalk itself ignores NO_COLOR: whether there is colour is decided here alone, for each stream. */
export function paletteFor(
  choice: ColourChoice,
  stream: { readonly isTTY?: boolean },
  environment: NodeJS.ProcessEnv,
): Palette {
  if (!wantsColour(choice, stream, environment)) return NO_COLOUR;
  const chalk = new Chalk({ level: 1 });
  return { good: chalk.green, fair: chalk.yellow, bad: chalk.red, strong: chalk.bold, faint: chalk.dim };
}

/** What was asked for, then NO_COLOR, then what forces colour, then what the stream is. */
function wantsColour(
  choice: ColourChoice,
  stream: { readonly isTTY?: boolean },
  environment: NodeJS.ProcessEnv,
): boolean {
  if (choice !== "auto") return choice === "always";
  if (isSet(environment.NO_COLOR)) return false;
  const forced = environment.FORCE_COLOR;
  if (forced === "0" || forced === "false") return false;
  if (isSet(forced) || isOn(environment.CLICOLOR_FORCE)) return true;
  return stream.isTTY === true && environment.TERM !== "dumb" && environment.CLICOLOR !== "0";
}

const isSet = (value: string | undefined): boolean => value !== undefined && value !== "";
const isOn = (value: string | undefined): boolean => isSet(value) && value !== "0";
