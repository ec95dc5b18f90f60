import { defineRule, fail, notApplicable, pass, places, share, simulatesData, usesData } from "exptrack/core";

export const rule = defineRule({
  id: "data-without-remote",
  title: "Hashes, a remote and a pipeline lock are not all there",
  severity: "info",
  rung: "data.5",
  docs: {
    what: "The weakest of three: content hashes of the data, a remote that others can reach, a pipeline lock.",
    why: "The lock says which data made which result, the hash proves it, and the remote hands it out.",
    limit:
      "It does not ask the remote whether the data was ever pushed; a pipeline in another tool than DVC is not counted as a lock.",
    fix: "Describe the stages in dvc.yaml, commit dvc.lock, and push the data to a shared remote.",
    effort: "days",
    example: { default: "dvc remote add -d storage s3://bucket/path && git add .dvc/config && dvc push" },
  },
  check(model) {
    if (!usesData(model)) return notApplicable("neither training code nor data was found");
    const hashed = model.evidence("data.versioned").filter((data) => !data.code && data.digest !== null);
    if (hashed.length === 0)
      return fail(
        "code",
        "no content hash of the data was found",
        [],
        simulatesData(model) ? { silent: true } : {},
      );
    const remote = model.evidence("data.remote").filter((one) => one.shared);
    if (remote.length === 0)
      return fail("code", "the data has hashes, but no remote that others can reach", places(hashed), {
        silent: true,
      });
    const locked = model.runs.filter((run) => run.tracker === "dvc");
    return locked.length > 0
      ? pass("code", "content hashes, a shared remote and a pipeline lock", [
          ...places(remote),
          ...places(locked),
        ])
      : share(0, "code", "the data has hashes and a remote, but no pipeline lock", places(hashed));
  },
});
