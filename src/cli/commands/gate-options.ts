import { type Command, InvalidArgumentError } from "commander";
import { DIMENSION_IDS, type DimensionId } from "../../core/vocabulary.js";
import { didYouMean } from "../nearest.js";
import { parseThreshold } from "./shared-options.js";

/** Options of the gate. */
export const withGateOptions = (command: Command): Command =>
  withScoreGateOptions(command)
    .option("--baseline <file>", "hold findings and dimensions against this baseline")
    .option("--fail-on-new", "exit 1 on errors that the baseline does not hold", false);

/** Those that a report alone can answer. */
export const withScoreGateOptions = (command: Command): Command =>
  command
    .option("--threshold <score>", "exit 1 when the score is below this, 0 to 30", parseThreshold)
    .option("--fail-under <score>", "the same as --threshold", parseThreshold)
    .option(
      "--floor <dimension=points>",
      "exit 1 when a dimension earns less than this, 0 to 5; repeatable",
      (text, all: readonly (readonly [DimensionId, number])[]) => [...all, parseFloor(text)],
      [],
    )
    .option("--exit-zero", "exit 0 where the gate fails; what failed is still said", false);

/** What people call the dimensions for short. */
const SHORT: Readonly<Record<string, DimensionId>> = {
  env: "environment",
  param: "parameters",
  params: "parameters",
  parameter: "parameters",
  result: "results",
  doc: "documentation",
  docs: "documentation",
};

/** A dimension by its id or a short name. */
export function parseDimension(text: string): DimensionId {
  const word = text.trim().toLowerCase();
  const known =
    DIMENSION_IDS.find((id) => id === word) ?? (Object.hasOwn(SHORT, word) ? SHORT[word] : undefined);
  if (known === undefined)
    throw new InvalidArgumentError(
      `there is no dimension ${text}${didYouMean(word, [...DIMENSION_IDS, ...Object.keys(SHORT)])} (${DIMENSION_IDS.join(", ")})`,
    );
  return known;
}

function parseFloor(text: string): readonly [DimensionId, number] {
  const [name = "", points = "", ...rest] = text.split("=");
  const value = Number(points);
  const dimension = parseDimension(name);
  if (rest.length > 0 || points.trim() === "" || !(value >= 0 && value <= 5))
    throw new InvalidArgumentError(
      "DIMENSION=POINTS with points between 0 and 5 is expected, such as data=2.5.",
    );
  return [dimension, value];
}
