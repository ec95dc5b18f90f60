import {
  defineRule,
  fail,
  notApplicable,
  notebookCommands,
  pass,
  places,
  share,
  trainingPlaces,
} from "exptrack/core";

export const rule = defineRule({
  id: "no-single-command",
  title: "No one command runs the pipeline",
  severity: "warning",
  areas: [{ area: "pipeline-architecture", key: true }],
  docs: {
    what: "Looks for a pipeline definition with its command (dvc repro, make, mlflow run, snakemake …), else for a documented training command.",
    why: "Steps that are run by hand are run in another order next time.",
    limit:
      "Whether the command runs all the steps, and runs them to the end, is not tried; a script of a name that documents do not give counts where it starts a training.",
    fix: "Describe the steps in a pipeline, and document its one command.",
    effort: "hours",
    before: {
      default: "python prepare.py\npython train.py\npython evaluate.py  # by hand, in this order",
      dvc: "python src/train.py  # by hand, after dvc pull",
      mlflow: "python train.py --lr 0.1  # by hand",
    },
    example: {
      default: "# Makefile\nall: data train evaluate",
      dvc: "dvc stage add -n train -d src/train.py -d data -o model.pt python src/train.py",
      mlflow: "# MLproject\nentry_points:\n  main:\n    command: python train.py --lr {lr}",
    },
  },
  check(model) {
    const commands = model.evidence("pipeline.command");
    if (commands.length > 0) return pass("code", "one command runs the pipeline", places(commands));
    const documented = model
      .evidence("docs.command")
      .filter((command) => command.purpose === "training" || command.purpose === "sweep");
    if (documented.length > 0)
      return share(
        0.5,
        "documents",
        "the training has its documented command, but no one command runs the whole",
        places(documented),
        { silent: true },
      );
    if (notebookCommands(model).length > 0)
      return share(
        0.5,
        "documents",
        "documents open the notebooks, but no one command runs them all",
        notebookCommands(model),
        {
          silent: true,
        },
      );
    const trainedByCi = model.evidence("ci.workflow").filter((workflow) => workflow.trains);
    if (trainedByCi.length > 0)
      return share(
        0.5,
        "code",
        "CI runs the training, but no one command runs the whole elsewhere",
        places(trainedByCi),
        { silent: true },
      );
    return model.trains
      ? fail("code", "neither a pipeline nor a documented command runs the training", trainingPlaces(model))
      : notApplicable("no training code was found");
  },
});
