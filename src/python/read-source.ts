import type { Problem } from "../core/run.js";
import { parseNotebook } from "../parsers/notebook.js";
import { extractFacts } from "./extract.js";
import { extractNotebook, isPython } from "./notebook/notebook-facts.js";
import { mergeFacts, type RawFacts } from "./raw.js";

/** What one source came to. */
export interface ReadSource {
  readonly facts: RawFacts;
  readonly problem: Omit<Problem, "path"> | null;
}

/** Of what could not be read. */
export const NOTHING: RawFacts = { ...mergeFacts([]), broken: true };

/** Of what was not parsed. */
export const silent = (text: string): RawFacts => ({ ...mergeFacts([]), lines: linesIn(text) });

function linesIn(text: string): number {
  let lines = text === "" || text.endsWith("\n") ? 0 : 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}

/** A function of the text alone; never throws. */
export function readSource(text: string, isNotebook: boolean): ReadSource {
  try {
    return isNotebook ? readNotebook(text) : { facts: extractFacts(text), problem: null };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { facts: NOTHING, problem: { message: `cannot be parsed: ${reason}` } };
  }
}

function readNotebook(text: string): ReadSource {
  const { notebook, error } = parseNotebook(text);
  if (notebook === null) {
    const { message, line } = error!;
    return { facts: NOTHING, problem: { message, ...(line === null ? {} : { line }) } };
  }
  const { name } = notebook.language;
  const problem = isPython(name) ? null : { message: `a notebook in ${name}: only Python is read` };
  return { facts: extractNotebook(notebook), problem };
}
