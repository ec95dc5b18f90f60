import type { CodeRisk, EvidenceOf } from "../evidence.js";
import type { Location } from "../location.js";
import type { RepoModel } from "../model.js";
import { fail, notApplicable, pass, type Verdict } from "../rule.js";
import { places } from "./words.js";

/** Questions about habits of code that rules put to a model. All pure. */

/** Risks of a kind that something which runs comes to. */
export const risksOf = (model: RepoModel, risk: CodeRisk): readonly EvidenceOf<"code.risk">[] =>
  model.evidence("code.risk").filter((one) => one.risk === risk && one.programs?.length !== 0);

export interface RiskWords {
  /** What a program that trains and shows none of it does: `every file listing is put in order`. */
  readonly none: string;
  /** One sentence of a place, without its full stop; default: why it is a risk. */
  readonly say?: (one: EvidenceOf<"code.risk">) => string;
}

/** More files than this are told in one sentence. */
const MOST_FILES = 5;

/**
 * One verdict for each file that shows the risk, one for all of them where they are many; where nothing trains and
 * nothing shows it, it is not asked.
 */
export function riskVerdicts(
  model: RepoModel,
  risk: CodeRisk,
  { none, say = ({ why }) => why }: RiskWords,
): Verdict | readonly Verdict[] {
  const found = risksOf(model, risk);
  if (found.length === 0)
    return model.trains ? pass("code", none, []) : notApplicable("no training code was found");
  return byFile(found).map((here) => {
    const [first] = here as [EvidenceOf<"code.risk">];
    const others = here.length - 1;
    return fail(
      "code",
      others === 0 ? say(first) : `${say(first)}; and ${others} more like it`,
      places(here),
      {
        confidence: first.confidence,
      },
    );
  });
}

/** Those of each file together; all together where the files are many. */
export function byFile<T extends { readonly location: Location }>(
  found: readonly T[],
): readonly (readonly T[])[] {
  const files = new Map<string, T[]>();
  for (const one of found) files.set(one.location.path, [...(files.get(one.location.path) ?? []), one]);
  return files.size > MOST_FILES ? [found] : [...files.values()];
}

/** Programs that are entry points of a training. */
export const trainingPrograms = (model: RepoModel): ReadonlySet<string> =>
  new Set(
    model.evidence("code.entry").flatMap(({ purpose, program }) => (purpose === "training" ? [program] : [])),
  );
