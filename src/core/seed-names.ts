import type { RunRecord } from "./run.js";

/** Names by which a seed is recorded: `seed`, `random_state`, `train.seed`, `data_seed`, `seed_everything`. */
const SEED = /(?:^|[._\-/ ])(?:[a-z]+_?)?(?:seed|seed_everything|random_?state|random_?seed)$/i;

export const isSeedName = (name: string): boolean => SEED.test(name);

/** A seed is recorded under a name of its own, with a value. */
export function recordedSeed(record: Pick<RunRecord, "params">): string | null {
  return Object.keys(record.params).find((name) => isSeedName(name) && isSet(record.params[name])) ?? null;
}

const isSet = (value: unknown): boolean =>
  value !== null && value !== undefined && value !== "None" && value !== "";
