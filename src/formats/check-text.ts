import { blocks, type CheckFinding, type CheckReport } from "../core/check.js";
import { counted } from "./numbers.js";
import type { Palette } from "./palette.js";
import { position } from "./place.js";
import { plain } from "./plain.js";

export interface CheckTextOptions {
  readonly palette: Palette;
  /** Findings only. */
  readonly quiet: boolean;
}

/** `path:line:column: severity[rule] message`, what to do about it, and a line that counts. */
export function checkText(report: CheckReport, { palette, quiet }: CheckTextOptions): string {
  const told = new Set<string>();
  const findings = report.findings.flatMap((finding) => {
    // What to do is said once, where it is the same.
    const advice = `${finding.fix}\0${finding.example}`;
    const first = finding.standing === "introduced" && !told.has(advice);
    if (first) told.add(advice);
    return findingLines(finding, palette, first);
  });
  const problems = report.problems.map(({ path, message }) => palette.faint(plain(`${path}: ${message}`)));
  const lines = quiet ? findings : [...findings, ...problems, ...closing(report, palette)];
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

function findingLines(finding: CheckFinding, palette: Palette, advise: boolean): string[] {
  const colour = { error: palette.bad, warning: palette.fair, info: palette.faint }[finding.severity];
  const older = finding.standing === "older" ? palette.faint(" (older)") : "";
  const head = `${palette.strong(position(finding.location))}: ${colour(`${finding.severity}[${finding.rule}]`)} ${plain(finding.message)}${older}`;
  const fix = [`  ${palette.good("fix:")} ${plain(finding.fix)}`];
  const example = finding.example?.split("\n").map((line) => `      ${palette.faint(plain(line))}`) ?? [];
  return advise ? [head, ...fix, ...example] : [head];
}

function closing(report: CheckReport, palette: Palette): string[] {
  if (report.files === 0)
    return [
      report.mode === "files"
        ? "nothing to check: nothing is staged, and no file is named"
        : "nothing to check: none of the changed files is to be looked at",
    ];
  const { findings, forgiven } = report;
  if (findings.length === 0)
    return [
      `${counted(report.files, "file")} checked, nothing found${forgiven > 0 ? ` (${forgiven} accepted)` : ""}`,
    ];
  const introduced = findings.filter(({ standing }) => standing === "introduced");
  const parts = (["error", "warning", "info"] as const).flatMap((severity) => {
    const those = introduced.filter((one) => one.severity === severity);
    return those.length === 0
      ? []
      : [`${counted(those.length, `introduced ${NOUN[severity]}`)} (${counted(filesOf(those), "file")})`];
  });
  const older = findings.length - introduced.length;
  if (older > 0) parts.push(counted(older, "older warning"));
  if (forgiven > 0) parts.push(`${forgiven} accepted`);
  const blocking = findings.find(blocks);
  const hint = blocking === undefined ? [] : [palette.faint(acceptance(blocking))];
  return [parts.join("; "), ...hint];
}

/** A file without lines has no place for a comment. */
const acceptance = ({ rule, location }: CheckFinding): string =>
  location.line === undefined
    ? `to accept one, name it in exptrack.yml: ignore: [{ rule: ${rule}, paths: [...], reason: ... }]`
    : `to accept one, write on its line or above it: # exptrack: ignore[${rule}] and why`;

const NOUN = { error: "error", warning: "warning", info: "note" } as const;
const filesOf = (findings: readonly CheckFinding[]): number =>
  new Set(findings.map(({ location }) => location.path)).size;
