import {
  answered,
  bestOf,
  defineRule,
  executionPlaces,
  type JudgedRun,
  mean,
  notApplicable,
  pass,
  portion,
  share,
  trackedExecutions,
  trackedNoun,
  unknown,
} from "exptrack/core";

export const rule = defineRule({
  id: "run-without-environment",
  title: "Nothing of the software of recorded runs is known",
  severity: "warning",
  areas: [{ area: "environment-capture" }],
  docs: {
    what: "Asks each run for its packages: a full freeze, a lock at its commit or an image digest (1), a partial list, an unpinned manifest or a Python version (½).",
    why: "Accuracy moved by more than 6 % through hardware and software alone (Coakley et al. 2022).",
    limit: "That a list of packages is there does not say that it installs on the hardware of the reader.",
    fix: "Keep `pip freeze` (or the lock file) with every run.",
    effort: "minutes",
    before: { mlflow: "with mlflow.start_run():\n    train()", default: "out_dir.mkdir()\ntrain(out_dir)" },
    example: {
      mlflow:
        'with mlflow.start_run():\n    freeze = subprocess.check_output([sys.executable, "-m", "pip", "freeze"], text=True)\n    mlflow.log_text(freeze, "requirements.txt")\n    train()',
      default:
        'out_dir.mkdir()\nfreeze = subprocess.check_output([sys.executable, "-m", "pip", "freeze"], text=True)\n(out_dir / "requirements.txt").write_text(freeze)\ntrain(out_dir)',
    },
  },
  check(model) {
    const all = trackedExecutions(model);
    if (all.length === 0) return notApplicable("no run record was found");
    const executions = all.filter((execution) => !execution.every(isHidden));
    if (executions.length === 0)
      return unknown(
        "the software of the recorded runs cannot be seen from here",
        "a clone with the recorded commits",
        executionPlaces(all),
      );
    const worth = (execution: (typeof executions)[number]): number =>
      bestOf(execution, (run) => answered(run, "environment"));
    const without = executions.filter((execution) => worth(execution) === 0);
    const inPart = executions.filter((execution) => worth(execution) === 0.5);
    if (without.length + inPart.length === 0)
      return pass(
        "records",
        "the software of every run is recorded, or locked at its commit",
        executionPlaces(executions),
      );
    const [weak, what] =
      without.length > 0
        ? ([without, "left nothing of the software, neither in the record nor by a commit"] as const)
        : ([inPart, "left the software only in part: no full freeze, and no lock at the commit"] as const);
    return share(
      mean(executions, worth),
      "records",
      `${portion(weak.length, executions.length, trackedNoun(model))} ${what}`,
      executionPlaces(weak),
    );
  },
});

const isHidden = (run: JudgedRun): boolean => run.recoverability.environment.state === "unobservable";
