import { defineRule, fail, nothingTrains, pass, places, wiredCalls } from "exptrack/core";

/** Declared in files of the repository, so that git keeps them. */
const KEPT_IN_FILES = new Set([
  "hydra",
  "omegaconf",
  "yaml",
  "toml",
  "json",
  "python-config",
  "mlproject",
  "dvc-params",
  "gin",
  "lightning-cli",
  "sacred",
]);
/** Files that keep the command line of a training. */
const KEPT_COMMANDS = new Set(["shell script", "SLURM", "Makefile"]);

export const rule = defineRule({
  id: "parameters-not-kept",
  title: "The values that a run used are kept nowhere",
  severity: "warning",
  rung: "parameters.3",
  docs: {
    what: "Looks for configuration files in the repository, documented commands that fix the options, or a tracker that saves parameters once it is switched on.",
    why: "Defaults alone say what a run could have used, not what it used.",
    limit: "Whether the kept command is the one that made the reported numbers cannot be told.",
    fix: "Keep the exact commands or configuration of every reported run in the repository.",
    effort: "minutes",
    before: {
      default: "# README.md\npython train.py",
    },
    example: { default: "# README.md\npython train.py --lr 0.1 --batch-size 128 --epochs 200 --seed 0" },
  },
  check(model) {
    const recorded = [...model.runs, ...model.logs].filter((run) => Object.keys(run.params).length > 0);
    if (recorded.length > 0) return pass("records", "run records hold parameters", places(recorded));
    const files = [
      ...model
        .evidence("code.config")
        .filter(({ by, aspect }) => KEPT_IN_FILES.has(by) && !/^secret/.test(aspect ?? "")),
      ...model.evidence("code.parameter").filter((parameter) => KEPT_IN_FILES.has(parameter.by)),
    ];
    if (files.length > 0) return pass("code", "configuration files keep the values", places(files));
    const saving = [
      ...wiredCalls(model, ["params", "autolog"]),
      ...model.evidence("code.result-file").filter((file) => file.file === "config"),
    ];
    if (saving.length > 0) return pass("code", "the code can save its parameters", places(saving));
    const options = model.evidence("code.config").filter(({ aspect }) => !/^secret/.test(aspect ?? ""));
    const commands = model
      .evidence("docs.command")
      .filter((command) => command.purpose === "training" && command.program !== null);
    const scripts = model
      .evidence("code.entry")
      .filter((entry) => entry.purpose === "training" && KEPT_COMMANDS.has(entry.named));
    if (commands.length === 0 && options.length > 0 && scripts.length > 0)
      return coversLiterals(model.evidence("code.parameter"))
        ? pass("code", "kept commands and the options' defaults fix the values", places(scripts))
        : fail(
            "code",
            "kept commands fix the options, but other values stand in the code only",
            places(scripts),
          );
    if (options.length > 0 && commands.length > 0)
      return coversLiterals(model.evidence("code.parameter"))
        ? pass("documents", "documented commands and the options' defaults fix the values", places(commands))
        : fail(
            "documents",
            "documented commands fix the options, but other values stand in the code only",
            places(commands),
          );
    const shown = places([...options, ...model.evidence("code.parameter")]);
    return shown.length > 0
      ? fail("code", "no command, configuration or record keeps the values that a run used", shown, {
          settledBy:
            options.length > 0 && coversLiterals(model.evidence("code.parameter")) ? ["no-run-command"] : [],
        })
      : nothingTrains(model, "parameters");
  },
});

/** Most of the hyperparameters are options, not literals. */
function coversLiterals(parameters: readonly { readonly by: string }[]): boolean {
  const literal = parameters.filter((parameter) => parameter.by === "constant").length;
  return parameters.length === 0 || literal / parameters.length <= 0.25;
}
