import { defineRule, fail, listed, notApplicable, pass, portion, share } from "exptrack/core";

export const rule = defineRule({
  id: "snapshot-out-of-date",
  title: "The ledger snapshot does not say what the records at hand say",
  severity: "warning",
  areas: [{ area: "collaboration" }],
  docs: {
    what: "Compares `experiments.lock.jsonl` with the run records on this machine that git does not hold: runs without a row, and rows that say something else than the record. Rows of runs that are not at hand are left alone.",
    why: "A clone and CI know runs of ignored stores from the snapshot only; what it lacks does not exist for them.",
    limit: "Rows of runs that lie on other machines cannot be compared here.",
    fix: "Write the snapshot again and commit it.",
    effort: "minutes",
    example: { default: "exptrack runs --snapshot && git add experiments.lock.jsonl" },
  },
  check(model) {
    const { snapshot } = model;
    if (snapshot === null) return notApplicable("there is no ledger snapshot");
    if (model.scope === "clone") return notApplicable("only records at hand can tell, and a clone has none");
    if (!snapshot.committed)
      return fail("records", "the ledger snapshot is not committed, so no clone has it", [
        { path: "experiments.lock.jsonl" },
      ]);
    const local = model.runs.filter((run) => run.scope === "local");
    if (local.length === 0) return notApplicable("no run is at hand that git does not hold");
    const { absent, changed } = snapshot;
    const fields = [...new Set(changed.flatMap((one) => one.fields))];
    const verdicts = [
      ...(absent.length === 0
        ? []
        : [
            share(
              1 - absent.length / local.length,
              "records",
              `${portion(absent.length, local.length, "run")} at hand had no row in the ledger snapshot`,
              absent.map((one) => one.location),
            ),
          ]),
      ...(changed.length === 0
        ? []
        : [
            share(
              1 - changed.length / local.length,
              "records",
              `${portion(changed.length, local.length, "run")} at hand said something else than the row in the ledger snapshot (${listed(fields)})`,
              changed.map((one) => one.location),
            ),
          ]),
    ];
    return verdicts.length > 0
      ? verdicts
      : pass(
          "records",
          "every run at hand stands in the ledger snapshot as its record has it",
          local.map((run) => run.location),
        );
  },
});
