import type { Evidence, EvidenceOf, RandomSource } from "../core/evidence.js";
import { compareLocations, compareText, type Location } from "../core/location.js";
import type { SeedFacts } from "../core/model.js";
import type { SeedState, SeedVerdict } from "../core/report.js";
import { headlinePrograms } from "./headline.js";

type Seed = EvidenceOf<"code.seed">;
type Draw = EvidenceOf<"code.random">;

/** Seeding of which source settles a draw from which. Generators and keys are seeded each by itself. */
const SETTLED_BY: Readonly<Record<RandomSource, readonly RandomSource[]>> = {
  python: ["python"],
  numpy: ["numpy"],
  "numpy-generator": [],
  torch: ["torch"],
  tensorflow: ["tensorflow"],
  jax: [],
  sklearn: ["numpy"],
  keras: ["keras", "tensorflow"],
  lightning: ["torch"],
  transformers: ["torch"],
  xgboost: ["xgboost"],
  lightgbm: ["lightgbm"],
  catboost: ["catboost"],
  optuna: ["optuna"],
  gym: ["gym"],
};
/** Frameworks whose training draws by itself, so that a program of theirs without a visible draw proves nothing. */
const DRAWING_FRAMEWORKS =
  /^(?:torch|tensorflow|keras|jax|flax|lightning|pytorch_lightning|transformers|fastai|paddle|mxnet)\b/;
/** Searches draw by themselves; whether they are seeded is asked apart and decides nothing about training. */
const NOT_TRAINING: ReadonlySet<RandomSource> = new Set(["optuna"]);

type Covered = "yes" | "off" | "maybe" | "no";

interface Use {
  readonly source: RandomSource;
  readonly purpose: "training" | "split" | "data";
  readonly covered: Covered;
  readonly value: string | null;
  readonly why: string;
  readonly location: Location;
  /** The call that seeds it, or would if it were on. */
  readonly seededAt: Location | null;
}

/**
 * Is each random source that the headline programs draw from seeded on the way that runs by default?
 */
export function seedFacts(evidence: readonly Evidence[]): SeedFacts {
  const seeds = evidence.filter(
    (one): one is Seed => one.kind === "code.seed" && !one.test && runs(one) && !ofSearch(one),
  );
  const draws = evidence.filter((one): one is Draw => one.kind === "code.random" && !one.test && runs(one));
  const headline = headlinePrograms(evidence, seeds, draws);
  const within = <E extends Seed | Draw>(one: E): boolean =>
    one.programs === undefined || one.programs.some((program) => headline.has(program));
  const ownSeeds = seeds.filter((seed) => seed.own !== undefined && within(seed));
  const wholeSeeds = seeds.filter((seed) => seed.own === undefined && within(seed));

  const uses = [
    ...draws.filter(within).flatMap((draw) => drawUses(draw, wholeSeeds, headline)),
    ...ownSeeds.filter(({ on, value }) => on !== "no" || value === null).map(ownUse),
  ];
  const idle = undrawn(uses, wholeSeeds);
  const sources = [...sourcesOf(uses), ...idle].sort((a, b) => compareText(a.source, b.source));
  const sure = idle.every(({ verdict }) => verdict === "seeded");
  return { state: stateOf(evidence, uses, sure, wholeSeeds, seeds, headline), sources };
}

const ofSearch = ({ sources }: Seed): boolean => sources.every((source) => NOT_TRAINING.has(source));
const runs = (one: Seed | Draw): boolean => one.programs === undefined || one.programs.length > 0;

