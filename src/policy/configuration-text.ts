import type { Place } from "../parsers/yaml.js";
import { isMapping, type ValuePath } from "./shapes.js";

/** One configuration file as plain data, with the places of what stands in it. */
export interface ConfigurationText {
  /** null: the file holds no configuration (a pyproject.toml without [tool.exptrack]), or it cannot be parsed. */
  readonly value: unknown;
  readonly mistakes: readonly { readonly message: string; readonly place: Place | null }[];
  /** Of the entry itself, else of the nearest around it. */
  placeOf(path: ValuePath): Place | null;
}

/** Far more than any project has to say; a bomb and a key of a megabyte stop here. */
const LONGEST = 256 * 1024;
/** A pyproject.toml speaks to many tools. */
const LONGEST_TOML = 2 * 1024 ** 2;

/** [tool.exptrack], a table below it, or `tool.exptrack.key =`: enough to tell that a broken file is meant for us. */
const OURS = /^[ \t]*(?:\[{1,2}[ \t]*)?["']?tool["']?[ \t]*\.[ \t]*["']?exptrack["']?[ \t]*[.\]=]/m;

const isToml = (path: string): boolean => path.toLowerCase().endsWith(".toml");

/** The parsers are loaded for a file that is there: most repositories have none. */
export async function parseConfiguration(path: string, text: string): Promise<ConfigurationText> {
  return isToml(path) ? fromToml(text) : fromYaml(text);
}

async function fromYaml(text: string): Promise<ConfigurationText> {
  if (text.length > LONGEST) return tooLong(LONGEST);
  const { parseYaml } = await import("../parsers/yaml.js");
  const yaml = parseYaml(text, "core");
  if (yaml.error !== null)
    return broken(`not valid YAML: ${yaml.error.message}`, { line: yaml.error.line, column: 1 });
  const mistakes = yaml.repeatedKeys().map(({ key, firstLine, line, column }) => ({
    message: `the key ${key} stands here for the second time (first in line ${firstLine})`,
    place: { line, column },
  }));
  if (yaml.secondDocument !== null)
    mistakes.push({ message: "a second document: a configuration is one", place: yaml.secondDocument });
  // A file of comments alone says nothing.
  return { value: yaml.value ?? {}, mistakes, placeOf: nearestPlace((at) => yaml.placeOf(at)) };
}

async function fromToml(text: string): Promise<ConfigurationText> {
  if (!text.includes("exptrack")) return ABSENT;
  if (text.length > LONGEST_TOML) return OURS.test(text) ? tooLong(LONGEST_TOML) : ABSENT;
  const { parseToml } = await import("../parsers/toml.js");
  const toml = parseToml(text);
  if (toml.error !== null) {
    if (!OURS.test(text)) return ABSENT;
    const { message, ...place } = toml.error;
    return broken(`not valid TOML: ${message}`, place);
  }
  const { tool } = toml.value ?? {};
  if (!isMapping(tool) || !Object.hasOwn(tool, "exptrack")) return ABSENT;
  const find = (at: ValuePath) => toml.placeOf(["tool", "exptrack", ...at]);
  return { value: tool.exptrack, mistakes: [], placeOf: nearestPlace(find) };
}

const NOWHERE = () => null;
const ABSENT: ConfigurationText = { value: null, mistakes: [], placeOf: NOWHERE };

const broken = (message: string, place: Place | null): ConfigurationText => ({
  value: null,
  mistakes: [{ message, place }],
  placeOf: NOWHERE,
});

const tooLong = (most: number): ConfigurationText =>
  broken(`longer than ${most / 1024} KiB: no configuration needs that`, null);

function nearestPlace(find: (path: ValuePath) => Place | undefined): ConfigurationText["placeOf"] {
  return (path) => {
    for (let length = path.length; length >= 0; length -= 1) {
      const place = find(path.slice(0, length));
      if (place !== undefined) return place;
    }
    return null;
  };
}
