import type { Suppression } from "../core/policy.js";
import type { Finding } from "../core/report.js";
import { pathMatcher } from "./path-patterns.js";

/** A suppression that can be heeded, ready to be asked. */
export interface Asked {
  readonly suppression: Suppression;
  accepts(finding: Pick<Finding, "rule" | "location">): boolean;
}

export function asked(suppression: Suppression): Asked {
  const { rule, malformed } = suppression;
  const reaches = malformed === undefined ? reachOf(suppression) : () => false;
  return { suppression, accepts: (finding) => finding.rule === rule && reaches(finding) };
}

/** A finding without a line, about a whole file or the whole repository, stands on the first. */
function reachOf({
  reach,
  paths,
  location,
  covers,
}: Suppression): (finding: Pick<Finding, "location">) => boolean {
  if (reach === "paths") {
    if (paths.length === 0) return () => true;
    const matches = pathMatcher(paths);
    return (finding) => matches(finding.location.path);
  }
  const own = location.line ?? 1;
  const lines = covers === undefined ? ([own, own + 1] as const) : covers;
  return ({ location: at }) => {
    if (at.path !== location.path) return false;
    if (reach === "file") return true;
    if (at.cell !== location.cell) return false;
    if (reach === "cell") return true;
    const line = at.line ?? 1;
    return lines !== null && line >= lines[0] && line <= lines[1];
  };
}
