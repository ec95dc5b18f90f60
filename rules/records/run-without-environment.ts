import {
  bestOf,
  defineRule,
  executionPlaces,
  mean,
  notApplicable,
  portion,
  share,
  startedExecutions,
} from "exptrack/core";

export const rule = defineRule({
  id: "run-without-environment",
  title: "Nothing of the software of recorded runs is known",
  severity: "warning",
  areas: [{ area: "environment-capture" }],
  docs: {
    what: "Asks each run for its packages: a full freeze, a lock at its commit or an image digest (1), a partial list, an unpinned manifest or a Python version (½).",
    why: "Accuracy moved by more than 6 % through hardware and software alone (Coakley et al. 2022).",
    fix: "Keep `pip freeze` (or the lock file) with every run.",
    effort: "minutes",
    example: {
      mlflow:
        'mlflow.log_text(subprocess.check_output([sys.executable, "-m", "pip", "freeze"], text=True), "requirements.txt")',
      default:
        '(out_dir / "requirements.txt").write_text(subprocess.check_output([sys.executable, "-m", "pip", "freeze"], text=True))',
    },
  },
  check(model) {
    const executions = startedExecutions(model);
    if (executions.length === 0) return notApplicable("no run record was found");
    const worth = (execution: (typeof executions)[number]): number =>
      bestOf(
        execution,
        (run) =>
          ({ exact: 1, approximate: 0.5, unobservable: 0, lost: 0 })[run.recoverability.environment.state],
      );
    const without = executions.filter((execution) => worth(execution) === 0);
    return share(
      mean(executions, worth),
      "records",
      without.length === 0
        ? "the software of every run is recorded or led to by its commit, in full or in part"
        : `nothing of the software of ${portion(without.length, executions.length, "run")} is recorded or led to by a commit`,
      executionPlaces(without.length === 0 ? executions : without),
    );
  },
});
