import type { Evidence, EvidenceOf, RandomSource } from "../core/evidence.js";
import { compareLocations, compareText, type Location } from "../core/location.js";
import type { SeedFacts } from "../core/model.js";
import type { SeedVerdict } from "../core/report.js";
import { headlinePrograms } from "./headline.js";
import { drawsUnseen, stateOf } from "./seed-state.js";
import { type Draw, drawUses, ownUse, type Seed, shown, type Use, worst } from "./seed-uses.js";

type SourceFacts = SeedFacts["sources"][number];

/** Searches draw by themselves; whether they are seeded is asked apart and decides nothing about training. */
const NOT_TRAINING: ReadonlySet<RandomSource> = new Set(["optuna"]);

/**
 * Is each random source that the headline programs draw from seeded on the way that runs by default?
 */
export function seedFacts(evidence: readonly Evidence[]): SeedFacts {
  const all = evidence.filter(
    (one): one is Seed => one.kind === "code.seed" && !one.test && runs(one) && !ofSearch(one),
  );
  const draws = evidence.filter((one): one is Draw => one.kind === "code.random" && !one.test && runs(one));
  const headline = headlinePrograms(evidence, all, draws);
  const within = (one: Pick<Seed, "programs">): boolean =>
    one.programs === undefined || one.programs.some((program) => headline.has(program));
  const here = all.filter(within);
  const own = here.filter((seed) => seed.own !== undefined);
  const seeds = here.filter((seed) => seed.own === undefined);

  const uses = [
    ...draws.filter(within).flatMap((draw) => drawUses(draw, seeds, headline)),
    ...own
      .filter(({ on, value }) => on !== "no" || value === null)
      .map((seed) => ownUse(seed, seeds, headline)),
  ];
  const conflicts = seeds.filter(({ conflict, on }) => conflict !== undefined && on !== "no");
  const again = seeds.filter((seed) => seed.again !== undefined && seed.on !== "no");
  const told = (source: SourceFacts) => conflicted(setAgain(source, again), conflicts);
  const used = sourcesOf(uses).map(told);
  const idle = undrawn(uses, seeds).map(told);
  const known = new Set([...used, ...idle].map(({ source }) => source));
  const spared = evidence.filter(
    (one): one is EvidenceOf<"code.undrawn"> =>
      one.kind === "code.undrawn" && !known.has(one.source) && (headline.size === 0 || within(one)),
  );
  const sources = [...used, ...idle, ...notNeeded(spared)].sort((a, b) => compareText(a.source, b.source));
  return {
    state: stateOf({
      uses,
      seeds,
      everywhere: all,
      sure: idle.every(({ verdict }) => verdict === "seeded"),
      conflicting: sources.some(({ verdict }) => verdict === "conflicting"),
      headline,
      unseen: drawsUnseen(evidence, headline),
    }),
    sources,
  };
}

const ofSearch = ({ sources }: Seed): boolean => sources.every((source) => NOT_TRAINING.has(source));
const runs = (one: Seed | Draw): boolean => one.programs === undefined || one.programs.length > 0;

function sourcesOf(uses: readonly Use[]): SourceFacts[] {
  return [...new Set(uses.map(({ source }) => source))].map((source) => {
    const ordered = uses
      .filter((use) => use.source === source)
      .sort((a, b) => compareLocations(a.location, b.location));
    const open = ordered.filter(({ covered }) => covered !== "yes");
    const shown = open.length > 0 ? open : ordered;
    const first = worst(shown)!;
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

/** A source whose seed is undone further on, with the place that undoes it first. */
function conflicted(facts: SourceFacts, conflicts: readonly Seed[]): SourceFacts {
  const [first, ...more] = conflicts.filter(({ sources }) => sources.includes(facts.source));
  if (first === undefined || facts.verdict === "not-needed") return facts;
  return {
    ...facts,
    verdict: "conflicting",
    value: first.value,
    why: first.conflict ?? "",
    locations: distinct([...[first, ...more].map(({ location }) => location), ...facts.locations]),
  };
}

/** A seeded source that is set to a fixed value once more: it stays seeded, and the reader is told. */
function setAgain(facts: SourceFacts, again: readonly Seed[]): SourceFacts {
  const found = again.find(({ sources }) => sources.includes(facts.source));
  return found === undefined || facts.verdict !== "seeded"
    ? facts
    : { ...facts, why: `${facts.why}; ${found.again}` };
}

/** Sources that are seeded although no draw from them is seen. */
function undrawn(uses: readonly Use[], seeds: readonly Seed[]): SourceFacts[] {
  const drawn = new Set(uses.map(({ source }) => source));
  const found = new Map<RandomSource, SourceFacts>();
  for (const seed of seeds) {
    for (const source of seed.sources) {
      if (drawn.has(source) || seed.value === null || seed.on === "no") continue;
      if (seeds.some((other) => isOffElsewhere(other, source, seeds))) continue;
      // What seeds TensorFlow seeds Keras, whether it is used or not.
      if (source === "keras" && seed.sources.includes("tensorflow")) continue;
      if (found.has(source) && seed.on !== "yes") continue;
      found.set(source, {
        source,
        verdict: seed.on === "yes" ? "seeded" : "conditional",
        value: seed.value,
        why: seed.on === "yes" ? shown(seed) : `${seed.call}: ${seed.why ?? "under a condition"}`,
        locations: [seed.location],
      });
    }
  }
  return [...found.values()];
}

/** A seeding that is off by default in a program that has no other: what others seed says nothing of that one. */
const isOffElsewhere = (seed: Seed, source: RandomSource, seeds: readonly Seed[]): boolean =>
  seed.on === "no" &&
  seed.sources.includes(source) &&
  seed.programs?.some(
    (program) =>
      !seeds.some(
        (other) =>
          other.on !== "no" &&
          other.value !== null &&
          other.sources.includes(source) &&
          other.programs?.includes(program) !== false,
      ),
  ) === true;

/** Sources that are used and not drawn from. */
function notNeeded(spared: readonly EvidenceOf<"code.undrawn">[]): SourceFacts[] {
  return [...new Set(spared.map(({ source }) => source))].map((source) => {
    const those = spared.filter((one) => one.source === source);
    return {
      source,
      verdict: "not-needed",
      value: null,
      why: those[0]!.why,
      locations: distinct(those.map(({ location }) => location).sort(compareLocations)),
    };
  });
}

function distinct(locations: readonly Location[]): Location[] {
  const seen = new Set<string>();
  return locations.filter((location) => {
    const key = `${location.path} ${location.cell} ${location.line}`;
    return !seen.has(key) && seen.add(key);
  });
}
