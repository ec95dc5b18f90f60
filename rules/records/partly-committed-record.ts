import { defineRule, type JudgedRun, notApplicable, pass, places, portion, share } from "exptrack/core";

export const rule = defineRule({
  id: "partly-committed-record",
  title: "Git holds run records in part",
  severity: "info",
  docs: {
    what: "Looks for committed run records that lack what their tracker always writes: an MLflow run without `meta.yaml`, or with neither tags nor parameters nor metrics; a W&B run without its log, or with a Git LFS pointer in the place of it.",
    why: "Such a run shows in the list and answers nothing: a clone sees that it took place and not what it was given or came to.",
    limit:
      "That files were never written, because the run stopped at once, looks the same as that git ignores them.",
    fix: "Let `.gitignore` leave whole stores out or in; to share what runs say without their files, commit a ledger snapshot.",
    effort: "minutes",
    before: {
      default: "# .gitignore\nmlruns/**/metrics/\n*.wandb",
      wandb: "# .gitignore\n*.wandb",
      mlflow: "# .gitignore\nmlruns/**/metrics/",
    },
    example: {
      default:
        "# .gitignore: the whole store\nmlruns/\nwandb/\n# and what the runs say, for every clone\n# exptrack runs --snapshot",
      wandb:
        "# .gitignore: the whole store\nwandb/\n# and what the runs say, for every clone\n# exptrack runs --snapshot",
      mlflow:
        "# .gitignore: the whole store\nmlruns/\n# and what the runs say, for every clone\n# exptrack runs --snapshot",
    },
  },
  check(model) {
    if (!model.history.git) return notApplicable("nothing is shared through git here");
    const runs = model.runs.filter(
      (run) => run.scope === "committed" && (run.tracker === "mlflow" || run.tracker === "wandb"),
    );
    if (runs.length === 0) return notApplicable("git holds no run record of MLflow or W&B");
    const partial = runs.filter(isPartial);
    return partial.length === 0
      ? pass("records", "committed run records are whole", places(runs))
      : share(
          1 - partial.length / runs.length,
          "records",
          `${portion(partial.length, runs.length, "committed run")} lacked a part that the tracker always writes (${whatLacks(partial)})`,
          places(partial),
        );
  },
});

const CUT_BY_GIT = /(?:is not here|is a pointer to content that is not here)$/;

const isPartial = (run: JudgedRun): boolean => isBare(run) || CUT_BY_GIT.test(run.trace.incomplete ?? "");

/** The client sets tags with every run: who started it, from what (mlflow/tracking/context). */
const isBare = ({ tracker, location, tags, params, metrics }: JudgedRun): boolean =>
  tracker === "mlflow" &&
  location.path.endsWith("/meta.yaml") &&
  [tags, params, metrics].every((part) => Object.keys(part).length === 0);

function whatLacks(runs: readonly JudgedRun[]): string {
  const [first] = runs;
  return first === undefined || isBare(first)
    ? "no tags, parameters or metrics"
    : (first.trace.incomplete ?? "");
}
