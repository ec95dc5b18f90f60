import { createHash } from "node:crypto";
import type { Report } from "../core/report.js";
import { json } from "./json.js";
import { printable } from "./plain.js";
import { hostRule, placedFindings } from "./repository-place.js";
import { GITLAB_SEVERITIES } from "./severities.js";

/**
 * GitLab's Code Quality report: open findings, the most severe first. The widget shows no name of the check, so the
 * description begins with it; of two entries with one fingerprint it shows one, so each has its own.
 */
export function gitlab(report: Report): string {
  const seen = new Set<string>();
  const unique = (fingerprint: string, path: string): string => {
    let print = fingerprint;
    for (let ordinal = 0; seen.has(print); ordinal += 1)
      print = createHash("sha256").update(`${fingerprint}\0${path}\0${ordinal}`).digest("hex").slice(0, 16);
    seen.add(print);
    return print;
  };
  return json(
    placedFindings(report)
      .filter(({ finding }) => finding.status === "open")
      .map(({ finding, place, message }) => ({
        description: `${hostRule(finding.rule)}: ${message}`,
        check_name: hostRule(finding.rule),
        fingerprint: unique(finding.fingerprint, finding.location.path),
        severity: GITLAB_SEVERITIES[finding.severity],
        location: { path: printable(place.path), lines: { begin: place.line } },
      })),
  );
}
