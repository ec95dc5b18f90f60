import { defineRule, fail, nothingTrains, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "no-checkpoint-or-log",
  title: "A run does not leave both a model and a log of its metrics",
  severity: "warning",
  rung: "results.2",
  docs: {
    what: "Looks for a checkpoint that a default run writes and for a text log or printed metrics; the rung takes both.",
    why: "A number without its model cannot be checked, a model without its number not be found.",
    limit: "It asks that both are written, not that the checkpoint is the model behind the logged number.",
    fix: "Save the model and log its metrics in every run.",
    effort: "minutes",
    before: {
      default: "print(metrics)",
    },
    example: {
      default:
        'joblib.dump(model, out_dir / "model.joblib")  # PyTorch: torch.save(model.state_dict(), …)\n(out_dir / "metrics.json").write_text(json.dumps(metrics))',
    },
  },
  check(model) {
    const recorded = model.runs.filter((run) => Object.keys(run.metrics).length > 0);
    if (recorded.length > 0) return pass("records", "run records hold metrics", places(recorded));
    const checkpoints = places([
      ...model.evidence("code.checkpoint").filter((checkpoint) => checkpoint.on !== "no"),
      ...model.evidence("tracker.call").filter((call) => call.role === "model" && call.on !== "no"),
    ]);
    const logs = places([
      ...model.evidence("code.metric-print"),
      ...model.evidence("code.result-file").filter((file) => file.file === "log" || file.file === "metrics"),
      ...model
        .evidence("tracker.call")
        .filter((call) => (call.role === "metrics" || call.role === "autolog") && call.on !== "no"),
    ]);
    if (checkpoints.length + logs.length === 0)
      return model.trains
        ? fail("code", "a run leaves neither a checkpoint nor a log", [])
        : nothingTrains(model, "results");
    if (checkpoints.length === 0)
      return fail(
        "code",
        model.evidence("code.checkpoint").length > 0
          ? "metrics are printed or logged, but the model is saved only where an option asks for it"
          : "metrics are printed or logged, but no model is saved",
        logs,
      );
    if (logs.length === 0)
      return fail("code", "a model is saved, but its metrics are not logged", checkpoints);
    return pass("code", "a run leaves a model and a log of its metrics", [...checkpoints, ...logs]);
  },
});
