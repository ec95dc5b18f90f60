import {
  defineRule,
  type Exposure,
  fail,
  type JudgedRun,
  listed,
  notApplicable,
  pass,
  places,
  portion,
  runKey,
} from "exptrack/core";

/** Told by the name they stand under, not by a form of their own. */
const BY_NAME = new Set(["password", "API key", "access token", "secret"]);

export const rule = defineRule({
  id: "secret-in-record",
  title: "Run records hold secrets",
  severity: "error",
  areas: [{ area: "collaboration" }],
  urgency: "P1",
  docs: {
    what: "Looks in parameters, tags, commands, descriptions, inputs, and the logs and patches of run records for keys, tokens, passwords and private keys, by the forms that open scanners know and by names that promise one. Placeholders, variables and paths are none. Values are never shown.",
    why: "Whoever gets the record gets the key, and git never forgets. GitGuardian counted 12.8 million new secrets in public commits on GitHub in 2023 (State of Secrets Sprawl 2024).",
    limit:
      "A secret without a known form under a name that promises nothing is not found; a random-looking value under such a name may be none, which is why those are of medium confidence.",
    fix: "Revoke the secret first, then remove it from the record (and from git's history), and pass secrets by environment variables that are not logged.",
    effort: "hours",
    before: {
      mlflow: "mlflow.log_params(vars(args))",
      wandb: "wandb.init(config=vars(args))",
      default: 'parser.add_argument("--api_key")',
    },
    example: {
      mlflow: 'mlflow.log_params({k: v for k, v in vars(args).items() if k != "api_key"})',
      wandb:
        '# keep the key in WANDB_API_KEY or ~/.netrc, out of arguments and config\nwandb.init(config={"lr": args.lr})',
      default: 'api_key = os.environ["API_KEY"]  # and not an option, whose value ends up in every record',
    },
  },
  check(model) {
    const runs = [...model.runs, ...model.logs].filter((run) => run.scope !== "snapshot");
    if (runs.length === 0) return notApplicable("no run record was found");
    const kinds = new Map<string, JudgedRun[]>();
    for (const run of runs) {
      for (const what of new Set(run.exposures.filter(isSecret).map((one) => one.what))) {
        const known = kinds.get(what);
        if (known === undefined) kinds.set(what, [run]);
        else known.push(run);
      }
    }
    if (kinds.size === 0) return pass("records", "no secret was found in the run records", places(runs));
    return [...kinds].map(([what, leaking]) => {
      const leaks = leaking.map((run) => run.exposures.filter((one) => isSecret(one) && one.what === what));
      const where = [...new Set(leaks.flat().map(inWords))].sort();
      return fail(
        "records",
        `${portion(leaking.length, runs.length, "run")} gave away a secret: ${what} (${listed(where)})`,
        leaking.map((run, at) => ({ path: leaks[at]?.[0]?.path ?? run.location.path, run: runKey(run) })),
        { confidence: BY_NAME.has(what) ? "medium" : "high" },
      );
    });
  },
});

const isSecret = (exposure: Exposure): boolean => exposure.kind === "secret";

/** Field and file, else the file alone. */
function inWords({ key, path }: Exposure): string {
  const file = path.slice(path.lastIndexOf("/") + 1);
  return key === null || key === file ? file : `${key} in ${file}`;
}
