import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { RULES } from "../rules/index.js";
import { audit } from "../src/audit.js";
import type { Location } from "../src/core/location.js";
import type { RepoModel } from "../src/core/model.js";
import type { Finding, Report } from "../src/core/report.js";
import type { Rule, Verdict } from "../src/core/rule.js";
import { settle } from "../src/judge/settle.js";
import { openWorkspace } from "../src/workspace/open.js";
import { buildFixture, buildRepository, type Files, type Repository } from "./tools/repository.js";

/*
 * Twins: `fixtures/rules/<rule-id>/<outcome>[-<trap>]` is a small repository that the rule answers with that outcome.
 * Without a `git.json` it is a plain folder, or one commit where the rule asks for history. `expect.json` beside the twins says more of a folder: `at`, the places of
 * the rule's findings; `silent`, that another rule's finding says it already; `scope: "local"`, that the answer is asked
 * of the files of this machine; `git: false`, that there is no history.
 */
const TWINS = fileURLToPath(new URL("../fixtures/rules/", import.meta.url));
const OUTCOMES = ["pass", "partial", "fail", "na", "unknown"] as const;
const TWIN = new RegExp(`^(?:${OUTCOMES.join("|")})(?:-[a-z0-9]+)*$`);

interface Expected {
  readonly at?: readonly string[];
  readonly silent?: boolean;
  readonly scope?: RepoModel["scope"];
  readonly git?: false;
}

const foldersOf = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
        .sort()
    : [];

function expectations(id: string): Readonly<Record<string, Expected>> {
  const path = join(TWINS, id, "expect.json");
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : {};
}

describe("twins", () => {
  test("every rule has a repository that passes and one that fails", () => {
    const without = RULES.rules
      .filter(({ id }) => !["pass", "fail"].every((twin) => existsSync(join(TWINS, id, twin))))
      .map(({ id }) => id);
    expect(without).toEqual([]);
  });

  test("every folder of twins is named for a rule, its folders for an outcome, its expectations for a folder", () => {
    const ids = new Set(RULES.rules.map(({ id }) => id));
    const odd = foldersOf(TWINS).flatMap((id) => {
      const twins = foldersOf(join(TWINS, id));
      const unnamed = [
        ...twins.filter((name) => !TWIN.test(name)),
        ...Object.keys(expectations(id)).filter((name) => !twins.includes(name)),
      ];
      return [...(ids.has(id) ? [] : [id]), ...unnamed.map((name) => `${id}/${name}`)];
    });
    expect(odd).toEqual([]);
  });
});

describe("E5: what a rule says of itself", () => {
  test("every rule tells its limit, in sentences of its own", () => {
    const silent = RULES.rules.filter(({ docs: { limit, what, why } }) =>
      [undefined, "", what, why].includes(limit?.trim()),
    );
    expect(silent.map(({ id }) => id)).toEqual([]);
  });

  test("what an example replaces stands under a name that the example has, and is not the example", () => {
    const odd = RULES.rules.flatMap(({ id, docs: { example = {}, before = {} } }) =>
      Object.entries(before).flatMap(([name, text]) =>
        example[name] === undefined || example[name] === text ? [`${id}: ${name}`] : [],
      ),
    );
    expect(odd).toEqual([]);
  });

  test("no two rules look at the same", () => {
    const texts = RULES.rules.map(({ docs: { what } }) => what);
    expect(texts.filter((text, at) => texts.indexOf(text) !== at)).toEqual([]);
  });
});

const asksHistory = ({ rung }: Rule): boolean => rung?.startsWith("code.") === true;

/** D2: no full score without what a cap hangs on; D1: the rungs; D3: the areas. */
const serves = ({ cap, rung }: Rule): string => (cap !== undefined ? "D2" : rung !== undefined ? "D1" : "D3");

