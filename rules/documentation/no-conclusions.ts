import {
  defineRule,
  executionPlaces,
  fail,
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
    limit:
      "It recognises conclusions by headings, by what is said of results and by descriptions on the runs; whether they are right it cannot tell, and those kept in a wiki or a paper it does not see.",
    fix: "Complete the run guide, and write down what each experiment asked and what came out, the failed ones too.",
    effort: "hours",
    before: {
      mlflow: 'with mlflow.start_run(run_name="warmup"):',
      wandb: 'run = wandb.init(project="flowers", name="warmup")',
    },
    example: {
      default:
        "## What was tried\n\n| idea | outcome | runs |\n| --- | --- | --- |\n| warm-up | removes the early spike; kept | warmup-1 to warmup-3 |\n| larger batch | no better, slower; dropped | batch-512 |",
      mlflow:
        'with mlflow.start_run(run_name="warmup", description="does warm-up remove the early spike?"):\n    ...\n    mlflow.set_tag("mlflow.note.content", "warm-up removes the early spike; keep it")',
      wandb:
        'run = wandb.init(project="flowers", name="warmup", notes="does warm-up remove the early spike?")\n...\nrun.notes = "warm-up removes the early spike; keep it"',
    },
  },
  check(model) {
    if (model.evidence("docs.readme").length === 0)
      return fail("documents", "there is no README", [], { silent: true });
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
          settledBy: ["incomplete-run-guide"],
        });
  },
});
