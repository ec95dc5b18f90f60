import type { Location } from "../core/location.js";
import type { Finding, Report } from "../core/report.js";
import { position } from "./place.js";
import { plain } from "./plain.js";
import { bySeverity } from "./severities.js";

/** A place that a code host can show: in a text file that git tracks. */
export interface RepositoryPlace {
  /** POSIX, relative to the root of the git repository. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** False: the finding stands elsewhere (in a database, an ignored record, a notebook cell), or in no one line. */
  readonly exact: boolean;
}

/** Places of a report's locations; null where the repository has no file to show one in. */
export type PlaceOf = (location: Location) => RepositoryPlace | null;

/**
 * Where a code host shows the locations of a report: a notebook at its first line, for the lines of a cell are not those
 * of the file; what stands in no tracked text file at the anchor.
 */
export function placesIn({ repository }: Report): PlaceOf {
  const textless = new Set(repository.textless);
  const { anchor, folder } = repository;
  return (location) => {
    const path = textless.has(location.path) ? anchor : location.path;
    if (path === null) return null;
    const { line, column = 1, cell } = location;
    const exact = path === location.path && line !== undefined && cell === undefined;
    const within = folder === "" ? path : `${folder}/${path}`;
    return { path: within, exact, ...(exact ? { line, column } : { line: 1, column: 1 }) };
  };
}

/** A finding as a code host shows it. */
export interface PlacedFinding {
  readonly finding: Finding;
  readonly place: RepositoryPlace;
  /** One line; names the place in words where the code host cannot show it. */
  readonly message: string;
}

/**
 * Findings of what a clone holds, the most severe first. Those of one machine's own records are left out: the code host
 * does not have what they speak of.
 */
export function placedFindings(report: Report): PlacedFinding[] {
  const placeOf = placesIn(report);
  return bySeverity(report.findings.filter(({ scope }) => scope === "clone")).flatMap((finding) => {
    const place = placeOf(finding.location);
    return place === null ? [] : [{ finding, place, message: messageFor(finding, place) }];
  });
}

function messageFor({ message, location }: Finding, place: RepositoryPlace): string {
  const said = plain(message).trim() || "no message";
  const { path, cell, run } = location;
  const told = place.exact || (place.path.endsWith(path) && cell === undefined && run === undefined);
  return told ? said : `${said} (${position(location)})`;
}

/** What code hosts call a rule: a name that is nobody else's. */
export const hostRule = (id: string): string => `exptrack/${plain(id)}`;
