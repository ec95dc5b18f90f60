import { parse } from "yaml";
import { type InitChoices, type InitFacts, nothing, type Proposal } from "./facts.js";
import { HOOKS, hookEntry } from "./hook-entry.js";
import { insertEntry } from "./pre-commit-insert.js";
import { PRE_COMMIT_PATH } from "./texts-wanted.js";

/** The hooks, added to the project's own or in a file of their own. */
export function preCommitProposal({ texts, version }: InitFacts, choices: InitChoices): Proposal {
  const before = texts.get(PRE_COMMIT_PATH);
  if (before === null) return nothing(`${PRE_COMMIT_PATH}: cannot be read as UTF-8 text, left as it is`);
  const present = before === undefined ? new Set<string>() : hooksIn(before);
  const wanted = HOOKS.filter(
    ({ id }) => (id === "exptrack-check" || choices.reportHook) && !present.has(id),
  );
  if (wanted.length === 0) return nothing(`${PRE_COMMIT_PATH}: exptrack's hooks are there already`);
  if (before === undefined) {
    const after = `repos:\n${hookEntry(wanted, version).join("\n")}\n`;
    return {
      file: { path: PRE_COMMIT_PATH, before: null, after },
      notes: ['"pre-commit install" turns the hooks on'],
    };
  }
  const after = insertEntry(before, wanted, version);
  if (after === null)
    return nothing(
      [
        `${PRE_COMMIT_PATH}: its "repos" is written in a way that cannot be added to; add there by hand:`,
        ...hookEntry(wanted, version),
      ].join("\n"),
    );
  return { file: { path: PRE_COMMIT_PATH, before, after }, notes: [] };
}

/** Is the report kept up to date by a hook? */
export const hasReportHook = (texts: InitFacts["texts"]): boolean =>
  hooksIn(texts.get(PRE_COMMIT_PATH) ?? "").has("exptrack-report");

/** exptrack's hooks that a configuration of pre-commit holds, under whatever id. */
function hooksIn(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const hook of hookRecords(text)) {
    const entry = typeof hook.entry === "string" ? hook.entry : "";
    for (const { id, entry: own } of HOOKS)
      if (hook.id === id || new RegExp(`\\bexptrack(?:@\\S+)? ${own.split(" ")[1]}\\b`).test(entry))
        found.add(id);
  }
  return found;
}

/** A file that cannot be read holds none. */
function hookRecords(text: string): readonly Readonly<Record<string, unknown>>[] {
  let content: unknown;
  try {
    content = parse(text, { logLevel: "silent" });
  } catch {
    return [];
  }
  return records(record(content).repos).flatMap(({ hooks }) => records(hooks));
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
const records = (value: unknown): Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value.map(record) : [];
