import type { Evidence } from "../core/evidence.js";
import type { SeedState } from "../core/report.js";
import type { Seed, Use } from "./seed-uses.js";

/** What the state is told from. */
export interface Seeding {
  readonly uses: readonly Use[];
  /** Seedings of whole sources in the headline programs. */
  readonly seeds: readonly Seed[];
  /** Seedings anywhere in the repository. */
  readonly everywhere: readonly Seed[];
  /** Sources that are seeded and not seen to be drawn from are seeded without a condition. */
  readonly sure: boolean;
  readonly conflicting: boolean;
  readonly headline: ReadonlySet<string>;
  /** A framework whose draws stay inside it trains in the headline programs. */
  readonly unseen: boolean;
}

/** Frameworks whose training draws by itself, so that a program of theirs without a visible draw proves nothing. */
const DRAWING_FRAMEWORKS =
  /^(?:torch|tensorflow|keras|jax|flax|lightning|pytorch_lightning|transformers|fastai|paddle|mxnet)\b/;

export function drawsUnseen(evidence: readonly Evidence[], headline: ReadonlySet<string>): boolean {
  return evidence.some(
    (one) =>
      one.kind === "code.ml-import" && headline.has(one.location.path) && DRAWING_FRAMEWORKS.test(one.module),
  );
}

export function stateOf(seeding: Seeding): SeedState {
  const { seeds, everywhere, sure, conflicting, unseen } = seeding;
  const aside = openAside(seeding);
  const uses = seeding.uses.filter(({ open }) => open.length === 0 || !open.every((one) => aside.has(one)));
  const effective = seeds.filter(({ on, value }) => on !== "no" && value !== null);
  const training = uses.filter(({ purpose }) => purpose === "training");
  if (conflicting) return "conflicting";
  if (effective.length > 0 && effective.every(({ call }) => call === "sacred.Experiment")) {
    const experiments = new Set(effective.flatMap(({ programs }) => programs ?? []));
    // A source that Sacred does not know stays open in its experiments; other programs are not its matter.
    if (uses.every(({ open }) => open.every((program) => experiments.has(program)))) return "sacred-auto";
  }
  if (uses.length === 0 && seeds.length === 0)
    return everywhere.some((seed) => seed.value !== null && seed.on !== "no") ? "data-only" : "n-a";
  if (uses.every(({ covered }) => covered === "yes") && (uses.length > 0 || sure)) {
    const quiet = training.length === 0 && effective.length === 0;
    if (quiet && unseen) return onlyOf(uses);
    return uses.length + effective.length > 0 ? "full" : offOrNone(seeds, uses);
  }
  // What a library seeds untold is no practice of the project's.
  if (
    training.some((use) => held(use) && use.byDefault !== true) ||
    (training.length === 0 && effective.length > 0)
  )
    return "partial";
  if (effective.length > 0 && uses.some(held)) return "partial";
  if (oneProgram(seeding)) return "partial";
  const off = offOrNone(seeds, uses);
  if (off === "wired-but-off") return off;
  if (uses.some((use) => use.purpose === "split" && held(use))) return "split-only";
  const data = everywhere.some(
    (seed) => seed.value !== null && seed.on !== "no" && seed.byDefault !== true && !seeds.includes(seed),
  );
  return uses.some((use) => use.purpose === "data" && held(use)) || data ? "data-only" : "none";
}

/** So many programs are a collection, of which one in so many speaks for itself alone. */
const MANY = 5;

/** The weaker programs of many that leave something open: they are named among the sources, and the others are what they are. */
function openAside({ uses, headline }: Seeding): ReadonlySet<string> {
  const open = new Set(uses.flatMap((use) => use.open));
  return open.size * MANY <= headline.size ? open : new Set();
}

/** One of several programs is seeded, and nothing that it draws from is seen to be open. */
function oneProgram({ uses, seeds, headline }: Seeding): boolean {
  const bare = new Set(uses.flatMap(({ open }) => open));
  return seeds.some(
    ({ on, value, programs }) =>
      on === "yes" && value !== null && programs?.some((one) => headline.has(one) && !bare.has(one)) === true,
  );
}

const held = ({ covered }: Use): boolean => covered === "yes" || covered === "maybe";

function offOrNone(seeds: readonly Seed[], uses: readonly Use[]): SeedState {
  return seeds.some(({ on }) => on === "no") || uses.some(({ covered }) => covered === "off")
    ? "wired-but-off"
    : "none";
}

const onlyOf = (uses: readonly Use[]): SeedState =>
  uses.some(({ purpose }) => purpose === "split") ? "split-only" : uses.length > 0 ? "data-only" : "none";
