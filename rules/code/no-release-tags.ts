import { defineRule, fail, pass, places, share, unknown } from "exptrack/core";

export const rule = defineRule({
  id: "no-release-tags",
  title: "No state of the code is tagged",
  severity: "warning",
  rung: "code.3",
  oneWay: true,
  docs: {
    what: "Looks for git tags, however old; continuous integration without tags is half of it.",
    why: "A tag names the code behind a set of results in a way that a reader can check out years later.",
    limit:
      "Releases that live on a forge or an archive without a git tag are not seen, nor tags that this clone did not fetch.",
    fix: "Tag the commits that results were produced from.",
    effort: "minutes",
    example: { default: "git tag -a v1.0 -m 'Code of the results in table 1' && git push --tags" },
  },
  check({ history, anchor, evidence }) {
    if (!history.git || history.tags === null)
      return unknown(
        `tags cannot be seen: ${history.why ?? "this is a shallow clone"}`,
        "a clone with its tags (actions/checkout: fetch-depth: 0)",
      );
    if (history.tags.length > 0) return pass("code", "states of the code are tagged", [anchor]);
    const ci = evidence("ci.workflow");
    return ci.length > 0
      ? share(0.5, "code", "continuous integration runs, but no commit is tagged", places(ci), { at: anchor })
      : fail("code", "no commit is tagged", [], { at: anchor });
  },
});
