import { Chalk } from "chalk";
import { NO_COLOUR, type Palette } from "../formats/text.js";

export type ColourChoice = "auto" | "always" | "never";

/** chalk itself ignores NO_COLOR: whether there is colour is decided here alone. */
export function paletteFor(
  choice: ColourChoice,
  stream: { readonly isTTY?: boolean },
  environment: NodeJS.ProcessEnv,
): Palette {
  if (!wantsColour(choice, stream, environment)) return NO_COLOUR;
  const chalk = new Chalk({ level: 1 });
  return { good: chalk.green, fair: chalk.yellow, bad: chalk.red, strong: chalk.bold, faint: chalk.dim };
}

function wantsColour(
  choice: ColourChoice,
  stream: { readonly isTTY?: boolean },
  environment: NodeJS.ProcessEnv,
): boolean {
  if (choice !== "auto") return choice === "always";
  if (environment.NO_COLOR !== undefined && environment.NO_COLOR !== "") return false;
  if (
    environment.FORCE_COLOR !== undefined &&
    environment.FORCE_COLOR !== "" &&
    environment.FORCE_COLOR !== "0"
  )
    return true;
  return stream.isTTY === true && environment.TERM !== "dumb";
}
