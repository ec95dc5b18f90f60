import type { Finding, RuleResult } from "../../core/report.js";
import { points } from "../numbers.js";
import { position } from "../place.js";
import { plain } from "../plain.js";
import { type Page, type Part, pageOf } from "./page.js";

export interface ExplainedFinding {
  readonly finding: Finding;
  /** What its rule says of itself; null: the report does not know the rule. */
  readonly rule: Pick<RuleResult, "title" | "what" | "why" | "limit"> | null;
  /** The line that it stands in; null: it stands in none, or the repository is not at hand. */
  readonly source: string | null;
}

const MOST_RELATED = 10;

/** One finding: where it stands, why it matters, what to do about it or how to accept it. */
export function explainFinding({ finding, rule, source }: ExplainedFinding): Page {
  const { fix, related } = finding;
  const more = related.length - MOST_RELATED;
  return pageOf(finding.rule, [
    { said: finding.message },
    source === null ? null : { code: plain(source).trim() },
    { facts: factsOf(finding), quoted: true },
    rule === null ? null : { heading: "What was looked at", text: rule.what },
    rule === null ? null : { heading: "Why it matters", text: rule.why },
    rule?.limit === undefined ? null : { heading: "What the rule cannot tell", text: rule.limit },
    { heading: "What to do", text: fix.text },
    fix.example === undefined ? null : { change: { before: fix.before ?? null, after: fix.example } },
    ...(related.length === 0
      ? []
      : [
          { heading: "It stands on", text: "" },
          {
            facts: [
              ...related.slice(0, MOST_RELATED).map((place) => `\`${position(place)}\``),
              ...(more > 0 ? [`and ${more} more`] : []),
            ],
            quoted: true as const,
          },
        ]),
    ...acceptance(finding),
  ]);
}

function factsOf(finding: Finding): string[] {
  const { severity, confidence, location, fingerprint, fix, status, reason, scope, rung, areas } = finding;
  return [
    `place: \`${position(location)}\``,
    `severity: ${severity}, confidence ${confidence}`,
    `gain: ${fix.gain > 0 ? `+${points(fix.gain)}` : "no points"}, effort ${fix.effort}`,
    ...(rung === undefined ? [] : [`rung: ${rung}`]),
    ...(areas.length === 0 ? [] : [`informs: ${areas.join(", ")}`]),
    ...(status === "open" ? [] : [`accepted: ${status}${reason === undefined ? "" : ` (${reason})`}`]),
    ...(scope === "local" ? ["only this machine holds what it speaks of: the score does not count it"] : []),
    `fingerprint: ${fingerprint}`,
  ];
}

/** How a project says that it knows and that it is fine. */
function acceptance({ rule, location, status }: Finding): Part[] {
  if (status !== "open") return [];
  const commented =
    location.line !== undefined && location.run === undefined && COMMENTED.test(location.path);
  const entry = `ignore:\n  - rule: ${rule}\n    paths: [${JSON.stringify(`/${location.path}`)}]\n    reason: …`;
  return [
    { heading: "To accept it instead", text: "With a reason, in exptrack.yml:" },
    { code: entry },
    ...(commented
      ? ([{ text: "or in the line itself:" }, { code: `# exptrack: ignore[${rule}] …` }] as const)
      : []),
  ];
}

/** Files whose comments begin with #. */
const COMMENTED = /\.(?:py|ya?ml|toml|cfg|txt|sh|r)$/i;
