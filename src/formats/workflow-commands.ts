import type { Severity } from "../core/vocabulary.js";
import { printable } from "./plain.js";
import { GITHUB_COMMANDS } from "./severities.js";

/** What GitHub Actions shows beside a line of a file, or in the list of a step where no file is named. */
export interface Annotation {
  readonly severity: Severity;
  readonly properties: Readonly<Record<string, string | number>>;
  /** May have lines. */
  readonly message: string;
}

/** A step shows ten annotations of a level and drops the others without a word. */
const MOST_PER_LEVEL = 10;
const LEVELS: readonly Severity[] = ["error", "warning", "info"];

/**
 * Workflow commands, a line each, the most severe first; a notice at the end says of those for which there is no room.
 * @param rest  what it says of so many
 */
export function workflowCommands(all: readonly Annotation[], rest: (count: number) => string): string {
  const levels = LEVELS.map((level) => all.filter(({ severity }) => severity === level));
  const crowded = levels.some((annotations) => annotations.length > MOST_PER_LEVEL);
  // The notice about the others is itself one of ten.
  const shown = levels.flatMap((annotations, level) =>
    annotations.slice(0, crowded && LEVELS[level] === "info" ? MOST_PER_LEVEL - 1 : MOST_PER_LEVEL),
  );
  const more = all.length - shown.length;
  const last: Annotation = { severity: "info", properties: { title: "exptrack" }, message: rest(more) };
  return [...shown, ...(more > 0 ? [last] : [])].map(command).join("");
}

/** `::level name=value,…::message` */
function command({ severity, properties, message }: Annotation): string {
  const told = Object.entries(properties).map(([name, value]) => `${name}=${property(String(value))}`);
  return `::${GITHUB_COMMANDS[severity]} ${told.join(",")}::${data(message)}\n`;
}

/** The runner's own escapes; the controls that they leave would reach a terminal. */
const data = (text: string): string =>
  printable(text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A"));

const property = (text: string): string => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
