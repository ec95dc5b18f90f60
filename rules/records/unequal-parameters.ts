import {
  defineRule,
  fail,
  familyOf,
  grouped,
  type JudgedRun,
  listed,
  notApplicable,
  pass,
  places,
} from "exptrack/core";

/** Fewer runs have no habit that one of them could break. */
const SEVERAL = 4;
/** A parameter is of all of them when so many record it. */
const MOST = 2 / 3;
/** Runs that share less than this of what most record are of another kind: another model, another task. */
const ALIKE = 1 / 2;
/** Whose records hold a whole configuration, or what a sampler chose. */
const OTHER_RULES: ReadonlySet<string> = new Set(["optuna", "ray", "dvc", "hydra", "tensorboard"]);

export const rule = defineRule({
  id: "unequal-parameters",
  title: "Runs of one experiment record different parameters",
  severity: "info",
  areas: [{ area: "parameter-management" }],
  docs: {
    what: `Among at least ${SEVERAL} finished runs of one program and experiment: which parameters do two thirds of them record, and others of the same kind (half of those parameters in common) not?`,
    why: "Runs can be compared by what all of them record; of a parameter that some lack nobody knows whether it was the default, the last value or not there yet.",
    limit:
      "A parameter that the program has since a later commit lacks in the earlier runs for a good reason; their commits tell.",
    fix: "Log the whole configuration in one place, before training begins, instead of value by value.",
    effort: "minutes",
    before: {
      mlflow:
        'mlflow.log_param("lr", args.lr)\nif args.dropout:\n    mlflow.log_param("dropout", args.dropout)',
      default: 'record = {"lr": args.lr}\nif args.dropout:\n    record["dropout"] = args.dropout',
      wandb: 'wandb.init(config={"lr": args.lr})',
    },
    example: {
      mlflow: "mlflow.log_params(vars(args))",
      wandb: "wandb.init(config=vars(args))",
      default: '(out_dir / "config.json").write_text(json.dumps(vars(args)))',
    },
  },
  check(model) {
    const all = families(model.runs);
    if (all.length === 0)
      return notApplicable(`no ${SEVERAL} finished runs of one program and experiment record parameters`);
    const verdicts = all.flatMap((family) => {
      const lacking = lackingIn(family);
      if (lacking.length === 0) return [];
      const names = listed(lacking.flatMap(({ names }) => names).sort());
      const runs = lacking.map(({ run }) => run);
      const [{ program, group }] = family as [JudgedRun];
      return [
        fail(
          "records",
          `${runs.length} of ${family.length} runs of ${program ?? group} did not record ${names}, which most others did`,
          places(runs),
        ),
      ];
    });
    return verdicts.length > 0
      ? verdicts
      : pass("records", "runs of one experiment record the same parameters", places(all.flat()));
  },
});

function families(runs: readonly JudgedRun[]): JudgedRun[][] {
  const compared = runs.filter(
    (run) =>
      !OTHER_RULES.has(run.tracker) &&
      run.status === "finished" &&
      run.trace.incomplete === null &&
      Object.keys(run.params).length > 0 &&
      run.program !== null,
  );
  return [...grouped(compared, familyOf).values()].filter((group) => group.length >= SEVERAL);
}

function lackingIn(family: readonly JudgedRun[]): { readonly run: JudgedRun; readonly names: string[] }[] {
  const counts = new Map<string, number>();
  for (const run of family)
    for (const key of Object.keys(run.params)) counts.set(key, (counts.get(key) ?? 0) + 1);
  const usual = [...counts].filter(([, count]) => count >= MOST * family.length).map(([key]) => key);
  return family.flatMap((run) => {
    const names = usual.filter((key) => !Object.hasOwn(run.params, key));
    const shared = usual.length - names.length;
    return names.length > 0 && shared > 0 && shared >= ALIKE * usual.length ? [{ run, names }] : [];
  });
}
