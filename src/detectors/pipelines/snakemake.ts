import { type Evidence, evidence } from "../../core/evidence.js";
import { definitionOf, pipelineItem } from "./item.js";
import type { WorkflowFile } from "./workflow-files.js";

interface Rule {
  readonly name: string;
  readonly line: number;
  /** Text of each directive, and the line it begins at. */
  readonly directives: Map<string, { text: string; readonly line: number }>;
}

const HEAD = /^([ \t]{0,40})(?:use[ \t]+)?(?:rule|checkpoint)[ \t]+(\w{1,100})[ \t]*:/;
const DIRECTIVE = /^([ \t]{1,40})(\w{1,40})[ \t]*:[ \t]*(.{0,2000})$/;
const GLOBAL = /^(configfile|onerror|onsuccess|onstart)[ \t]*:[ \t]*(.{0,300})$/;
const SETTING = /\bconfig(?:\.get\(\s*|\[)["']([\w.-]{1,60})["']/g;

/** Files of one workflow: a Snakefile, and what lies below its folder. */
export function snakemake(files: readonly WorkflowFile[]): readonly Evidence[] {
  const read = files.map(({ path, text }) => ({ path, ...readSnakefile(path, text) }));
  const found = read.flatMap((one) => one.found);
  const rules = read.flatMap((one) => one.rules.map((rule) => ({ ...rule, path: one.path })));
  const first = rules[0];
  if (first === undefined) return found;
  const at = { path: first.path, line: first.line };
  const { path } = first;
  return [
    evidence(
      "pipeline.definition",
      at,
      definitionOf("snakemake", { names: rules.map(({ name }) => name), edges: edgesOf(rules) }),
    ),
    evidence("pipeline.command", at, {
      tool: "snakemake",
      command: /^(?:workflow\/)?Snakefile$/.test(path) ? "snakemake" : `snakemake -s ${path}`,
    }),
    pipelineItem("caching", at, "snakemake", "what is up to date is not run again"),
    ...found,
  ];
}

interface Read {
  readonly rules: readonly Rule[];
  readonly found: readonly Evidence[];
}

/** Rules of one file, their retries and caches, and what they ask of the configuration. */
function readSnakefile(path: string, text: string): Read {
  const rules: Rule[] = [];
  const found: Evidence[] = [];
  const settings = new Set<string>();
  let setAt = 0;
  let open: { rule: Rule; indent: number; inner: number | null; key: string | null } | null = null;
  text.split(/\r?\n/).forEach((raw, index) => {
    const row = raw.replace(/^([ \t]*)#.*$/, "$1");
    const line = index + 1;
    for (const [, name] of row.matchAll(SETTING)) {
      if (settings.size === 0) setAt = line;
      settings.add(name!);
    }
    if (row.trim() === "") return;
    const head = HEAD.exec(row);
    if (head !== null) {
      const rule: Rule = { name: head[2]!, line, directives: new Map() };
      rules.push(rule);
      open = { rule, indent: head[1]!.length, inner: null, key: null };
      return;
    }
    const indent = row.length - row.trimStart().length;
    const current = open as { rule: Rule; indent: number; inner: number | null; key: string | null } | null;
    if (current !== null && indent <= current.indent) open = null;
    else if (current !== null) {
      const directive = DIRECTIVE.exec(row);
      if (directive !== null && (current.inner === null || indent === current.inner)) {
        current.inner = indent;
        current.key = directive[2]!;
        current.rule.directives.set(current.key, { text: directive[3]!, line });
      } else if (current.key !== null) current.rule.directives.get(current.key)!.text += `\n${row.trim()}`;
      return;
    }
    const global = GLOBAL.exec(row);
    if (global === null) return;
    const at = { path, line };
    if (global[1] === "configfile")
      found.push(pipelineItem("parameters", at, unquoted(global[2]!), "configuration file"));
    if (global[1] === "onerror")
      found.push(pipelineItem("alerting", at, "onerror", "runs where the workflow fails"));
  });
  if (settings.size > 0)
    found.push(
      pipelineItem("parameters", { path, line: setAt }, "config", "read by rules", [...settings].join(", ")),
    );
  for (const { name, directives } of rules) {
    for (const [key, { text: value, line }] of directives) {
      const at = { path, line };
      if (key === "retries" && value.trim() !== "0")
        found.push(pipelineItem("retries", at, name, "in the rule", value));
      if (key === "cache" && !/^(?:False)?$/.test(value.trim()))
        found.push(pipelineItem("caching", at, name, "shared between workflows", value));
    }
  }
  return { rules, found };
}

const QUOTED = /"([^"\n]{2,300})"|'([^'\n]{2,300})'/g;
const filesIn = (text: string | undefined): readonly string[] =>
  [...(text ?? "").matchAll(QUOTED)].map((found) => found[1] ?? found[2]!);

/** `multiext("genome", ".fai")` makes no "genome". */
const plain = (text: string | undefined): string | undefined =>
  text !== undefined && /\b(?:multiext|expand|directory)\(/.test(text) ? undefined : text;

/** A rule takes what another makes: by `rules.a.output`, or by the same pattern of files. */
function edgesOf(rules: readonly Rule[]): readonly string[] {
  const names = new Set(rules.map(({ name }) => name));
  const makers = new Map<string, string>();
  for (const { name, directives } of rules)
    for (const file of filesIn(plain(directives.get("output")?.text))) makers.set(file, name);
  return rules.flatMap(({ name, directives }) => {
    const input = directives.get("input")?.text;
    const named = [...(input ?? "").matchAll(/\b(?:rules|checkpoints)\.(\w{1,100})/g)].map(
      (found) => found[1]!,
    );
    const matched = filesIn(input).flatMap((file) => makers.get(file) ?? []);
    return [...named, ...matched]
      .filter((from) => from !== name && names.has(from))
      .map((from) => `${from} → ${name}`);
  });
}

const unquoted = (text: string): string => text.trim().replace(/^["']|["']$/g, "");
