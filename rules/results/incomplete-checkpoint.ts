import { defineRule, fail, notApplicable, pass, places, risksOf } from "exptrack/core";

export const rule = defineRule({
  id: "incomplete-checkpoint",
  title: "A checkpoint counts epochs but leaves out the optimizer",
  severity: "info",
  docs: {
    what: "Reads what `torch.save` puts into a checkpoint: where the code goes on from a checkpoint that holds weights and epoch, it is not the same training without the optimizer's state.",
    why: "Momentum and step sizes begin anew after such a resume, so a run that was interrupted is another run than one that was not.",
    limit:
      "For plain SGD without momentum the optimizer holds nothing; an optimizer that is saved to a file of its own through another function is not seen.",
    fix: "Save the states of optimizer and scheduler with the weights.",
    effort: "minutes",
    example: {
      default:
        'torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "scheduler": scheduler.state_dict(), "epoch": epoch}, path)',
    },
    before: {
      default: 'torch.save({"model": model.state_dict(), "epoch": epoch}, path)',
    },
  },
  check(model) {
    const meant = model
      .evidence("code.hygiene")
      .filter(
        ({ practice, detail }) =>
          practice === "checkpoint content" && /\b(?:epoch|step)\b/.test(detail ?? ""),
      );
    if (meant.length === 0) return notApplicable("no checkpoint that counts epochs or steps is written");
    const lacking = risksOf(model, "optimizer-not-saved");
    return lacking.length === 0
      ? pass("code", "no checkpoint that training goes on from lacks the optimizer", places(meant))
      : lacking.map((one) => fail("code", one.why, places([one]), { confidence: one.confidence }));
  },
});
