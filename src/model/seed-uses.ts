import type { EvidenceOf, RandomSource } from "../core/evidence.js";
import type { Location } from "../core/location.js";

export type Seed = EvidenceOf<"code.seed">;
export type Draw = EvidenceOf<"code.random">;

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
  dgl: ["dgl"],
  mxnet: ["mxnet"],
  paddle: ["paddle"],
  polars: ["polars"],
};

/** Seeded by default, off by default, seeded under a condition, or not at all. */
export type Covered = "yes" | "off" | "maybe" | "no";
const WORST_FIRST: readonly Covered[] = ["no", "off", "maybe", "yes"];

/** A use of a random source in the headline programs, with what becomes of it. */
export interface Use {
  readonly source: RandomSource;
  readonly purpose: "training" | "split" | "data";
  readonly covered: Covered;
  readonly value: string | null;
  readonly why: string;
  readonly location: Location;
  /** The call that seeds it, or would if it were on. */
  readonly seededAt: Location | null;
  /** It is seeded by the library without being told to. */
  readonly byDefault?: true;
  /** Headline programs that leave it open. */
  readonly open: readonly string[];
}

type Cover = Pick<Use, "covered" | "value" | "why" | "seededAt">;

export const worst = <T extends { readonly covered: Covered }>(all: readonly T[]): T | undefined =>
  WORST_FIRST.flatMap((covered) => all.filter((one) => one.covered === covered))[0];

/** A draw is judged in each headline program that makes it; the worst of them speaks. */
export function drawUses(draw: Draw, seeds: readonly Seed[], headline: ReadonlySet<string>): Use[] {
  const programs = draw.programs?.filter((program) => headline.has(program)) ?? [null];
  const judged = programs.map((program) => cover(draw, program, seeds));
  const speaks = worst(judged);
  if (speaks === undefined) return [];
  const bare = programs[judged.indexOf(speaks)];
  const elsewhere = speaks.seededAt === null && judged.some(({ covered }) => covered === "yes");
  const why = elsewhere && bare ? `${draw.call} draws, and ${bare} does not seed it` : speaks.why;
  const open = programs.flatMap((program, index) =>
    program !== null && judged[index]!.covered !== "yes" ? [program] : [],
  );
  return [{ source: draw.source, purpose: draw.purpose, location: draw.location, ...speaks, why, open }];
}

/**
 * What carries a seed of its own is a use and its seeding at once: where the one does not happen, nor does the other.
 * Without a value of its own it falls back to what seeds its source as a whole.
 */
export function ownUse(seed: Seed, seeds: readonly Seed[], headline: ReadonlySet<string>): Use {
  const source = seed.sources[0]!;
  const programs = seed.programs?.filter((program) => headline.has(program)) ?? [null];
  const open = programs.flatMap((program) => program ?? []);
  const use = { source, purpose: seed.own ?? "training", location: seed.location, open } as const;
  if (seed.value !== null) {
    const on = seed.on === "no";
    return {
      ...use,
      ...(on ? {} : { open: [] }),
      ...(seed.byDefault === true ? { byDefault: true } : {}),
      covered: on ? "off" : "yes",
      value: seed.value,
      why: on ? (seed.why ?? seed.call) : ownWhy(seed),
      seededAt: null,
    };
  }
  const from = seed.drawnFrom ?? source;
  const global = worst(
    programs.map((program) => cover({ ...seed, source: from, call: seed.call }, program, seeds)),
  );
  if (global?.covered === "yes")
    return {
      ...use,
      open: [],
      covered: "yes",
      value: global.value,
      why: global.why,
      seededAt: global.seededAt,
    };
  return {
    ...use,
    covered: seed.on === "no" ? "off" : "no",
    value: null,
    why: seed.why ?? seed.call,
    seededAt: null,
  };
}

const ownWhy = (seed: Seed): string =>
  seed.byDefault === true && seed.why !== undefined
    ? seed.why
    : `${seed.call} has its own seed${source(seed)}`;

