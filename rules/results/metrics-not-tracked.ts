import {
  answered,
  bestOf,
  defaultCalls,
  defineRule,
  executionPlaces,
  fail,
  finishedWholes,
  handsMetricsOn,
  type JudgedRun,
  listed,
  mean,
  nothingTrains,
  optionalTrackers,
  places,
  portion,
  type RepoModel,
  share,
  trackedExecutions,
  trackedNoun,
  trainingPlaces,
  trainingPrograms,
} from "exptrack/core";

export const rule = defineRule({
  id: "metrics-not-tracked",
  title: "A default run does not track metrics and artifacts",
  severity: "warning",
  rung: "results.4",
  oneWay: true,
  question: "metrics-tracked",
  areas: [{ area: "metric-logging", key: true }],
  docs: {
    what: "Asks finished runs for metrics and artifacts (both 1, one ½); where there are no records, whether a default run keeps both in a form that a program can read, with a tracker or in files.",
    why: "Results that only stand in a terminal or a README cannot be compared with the next run.",
    limit:
      "Whether the metrics are the right ones is another rule's question; records that lie on a server cannot be seen from here.",
    fix: "Log metrics and the model with a tracker that is on by default.",
    effort: "hours",
    before: {
      mlflow: 'print("val/loss", loss)',
      wandb: 'print("val/loss", loss)',
      tensorboard: 'print("val/loss", loss)',
      hydra: "# configs/train.yaml\ndefaults:\n  - logger: null",
      default: 'print("val/loss", loss)',
    },
    example: {
      mlflow: 'mlflow.log_metric("val/loss", loss, step=epoch)\nmlflow.log_artifact(checkpoint_path)',
      wandb: 'run.log({"val/loss": loss, "epoch": epoch})',
      tensorboard: 'writer.add_scalar("val/loss", loss, epoch)',
      hydra: "# configs/train.yaml\ndefaults:\n  - logger: csv  # not null",
      default:
        'with open(out_dir / "metrics.jsonl", "a") as log:\n    log.write(json.dumps({"epoch": epoch, "val/loss": loss}) + "\\n")',
    },
  },
  check(model) {
    // Where a record cannot show its results from here (kept on a remote), the code answers.
    const finished = loggingExecutions(model.runs, finishedWholes(model)).filter(
      (execution) =>
        !handsMetricsOn(model, execution) && (bestOf(execution, kept) > 0 || !execution.some(isHidden)),
    );
    if (finished.length > 0) {
      const keptOf = keptWhole(model);
      const weak = finished.filter((execution) => keptOf(execution) < 1);
      return share(
        mean(finished, keptOf),
        "records",
        weak.length === 0
          ? "every finished run of a program that logs results keeps metrics and artifacts"
          : `${portion(weak.length, finished.length, "finished run")} ${lack(weak)}`,
        executionPlaces(weak.length === 0 ? finished : weak),
      );
    }
    const tracked = trackedExecutions(model);
    if (tracked.length > 0 && tracked.every((execution) => execution.every(failedEmpty)))
      // What the code would log is no cure for that.
      return fail(
        "records",
        `${portion(tracked.length, tracked.length, trackedNoun(model))} failed and kept nothing`,
        executionPlaces(tracked),
        { silent: true },
      );
    const logged = defaultCalls(model, ["metrics", "autolog"]);
    const written = model.evidence("code.result-file").filter((file) => file.file === "metrics");
    const metrics = [...logged, ...written];
    const uploaded = defaultCalls(model, ["artifact", "model", "autolog"]);
    const saved = model.evidence("code.checkpoint").filter((checkpoint) => checkpoint.on !== "no");
    const artifacts = [...uploaded, ...saved];
    // Event files beside a checkpoint keep curves, and neither names the other.
    if (
      metrics.length > 0 &&
      saved.length > 0 &&
      written.length === 0 &&
      uploaded.length === 0 &&
      logged.every((call) => call.tracker === "tensorboard")
    )
      return share(
        0.5,
        "code",
        "a default run keeps its metrics in TensorBoard events and its model in a local checkpoint, no more",
        places([...logged, ...saved]),
        { silent: true },
      );
    if (metrics.length > 0)
      return artifacts.length > 0
        ? share(1, "code", "a default run keeps metrics and artifacts", places([...metrics, ...artifacts]))
        : share(0.5, "code", "a default run keeps metrics, but no artifact", places(metrics));
    const logs = [...model.runs, ...model.logs].filter((run) => Object.keys(run.metrics).length > 0);
    if (logs.length > 0)
      return share(
        0.5,
        "records",
        "logs of runs keep metrics, though none says that its run finished",
        places(logs),
      );
    const optional = optionalTrackers(model);
    if (optional.length > 0)
      return fail(
        "code",
        `metrics are tracked only if switched on: ${listed(optional.map((tracker) => tracker.title))} (${optional[0]?.why ?? ""})`,
        optional.flatMap((tracker) => [...tracker.signs.call, ...tracker.signs.config]),
      );
    const training = trainingPlaces(model);
    return training.length > 0
      ? fail("code", "a default run keeps none of its metrics in a form that a program can read", training)
      : nothingTrains(model, "results");
  },
});

/** A program none of whose runs logs anything (orchestration) is left out while another one's do. */
function loggingExecutions(runs: readonly JudgedRun[], executions: readonly (readonly JudgedRun[])[]) {
  const logs = new Set(runs.filter((run) => kept(run) > 0).map((run) => `${run.tracker}\0${run.program}`));
  return logs.size === 0
    ? executions
    : executions.filter((execution) => execution.some((run) => logs.has(`${run.tracker}\0${run.program}`)));
}

/** A pipeline whose metrics are kept and whose trained model is not kept anywhere has half of what is asked. */
function keptWhole(model: RepoModel): (execution: readonly JudgedRun[]) => number {
  const training = trainingPrograms(model);
  const lostModel = (run: JudgedRun): boolean =>
    run.tracker === "dvc" &&
    run.program !== null &&
    training.has(run.program) &&
    run.artifacts.length > 0 &&
    run.recoverability.results.state === "lost";
  return (execution) => Math.min(bestOf(execution, kept), execution.some(lostModel) ? 0.5 : 1);
}

/** Which of both: most often the one is there and the other is not. */
function lack(weak: readonly (readonly JudgedRun[])[]): string {
  const measured = weak.filter((execution) => execution.some((run) => Object.keys(run.metrics).length > 0));
  if (measured.length === weak.length) return "recorded metrics, but kept no artifact or not all of them";
  return measured.length === 0 ? "recorded no metric" : "lacked metrics or artifacts";
}

const failedEmpty = (run: JudgedRun): boolean =>
  (run.status === "failed" || run.status === "killed") &&
  Object.keys(run.metrics).length === 0 &&
  run.artifacts.length === 0 &&
  !isHidden(run);

const isHidden = (run: JudgedRun): boolean => run.recoverability.results.state === "unobservable";

const kept = (run: JudgedRun): number => answered(run, "results");
