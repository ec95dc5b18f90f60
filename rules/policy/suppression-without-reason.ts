import { defineRule, fail, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "suppression-without-reason",
  title: "A finding is accepted, and nothing says why",
  severity: "info",
  docs: {
    what: "Looks for `exptrack: ignore[…]` comments and notebook metadata that give no reason after the brackets.",
    why: "Whoever reads the line later cannot tell whether the finding was judged or only silenced, and will not dare to remove the comment.",
    limit: "Any words count as a reason: whether they are a good one only a person can tell.",
    fix: "Write the reason behind the brackets.",
    effort: "minutes",
    before: { default: "# exptrack: ignore[unfixed-split]" },
    example: {
      default: "# exptrack: ignore[unfixed-split] the test set is the publisher's, only the order changes",
    },
  },
  check(model) {
    const heeded = model.evidence("suppression").filter((one) => one.malformed === undefined);
    if (heeded.length === 0) return notApplicable("no comment accepts a finding");
    const bare = heeded.filter((one) => one.reason === null);
    return bare.length === 0
      ? pass("code", "every comment that accepts a finding says why", places(heeded))
      : bare.map((one) =>
          fail("code", `nothing says why findings of ${one.rule} are accepted`, [one.location]),
        );
  },
});