/** A draw is judged in each headline program that makes it; the worst of them speaks. */
function drawUses(draw: Draw, seeds: readonly Seed[], headline: ReadonlySet<string>): Use[] {
  const programs = draw.programs?.filter((program) => headline.has(program)) ?? [null];
  const judged = programs.map((program) => cover(draw, program, seeds));
  const worst = (["no", "off", "maybe", "yes"] as const).flatMap((covered) =>
    judged.filter((one) => one.covered === covered),
  )[0];
  if (worst === undefined) return [];
  const bare = programs[judged.indexOf(worst)];
  const elsewhere = worst.seededAt === null && judged.some(({ covered }) => covered === "yes");
  const why = elsewhere && bare ? `${draw.call} draws, and ${bare} does not seed it` : worst.why;
  return [{ source: draw.source, purpose: draw.purpose, location: draw.location, ...worst, why }];
}

function cover(
  draw: Draw,
  program: string | null,
  seeds: readonly Seed[],
): Pick<Use, "covered" | "value" | "why" | "seededAt"> {
  const settling = SETTLED_BY[draw.source];
  const candidates = seeds.filter(
    (seed) =>
      seed.sources.some((source) => settling.includes(source)) &&
      (program === null || seed.programs === undefined || seed.programs.includes(program)),
  );
  const by = (covered: Covered, seed: Seed, why: string) => ({
    covered,
    value: seed.value,
    why,
    seededAt: seed.location,
  });
  if (draw.early !== true) {
    const set = candidates.filter((seed) => seed.value !== null);
    const sure = set.find((seed) => seed.on === "yes");
    if (sure !== undefined) return by("yes", sure, `${sure.call}(${sure.value})`);
    const maybe = set.find((seed) => seed.on === "unknown");
    if (maybe !== undefined) return by("maybe", maybe, `${maybe.call}: ${maybe.why ?? "under a condition"}`);
  }
  const off = candidates.find((seed) => seed.on === "no");
  if (off !== undefined) return by("off", off, `${off.call}: ${off.why ?? "off by default"}`);
  const empty = candidates.find((seed) => seed.value === null);
  if (empty !== undefined) return by("no", empty, empty.why ?? `${empty.call} without a seed`);
  const why =
    draw.early === true
      ? `${draw.call} draws before the seed is set`
      : `${draw.call} draws, and nothing seeds it`;
  return { covered: "no", value: null, why, seededAt: null };
}

/** What carries a seed of its own is a use and its seeding at once: where the one does not happen, nor does the other. */
function ownUse(seed: Seed): Use {
  const covered: Covered = seed.on === "no" ? "off" : seed.value === null ? "no" : "yes";
  return {
    source: seed.sources[0]!,
    purpose: seed.own ?? "training",
    covered,
    value: seed.value,
    why: covered === "yes" ? `${seed.call} has its own seed` : (seed.why ?? seed.call),
    location: seed.location,
    seededAt: null,
  };
}

function sourcesOf(uses: readonly Use[]): SeedFacts["sources"][number][] {
  return [...new Set(uses.map(({ source }) => source))].map((source) => {
    const ordered = uses
      .filter((use) => use.source === source)
      .sort((a, b) => compareLocations(a.location, b.location));
    const open = ordered.filter(({ covered }) => covered !== "yes");
    const shown = open.length > 0 ? open : ordered;
    const first =
      (["no", "off", "maybe"] as const).flatMap((covered) =>
        open.filter((use) => use.covered === covered),
      )[0] ?? shown[0]!;
    const verdict: SeedVerdict =
      open.length === 0 ? "seeded" : first.covered === "no" ? "unseeded" : "conditional";
    return {
      source,
      verdict,
      value: first.value,
      why: first.why,
      // What is to be changed comes first: the seed that is off, before the draws that it leaves open.
      locations: distinct([
        ...(verdict !== "seeded" && first.seededAt !== null ? [first.seededAt] : []),
        ...shown.map(({ location }) => location),
      ]),
    };
  });
}

