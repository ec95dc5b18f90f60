import {
  couldSayWhyItFailed,
  defineRule,
  executionPlaces,
  failedWithoutReason,
  isElsewhere,
  notApplicable,
  pass,
  portion,
  share,
  unknown,
} from "exptrack/core";

export const rule = defineRule({
  id: "failed-run-without-reason",
  title: "Failed runs do not say why they failed",
  severity: "info",
  docs: {
    what: "Asks the records of failed runs for a traceback or the program's output, where the tracker keeps one.",
    why: "A failure without a reason is tried again.",
    limit:
      "Only trackers that keep output or tracebacks by design are asked; what was noted elsewhere (an issue, a log of the cluster) is not seen.",
    fix: "Let the tracker keep the console output, or record the exception before the run ends.",
    effort: "minutes",
    before: {
      default: "except Exception:\n    sys.exit(1)",
      wandb: 'wandb.init(settings=wandb.Settings(console="off"))',
    },
    example: {
      wandb: 'wandb.init(settings=wandb.Settings(console="wrap"))  # output.log keeps what was printed',
      sacred: "# let @ex.main or @ex.automain run the program: the traceback is recorded as fail_trace",
      default:
        'except Exception:\n    logging.exception("training failed")  # into a log that lies with the run\n    raise',
    },
  },
  check(model) {
    const failed = model.experiments.filter((execution) => execution.some(couldSayWhyItFailed));
    if (failed.length === 0) return notApplicable("no failed run of a tracker that keeps reasons was found");
    const visible = failed.filter(
      (execution) => !execution.some((run) => run.trace.failureIn === null && isElsewhere(run)),
    );
    if (visible.length === 0)
      return unknown(
        "what the failed runs printed is not here: it was sent to a server, or left out of git",
        "the output of the failed runs",
        executionPlaces(failed),
      );
    const without = visible.filter(failedWithoutReason);
    return without.length === 0
      ? pass("records", "every failed run says why it failed", executionPlaces(visible))
      : share(
          1 - without.length / visible.length,
          "records",
          `${portion(without.length, visible.length, "failed run")} recorded no reason`,
          executionPlaces(without),
        );
  },
});