type Asked = Pick<Draw, "source" | "call"> & Partial<Pick<Draw, "early" | "apart">>;

function cover(draw: Asked, program: string | null, seeds: readonly Seed[]): Cover {
  if (draw.apart !== undefined) return { covered: "no", value: null, why: draw.apart, seededAt: null };
  const candidates = candidatesFor(draw.source, program, seeds);
  const by = (covered: Covered, seed: Seed, why: string): Cover => ({
    covered,
    value: seed.value,
    why,
    seededAt: seed.location,
  });
  if (draw.early !== true) {
    const set = candidates.filter((seed) => seed.value !== null);
    const sure = set.find((seed) => seed.on === "yes");
    if (sure !== undefined)
      return by("yes", sure, `${shown(sure)}${reservation(draw, sure, program, seeds)}`);
    const derived = candidates.find((seed) => seed.on === "yes" && isDerived(seed, program, seeds));
    if (derived !== undefined)
      return by("yes", derived, `${derived.call} takes its seed from ${derived.drawnFrom}, which is seeded`);
    const maybe = set.find((seed) => seed.on === "unknown");
    if (maybe !== undefined) return by("maybe", maybe, `${maybe.call}: ${maybe.why ?? "under a condition"}`);
  }
  const off = candidates.find((seed) => seed.on === "no");
  if (off !== undefined) return by("off", off, `${off.call}: ${off.why ?? "off by default"}`);
  const empty = candidates.find((seed) => seed.value === null);
  if (empty !== undefined) return by("no", empty, empty.why ?? `${empty.call} without a seed`);
  const elsewhere = seeds.some((seed) => seed.value !== null && seed.sources.includes(draw.source));
  const why =
    draw.early === true
      ? `${draw.call} draws before the seed is set`
      : `${draw.call} draws, and ${elsewhere && program !== null ? `${program} does not seed it` : "nothing seeds it"}`;
  return { covered: "no", value: null, why, seededAt: candidates[0]?.location ?? null };
}

const settling = new WeakMap<readonly Seed[], Map<string, readonly Seed[]>>();

/** The seeds that a program sets for a source: the same for all that it draws from that. */
function candidatesFor(
  source: RandomSource,
  program: string | null,
  seeds: readonly Seed[],
): readonly Seed[] {
  const known = settling.get(seeds) ?? new Map<string, readonly Seed[]>();
  settling.set(seeds, known);
  const key = `${source} ${program ?? ""}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const by = SETTLED_BY[source];
  const found = seeds.filter(
    (seed) =>
      seed.sources.some((one) => by.includes(one)) &&
      (program === null || seed.programs === undefined || seed.programs.includes(program)),
  );
  known.set(key, found);
  return found;
}

export const shown = (seed: Seed): string =>
  seed.byDefault === true && seed.why !== undefined ? seed.why : `${seed.call}(${seed.value})${source(seed)}`;

const source = ({ from }: Seed): string => (from === undefined ? "" : `: ${from}`);

/**
 * Initializers of Keras 2.10 and later ask Python's `random` for a seed (backend.py RandomGenerator): where that is not
 * seeded, what seeds TensorFlow leaves first weights open.
 */
function reservation(draw: Asked, sure: Seed, program: string | null, seeds: readonly Seed[]): string {
  if (draw.source !== "keras" || sure.sources.includes("python")) return "";
  const python = candidatesFor("python", program, seeds).some(
    ({ on, value }) => on === "yes" && value !== null,
  );
  return python ? "" : "; from Keras 2.10 on first weights also need random.seed";
}

/** A seed that is drawn from a source that is itself seeded. */
export function isDerived(seed: Seed, program: string | null, seeds: readonly Seed[]): boolean {
  if (seed.drawnFrom === undefined || seed.value !== null) return false;
  const others = seeds.filter((one) => one.drawnFrom === undefined);
  return cover({ source: seed.drawnFrom, call: seed.call }, program, others).covered === "yes";
}
