import { defineRule, fail, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "tracking-switched-off-in-code",
  title: "Tracking is switched off in the code",
  severity: "info",
  docs: {
    what: 'Finds modes that the code fixes on the way of a default run: `mode="disabled"`, `mode="offline"`, `WANDB_MODE` set in the program.',
    why: "Offline runs stay on the machine until somebody syncs them, and disabled ones leave nothing; whoever runs the code next does not know.",
    limit: "Offline records that are committed or synced later are as good as others; that is not seen.",
    fix: "Leave the mode to the environment of who runs it.",
    effort: "minutes",
    example: {
      wandb: 'wandb.init(project="demo")  # WANDB_MODE=offline python train.py',
    },
    before: {
      wandb: 'wandb.init(project="demo", mode="offline")',
    },
  },
  check(model) {
    const tracked = model
      .evidence("tracker.call")
      .filter(({ role }) => role === "init" || role === "autolog");
    if (tracked.length === 0) return notApplicable("nothing is tracked");
    const fixed = model.evidence("tracker.mode").filter(
      ({ tracker, on, location }) =>
        // Autologging that is switched off leaves what is logged by hand.
        tracker !== "mlflow" && on === "yes" && /\.(?:py|ipynb)$/.test(location.path),
    );
    const title = (id: string): string => model.trackers.find((one) => one.id === id)?.title ?? id;
    return fixed.length === 0
      ? pass("code", "no mode that keeps runs back is fixed in the code", places(tracked))
      : fixed.map((one) =>
          fail(
            "code",
            `${title(one.tracker)} is ${one.mode === "offline" ? "kept offline" : "switched off"} in the code (${one.detail})`,
            places([one]),
            { confidence: one.confidence },
          ),
        );
  },
});
