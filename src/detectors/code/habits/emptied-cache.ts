import type { Bench } from "./danger.js";

const BATCHES =
  /(?:^|[^a-z])(?:\w*loaders?|\w*batch(?:es)?|\w*_dl|dl|\w*_iter|data_iter|iterator)(?:[^a-z]|$)/i;
const STEPS = /(?:^|\.)(?:training_step|validation_step|test_step|on_train_batch_end|train_step)$/;
const NOW_AND_THEN = /%|memory|oom|\bempty_cache|\bexcept\b|release|clear/i;

/** `torch.cuda.empty_cache()` for every batch: each time the allocator has to ask the driver again. */
export const emptiedCache: Bench = {
  methods: new Set(["empty_cache"]),
  risk: "cache-emptied-in-loop",
  judge: (_, { call }) => {
    if (call.name !== "torch.cuda.empty_cache") return null;
    if (call.conditions.some((one) => NOW_AND_THEN.test(one))) return "sound";
    const inner = call.loops?.at(-1);
    const where =
      inner !== undefined && BATCHES.test(inner)
        ? `for ${inner.slice(0, 80)}`
        : call.scope !== null && STEPS.test(call.scope)
          ? call.scope
          : null;
    return where === null ? "sound" : { why: `runs for every batch (${where})`, confidence: "high" };
  },
};
