import type { Finding, Report } from "../core/report.js";
import type { Json } from "../core/vocabulary.js";
import { csvRow } from "./csv.js";
import { plain, wellFormed } from "./plain.js";
import { bySeverity } from "./severities.js";

type Column = readonly [
  title: string,
  value: (finding: Finding, titles: ReadonlyMap<string, string>) => Json,
];

const COLUMNS: readonly Column[] = [
  ["severity", ({ severity }) => severity],
  ["status", ({ status }) => status],
  ["scope", ({ scope }) => scope],
  ["rule", ({ rule }) => wellFormed(rule)],
  ["title", ({ rule }, titles) => plain(titles.get(rule) ?? "")],
  ["message", ({ message }) => plain(message)],
  ["path", ({ location }) => wellFormed(location.path)],
  ["line", ({ location }) => location.line ?? null],
  ["column", ({ location }) => location.column ?? null],
  ["cell", ({ location }) => location.cell ?? null],
  ["run", ({ location }) => (location.run === undefined ? null : plain(location.run))],
  ["outcome", ({ outcome }) => outcome],
  ["confidence", ({ confidence }) => confidence],
  ["rung", ({ rung }) => rung ?? null],
  ["areas", ({ areas }) => areas.join(" ")],
  ["gain", ({ fix }) => fix.gain],
  ["effort", ({ fix }) => fix.effort],
  ["fix", ({ fix }) => plain(fix.text)],
  ["reason", ({ reason }) => (reason === undefined ? null : plain(reason))],
  ["fingerprint", ({ fingerprint }) => wellFormed(fingerprint)],
];

/** Every finding, a row each under one header: also those that are accepted, and those of this machine only. */
export function findingsCsv(report: Report): string {
  const titles = new Map(report.rules.map(({ id, title }) => [id, title]));
  const rows = bySeverity(report.findings).map((finding) =>
    COLUMNS.map(([, value]) => value(finding, titles)),
  );
  return [COLUMNS.map(([title]) => title), ...rows].map(csvRow).join("");
}
