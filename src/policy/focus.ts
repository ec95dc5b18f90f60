import type { Location } from "../core/location.js";
import type { Finding, Report } from "../core/report.js";
import type { AreaId, DimensionId, TrackerId } from "../core/vocabulary.js";

/** What somebody wants to see of a report. */
export type Focus =
  | { readonly on: "area"; readonly area: AreaId }
  | { readonly on: "dimension"; readonly dimension: DimensionId }
  | { readonly on: "tracker"; readonly tracker: TrackerId }
  /** A file, or a folder with all below it. */
  | { readonly on: "path"; readonly path: string };

/**
 * The report with the findings of one concern, the recommendations that stand on them and the areas that they inform.
 * Everything else, the score above all, stays whole.
 */
export function focused(report: Report, focus: Focus): Report {
  const findings = report.findings.filter(concerns(report, focus));
  const prints = new Set(findings.map(({ fingerprint }) => fingerprint));
  const informed = new Set(findings.flatMap(({ areas }) => areas));
  return {
    ...report,
    findings,
    areas: report.areas.filter(({ id }) => (focus.on === "area" ? id === focus.area : informed.has(id))),
    recommendations: report.recommendations.flatMap((one) => {
      const own = one.findings.filter((fingerprint) => prints.has(fingerprint));
      return own.length === 0 ? [] : [{ ...one, findings: own }];
    }),
  };
}

function concerns(report: Report, focus: Focus): (finding: Finding) => boolean {
  switch (focus.on) {
    case "area":
      return ({ areas }) => areas.includes(focus.area);
    case "dimension": {
      const capping = report.score?.dimensions.find(({ id }) => id === focus.dimension)?.cap?.rule;
      return ({ rule, rung }) => rung?.startsWith(`${focus.dimension}.`) === true || rule === capping;
    }
    case "tracker": {
      const signs = report.inventory.trackers
        .filter(({ id }) => id === focus.tracker)
        .flatMap((tracker) => Object.values(tracker.signs).flat())
        .map(spot);
      const seen = new Set(signs);
      const isOf = (place: Location): boolean =>
        place.run === undefined
          ? place.line !== undefined && seen.has(spot(place))
          : place.run.startsWith(`${focus.tracker}:`);
      return ({ location, related }) => isOf(location) || related.some(isOf);
    }
    case "path":
      return ({ location }) => location.path === focus.path || location.path.startsWith(`${focus.path}/`);
  }
}

const spot = ({ path, cell, line }: Location): string => `${path}\0${cell ?? ""}\0${line ?? ""}`;
