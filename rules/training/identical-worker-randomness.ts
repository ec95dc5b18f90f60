import { defineRule, riskVerdicts } from "exptrack/core";

export const rule = defineRule({
  id: "identical-worker-randomness",
  title: "Worker processes draw the same numbers, or others each time",
  severity: "info",
  areas: [{ area: "parameter-management" }],
  docs: {
    what: "Finds random numbers in worker processes that come out alike in all of them (a generator copied into DataLoader workers, a constant seed in `worker_init_fn`, NumPy in a forked pool), or that no later run repeats.",
    why: "Augmentations repeat in every worker, or a seeded run does not repeat. Since PyTorch 1.9 the DataLoader seeds the global generators of its workers; what a data set carries into them it cannot reach.",
    limit: "Whether processes are forked or spawned is the platform's choice and cannot be seen.",
    fix: "Make the generator in the worker, from the worker's own seed.",
    effort: "minutes",
    example: {
      default:
        "def worker_init(worker_id):\n    info = torch.utils.data.get_worker_info()\n    info.dataset.rng = np.random.default_rng(info.seed)",
    },
    before: {
      default: "self.rng = np.random.default_rng(0)  # in __init__, copied into every worker",
    },
  },
  check: (model) =>
    riskVerdicts(model, "worker-randomness", {
      none: "no worker process is seen to repeat the numbers of another",
      unasked: "no worker process is seen",
    }),
});
