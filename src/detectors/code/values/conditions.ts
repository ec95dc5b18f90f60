import type { On } from "../../../core/evidence.js";

/** Whether a condition holds by default, and what decides it. */
export interface Truth {
  readonly on: On;
  readonly why: string | null;
}

export const YES: Truth = { on: "yes", why: null };

export function all(truths: readonly Truth[]): Truth {
  return (
    truths.find(({ on }) => on === "no") ??
    truths.find(({ on }) => on === "unknown") ??
    truths.find(({ why }) => why !== null) ??
    YES
  );
}

/** Conditions of the machine or of the process, which a default run may be taken to meet. */
const OF_THE_MACHINE =
  /\b(?:isinstance|hasattr|is_available|is_main_process|is_rank_zero|is_built|device_count|cuda|mps|rank|version|is_master|master_process|global_zero)\b/i;
const RANK = /(?:^|\W)(?:\w*rank\w*)(?: \( \))? (==|!=|>|<=|in|not in) /i;

/**
 * What a condition of the machine is on the main process of a machine that has what the code asks for; null: the part
 * is none of the machine.
 */
export function ofTheMachine(part: string): boolean | null {
  const rank = RANK.exec(part)?.[1];
  if (rank !== undefined) return rank === "==" || rank === "<=" || rank === "in";
  return OF_THE_MACHINE.test(part) ? true : null;
}
