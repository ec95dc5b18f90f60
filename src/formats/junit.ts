import type { Finding, Report, RuleResult } from "../core/report.js";
import { DIMENSION_IDS } from "../core/vocabulary.js";
import { position } from "./place.js";
import { plain } from "./plain.js";
import { bySeverity } from "./severities.js";
import { DIMENSION_TITLES } from "./titles.js";
import { attributes, xml } from "./xml.js";

/** Rules that answer no rung: they inform areas, or speak of the audit itself. */
const BEYOND = { id: "beyond-the-score", title: "Beyond the score" } as const;

/** What became of a rule: its line in the suite, and what kind of line that is. */
interface Case {
  readonly kind: "passed" | "failed" | "skipped";
  readonly xml: string;
}

/**
 * JUnit XML as test reports have it: a suite per dimension, a case per rule. Open errors and warnings fail it; what does
 * not apply, cannot be told, or is accepted is skipped; notes of severity info stand in the case's output. No times: the
 * same report gives the same bytes.
 */
export function junit(report: Report): string {
  const suites = [...DIMENSION_IDS.map((id) => ({ id, title: DIMENSION_TITLES[id] })), BEYOND].flatMap(
    ({ id, title }) => {
      const rules = report.rules.filter(({ rung }) => (rung?.split(".")[0] ?? BEYOND.id) === id);
      return rules.length === 0 ? [] : [{ title, cases: rules.map((rule) => caseOf(rule, id, report)) }];
    },
  );
  const all = suites.flatMap(({ cases }) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    // The outer element has no count of skipped cases in the schema of Jenkins.
    `<testsuites${attributes({ name: "exptrack", tests: all.length, failures: count(all, "failed"), errors: 0 })}>`,
    ...suites.flatMap(({ title, cases }) => [
      `  <testsuite${attributes({ name: title, ...tally(cases) })}>`,
      ...cases.map((one) => one.xml),
      "  </testsuite>",
    ]),
    "</testsuites>",
    "",
  ].join("\n");
}

const count = (cases: readonly Case[], kind: Case["kind"]): number =>
  cases.filter((one) => one.kind === kind).length;

const tally = (cases: readonly Case[]): Record<string, number> => ({
  tests: cases.length,
  failures: count(cases, "failed"),
  errors: 0,
  skipped: count(cases, "skipped"),
});

function caseOf(rule: RuleResult, suite: string, report: Report): Case {
  const findings = bySeverity(report.findings.filter((one) => one.rule === rule.id && one.scope === "clone"));
  const open = findings.filter(({ status }) => status === "open");
  const failing = open.filter(({ severity }) => severity !== "info");
  const head = `    <testcase${attributes({ name: `${rule.id}: ${plain(rule.title)}`, classname: `exptrack.${suite}` })}`;
  const first = failing[0];
  if (first !== undefined) {
    const failure = attributes({ message: plain(first.message), type: first.severity });
    return within("failed", head, `<failure${failure}>${linesOf(failing)}</failure>`);
  }
  if (open.length > 0) return within("passed", head, `<system-out>${linesOf(open)}</system-out>`);
  const why = skippedFor(rule, findings);
  return why === null
    ? { kind: "passed", xml: `${head}/>` }
    : within("skipped", head, `<skipped${attributes({ message: why })}/>`);
}

const within = (kind: Case["kind"], head: string, inner: string): Case => ({
  kind,
  xml: [`${head}>`, `      ${inner}`, "    </testcase>"].join("\n"),
});

/** One finding a line, with its place and what to do. */
const linesOf = (findings: readonly Finding[]): string =>
  findings
    .map(({ severity, location, message, fix }) =>
      xml(`${position(location)}: ${severity}: ${plain(message)} — ${plain(fix.text)}`),
    )
    .join("\n");

function skippedFor({ outcome, configured }: RuleResult, findings: readonly Finding[]): string | null {
  if (configured === "off") return "switched off by the configuration";
  if (outcome === "na") return "does not apply here";
  if (outcome === "unknown") return "could not be told from here";
  const [accepted] = findings;
  if (accepted !== undefined) {
    const reason = plain(accepted.reason ?? "").trim();
    return `accepted${accepted.status === "baselined" ? " by the baseline" : ""}${reason === "" ? "" : `: ${reason}`}`;
  }
  return outcome === "pass"
    ? null
    : "no finding of its own: another rule says it, or its rung is earned another way";
}
