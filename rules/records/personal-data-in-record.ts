import {
  defineRule,
  type Exposure,
  listed,
  notApplicable,
  pass,
  places,
  portion,
  share,
} from "exptrack/core";

export const rule = defineRule({
  id: "personal-data-in-record",
  title: "Committed run records name people and their machines",
  severity: "info",
  urgency: "P3",
  docs: {
    what: "Looks in the run records that git holds for user and host names, home folders and e-mail addresses. Accounts that belong to nobody (root, ubuntu, jovyan) are left out.",
    why: "Trackers record who ran what on which machine; in a shared repository this becomes public with every clone.",
    limit:
      "Names are told by their fields and by the form of paths and addresses; a name inside free text is not found, and an account that a whole team shares looks like a person's.",
    fix: "Leave records that name people out of git and share a ledger snapshot, which holds no personal data, or agree that the names may be public.",
    effort: "minutes",
    before: { default: "git add mlruns wandb" },
    example: {
      default: "exptrack runs --snapshot  # writes experiments.lock.jsonl, without persons and machine paths",
    },
  },
  check(model) {
    if (!model.history.git) return notApplicable("nothing is shared through git here");
    const runs = [...model.runs, ...model.logs].filter((run) => run.scope === "committed");
    if (runs.length === 0) return notApplicable("git holds no run record");
    const naming = runs.filter((run) => run.exposures.some(isPersonal));
    if (naming.length === 0) return pass("records", "committed run records name nobody", places(runs));
    const kinds = naming.flatMap((run) => run.exposures.filter(isPersonal).map(inWords));
    return share(
      1 - naming.length / runs.length,
      "records",
      `${portion(naming.length, runs.length, "committed run")} named people or their machines: ${listed(kinds.sort())}`,
      places(naming),
    );
  },
});

const isPersonal = (exposure: Exposure): boolean => exposure.kind === "personal";

const inWords = ({ what, key, path }: Exposure): string =>
  `${what} (${key ?? path.slice(path.lastIndexOf("/") + 1)})`;
