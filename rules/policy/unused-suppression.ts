import { defineRule, fail, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "unused-suppression",
  title: "A comment or a setting accepts findings that are not there",
  severity: "info",
  docs: {
    what: "Looks for comments that accept findings where no code follows. Whether a finding is left that a comment or an entry of the configuration's `ignore` could accept is told once all findings are known, and only where the rule that it names was decided: what could not be seen may still be there.",
    why: "A leftover comment hides the next finding of that rule on the same line, which nobody has looked at.",
    limit:
      "A finding that only this machine, another revision or an older exptrack shows may be what it was written for.",
    fix: "Remove the comment or the entry.",
    effort: "minutes",
    before: {
      default: "random.seed(0)  # exptrack: ignore[unseeded-randomness] seeded by the caller",
    },
    example: { default: "random.seed(0)" },
  },
  check(model) {
    const heeded = model.evidence("suppression").filter((one) => one.malformed === undefined);
    if (heeded.length === 0) return notApplicable("no comment accepts a finding");
    const idle = heeded.filter((one) => one.covers === null);
    return idle.length === 0
      ? pass("code", "every comment that accepts a finding stands at what it speaks of", places(heeded))
      : idle.map((one) =>
          fail("code", "nothing follows this comment that it could speak of", [one.location]),
        );
  },
});
