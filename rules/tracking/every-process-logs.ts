import { defineRule, riskVerdicts } from "exptrack/core";

export const rule = defineRule({
  id: "every-process-logs",
  title: "Every process of a distributed training begins a run",
  severity: "info",
  areas: [{ area: "metric-logging" }],
  docs: {
    what: "Finds programs that make several processes (torch.distributed, DeepSpeed, Horovod) and come to `wandb.init`, `mlflow.start_run` or their kin without asking for the rank.",
    why: "One training leaves as many runs as there are devices, each with a part of the metrics.",
    limit:
      "A guard in a caller that cannot be followed is not seen; a run for each process may be meant where a group joins them.",
    fix: "Begin the run on the main process only.",
    effort: "minutes",
    example: {
      wandb: 'dist.init_process_group("nccl")\nif dist.get_rank() == 0:\n    wandb.init(project="demo")',
      mlflow: 'dist.init_process_group("nccl")\nif dist.get_rank() == 0:\n    mlflow.start_run()',
    },
    before: {
      wandb: 'dist.init_process_group("nccl")\nwandb.init(project="demo")',
      mlflow: 'dist.init_process_group("nccl")\nmlflow.start_run()',
    },
  },
  check: (model) =>
    riskVerdicts(model, "every-process-logs", {
      none: "one process of several tracks, as far as can be seen",
      unasked: "no tracked training makes several processes, as far as can be seen",
    }),
});
