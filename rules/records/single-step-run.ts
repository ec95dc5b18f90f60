import {
  defineRule,
  hasSeries,
  notApplicable,
  pass,
  places,
  portion,
  share,
  singleStepRuns,
} from "exptrack/core";

export const rule = defineRule({
  id: "single-step-run",
  title: "Finished runs hold a single step",
  severity: "info",
  docs: {
    what: "Lists finished runs each of whose metrics has one point, while other runs of the same program recorded series of the same metrics. Evaluations, and runs whose parameters ask for one epoch or step, are left out.",
    why: "A trial of the set-up stands among the experiments and is compared with them.",
    limit: "A run that was to make one pass, and whose parameters do not say so, looks like a trial.",
    fix: "Delete such runs, or mark them as trials of the set-up.",
    effort: "minutes",
    before: { wandb: "wandb.init()" },
    example: {
      mlflow: 'mlflow.set_tag("purpose", "smoke test")',
      wandb: 'wandb.init(mode="disabled")  # while trying the set-up',
    },
  },
  check(model) {
    const single = new Set(singleStepRuns(model.runs));
    const judged = model.runs.filter(
      (run) => run.status === "finished" && (hasSeries(run) || single.has(run)),
    );
    if (judged.length === 0) return notApplicable("no finished run recorded a series of a metric");
    return single.size === 0
      ? pass(
          "records",
          "no finished run stopped after the first step of what others recorded",
          places(judged),
        )
      : share(
          1 - single.size / judged.length,
          "records",
          `${portion(single.size, judged.length, "finished run")} recorded one point of each metric, where others recorded series`,
          places([...single]),
        );
  },
});
