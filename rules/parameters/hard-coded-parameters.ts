import { defineRule, fail, listed, nothingTrains, pass, places, portion, share } from "exptrack/core";

export const rule = defineRule({
  id: "hard-coded-parameters",
  title: "Hyperparameters are hard-coded",
  severity: "warning",
  rung: "parameters.2",
  areas: [{ area: "parameter-management" }],
  docs: {
    what: "Compares hyperparameters that a command line or configuration declares with those that stand as literals in calls.",
    why: "Whether hyperparameters were specified was significantly tied to independent reproduction across 255 papers (Raff 2019); literals change without a trace.",
    limit:
      "It knows hyperparameters by their names and places; a literal that nobody means to change counts as one.",
    fix: "Move literals into the configuration or command-line options.",
    effort: "hours",
    before: {
      default: "optimizer = Adam(model.parameters(), lr=1e-3)",
      hydra: "optimizer = Adam(model.parameters(), lr=1e-3)",
      dvc: "optimizer = Adam(model.parameters(), lr=1e-3)",
    },
    example: {
      default:
        'parser.add_argument("--lr", type=float, default=1e-3)\nargs = parser.parse_args()\noptimizer = Adam(model.parameters(), lr=args.lr)',
      hydra:
        "optimizer = Adam(model.parameters(), lr=cfg.optimizer.lr)  # optimizer.lr of configs/train.yaml",
      dvc: 'optimizer = Adam(model.parameters(), lr=params["train"]["lr"])  # train.lr of params.yaml',
    },
  },
  check(model) {
    const parameters = model.evidence("code.parameter");
    const config = model.evidence("code.config").filter(({ aspect }) => !/^secret/.test(aspect ?? ""));
    // Scripts whose globals a configuration file overrides declare what looks like constants.
    const overridable = new Set(
      config.filter((one) => one.by === "python-config").map((one) => one.location.path),
    );
    // Notebooks beside scripts that train are not the headline experiment.
    const scripted = model.evidence("code.training").some((call) => !call.location.path.endsWith(".ipynb"));
    const isLiteral = (one: (typeof parameters)[number]): boolean =>
      one.by === "constant" && !overridable.has(one.location.path);
    const literals = parameters.filter(isLiteral);
    const ofScripts = literals.filter((one) => !(scripted && one.location.path.endsWith(".ipynb")));
    const literal = ofScripts.length > 0 ? ofScripts : literals;
    const declared = parameters.filter((one) => !isLiteral(one));
    if (parameters.length + config.length === 0) return nothingTrains(model, "parameters");
    if (declared.length + config.length === 0)
      return fail(
        "code",
        `hyperparameters stand as literals in the code: ${listed(literal.map((one) => one.name))}`,
        places(literal),
      );
    const names = new Set(declared.map((one) => one.name));
    const extra = literal.filter((one) => !names.has(one.name));
    const fixed = new Set(extra.map((one) => one.name));
    const part = names.size === 0 ? 1 : names.size / (names.size + fixed.size);
    return part >= 0.75
      ? pass(
          "code",
          "a command line or configuration declares the hyperparameters",
          places([...config, ...declared]),
        )
      : share(
          part,
          "code",
          `${portion(fixed.size, names.size + fixed.size, "hyperparameter")} can only be changed in the code: ${listed([...fixed])}`,
          places(extra),
        );
  },
});
