import { defineRule, fail, pass, unknown } from "exptrack/core";

export const rule = defineRule({
  id: "no-version-control",
  title: "The code is not under version control",
  severity: "error",
  rung: "code.1",
  docs: {
    what: "Looks for a git repository with at least one commit.",
    why: "Without a commit there is nothing that a result could name as its code.",
    limit:
      "An archive of a repository that is under version control elsewhere looks like one that never was.",
    fix: "Commit the code to git before the next run.",
    effort: "minutes",
    example: { default: "git init && git add -A && git commit -m 'Training code'" },
  },
  check(model) {
    if (!model.history.git)
      return unknown(
        `history cannot be seen: ${model.history.why ?? "no git here"}`,
        "a clone with its git history",
      );
    return model.history.head === null
      ? fail("code", "the git repository has no commit")
      : pass("code", "the code is committed to git", [model.anchor]);
  },
});
