import { activeTrackers, defineRule, fail, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "local-tracking-only",
  title: "Runs are tracked on one machine only",
  severity: "info",
  areas: [{ area: "collaboration" }],
  docs: {
    what: "Asks where active trackers write to: a server that others reach, records that git holds, or this machine only.",
    why: "A colleague cannot build on runs that they cannot see.",
    fix: "Share the records: a tracking server, or committed records.",
    effort: "hours",
    example: { mlflow: 'mlflow.set_tracking_uri(os.environ["MLFLOW_TRACKING_URI"])' },
  },
  check(model) {
    if (activeTrackers(model).length === 0) return notApplicable("no tracker is on by default");
    const destinations = model.evidence("tracker.destination");
    const shared = destinations.filter((destination) => destination.shared);
    if (shared.length > 0) return pass("code", "runs go to a server that others reach", places(shared));
    const committed = model.runs.filter((run) => run.scope !== "local");
    if (committed.length > 0) return pass("records", "run records are in the repository", places(committed));
    return fail(
      "code",
      "trackers write to this machine only, and their records are not in git",
      places(destinations.length > 0 ? destinations : []).concat(
        activeTrackers(model).flatMap((tracker) => [...tracker.signs.call]),
      ),
    );
  },
});
