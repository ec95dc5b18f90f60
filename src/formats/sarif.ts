import type { Finding, Report, RuleResult } from "../core/report.js";
import type { Confidence } from "../core/vocabulary.js";
import { isNew } from "./finding-counts.js";
import { json } from "./json.js";
import { counted } from "./numbers.js";
import { position } from "./place.js";
import { plain, printable, wellFormed } from "./plain.js";
import {
  hostRule,
  type PlacedFinding,
  type PlaceOf,
  placedFindings,
  placesIn,
  type RepositoryPlace,
} from "./repository-place.js";
import { SARIF_LEVELS, SARIF_PROBLEMS } from "./severities.js";

/** Beyond these GitHub refuses the whole file. */
const MOST_RESULTS = 25_000;
const MOST_TAGS = 20;
const MOST_LOCATIONS = 1_000;
/** Of a description. */
const MOST_CHARACTERS = 1_024;

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
const ROOT = "%SRCROOT%";

/**
 * SARIF 2.1.0 as code scanning takes it: every rule that ran in the rules' own order, every result located in a text
 * file that git tracks. Accepted findings are in it, marked as such.
 */
export function sarif(report: Report): string {
  const placed = placedFindings(report);
  const results = placed.slice(0, MOST_RESULTS);
  const beside = surroundingsOf(report);
  return json({
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "exptrack",
            version: report.tool.version,
            semanticVersion: report.tool.version,
            rules: report.rules.map((rule) => descriptor(rule, leastSure(rule, report.findings))),
          },
        },
        automationDetails: { id: "exptrack/" },
        originalUriBaseIds: { [ROOT]: { description: { text: "The root of the git repository." } } },
        columnKind: "utf16CodeUnits",
        invocations: [{ executionSuccessful: true, ...notes(report, placed.length - results.length) }],
        results: results.map((one) => result(one, beside)),
      },
    ],
  });
}

function descriptor(rule: RuleResult, precision: Confidence): object {
  const dimension = rule.rung?.split(".")[0];
  const severity =
    rule.configured === undefined || rule.configured === "off" ? rule.severity : rule.configured;
  return {
    id: hostRule(rule.id),
    name: rule.id,
    shortDescription: { text: text(rule.title) },
    fullDescription: { text: text(rule.what) },
    help: {
      text: `${plain(rule.why)}\n\n${plain(rule.fix)}`,
      markdown: `${plain(rule.what)}\n\n**Why it matters**: ${plain(rule.why)}\n\n**What to do**: ${plain(rule.fix)}`,
    },
    defaultConfiguration: {
      level: SARIF_LEVELS[severity],
      ...(rule.configured === "off" ? { enabled: false } : {}),
    },
    properties: {
      precision,
      "problem.severity": SARIF_PROBLEMS[severity],
      tags: [
        ...new Set(["reproducibility", ...(dimension === undefined ? [] : [dimension]), ...rule.areas]),
      ].slice(0, MOST_TAGS),
    },
  };
}

/** What the results of a report have in common. */
interface Beside {
  readonly indices: ReadonlyMap<string, number>;
  readonly textless: ReadonlySet<string>;
  readonly placeOf: PlaceOf;
  /** Some finding is suppressed: every result then says whether it is (3.27.23). */
  readonly suppressing: boolean;
  readonly suppressions: ReadonlyMap<string, Report["policy"]["suppressions"][number]>;
  readonly configuration: string | null;
  /** There is a baseline: every result then says how it stands to it (3.27.24). */
  readonly baselined: boolean;
}

const surroundingsOf = (report: Report): Beside => ({
  indices: new Map(report.rules.map(({ id }, index) => [id, index])),
  textless: new Set(report.repository.textless),
  placeOf: placesIn(report),
  suppressing: report.findings.some(({ status }) => status === "suppressed"),
  suppressions: new Map(
    report.policy.suppressions.flatMap((one) => one.findings.map((print) => [print, one] as const)),
  ),
  configuration: report.policy.configuration,
  baselined: report.policy.baseline !== null,
});

function result({ finding, place, message }: PlacedFinding, beside: Beside): object {
  const index = beside.indices.get(finding.rule);
  const related = relatedTo(finding, beside);
  return {
    ruleId: hostRule(finding.rule),
    ...(index === undefined ? {} : { ruleIndex: index }),
    level: SARIF_LEVELS[finding.severity],
    message: { text: unlinked(message) },
    locations: [{ physicalLocation: physical(place) }],
    ...(related.length === 0 ? {} : { relatedLocations: related }),
    partialFingerprints: {
      primaryLocationLineHash: `${finding.fingerprint}:1`,
      "exptrackFingerprint/v1": finding.fingerprint,
    },
    ...(beside.suppressing ? { suppressions: suppressionsOf(finding, beside) } : {}),
    ...(beside.baselined ? { baselineState: isNew(finding) ? "new" : "unchanged" } : {}),
    properties: {
      confidence: finding.confidence,
      gain: finding.fix.gain,
      effort: finding.fix.effort,
    },
  };
}

/** Those of the other places that a code host has a text for. */
function relatedTo({ related }: Finding, { textless, placeOf }: Beside): object[] {
  return related
    .filter(({ path }) => !textless.has(path))
    .slice(0, MOST_LOCATIONS - 1)
    .flatMap((location, index) => {
      const place = placeOf(location);
      return place === null
        ? []
        : [{ id: index + 1, message: { text: position(location) }, physicalLocation: physical(place) }];
    });
}

const physical = ({ path, line, column }: RepositoryPlace): object => ({
  artifactLocation: { uri: relativeUri(path), uriBaseId: ROOT },
  region: { startLine: line, startColumn: column, endLine: line, endColumn: column },
});

/** POSIX path to relative reference, percent-encoded segment by segment. */
const relativeUri = (path: string): string => wellFormed(path).split("/").map(encodeURIComponent).join("/");

function suppressionsOf(finding: Finding, { suppressions, configuration }: Beside): object[] {
  if (finding.status !== "suppressed") return [];
  const own = suppressions.get(finding.fingerprint);
  const external = own !== undefined && own.location.path === configuration;
  const reason = plain(finding.reason ?? own?.reason ?? "").trim();
  return [
    {
      kind: external ? "external" : "inSource",
      status: "accepted",
      ...(reason === "" ? {} : { justification: reason }),
    },
  ];
}

/** What the audit could not read, and how many results are left out. */
function notes({ problems }: Report, cut: number): object {
  const told = [
    ...(cut > 0
      ? [`${counted(cut, "less severe finding")} left out: code scanning takes ${MOST_RESULTS}`]
      : []),
    ...problems
      .slice(0, MOST_LOCATIONS)
      .map(({ path, message }) => unlinked(`${printable(path)}: ${plain(message)}`)),
  ];
  return told.length === 0
    ? {}
    : { toolExecutionNotifications: told.map((note) => ({ level: "warning", message: { text: note } })) };
}

/** The confidence of the least sure finding of a rule; high while it has none. */
function leastSure({ id }: RuleResult, findings: readonly Finding[]): Confidence {
  const own = new Set(findings.filter(({ rule }) => rule === id).map(({ confidence }) => confidence));
  return own.has("low") ? "low" : own.has("medium") ? "medium" : "high";
}

/** `[text](target)` in a message would be a link. */
const unlinked = (message: string): string => message.replaceAll("](", "] (");

const text = (said: string): string => plain(said).trim().slice(0, MOST_CHARACTERS) || "no description";
