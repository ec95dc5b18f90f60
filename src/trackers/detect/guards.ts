/** Conditions that choose the process or the moment, and switch nothing off. */

const MAIN_PROCESS =
  /\b(?:local_|global_|world_|process_|node_)?rank\b|rank_?zero|is_rank_?0|get_rank|get_local_rank|global_zero|is_main|main_process|is_local_main|\bmaster\b|is_master|master_process|process_index|\bis_root\b|\bproc_id\(/i;
const MOMENT =
  /%|\b(?:\w*step|\w*iter|iteration|\w*epoch|\w*batch|batch_idx|update|\w*episode|i|it|idx)\w*\s*(?:[<>]|==|!=)|\bbest\w*\b/i;

/** One process of several passes it: `rank == 0`, `is_main_process()`, `not (dist.get_rank() != 0)`. */
export const choosesProcess = (condition: string): boolean =>
  MAIN_PROCESS.test(condition) && !/world_size/i.test(condition);

/** It chooses when, not whether: `step % 100 == 0`, `loss < best`. */
export const choosesMoment = (condition: string): boolean =>
  /__name__/.test(condition) || MOMENT.test(condition);

/** `rank_zero_only` and its kin: the decorated function runs on one process. */
export const isProcessDecorator = (name: string): boolean =>
  /(?:^|\.)(?:rank_zero_only|rank_zero|main_process_only|master_only|on_main_process|only_on_master|rank0_only|is_main_process_only)$/.test(
    name,
  );

/** The parts of a condition that must all hold; one alone where "or" joins them. */
export function partsOf(condition: string): readonly string[] {
  if (!condition.includes(" and ") || / or /.test(condition)) return [condition];
  const parts = condition.split(" and ").map((part) => part.trim());
  return parts.every(isBalanced) && !/^not \(/.test(condition) ? parts : [condition];
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const c of text) {
    if ("([{".includes(c)) depth++;
    else if (")]}".includes(c)) depth--;
    if (depth < 0) return false;
  }
  return depth === 0;
}
