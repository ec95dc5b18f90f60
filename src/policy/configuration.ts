import { CONFIG_PATHS } from "../core/outputs.js";
import { type Configuration, NO_CONFIGURATION } from "../core/policy.js";
import type { Rule } from "../core/rule.js";
import { baseOf, gateBelow, type Layer, merged, type Said } from "./configuration-layers.js";
import { meaningMistakes } from "./configuration-meaning.js";
import { foldersUpFrom, joined, pathFrom } from "./configuration-paths.js";
import { CONFIGURATION } from "./configuration-shape.js";
import { type ConfigurationText, parseConfiguration } from "./configuration-text.js";
import { isMapping, mistakesIn, quoted, type ShapeMistake } from "./shapes.js";

/** Where texts come from: `src/workspace/configuration-files.ts`. Paths are relative to the top of the repository. */
export interface Texts {
  texts(paths: readonly string[]): Promise<ReadonlyMap<string, FoundText>>;
}
export type FoundText = { readonly text: string } | { readonly unreadable: string };

export interface ConfigurationRequest {
  readonly files: Texts;
  /** The audited folder; "" for the top. */
  readonly folder: string;
  /** The one file that counts; null: it is looked for from the audited folder upwards. */
  readonly named: string | null;
  /** False: the named file belongs to no folder of the repository, its paths are relative to the audited one. */
  readonly inRepository: boolean;
  readonly hasFolder: (path: string) => Promise<boolean>;
  /** Asked for where a file speaks of rules. */
  readonly rules: () => Promise<readonly Pick<Rule, "id" | "options">[]>;
}

/** Something that is wrong in a configuration file; lines and columns count from 1. */
export interface ConfigurationMistake {
  readonly path: string;
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
}

export interface ReadConfiguration {
  /** Not to be used while there are mistakes. */
  readonly configuration: Configuration;
  /** All of them, by file and place. */
  readonly mistakes: readonly ConfigurationMistake[];
}

/** More files than this in a chain of `extends` are a loop in disguise. */
const LONGEST_CHAIN = 8;

/** The configuration of a project and everything that is wrong with it. */
export async function readConfiguration(request: ConfigurationRequest): Promise<ReadConfiguration> {
  const found = request.named === null ? await discover(request) : await named(request, request.named);
  if (found === null) return { configuration: NO_CONFIGURATION, mistakes: [] };
  const reading: Reading = { request, mistakes: [], layers: [] };
  await readLayer(found, request.inRepository ? request.folder : null, [], reading);
  const { layers, mistakes } = reading;
  if (mistakes.length > 0) return { configuration: NO_CONFIGURATION, mistakes };
  const { folder } = request;
  const whole = merged(layers, folder, found.path);
  const gatesFolder = request.named !== null || baseOf(found.path, folder, folder) === folder;
  return {
    configuration: gatesFolder ? whole : { ...whole, ...gateBelow(layers, folder, whole) },
    mistakes,
  };
}

interface FoundFile {
  readonly path: string;
  readonly found: FoundText | null;
  /** Parsed already, to see whether it is one. */
  readonly parsed?: ConfigurationText;
}

/** Per folder the first of the four; a pyproject.toml without [tool.exptrack] is none. */
async function discover({ files, folder }: ConfigurationRequest): Promise<FoundFile | null> {
  const candidates = foldersUpFrom(folder).flatMap((at) =>
    [...CONFIG_PATHS, PYPROJECT].map((name) => joined(at, name)),
  );
  const texts = await files.texts(candidates);
  for (const path of candidates) {
    const found = texts.get(path);
    if (found === undefined) continue;
    if (!path.endsWith(PYPROJECT)) return { path, found };
    // What is no readable pyproject.toml is no configuration either.
    if ("unreadable" in found) continue;
    const parsed = await parseConfiguration(path, found.text);
    if (parsed.value !== null || parsed.mistakes.length > 0) return { path, found, parsed };
  }
  return null;
}

const PYPROJECT = "pyproject.toml";

async function named({ files }: ConfigurationRequest, path: string): Promise<FoundFile> {
  return { path, found: (await files.texts([path])).get(path) ?? null };
}

interface Reading {
  readonly request: ConfigurationRequest;
  readonly mistakes: ConfigurationMistake[];
  /** What is extended before what extends it. */
  readonly layers: Layer[];
}

/**
 * Reads a file, and before it what it extends.
 * @param namer  base of the file that names it; null: the file lies outside of the repository
 */
async function readLayer(
  { path, found, parsed: known }: FoundFile,
  namer: string | null,
  chain: readonly string[],
  reading: Reading,
): Promise<void> {
  const { request } = reading;
  const note = (message: string, place?: { line: number; column: number } | null): void => {
    reading.mistakes.push({ path, ...place, message });
  };
  if (found === null) return note("there is no such file");
  if ("unreadable" in found) return note(found.unreadable);
  const parsed = known ?? (await parseConfiguration(path, found.text));
  if (parsed.value === null) {
    for (const { message, place } of parsed.mistakes) note(message, place);
    if (parsed.mistakes.length === 0) note("there is no [tool.exptrack] in this file");
    return;
  }
  const base = namer === null ? request.folder : baseOf(path, request.folder, namer);
  const own: ShapeMistake[] = mistakesIn(parsed.value, CONFIGURATION);
  const value = isMapping(parsed.value) ? parsed.value : {};
  own.push(...(await meaningMistakes(value, { ...request, base })));
  const extended = await extendedFile(value, path, [...chain, path], request, own);
  const placed = [
    ...parsed.mistakes,
    ...own.map(({ path: at, message }) => ({ message, place: parsed.placeOf(at) })),
  ].sort((a, b) => order(a.place) - order(b.place));
  for (const { message, place } of placed) note(message, place);
  if (extended !== null) await readLayer(extended, namer === null ? null : base, [...chain, path], reading);
  reading.layers.push({ path, base, said: value as Said, placeOf: parsed.placeOf });
}

const order = (place: { line: number; column: number } | null): number =>
  place === null ? 0 : place.line * 1e6 + place.column;

async function extendedFile(
  value: Readonly<Record<string, unknown>>,
  path: string,
  chain: readonly string[],
  { files }: ConfigurationRequest,
  mistakes: ShapeMistake[],
): Promise<FoundFile | null> {
  const written = value.extends;
  if (typeof written !== "string" || written === "") return null;
  const wrong = (message: string): null => {
    mistakes.push({ path: ["extends"], message: `extends: ${message}` });
    return null;
  };
  const target = pathFrom(path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "", written);
  if (target === null || target === "")
    return wrong(`${quoted(written)} is no file of this repository; its path is relative to this file`);
  if (chain.includes(target)) return wrong(`${[...chain, target].join(" extends ")}: a circle`);
  if (chain.length >= LONGEST_CHAIN) return wrong(`a chain of more than ${LONGEST_CHAIN} files`);
  const found = (await files.texts([target])).get(target);
  return found === undefined
    ? wrong(`there is no file ${target} in this repository`)
    : { path: target, found };
}
