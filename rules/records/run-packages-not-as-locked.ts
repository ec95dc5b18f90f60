import { defineRule, listed, notApplicable, pass, places, portion, share } from "exptrack/core";

export const rule = defineRule({
  id: "run-packages-not-as-locked",
  title: "Runs had other packages than their commit fixes",
  severity: "info",
  docs: {
    what: "Compares the list of packages that a run kept with the lock, or the pinned manifest, at the commit that it names: package by package, and the version of Python.",
    why: "Who installs from the repository gets other software than the run had; accuracy moved by more than 6 % through hardware and software alone (Coakley et al. 2022).",
    limit:
      "Only packages that both lists fix to a version are compared; which of them matter to the result is not known.",
    fix: "Install from the lock before a run, and lock again after every change of the environment.",
    effort: "minutes",
    before: { default: "pip install -U torch\npython train.py" },
    example: { default: "uv sync --frozen  # or: pip install -r requirements.lock\npython train.py" },
  },
  check(model) {
    const judged = model.runs.filter((run) => run.otherPackages !== null);
    if (judged.length === 0)
      return notApplicable("no run keeps a list of packages beside one at its recorded commit");
    const other = judged.filter((run) => (run.otherPackages?.differences.length ?? 0) > 0);
    if (other.length === 0)
      return pass("records", "runs had the packages that their commits fix", places(judged));
    const lists = listed(other.map((run) => run.otherPackages?.path ?? ""));
    const named = listed(other.flatMap((run) => run.otherPackages?.differences ?? []));
    return share(
      1 - other.length / judged.length,
      "records",
      `${portion(other.length, judged.length, "run")} had other packages than ${lists} at their commit: ${named}`,
      places(other),
    );
  },
});
