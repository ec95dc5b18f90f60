import { activeTrackers, defineRule, fail, notApplicable, pass, places, unknown } from "exptrack/core";

/** Calls that name the server; with an address from the environment they show none. */
const ADDRESSES = /\.set_tracking_uri$/;

export const rule = defineRule({
  id: "local-tracking-only",
  title: "Runs are tracked on one machine only",
  severity: "info",
  areas: [{ area: "collaboration" }],
  docs: {
    what: "Asks where active trackers write to: a server that others reach, records that git holds (themselves or in the ledger snapshot), or this machine only.",
    why: "A colleague cannot build on runs that they cannot see.",
    limit:
      "A server that is set by an environment variable, and a folder that is shared by other means (a network drive, a cluster), are not to be seen from the code.",
    fix: "Share the records: a tracking server, committed records, or a committed ledger snapshot (`exptrack runs --snapshot`).",
    effort: "hours",
    before: {
      mlflow: 'mlflow.set_tracking_uri("file:./mlruns")',
      wandb: 'wandb.init(project="flowers", mode="offline")',
    },
    example: {
      mlflow: 'mlflow.set_tracking_uri(os.environ["MLFLOW_TRACKING_URI"])',
      wandb: 'wandb.init(entity="flower-team", project="flowers")',
      default: "exptrack runs --snapshot && git add experiments.lock.jsonl",
    },
  },
  check(model) {
    const active = activeTrackers(model);
    if (active.length === 0) return notApplicable("no tracker is on by default");
    const destinations = model
      .evidence("tracker.destination")
      .filter((destination) => active.some((tracker) => tracker.id === destination.tracker));
    const shared = destinations.filter((destination) => destination.shared);
    if (shared.length > 0) return pass("code", "runs go to a server that others reach", places(shared));
    const committed = model.runs.filter((run) => run.scope !== "local");
    if (committed.length > 0)
      return pass(
        "records",
        committed.some((run) => run.scope === "committed")
          ? "run records are in the repository"
          : "the ledger snapshot in the repository names the runs",
        places(committed),
      );
    const addressed = model.evidence("tracker.call").filter((call) => ADDRESSES.test(call.call));
    if (destinations.length === 0 && addressed.length > 0)
      return unknown(
        "where runs go is told from outside the repository",
        "the address of the tracking server",
        places(addressed),
      );
    return fail(
      "code",
      "nothing here sends runs to a server that others reach, and their records are not in git",
      [...places(destinations), ...active.flatMap((tracker) => tracker.signs.call)],
    );
  },
});
