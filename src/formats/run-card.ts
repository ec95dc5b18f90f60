import type { HealthNote } from "../core/queries/health.js";
import { type Exposure, type Run, type RunTrace, runKey } from "../core/run.js";
import { type Json, QUESTIONS, type Recovered } from "../core/vocabulary.js";
import { place } from "./place.js";
import { plain } from "./plain.js";
import { tableLines } from "./table.js";
import type { Palette } from "./text.js";
import { cutTo } from "./width.js";

export interface RunCard {
  readonly run: Run;
  readonly trace: RunTrace;
  /** Keys of the runs that name it as their parent. */
  readonly children: readonly string[];
  readonly health: readonly HealthNote[];
  readonly exposures: readonly Exposure[];
}

export interface CardOptions {
  readonly palette: Palette;
  /** Columns of the terminal; null: lines are as long as they are. */
  readonly width: number | null;
  /** Long lists and texts whole. */
  readonly all: boolean;
}

interface Section {
  readonly title: string;
  readonly lines: readonly string[];
  /** Entries that were left out. */
  readonly hidden?: number;
}

/** Entries of a list and characters of a text, where not all was asked for. */
const SHOWN = {
  params: 30,
  metrics: 30,
  tags: 15,
  inputs: 10,
  artifacts: 10,
  files: 10,
  children: 5,
  text: 160,
};
const LABEL = 13;
const INDENT = 2;

/** One run as a card: what it is, whether it could be had again, what it recorded, its files. */
export function runCard(card: RunCard, { palette, width, all }: CardOptions): string {
  const sections = [
    answers(card.run, palette, width),
    { title: "health", lines: card.health.map(({ text: note, id }) => `${plain(note)} (${id})`) },
    listed("gives away", card.exposures.map(exposure), all ? null : SHOWN.files),
    params(card.run, all),
    metrics(card.run, all),
    tags(card.run, all),
    inputs(card.run, all),
    listed("artifacts", card.run.artifacts, all ? null : SHOWN.artifacts),
    listed("files", filesOf(card), all ? null : SHOWN.files),
  ];
  const lines = [
    palette.strong(plain(runKey(card.run))),
    ...identity(card, all),
    ...sections.filter((section) => section.lines.length > 0).flatMap((section) => written(section, palette)),
  ];
  return lines.map((line) => `${fitting(line, width)}\n`).join("");
}

function written({ title, lines, hidden = 0 }: Section, palette: Palette): string[] {
  const rest = hidden > 0 ? [palette.faint(`  and ${hidden} more (--all shows them)`)] : [];
  return ["", palette.strong(title), ...lines.map((line) => `${" ".repeat(INDENT)}${line}`), ...rest];
}

/** What has colours in it was cut before it got them. */
function fitting(line: string, width: number | null): string {
  const text = line.trimEnd();
  return width === null || text.includes("\u001b") ? text : cutTo(text, width);
}

function identity({ run, children }: RunCard, all: boolean): string[] {
  const line = (label: string, value: string | null): string[] =>
    value === null || value === "" ? [] : [`${label.padEnd(LABEL)}${text(value, all)}`];
  const shownChildren = all ? children : children.slice(0, SHOWN.children);
  const more = children.length - shownChildren.length;
  return [
    ...line("name", run.name),
    ...line("group", run.group),
    ...line(
      "status",
      `${run.abandoned ? `abandoned (says ${run.status})` : run.status}, ${SCOPES[run.scope]}`,
    ),
    ...line("started", moment(run.startedAt)),
    ...line("ended", ended(run)),
    ...line("commit", commit(run)),
    ...line("program", run.program),
    ...line("command", run.command),
    ...line("description", run.description),
    ...line("python", run.environment.python),
    ...line("packages", run.environment.packages),
    ...line("hardware", run.environment.hardware),
    ...line("parent", run.parent === null ? null : `${run.tracker}:${run.parent}`),
    ...line("children", [...shownChildren, ...(more > 0 ? [`and ${more} more`] : [])].join(", ")),
    ...run.links.flatMap((link) => line("also", `${link.run}: ${link.why}`)),
    ...line("confidence", run.confidence === "high" ? null : "a log, told by its columns alone"),
  ];
}

const SCOPES: Readonly<Record<Run["scope"], string>> = {
  committed: "committed",
  local: "on this machine only",
  snapshot: "known from the snapshot only",
};

const moment = (iso: string | null): string | null =>
  iso === null ? null : `${iso.slice(0, 19).replace("T", " ")} UTC`;

function ended(run: Run): string | null {
  if (run.endedAt === null) return null;
  if (run.startedAt === null) return moment(run.endedAt);
  return `${moment(run.endedAt)}, after ${span(Date.parse(run.endedAt) - Date.parse(run.startedAt))}`;
}

