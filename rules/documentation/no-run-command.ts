import { defineRule, fail, notApplicable, notebookCommands, pass, places, share } from "exptrack/core";

export const rule = defineRule({
  id: "no-run-command",
  title: "No document says how to run the experiment",
  severity: "error",
  rung: "documentation.3",
  areas: [{ area: "collaboration", key: true }],
  docs: {
    what: "Looks in the documents for a command that runs a program of this repository, the training above all; a link of the README that opens a notebook of it in Colab is one. An install line is none.",
    why: "Every reviewer's first question, and the commonest one that a repository leaves open.",
    limit:
      "It knows the commands of shells, make and the usual runners in code blocks; a command told in a sentence, or in a picture, is missed, and none is tried out.",
    fix: "Put the command that makes the main result into the README.",
    effort: "minutes",
    before: {
      default: "Run the training script to get the results.",
      dvc: "Run the pipeline to get the results.",
    },
    example: {
      default: "```bash\npython train.py --config configs/main.yaml --seed 0\n```",
      dvc: "```bash\ndvc repro\n```",
    },
  },
  check(model) {
    const commands = model.evidence("docs.command");
    const headline = commands.filter(
      (command) => command.purpose === "training" || command.purpose === "sweep",
    );
    if (headline.length > 0)
      return pass("documents", "documents hold the command that trains", places(headline));
    const piped = model
      .evidence("pipeline.command")
      .filter((command) => commands.some((one) => one.command.includes(command.command)));
    if (piped.length > 0)
      return pass("documents", "documents hold the command that runs the pipeline", places(piped));
    const opening = notebookCommands(model);
    if (opening.length > 0)
      return share(
        0.5,
        "documents",
        "documents tell how to open the notebooks, not which of them to run",
        opening,
        {
          confidence: "medium",
        },
      );
    const running = commands.filter((command) => command.program !== null);
    if (running.length > 0)
      return share(
        0.5,
        "documents",
        "documents hold commands, but none that is seen to train",
        places(running),
        { confidence: "medium" },
      );
    return model.trains || model.evidence("code.entry").length > 0
      ? fail(
          "documents",
          "no document holds a command that runs a program of this repository",
          places(model.evidence("docs.readme")),
        )
      : notApplicable("nothing to run was found");
  },
});
