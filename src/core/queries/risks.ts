import type { CodeRisk, Evidence, EvidenceOf } from "../evidence.js";
import { grouped } from "../grouped.js";
import type { Location } from "../location.js";
import type { RepoModel } from "../model.js";
import { fail, notApplicable, pass, type Verdict } from "../rule.js";
import { places } from "./words.js";

/** Questions about habits of code that rules put to a model. All pure. */

/** Risks of a kind that something which runs comes to. */
export const risksOf = (model: RepoModel, risk: CodeRisk): readonly EvidenceOf<"code.risk">[] =>
  model.evidence("code.risk").filter((one) => one.risk === risk && one.programs?.length !== 0);

export interface RiskWords {
  /** What holds where the question arises and no risk is seen: `every file listing is put in order`. */
  readonly none: string;
  /** Why the question does not arise where nothing shows what it is about: `no file listing is divided`. */
  readonly unasked: string;
  /** What else shows that it arises, beside places that are seen to be sound. */
  readonly asked?: readonly Evidence[];
  /** One sentence of a place, without its full stop; default: why it is a risk. */
  readonly say?: (one: EvidenceOf<"code.risk">) => string;
}

/** More files than this are told in one sentence. */
const MOST_FILES = 5;

/**
 * One verdict for each file that shows the risk, one for all of them where they are many. That a risk is not seen is
 * worth something only where it could have been.
 */
export function riskVerdicts(
  model: RepoModel,
  risk: CodeRisk,
  { none, unasked, asked = [], say = ({ why }) => why }: RiskWords,
): Verdict | readonly Verdict[] {
  const found = risksOf(model, risk);
  if (found.length === 0) {
    const sound = model
      .evidence("code.sound")
      .filter((one) => one.risk === risk && one.programs?.length !== 0);
    const about = places([...sound, ...asked]);
    return about.length > 0 ? pass("code", none, about) : notApplicable(unasked);
  }
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
  const files = grouped(found, ({ location }) => location.path);
  return files.size > MOST_FILES ? [found] : [...files.values()];
}

/** Programs that are entry points of a training. */
export const trainingPrograms = (model: RepoModel): ReadonlySet<string> =>
  new Set(
    model.evidence("code.entry").flatMap(({ purpose, program }) => (purpose === "training" ? [program] : [])),
  );
