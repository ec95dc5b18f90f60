import type { RepoModel } from "./core/model.js";
import type { Gap, Report, Score } from "./core/report.js";
import type { Problem } from "./core/run.js";
import type { DimensionId } from "./core/vocabulary.js";
import type { Judgement } from "./judge/judge.js";
import { LOOK_UPS } from "./lookups/index.js";
import type { Asked, Found, LookUpId } from "./lookups/look-up.js";
import { isMachineLearning } from "./model/machine-learning.js";
import { NOTHING_FURTHER, type Wider, withFound } from "./wider.js";

/** One round's answer: what a clone holds, and what it earns. */
export interface Looked {
  readonly clone: RepoModel;
  readonly score: Score;
}

interface Section {
  readonly id: string;
  /** Why there is too little to say something about; null: there is enough. */
  readonly thin: (looked: Looked) => string | null;
  /** What would close it. */
  readonly needed: string;
  /** What is asked in the first round, and in the second. */
  readonly asks: readonly [readonly LookUpId[], readonly LookUpId[]];
}

/** Every part of the report that lives of what was seen, and where else to look when that is too little. */
const SECTIONS: readonly Section[] = [
  {
    id: "experiments",
    thin: ({ clone }) =>
      clone.runs.length + clone.logs.length === 0
        ? "the repository holds no run record, so how runs are grouped, named and ended cannot be told"
        : null,
    needed: "committed run records, or a ledger snapshot (`exptrack runs --snapshot`)",
    asks: [["ignored-directories"], ["other-branches"]],
  },
  {
    id: "documentation",
    thin: ({ clone, score }) =>
      clone.evidence("docs.readme").length === 0
        ? "no README was found"
        : earned(score, "documentation") < 2
          ? "the documents say little about the experiments"
          : null,
    needed:
      "a README that says what the project does, how to install it, where its data is and how to run it",
    asks: [["nested-projects"], ["documentation"]],
  },
  {
    id: "environment",
    thin: ({ clone }) =>
      none(clone, ["env.manifest", "env.container", "env.package", "env.prose"])
        ? "nothing says what software it needs"
        : null,
    needed: "a file that names the packages and their versions",
    asks: [["nested-projects", "ignored-directories"], ["documentation"]],
  },
  {
    id: "data",
    thin: ({ clone }) =>
      clone.trains &&
      !clone.runs.some((run) => run.inputs.length > 0) &&
      none(clone, ["data.versioned", "data.named", "data.link", "data.path", "data.file", "docs.data"])
        ? "nothing says which data is used"
        : null,
    needed: "the data, a pointer to it, or a sentence that says where it comes from",
    asks: [["ignored-directories"], ["documentation"]],
  },
  {
    id: "metrics",
    thin: ({ clone }) =>
      clone.trains &&
      clone.runs.length + clone.logs.length === 0 &&
      none(clone, ["code.metric", "code.metric-print", "code.result-file", "docs.results"])
        ? "no metric is computed, kept or reported"
        : null,
    needed: "records of runs, a file of metrics, or a table of results",
    asks: [["ignored-directories"], ["documentation", "other-branches"]],
  },
];

const earned = (score: Score, id: DimensionId): number =>
  score.dimensions.find((dimension) => dimension.id === id)?.earned ?? 0;
const none = (clone: RepoModel, kinds: readonly Parameters<RepoModel["evidence"]>[0][]): boolean =>
  kinds.every((kind) => clone.evidence(kind).length === 0);

export type SelfCheck = Report["selfCheck"];

/**
 * Looks again, wider, for what is thin: two rounds at most, each look-up once. A round that brings nothing is not
 * judged again; without a thin section nothing is asked.
 * @param first  what the first look came to
 * @param again  looks with what the look-ups have brought, and judges
 */
export async function widerSearch<T extends Looked>(
  first: T,
  asked: Omit<Asked, "clone">,
  again: (wider: Wider) => Promise<T>,
): Promise<{ readonly last: T; readonly selfCheck: SelfCheck; readonly gaps: readonly Gap[] }> {
  const made: SelfCheck["lookUps"] = [];
  const thin = new Map(thinSections(first).map(({ section }) => [section.id, section]));
  const found: Found[] = [];
  let [last, wider] = [first, NOTHING_FURTHER];
  let rounds = 0;
  for (const round of [0, 1] as const) {
    const open = thinSections(last);
    const names = new Set(open.flatMap(({ section }) => section.asks[round]));
    const lookUps = LOOK_UPS.filter(({ id }) => names.has(id));
    if (lookUps.length === 0) continue;
    rounds++;
    let widest = wider;
    for (const lookUp of lookUps) {
      const brought = await lookUp.find({ ...asked, clone: last.clone });
      found.push(brought);
      const before = widest;
      widest = withFound(widest, brought);
      made.push({
        id: lookUp.id,
        round: rounds,
        sections: open
          .filter(({ section }) => section.asks[round].includes(lookUp.id))
          .map(({ section }) => section.id),
        found: widest.paths.filter((path) => !before.paths.includes(path)),
      });
    }
    if (widest !== wider) last = await again(widest);
    wider = widest;
  }
  const open = new Map(thinSections(last).map(({ section, why }) => [section.id, why]));
  return {
    last,
    selfCheck: {
      rounds,
      sections: [...thin.keys()].map((id) => ({ id, closed: !open.has(id) })),
      lookUps: made,
      elsewhere: found.flatMap((one) => one.elsewhere ?? []),
    },
    gaps: [
      ...[...thin.values()].flatMap((section) => gapOf(section, open.get(section.id), made)),
      ...found.flatMap((one) => (one.named ?? []).map(({ gap }) => gap)),
    ],
  };
}

const thinSections = (looked: Looked): { readonly section: Section; readonly why: string }[] =>
  !isMachineLearning(looked.clone)
    ? []
    : SECTIONS.flatMap((section) => {
        const why = section.thin(looked);
        return why === null ? [] : [{ section, why }];
      });

/** Names the look-ups that ask nothing but the tree: which branches there are differs from clone to clone. */
function gapOf(section: Section, why: string | undefined, made: SelfCheck["lookUps"]): Gap[] {
  if (why === undefined) return [];
  const titles = LOOK_UPS.filter(
    ({ id, outside }) => !outside && made.some((one) => one.id === id && one.sections.includes(section.id)),
  ).map(({ title }) => title);
  const where = titles.length === 0 ? "" : ` (${inWords(titles)} were searched as well)`;
  return [{ what: `${section.id}: ${why}${where}`, needed: section.needed }];
}

const inWords = (titles: readonly string[]): string =>
  [titles.slice(0, -1).join(", "), ...titles.slice(-1)].filter((part) => part !== "").join(" and ");

/**
 * What a report may not say: a finding of no place, a recommendation of no finding or without an action.
 * @param has  whether there is such a file
 */
export function unfounded(judgement: Judgement, has: (path: string) => boolean): Problem[] {
  const prints = new Set(judgement.findings.map(({ fingerprint }) => fingerprint));
  return [
    ...judgement.findings
      .filter(({ location }) => location.commit === undefined && !has(location.path))
      .map(({ rule, location }) => ({
        path: location.path,
        message: `a finding of ${rule} names this file, which is not there`,
      })),
    ...judgement.recommendations
      .filter(({ title, findings }) => title === "" || !findings.some((print) => prints.has(print)))
      .map(({ title }) => ({ path: ".", message: `a recommendation has no finding or no action: ${title}` })),
  ];
}
