import {
  defineRule,
  fail,
  isFixedSet,
  isSimulator,
  notApplicable,
  places,
  type RepoModel,
  seededGeneratingCalls,
  share,
  usesData,
} from "exptrack/core";

export const rule = defineRule({
  id: "unfixed-split",
  title: "The split of the data cannot be determined",
  severity: "warning",
  rung: "data.3",
  docs: {
    what: "The weaker of two: is the identity of the data fixed, and is its split fixed by the repository (a seed, a file, a deterministic split) or not needed?",
    why: "Leakage through splits was found in 17 fields and 294 papers (Kapoor & Narayanan 2023); a split that nobody can repeat cannot be checked.",
    limit:
      "A seed that is set in a place from which no way to the split is seen, and a split that was made outside of this repository, count as none.",
    fix: "Fix the split by a seed, or commit the list of its members.",
    effort: "minutes",
    before: {
      default: "train_test_split(X, y, test_size=0.2)",
    },
    example: { default: "train_test_split(X, y, test_size=0.2, random_state=42)" },
  },
  check(model) {
    if (!usesData(model)) return notApplicable("neither training code nor data was found");
    const identity = identityShare(model);
    if (identity === 0)
      return fail("code", "the identity of the data is not fixed, so its split cannot be", [], {
        silent: true,
      });
    const split = splitShare(model);
    const part = Math.min(identity, split.share);
    // What is wrong with the identity alone is the finding of unidentified-data.
    return share(
      part,
      "code",
      split.message,
      split.evidence,
      split.share >= 1 || split.natural ? { silent: true } : {},
    );
  },
});

function identityShare(model: RepoModel): number {
  if (model.evidence("data.versioned").some((data) => !data.code && data.digest !== null)) return 1;
  if (model.evidence("data.file").some((file) => file.scope === "tracked" && file.bytes !== 0)) return 1;
  if (model.runs.some((run) => run.inputs.some((input) => input.kind !== "code" && input.digest !== null)))
    return 1;
  if (seededGeneratingCalls(model).length > 0) return 1;
  const named = model.evidence("data.named");
  if (named.some(isFixedSet)) return 1;
  if (model.evidence("data.link").some((link) => link.via === "code" && link.checksum)) return 1;
  return named.length > 0 ? 0.5 : 0;
}

interface Split {
  readonly share: number;
  readonly message: string;
  readonly evidence: ReturnType<typeof places>;
  /** Nothing is wrong with it: the rung just asks for more. */
  readonly natural: boolean;
}

function splitShare(model: RepoModel): Split {
  const splits = model.evidence("data.split");
  const fixed = splits.filter((split) => ["seeded", "deterministic", "file"].includes(split.how));
  const open = splits.filter((split) => split.how === "unseeded");
  if (open.length > 0)
    return {
      share: fixed.length > 0 ? 0.5 : 0,
      message: "the data is split at random without a seed",
      evidence: places(open),
      natural: false,
    };
  const official = splits.filter((split) => split.how === "official");
  if (fixed.length > 0 && official.length > 0)
    return {
      share: 0.5,
      message: "part of the data is split by the repository, part as its loader delivers it",
      evidence: places([...fixed, ...official]),
      natural: true,
    };
  if (fixed.length > 0)
    return {
      share: 1,
      message: "the split is fixed by a seed or a file",
      evidence: places(fixed),
      natural: true,
    };
  if (official.length > 0)
    return {
      share: 0,
      message: "the split is the official one of the loader, and nothing here fixes it",
      evidence: places(official),
      natural: true,
    };
  const environments = model.evidence("data.named").filter(isSimulator);
  if (environments.length > 0)
    return {
      share: 1,
      message: "versioned environments need no split",
      evidence: places(environments),
      natural: true,
    };
  return { share: 0.5, message: "no split of the data was found", evidence: [], natural: true };
}
