import type { Location } from "../../core/location.js";
import type { Report } from "../../core/report.js";
import { type Run, runKey } from "../../core/run.js";
import { place } from "../place.js";
import { plain, wellFormed } from "../plain.js";
import { code } from "./escape.js";

/** How a text names places: as links that work where the text lies, or as plain code. */
export interface Places {
  /** One place. */
  readonly one: (location: Location) => string;
  /** Several, the first few named and the rest counted. */
  readonly several: (locations: readonly Location[], most?: number) => string;
  /** A place under a name of its own; the name alone where nothing is linked. */
  readonly named: (label: string, location: Location) => string;
  /** A run by its key. */
  readonly run: (key: string) => string;
  /** The same without links: for what a clone does not have. */
  readonly unlinked: Places;
}

/** Longer names of linked places lose their middle: the link leads there all the same. */
const LONGEST_LABEL = 60;
const LONGEST = 200;
/** So many digits of an id tell it from all others of a store, and every command takes them. */
const SHORT_ID = 8;
const LONG_ID = /^[0-9a-f]{16,}$/;
/** What code hosts show rendered has no lines there, but in its source. */
const RENDERED = /\.(?:md|markdown|mdx|rst|adoc|asciidoc|org|textile|ipynb)$/i;

/**
 * @param folder  where the text lies, relative to the audited root ("" for the root itself); null: links would lead
 *                nowhere, and places are plain code
 */
export function placesFor(report: Report, folder: string | null): Places {
  const runs = new Map(report.runs.items.map((run) => [runKey(run), run]));
  const textless = new Set(report.repository.textless);
  const unlinked = placesBy(runs, null);
  if (folder === null) return unlinked;
  const linked = placesBy(runs, (location) => hrefOf(location, folder, textless));
  return { ...linked, unlinked };
}

function placesBy(runs: ReadonlyMap<string, Run>, href: ((location: Location) => string) | null): Places {
  const named = (label: string, location: Location): string =>
    href === null || label === "" ? label : `[${label}](${href(location)})`;
  const one = (location: Location): string => {
    const label = labelOf(location, runs);
    return named(code(href === null ? label : middleCut(label, LONGEST_LABEL), LONGEST), location);
  };
  const places: Omit<Places, "unlinked"> = {
    one,
    named,
    several: (locations, most = 3) => {
      const unique = [...new Set(locations.map(one))];
      const more = unique.length > most ? ` and ${unique.length - most} more` : "";
      return `${unique.slice(0, most).join(", ")}${more}`;
    },
    run: (key) => {
      const run = runs.get(key);
      return run === undefined ? code(shortKey(key)) : one({ ...run.location, run: key });
    },
  };
  const whole: Places = {
    ...places,
    get unlinked() {
      return whole;
    },
  };
  return whole;
}

/** A run by its key; what lies beside its own record with the name of the file. */
function labelOf(location: Location, runs: ReadonlyMap<string, Run>): string {
  const { run, path } = location;
  if (run === undefined) return place(location);
  const known = runs.get(run);
  const beside = known !== undefined && known.location.path !== path;
  return plain(beside ? `${path.slice(path.lastIndexOf("/") + 1)} of ${shortKey(run)}` : shortKey(run));
}

/** `mlflow:6a931904`, `hydra:outputs/2026-11-18/10-40-06`: enough for `exptrack show`. */
export function shortKey(key: string): string {
  const colon = key.indexOf(":");
  const id = key.slice(colon + 1);
  return LONG_ID.test(id) ? `${key.slice(0, colon + 1)}${id.slice(0, SHORT_ID)}` : key;
}

/** Both ends of a text that is too long: those of a path tell most. */
function middleCut(text: string, most: number): string {
  const characters = [...text];
  if (characters.length <= most) return text;
  const head = Math.floor(most / 3);
  return `${characters.slice(0, head).join("")}…${characters.slice(characters.length - (most - head - 1)).join("")}`;
}

function hrefOf({ path, line, cell }: Location, folder: string, textless: ReadonlySet<string>): string {
  const link = relative(folder, path).map(encoded).join("/");
  if (line === undefined || cell !== undefined || textless.has(path)) return link;
  return `${link}${RENDERED.test(path) ? "?plain=1" : ""}#L${line}`;
}

/** The parts of the way from a folder to a file. */
function relative(folder: string, path: string): string[] {
  const from = folder === "" ? [] : folder.split("/");
  const to = path.split("/");
  let same = 0;
  while (same < from.length && same < to.length - 1 && from[same] === to[same]) same += 1;
  return [...from.slice(same).map(() => ".."), ...to.slice(same)];
}

/** Nothing in it can end the link, begin another scheme or be read as markup. */
const encoded = (part: string): string =>
  part === ".."
    ? part
    : encodeURIComponent(wellFormed(part)).replace(
        /['()]/g,
        (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
      );