/** Sources that are seeded although no draw from them is seen, and those that are seeded and unseeded again. */
function undrawn(uses: readonly Use[], seeds: readonly Seed[]): SeedFacts["sources"][number][] {
  const drawn = new Set(uses.map(({ source }) => source));
  const found = new Map<RandomSource, SeedFacts["sources"][number]>();
  for (const seed of seeds) {
    for (const source of seed.sources) {
      if (drawn.has(source) || seed.value === null || seed.on === "no") continue;
      if (found.has(source) && seed.on !== "yes") continue;
      found.set(source, {
        source,
        verdict: seed.on === "yes" ? "seeded" : "conditional",
        value: seed.value,
        why: `${seed.call}(${seed.value})`,
        locations: [seed.location],
      });
    }
  }
  return [...found.values()];
}

function stateOf(
  evidence: readonly Evidence[],
  uses: readonly Use[],
  sure: boolean,
  seeds: readonly Seed[],
  everywhere: readonly Seed[],
  headline: ReadonlySet<string>,
): SeedState {
  const effective = seeds.filter(({ on, value }) => on !== "no" && value !== null);
  const training = uses.filter(({ purpose }) => purpose === "training");
  const held = (use: Use): boolean => use.covered === "yes" || use.covered === "maybe";
  if (reseeded(seeds)) return "conflicting";
  if (effective.length > 0 && effective.every(({ call }) => call === "sacred.Experiment"))
    return "sacred-auto";
  if (uses.length === 0 && seeds.length === 0) {
    return everywhere.some((seed) => seed.value !== null && seed.on !== "no") ? "data-only" : "n-a";
  }
  if (uses.every(({ covered }) => covered === "yes") && (uses.length > 0 || sure)) {
    const quiet = training.length === 0 && effective.length === 0;
    return quiet && drawsUnseen(evidence, headline)
      ? onlyOf(uses)
      : uses.length + effective.length > 0
        ? "full"
        : offOrNone(seeds, uses);
  }
  if (training.some(held) || (training.length === 0 && effective.length > 0)) return "partial";
  if (effective.length > 0 && uses.some(held)) return "partial";
  const off = offOrNone(seeds, uses);
  if (off === "wired-but-off") return off;
  if (uses.some((use) => use.purpose === "split" && held(use))) return "split-only";
  const data = everywhere.some((seed) => seed.value !== null && seed.on !== "no" && !seeds.includes(seed));
  return uses.some((use) => use.purpose === "data" && held(use)) || data ? "data-only" : "none";
}

function offOrNone(seeds: readonly Seed[], uses: readonly Use[]): SeedState {
  return seeds.some(({ on }) => on === "no") || uses.some(({ covered }) => covered === "off")
    ? "wired-but-off"
    : "none";
}

const onlyOf = (uses: readonly Use[]): SeedState =>
  uses.some(({ purpose }) => purpose === "split") ? "split-only" : uses.length > 0 ? "data-only" : "none";

/** A source that is set to a fixed seed and, further down in the same file, to one that changes. */
function reseeded(seeds: readonly Seed[]): boolean {
  const sure = seeds.filter(({ on }) => on === "yes");
  return sure.some(
    (seed) =>
      seed.value === null &&
      sure.some(
        (fixed) =>
          fixed.value !== null &&
          fixed.call !== "sacred.Experiment" &&
          fixed.location.path === seed.location.path &&
          compareLocations(fixed.location, seed.location) < 0 &&
          fixed.sources.some((source) => seed.sources.includes(source)) &&
          (seed.programs === undefined ||
            fixed.programs === undefined ||
            seed.programs.some((one) => fixed.programs!.includes(one))),
      ),
  );
}

/** A framework is at work whose draws stay inside it. */
function drawsUnseen(evidence: readonly Evidence[], headline: ReadonlySet<string>): boolean {
  return evidence.some(
    (one) =>
      one.kind === "code.ml-import" && headline.has(one.location.path) && DRAWING_FRAMEWORKS.test(one.module),
  );
}

function distinct(locations: readonly Location[]): Location[] {
  const seen = new Set<string>();
  return locations.filter((location) => {
    const key = `${location.path} ${location.cell} ${location.line}`;
    return !seen.has(key) && seen.add(key);
  });
}