for (const rule of RULES.rules) {
  const expected = expectations(rule.id);
  describe(`${serves(rule)} D5 E2: ${rule.id}`, () => {
    for (const twin of foldersOf(join(TWINS, rule.id))) {
      const outcome = twin.split("-")[0];
      const { at, silent = false, scope = "clone", git = asksHistory(rule) } = expected[twin] ?? {};
      test(twin, async () => {
        const repository = build(join(TWINS, rule.id, twin), git);
        const { report, answers } = await auditOf(repository.root, rule);
        const own = report.findings.filter((finding) => finding.rule === rule.id);
        const answer = settle(answers.get(scope) ?? []);
        expect(`${answer.outcome}: ${answer.message}`).toMatch(new RegExp(`^${outcome}: `));
        // What moves an area stands on something: a question that does not arise is not answered well.
        if (rule.areas !== undefined)
          for (const verdict of answers.get(scope) ?? [])
            if (verdict.outcome === "pass") expect(verdict.evidence, verdict.message).not.toEqual([]);
        const shows = (outcome === "fail" || outcome === "partial") && !silent;
        if (!shows) expect(own).toEqual([]);
        else if (rule.oneWay !== true) expect(own).not.toEqual([]);
        if (at !== undefined) expect(own.map(({ location }) => shown(location))).toEqual(at);
        for (const finding of report.findings) expectSound(finding, repository);
        expectAdvice(report);
      });
    }
  });
}

function build(folder: string, git: boolean): Repository {
  if (existsSync(join(folder, "git.json"))) return buildFixture(folder);
  const paths = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1));
  const files: Files = Object.fromEntries(paths.sort().map((path) => [path, { from: path }]));
  return buildRepository(git ? { commits: [{ files }] } : { untracked: files }, { from: folder });
}

/** The report, and what one rule answered of each scope. */
async function auditOf(root: string, asked: Rule) {
  const answers = new Map<RepoModel["scope"], readonly Verdict[]>();
  const check: Rule["check"] = (model, options) => {
    const verdicts = asked.check(model, options);
    answers.set(model.scope, "outcome" in verdicts ? [verdicts] : verdicts);
    return verdicts;
  };
  const rules = RULES.rules.map((rule) => (rule === asked ? { ...rule, check } : rule));
  const workspace = await openWorkspace(root);
  try {
    return { report: await audit(workspace, { ruleSet: { ...RULES, rules }, local: true }), answers };
  } finally {
    await workspace.close();
  }
}

const shown = ({ path, cell, line, run }: Location): string =>
  path +
  (cell === undefined ? "" : `#${cell}`) +
  (line === undefined ? "" : `:${line}`) +
  (run ? ` ${run}` : "");

/** Plurals after "the one …", counts of nothing, and holes where a value should stand. */
const BAD_GRAMMAR =
  /\bthe one [\w ]+? (?:are|were|have|do|stand)\b|\b1 \w+s\b|not the one| \(\)|undefined|null,|\bNaN\b/;

/** E2: a finding points to what is there, says something, and knows a way out. */
function expectSound(finding: Finding, { root, git }: Repository): void {
  const places = [finding.location, ...finding.related];
  const lost = places.filter((place) => !isThere(place, root, git)).map(shown);
  expect({ rule: finding.rule, lost }).toEqual({ rule: finding.rule, lost: [] });
  expect(finding.message).not.toMatch(BAD_GRAMMAR);
  expect(finding.message).toMatch(/^\S.*[^.]$/);
  expect(finding.fix.text).toMatch(/\.$/);
}

/** D5: every recommendation stands on findings, urgent ones first. */
function expectAdvice({ findings, recommendations }: Report): void {
  const known = new Set(findings.map(({ fingerprint }) => fingerprint));
  for (const { findings: own, gain } of recommendations) {
    expect(own.filter((fingerprint) => !known.has(fingerprint))).toEqual([]);
    expect(own).not.toEqual([]);
    expect(gain).toBeGreaterThanOrEqual(0);
  }
  const priorities = recommendations.map(({ priority }) => priority);
  expect(priorities).toEqual(priorities.toSorted());
}

function isThere(place: Location, root: string, git: Repository["git"]): boolean {
  if (place.path === ".") return true;
  const file = join(root, place.path);
  if (!existsSync(file)) return place.commit !== undefined && git("ls-tree", place.commit, place.path) !== "";
  if (place.line === undefined || place.commit !== undefined) return true;
  const text = readFileSync(file, "utf8");
  if (place.cell === undefined) return place.line >= 1 && place.line <= text.split("\n").length;
  const source: string | string[] | undefined = JSON.parse(text).cells[place.cell]?.source;
  return source !== undefined && place.line <= [source].flat().join("").split("\n").length;
}
