import { defineRule, fail, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "gpu-without-fallback",
  title: "The code runs on a GPU only, and nothing says so",
  severity: "info",
  docs: {
    what: 'Looks for `.cuda()`, `.to("cuda")` and their kin in programs where no code asks whether a GPU is there, no option names another device, and no document, image or scheduler request speaks of one.',
    why: "A reader without that hardware cannot even look at what the program does, and one with it does not know that results depend on it.",
    limit:
      "What is too large for any CPU needs its GPU: then saying so is all that is asked. A condition under which the call stands is taken for a choice.",
    fix: "Choose the device where it is there, or state the hardware in the README.",
    effort: "minutes",
    before: { default: 'model = Net().to("cuda")' },
    example: {
      default: 'device = "cuda" if torch.cuda.is_available() else "cpu"\nmodel = Net().to(device)',
    },
  },
  check(model) {
    const asked = model.evidence("code.risk").filter(({ risk }) => risk === "cuda-only");
    if (asked.length === 0) return notApplicable("no program asks for a GPU without a choice");
    const told = model
      .evidence("env.runtime")
      .filter(({ what, detail }) => what !== "os" && (what !== "scheduler" || /gpu|gres/i.test(detail)));
    return told.length > 0
      ? pass("code", "the hardware that the code asks for is stated", places(told))
      : fail(
          "code",
          `${asked[0]?.call} asks for a GPU, no code looks whether there is one, and no document states the hardware`,
          places(asked),
          {
            confidence: "medium",
          },
        );
  },
});
