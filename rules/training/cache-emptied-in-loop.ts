import { defineRule, riskVerdicts } from "exptrack/core";

export const rule = defineRule({
  id: "cache-emptied-in-loop",
  title: "The GPU cache is emptied for every batch",
  severity: "info",
  docs: {
    what: "Finds `torch.cuda.empty_cache()` inside the loop over batches, without a condition that thins it out.",
    why: "The allocator has to ask the driver anew each time. It frees no memory that PyTorch could not reuse, and makes recorded durations longer than they need be.",
    limit: "With several processes on one device, or memory that is badly fragmented, it may be needed.",
    fix: "Remove it, or call it once after an epoch.",
    effort: "minutes",
    example: {
      default: "for batch in loader:\n    step(batch)",
    },
    before: {
      default: "for batch in loader:\n    step(batch)\n    torch.cuda.empty_cache()",
    },
  },
  check: (model) =>
    riskVerdicts(model, "cache-emptied-in-loop", {
      none: "the GPU cache is not emptied for every batch",
      unasked: "nothing empties the GPU cache",
      say: ({ call, why }) => `${call} ${why}`,
    }),
});
