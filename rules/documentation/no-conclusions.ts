import {
  defineRule,
  executionPlaces,
  fail,
  notApplicable,
  pass,
  places,
  share,
  startedExecutions,
  toldData,
} from "exptrack/core";

export const rule = defineRule({
  id: "no-conclusions",
  title: "Purposes and conclusions of experiments are not written down",
  severity: "info",
  rung: "documentation.5",
  docs: {
    what: "Looks for full documents (a documentation site, or a complete guide), and for conclusions in them or descriptions on the runs.",
    why: "Failed ideas that nobody wrote down are tried again.",
    fix: "Write down what each experiment asked and what came out, the failed ones too.",
    effort: "hours",
    example: {
      mlflow: 'mlflow.set_tag("mlflow.note.content", "warm-up removes the early spike; keep it")',
      wandb: 'run.notes = "warm-up removes the early spike; keep it"',
    },
  },
  check(model) {
    if (model.evidence("docs.readme").length === 0) return notApplicable("there is no README");
    const conclusions = model.evidence("docs.conclusion");
    const described = startedExecutions(model).filter((execution) =>
      execution.some((run) => run.recoverability.purpose.state === "exact"),
    );
    const complete = [model.evidence("docs.install"), toldData(model), model.evidence("docs.command")];
    const full = model.evidence("docs.site").length > 0 || complete.every((part) => part.length > 0);
    if (conclusions.length + described.length === 0)
      return fail(
        "documents",
        "no document or run says what an experiment concluded",
        places(model.evidence("docs.readme")),
      );
    const shown = [...places(conclusions), ...executionPlaces(described)];
    return full
      ? pass("documents", "full documents, and conclusions of experiments", shown)
      : share(0, "documents", "conclusions are written down, but the documents are not complete", shown, {
          silent: true,
        });
  },
});
