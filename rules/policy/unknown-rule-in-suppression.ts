import { defineRule, fail, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "unknown-rule-in-suppression",
  title: "A comment is meant to accept findings and names no rule that exists",
  severity: "warning",
  docs: {
    what: "Looks for `exptrack: ignore` comments and notebook metadata that name no rule, or that cannot be read. Ids that no rule has, in comments and in the configuration's `ignore`, are told once all rules are known: the rule itself sees the comments alone.",
    why: "Such a comment is not heeded: the finding is still there, or comes back with the next change, while the comment says that it was dealt with.",
    limit: "Comments are read in files of known languages alone; in others a suppression is no suppression.",
    fix: "Name the rule by its id in square brackets, `exptrack: ignore[rule-id] reason`.",
    effort: "minutes",
    before: { default: "# exptrack: ignore the image pins them" },
    example: { default: "# exptrack: ignore[unpinned-dependencies] the image pins them" },
  },
  check(model) {
    const written = model.evidence("suppression");
    if (written.length === 0) return notApplicable("no comment accepts a finding");
    const malformed = written.filter((one) => one.malformed !== undefined);
    return malformed.length === 0
      ? pass("code", "every comment that accepts a finding can be read", places(written))
      : malformed.map((one) => fail("code", `this is not heeded: it ${one.malformed}`, [one.location]));
  },
});
