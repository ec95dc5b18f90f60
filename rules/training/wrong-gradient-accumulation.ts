import { defineRule, riskVerdicts } from "exptrack/core";

export const rule = defineRule({
  id: "wrong-gradient-accumulation",
  title: "Accumulated gradients are summed, not averaged",
  severity: "warning",
  docs: {
    what: "Finds loops that step the optimizer every n batches while nothing divides the loss, or the gradient, by n.",
    why: "The gradient grows with n, so the recorded learning rate is not the one that acted, and a run with another n cannot be compared.",
    limit:
      "A loss that sums over examples, or a learning rate that was tuned for this n, may be meant so; optimizers that normalize gradients hardly feel it.",
    fix: "Divide the loss by the number of accumulated batches.",
    effort: "minutes",
    example: {
      default:
        "(loss / accumulation_steps).backward()\nif (i + 1) % accumulation_steps == 0:\n    optimizer.step()",
    },
    before: {
      default: "loss.backward()\nif (i + 1) % accumulation_steps == 0:\n    optimizer.step()",
    },
  },
  check: (model) =>
    riskVerdicts(model, "gradient-accumulation", {
      none: "accumulated gradients are not seen to be summed",
      unasked: "no gradients are accumulated, as far as can be seen",
    }),
});
