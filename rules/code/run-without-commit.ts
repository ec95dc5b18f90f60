import {
  activeTrackers,
  defineRule,
  executionPlaces,
  fail,
  listed,
  mean,
  notApplicable,
  pass,
  places,
  portion,
  share,
  trackedExecutions,
  trackedNoun,
  trainingPlaces,
} from "exptrack/core";

const ASK_GIT = 'commit = subprocess.check_output(["git", "rev-parse", "HEAD"], text=True).strip()';

export const rule = defineRule({
  id: "run-without-commit",
  title: "Runs do not name the commit of their code",
  severity: "error",
  rung: "code.3",
  question: "run-commit",
  areas: [{ area: "code-data-linkage", key: true }],
  docs: {
    what: "Asks each run record for the commit (or the whole source) it ran from; where there are no records, whether a tracker that is on by default stores it.",
    why: "REFORMS 2b asks for a link that uniquely identifies the version of the code; Idowu et al. 2024 found that experiment tools cut errors when retrieving past runs (controlled study, n = 15).",
    limit:
      "A commit that stands elsewhere, in a paper or the name of a folder, is not found; where there are no records, the tracker's documented default is believed.",
    fix: "Record the commit with every run.",
    effort: "minutes",
    before: {
      default: "json.dump(results, file)",
      mlflow: "with mlflow.start_run():\n    train(args)",
      tensorboard: "writer = SummaryWriter(out_dir)",
      wandb: "WANDB_DISABLE_GIT=true python train.py",
      hydra: "def main(cfg):\n    train(cfg)",
    },
    example: {
      default: `${ASK_GIT}\njson.dump({"commit": commit, **results}, file)`,
      mlflow: `${ASK_GIT}\nwith mlflow.start_run():\n    mlflow.set_tag("mlflow.source.git.commit", commit)  # set by itself where GitPython is installed\n    train(args)`,
      tensorboard: `${ASK_GIT}\nwriter = SummaryWriter(out_dir)\nwriter.add_text("git/commit", commit)`,
      wandb: "python train.py  # inside the git work tree W&B stores the commit by itself",
      hydra: `def main(cfg):\n    ${ASK_GIT}\n    OmegaConf.update(cfg, "git_commit", commit, force_add=True)\n    train(cfg)`,
    },
  },
  check(model) {
    const executions = trackedExecutions(model);
    if (executions.length > 0) {
      const without = executions.filter((execution) => !execution.some(namesItsCode));
      const part = mean(executions, (execution) => (execution.some(namesItsCode) ? 1 : 0));
      if (without.length === 0)
        return pass(
          "records",
          executions.every((execution) => execution.some((run) => run.commit !== null))
            ? "every run names the commit of its code"
            : "every run names the commit of its code, or holds its hashes or its source",
          executionPlaces(executions),
        );
      const trackers = listed(without.flat().map((run) => run.tracker));
      return share(
        part,
        "records",
        `${portion(without.length, executions.length, trackedNoun(model))} (${trackers}) named no commit`,
        executionPlaces(without),
      );
    }
    const recording = activeTrackers(model).filter((tracker) => tracker.recordsCommit);
    if (recording[0])
      return pass(
        "code",
        `${recording[0].title} stores the commit of a run by itself`,
        recording[0].signs.call,
      );
    const own = model.evidence("code.commit-logging");
    if (own.length > 0) return pass("code", "the code records its commit", places(own));
    if (!model.trains) return notApplicable("no training code and no run was found");
    return fail("code", "nothing that is on by default stores the commit of a run", trainingPlaces(model));
  },
});

const namesItsCode = (run: { readonly codeFrom: string | null; readonly commit: string | null }): boolean =>
  run.commit !== null || run.codeFrom === "sources" || run.codeFrom === "hashes";
