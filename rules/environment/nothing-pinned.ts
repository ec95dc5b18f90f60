import { defineRule, fail, notApplicable, pass, pinnedShare, places } from "exptrack/core";

/** Under half, "without pinning" is the truer name. */
const ENOUGH = 0.5;

export const rule = defineRule({
  id: "nothing-pinned",
  title: "Fewer than half of the packages are pinned",
  severity: "info",
  cap: { dimension: "environment", max: 2 },
  docs: {
    what: "Holds the environment at two points while fewer than half of the packages are pinned and no run kept a full freeze.",
    why: "Reproducibility is never assumed: a container or a long manifest without versions recreates nothing.",
    limit: "Packages count alike, whether results depend on them or not.",
    fix: "Pin at least the packages that results depend on.",
    effort: "minutes",
    before: { default: "torch\nnumpy>=1.20" },
    example: { default: "torch==2.3.1\nnumpy==1.26.4" },
  },
  check(model) {
    const freezes = model.runs.filter((run) => run.trace.packages === "freeze");
    if (freezes.length > 0)
      return pass("records", "runs kept a full freeze of their packages", places(freezes));
    if (model.evidence("env.manifest").length === 0 && model.evidence("env.container").length === 0)
      return notApplicable("there is no manifest to pin");
    const shown = places(model.evidence("env.manifest"));
    return pinnedShare(model) >= ENOUGH
      ? pass("code", "at least half of the packages are pinned", shown)
      : fail("code", "fewer than half of the packages are pinned", shown, { silent: true });
  },
});
