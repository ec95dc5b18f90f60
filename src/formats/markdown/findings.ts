import { grouped } from "../../core/grouped.js";
import type { Finding } from "../../core/report.js";
import { points } from "../numbers.js";
import { code, told } from "./escape.js";
import type { Places } from "./places.js";

const MARK = { error: "**error**", warning: "warning", info: "remark" } as const;
/** Of one rule so many are told each, and of the rest the places. */
const MOST_OF_ONE_RULE = 3;
const MOST_PLACES = 8;

/** A list of findings: each sentence once, with its places; empty text where there is none. */
export function findingList(findings: readonly Finding[], at: Places): string {
  return [...grouped(findings, ({ rule }) => rule).values()]
    .flatMap((ofRule) => {
      const said = [
        ...grouped(ofRule, ({ message, severity, status }) => `${severity} ${status} ${message}`).values(),
      ];
      const shown = said.length > MOST_OF_ONE_RULE + 1 ? said.slice(0, MOST_OF_ONE_RULE) : said;
      const rest = said.slice(shown.length).flat();
      const places = rest.map(({ location }) => location);
      return [
        ...shown.map((same) => line(same, at)),
        ...(rest.length === 0
          ? []
          : [`  - and ${rest.length} more like it: ${at.several(places, MOST_PLACES)}`]),
      ];
    })
    .join("\n");
}

/** One sentence; of a single finding with all that it stands on, of several with the place of each. */
function line(same: readonly Finding[], at: Places): string {
  const [first] = same;
  if (first === undefined) return "";
  const { severity, message, fix, rule, status, related } = first;
  const places = same.map(({ location }) => location);
  const gain = fix.gain > 0 ? ` (+${points(fix.gain)})` : "";
  const accepted = status === "open" ? "" : `, ${status === "suppressed" ? "suppressed" : "in the baseline"}`;
  return `- ${MARK[severity]}${accepted}: ${told(message)}${gain} · ${at.several(same.length === 1 ? [...places, ...related] : places)} · ${code(rule)}`;
}
