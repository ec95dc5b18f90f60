import type { Finding, Report } from "../core/report.js";
import type { Workspace } from "../core/workspace.js";
import type { ExplainedFinding } from "../formats/explain/finding.js";
import { position } from "../formats/place.js";
import { plain, shortened } from "../formats/plain.js";
import { openWorkspace } from "../workspace/open.js";
import { auditUnder } from "./audit-under.js";
import { policyFor } from "./policy.js";
import { Progress } from "./progress.js";
import { readSavedReport } from "./saved-report.js";
import { UsageError } from "./usage-error.js";

export interface FindingSource {
  /** A saved report; without it the repository is audited. */
  readonly from?: string;
  readonly config?: string;
  readonly rev?: string;
  readonly local?: boolean;
  readonly cache: boolean;
  readonly quiet: boolean;
  readonly progress: boolean;
}

const MOST_CANDIDATES = 10;
const FINGERPRINT = /^[0-9a-f]{4,64}$/;
const MOST_BYTES = 1 << 20;
const LONGEST_LINE = 400;

/** Names of rules, dimensions and areas hold neither dots nor slashes and are no hexadecimal numbers. */
export const looksLikeFinding = (text: string): boolean => FINGERPRINT.test(text) || /[./:\\]/.test(text);

/**
 * The finding whose fingerprint begins so, or that stands at a place (`src/train.py`, `src/train.py:12`).
 * @throws UsageError  none, or several: those are listed
 */
export async function findFinding(
  text: string,
  path: string,
  options: FindingSource,
): Promise<ExplainedFinding> {
  if (options.from !== undefined) return explained(await readSavedReport(options.from), text, null);
  const policy = await policyFor(path, { ...options, ignores: true });
  const progress = new Progress(options.progress && !options.quiet);
  const workspace = await openWorkspace(path, options.rev === undefined ? {} : { rev: options.rev });
  try {
    progress.say("reading the repository");
    const report = await auditUnder(policy, workspace, path, options);
    progress.clear();
    return await explained(report, text, workspace);
  } finally {
    progress.clear();
    await workspace.close();
  }
}

async function explained(
  report: Report,
  text: string,
  workspace: Workspace | null,
): Promise<ExplainedFinding> {
  const finding = only(candidates(report.findings, text), text);
  const rule = report.rules.find(({ id }) => id === finding.rule) ?? null;
  return { finding, rule, source: workspace === null ? null : await lineOf(finding, workspace) };
}

function candidates(findings: readonly Finding[], text: string): readonly Finding[] {
  const printed = FINGERPRINT.test(text)
    ? findings.filter(({ fingerprint }) => fingerprint.startsWith(text))
    : [];
  if (printed.length > 0) return printed;
  const place = text.replaceAll("\\", "/").replace(/^(?:\.\/)+/, "");
  return findings.filter(({ location }) => {
    const { column: _column, run: _run, ...line } = location;
    return place === location.path || place === position(line) || place === position(location);
  });
}

/** @throws UsageError */
function only(found: readonly Finding[], text: string): Finding {
  const [first, ...others] = found;
  const shown = shortened(plain(text), 80);
  if (first === undefined)
    throw new UsageError(
      `no finding stands at ${shown} or has such a fingerprint (exptrack audit -f csv lists them)`,
    );
  if (others.length === 0) return first;
  const lines = found
    .slice(0, MOST_CANDIDATES)
    .map(
      ({ fingerprint, rule, location, message }) =>
        `  ${fingerprint}  ${rule}  ${position(location)}  ${shortened(plain(message), 80)}`,
    );
  const more = found.length - lines.length;
  throw new UsageError(
    `${found.length} findings could be meant by ${shown}: name one by the beginning of its fingerprint`,
    more > 0 ? [...lines, `  and ${more} more`] : lines,
  );
}

/** The line that a finding stands in; a cell of a notebook has no lines of the file. */
async function lineOf({ location }: Finding, workspace: Workspace): Promise<string | null> {
  const { path, line, cell } = location;
  if (line === undefined || cell !== undefined) return null;
  try {
    const text = await workspace.readText(path, { maxBytes: MOST_BYTES });
    const said = text.split(/\r\n|\r|\n/)[line - 1];
    return said === undefined || said.trim() === "" ? null : shortened(plain(said), LONGEST_LINE);
  } catch {
    // Too large, or gone since: the place is told all the same.
    return null;
  }
}
