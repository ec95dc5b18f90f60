import { defineRule, fail, listed, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "serving-without-drift-monitoring",
  title: "Nothing watches whether served data still look like the training data",
  severity: "info",
  docs: {
    what: "Where code or configuration serves a model: looks for drift detectors (Evidently, NannyML, Alibi Detect, whylogs, deepchecks, cloud model monitors) in code, and for alerts on drift.",
    why: "A served model gets worse without any error: its inputs change, and its code does not.",
    limit: "Monitoring that lives outside the repository, in a platform or another project, is not seen.",
    fix: "Compare what the service is asked with the training data on a schedule, with a threshold and a window that are written down, and alert on it.",
    effort: "hours",
    example: {
      default:
        "report = Report([DataDriftPreset(drift_share=0.3)])\nreport.run(current_data=last_week, reference_data=training_data)",
    },
  },
  check(model) {
    if (model.stakes.level !== "high") return notApplicable("the stakes do not call for it");
    const served = model.evidence("serving.surface").filter(({ form = "real-time" }) => form === "real-time");
    if (served.length === 0) return notApplicable("nothing that answers with a model was found");
    const watched = model.evidence("inventory.item").filter((item) => item.item === "drift monitoring");
    return watched.length > 0
      ? pass("code", `drift is watched (${listed(watched.map(({ name }) => name))})`, places(watched))
      : fail("code", "neither code nor alerts here watch for drift", places(served));
  },
});
