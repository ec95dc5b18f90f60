import type { ChangeState } from "../core/change.js";
import type { Location } from "../core/location.js";
import type { Policy, Suppression } from "../core/policy.js";
import type { Finding } from "../core/report.js";
import type { RuleSet } from "../core/rule.js";
import { withoutPersonsIn } from "../ledger/mask.js";
import { isExpired } from "../policy/expiry.js";
import { forgive } from "../policy/forgive.js";
import { severityFor } from "../policy/rule-settings.js";

export interface Hearing {
  readonly policy: Policy;
  readonly ruleSet: RuleSet;
  readonly state: ChangeState;
  /** ISO 8601 date: a suppression that has ended before it accepts nothing. */
  readonly today: string;
}

/** The findings that nothing accepts, by their place in the list; with the severities that the project gives them. */
export async function openOnes(
  findings: readonly Finding[],
  { policy, ruleSet, state, today }: Hearing,
): Promise<ReadonlyMap<Finding, Finding>> {
  const paths = [...new Set(findings.map(({ location }) => location.path))].sort();
  const here = new Set(await state.paths());
  const { configuration } = policy;
  const ignore = configuration.ignore.filter(({ expires }) => !isExpired(expires, today));
  const judged = forgive(findings, {
    policy: { ...policy, configuration: { ...configuration, ignore } },
    written: await writtenIn(state, paths),
    rules: ruleSet.rules,
    outcomes: new Map(),
    clone: { has: (path) => here.has(path), files: [], anchor: { path: paths[0] ?? "." } },
    fingerprint: (rule: string, { path, line }: Location) => `${rule} ${path} ${line}`,
  });
  const status = new Map(judged.findings.map((one) => [keyOf(one), one.status]));
  const found = new Map<Finding, Finding>();
  for (const finding of findings) {
    if (status.get(keyOf(finding)) !== "open") continue;
    const severity = severityFor(configuration.rules.get(finding.rule), finding);
    // What is said goes to logs that others read.
    const message = withoutPersonsIn(finding.message, "");
    if (severity !== "off") found.set(finding, { ...finding, severity, message });
  }
  return found;
}

const keyOf = ({ rule, fingerprint, location }: Finding): string =>
  [rule, fingerprint, location.path].join("\0");

/** What people wrote about findings in the files that these stand in. */
async function writtenIn(state: ChangeState, paths: readonly string[]): Promise<readonly Suppression[]> {
  const { detector } = await import("../detectors/suppressions.js");
  const workspace = await state.view(paths);
  const code = NO_CODE;
  const evidence = await detector.detect({
    workspace,
    files: await workspace.files(),
    code,
    problem: () => {},
  });
  return evidence.flatMap((one): Suppression[] => {
    if (one.kind !== "suppression") return [];
    const { kind: _kind, confidence: _confidence, ...written } = one;
    return [{ ...written, paths: [], expires: null }];
  });
}

const NO_CODE = {
  files: [],
  file: () => undefined,
  truth: () => ({ truth: "unknown", why: null }) as const,
  valueOf: () => null,
  importsOf: () => [],
};