/** The two greatest units: `2 h 5 min`. */
export function span(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 1) return `${Math.max(Math.round(milliseconds), 0)} ms`;
  const units = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "min"],
    [seconds % 60, "s"],
  ] as const;
  const first = units.findIndex(([count]) => count > 0);
  return units
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}

function commit(run: Run): string | null {
  if (run.commit === null) return null;
  return `${run.commit}${run.dirty === null ? "" : run.dirty ? " with uncommitted changes" : ", nothing uncommitted"}`;
}

function answers({ recoverability }: Run, palette: Palette, width: number | null): Section {
  const colour: Readonly<Record<Recovered, (text: string) => string>> = {
    exact: palette.good,
    approximate: palette.fair,
    unobservable: palette.fair,
    lost: palette.bad,
  };
  const space = width === null ? null : Math.max(width - INDENT - 2 * LABEL, 1);
  const lines = QUESTIONS.map((question) => {
    const { state, reason } = recoverability[question];
    return `${question.padEnd(LABEL)}${colour[state](state.padEnd(LABEL))}${space === null ? plain(reason) : cutTo(plain(reason), space)}`;
  });
  return { title: `could it be had again: ${recoverability.overall}`, lines };
}

function params(run: Run, all: boolean): Section {
  const entries = Object.entries(run.params);
  const shown = all ? entries : entries.slice(0, SHOWN.params);
  const rows = shown.map(([key, value]) => [plain(key), text(valueText(value), all)]);
  return {
    title: `parameters (${entries.length})`,
    lines: columns(["KEY", "VALUE"], rows),
    hidden: entries.length - shown.length,
  };
}

function metrics(run: Run, all: boolean): Section {
  const entries = Object.entries(run.metrics);
  const shown = all ? entries : entries.slice(0, SHOWN.metrics);
  const rows = shown.map(([key, { last, min, max, count, lastStep }]) => [
    plain(key),
    ...[last, min, max, count, lastStep].map((value) => (value === null ? "" : number(value))),
  ]);
  return {
    title: `metrics (${entries.length})`,
    lines: columns(["KEY", "LAST", "MIN", "MAX", "POINTS", "LAST STEP"], rows),
    hidden: entries.length - shown.length,
  };
}

const number = (value: number | string): string =>
  typeof value === "number" ? String(Number(value.toPrecision(7))) : value;

function tags(run: Run, all: boolean): Section {
  const entries = Object.entries(run.tags);
  const shown = all ? entries : entries.slice(0, SHOWN.tags);
  const rows = shown.map(([key, value]) => [plain(key), text(value, all)]);
  return {
    title: `tags (${entries.length})`,
    lines: columns(["KEY", "VALUE"], rows),
    hidden: entries.length - shown.length,
  };
}

function inputs(run: Run, all: boolean): Section {
  const shown = all ? run.inputs : run.inputs.slice(0, SHOWN.inputs);
  const rows = shown.map((input) => [
    plain(input.name),
    input.kind,
    text(input.source ?? "", all),
    plain(input.digest ?? ""),
  ]);
  return {
    title: `inputs (${run.inputs.length})`,
    lines: columns(["NAME", "KIND", "SOURCE", "DIGEST"], rows),
    hidden: run.inputs.length - shown.length,
  };
}

function listed(what: string, entries: readonly string[], most: number | null): Section {
  const shown = most === null ? entries : entries.slice(0, most);
  return {
    title: `${what} (${entries.length})`,
    lines: shown.map(plain),
    hidden: entries.length - shown.length,
  };
}

const exposure = ({ what, path, key }: Exposure): string =>
  `${what} in ${key === null ? path : `${key} (${path})`}`;

/** What of the run lies where, artifacts aside. */
function filesOf({ run, trace }: RunCard): string[] {
  const labelled = (what: string, paths: readonly (string | null)[]): string[] =>
    paths.flatMap((path) => (path === null ? [] : [`${path} (${what})`]));
  const { run: _itself, ...at } = run.location;
  return [
    place(at),
    // The directory of a log that is one file is that file.
    ...labelled("its folder", [trace.directory === at.path ? null : trace.directory]),
    ...labelled("packages", [run.environment.packages]),
    ...labelled("difference to the commit", [trace.patch]),
    ...labelled("copy of source code", trace.sources?.paths ?? []),
    ...labelled(
      "model",
      trace.models.map((model) => model.path),
    ),
    ...labelled("listed, not there", trace.missingArtifacts),
  ];
}

/** Lines of a table that is never cut: the card's lines are. */
function columns(titles: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const heads = titles.map((title) => ({ title, right: false, givesWay: 0 }));
  return [...tableLines(heads, rows, null)];
}

const valueText = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

const text = (value: string, all: boolean): string => (all ? plain(value) : cutTo(plain(value), SHOWN.text));
