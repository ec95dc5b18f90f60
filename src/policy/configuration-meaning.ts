import type { Rule } from "../core/rule.js";
import { pathBelow, pathFrom } from "./configuration-paths.js";
import { didYouMean } from "./nearest.js";
import { alternativesOf, patternMistake } from "./path-patterns.js";
import { optionMistakes } from "./rule-settings.js";
import { isMapping, nameOf, quoted, type ShapeMistake, type ValuePath } from "./shapes.js";

/** What the meaning of a configuration is held against. */
export interface Meant {
  /** What its paths are relative to. */
  readonly base: string;
  /** The audited folder. */
  readonly folder: string;
  readonly hasFolder: (path: string) => Promise<boolean>;
  /** Asked for where it speaks of rules. */
  readonly rules: () => Promise<readonly Pick<Rule, "id" | "options">[]>;
}

/** What the shape does not tell: patterns, rules and their options, paths. Parts of another shape are passed over. */
export async function meaningMistakes(
  value: Readonly<Record<string, unknown>>,
  meant: Meant,
): Promise<ShapeMistake[]> {
  return [
    ...patternMistakes(value),
    ...(await ruleMistakes(value, meant.rules)),
    ...(await pathMistakes(value, meant)),
  ];
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const textOf = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

/** Every file is held against every pattern. */
const MOST_PATTERNS = 500;

function tooMany(path: ValuePath, patterns: readonly unknown[]): ShapeMistake[] {
  let count = 0;
  for (const pattern of patterns) {
    count += alternativesOf(textOf(pattern) ?? "");
    if (count > MOST_PATTERNS)
      return [{ path, message: `${nameOf(path)}: more than ${MOST_PATTERNS} patterns, braces written out` }];
  }
  return [];
}

function patternMistakes(value: Readonly<Record<string, unknown>>): ShapeMistake[] {
  const lists: readonly (readonly [ValuePath, unknown])[] = [
    [["exclude"], value.exclude],
    ...listOf(value.ignore).map(
      (entry, index) => [["ignore", index, "paths"], isMapping(entry) ? entry.paths : []] as const,
    ),
  ];
  return lists.flatMap(([path, patterns]) => [
    ...tooMany(path, listOf(patterns)),
    ...listOf(patterns).flatMap((pattern, index): ShapeMistake[] => {
      const text = textOf(pattern);
      const mistake = text === null ? null : patternMistake(text);
      const at = [...path, index];
      return mistake === null ? [] : [{ path: at, message: `${nameOf(at)} ${quoted(text)}: ${mistake}` }];
    }),
  ]);
}

async function ruleMistakes(
  value: Readonly<Record<string, unknown>>,
  rules: Meant["rules"],
): Promise<ShapeMistake[]> {
  const settings = isMapping(value.rules) ? Object.entries(value.rules) : [];
  const ignored = listOf(value.ignore).flatMap((entry, index) => {
    const id = isMapping(entry) ? textOf(entry.rule) : null;
    return id === null ? [] : [{ id, path: ["ignore", index, "rule"] }];
  });
  if (settings.length + ignored.length === 0) return [];
  const known = new Map((await rules()).map((rule) => [rule.id, rule]));
  const named = [...settings.map(([id]) => ({ id, path: ["rules", id] })), ...ignored];
  return [
    ...named
      .filter(({ id }) => !known.has(id))
      .map(({ id, path }) => ({
        path,
        message: `there is no rule ${quoted(id)}${didYouMean(id, known.keys())} (docs/rules lists all)`,
      })),
    ...settings.flatMap(([id, setting]) => {
      const rule = known.get(id);
      return rule === undefined || !isMapping(setting) ? [] : optionMistakes(rule, setting.options);
    }),
  ];
}

async function pathMistakes(
  value: Readonly<Record<string, unknown>>,
  { base, folder, hasFolder }: Meant,
): Promise<ShapeMistake[]> {
  const mistakes: ShapeMistake[] = [];
  const baseline = textOf(value.baseline);
  if (baseline !== null && !pathFrom(base, baseline))
    mistakes.push({
      path: ["baseline"],
      message: `baseline: ${quoted(baseline)} is no file of this repository`,
    });
  for (const [index, project] of listOf(value.projects).entries()) {
    const root = textOf(isMapping(project) ? project.root : project);
    if (root === null) continue;
    const path = ["projects", index, ...(isMapping(project) ? ["root"] : [])];
    const target = pathFrom(base, root);
    if (target === null)
      mistakes.push({ path, message: `${nameOf(path)}: ${quoted(root)} leads out of this repository` });
    else if (target === base)
      mistakes.push({ path, message: `${nameOf(path)}: ${quoted(root)} is the root, which threshold gates` });
    else if (pathBelow(folder, target) !== null && !(await hasFolder(target)))
      mistakes.push({ path, message: `${nameOf(path)}: there is no folder ${quoted(root)} here` });
  }
  return mistakes;
}
