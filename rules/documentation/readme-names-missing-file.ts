import { defineRule, fail, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "readme-names-missing-file",
  title: "The README names files that are not there",
  severity: "warning",
  areas: [{ area: "collaboration" }],
  docs: {
    what: "Looks up the programs and files that documented commands name.",
    why: "A guide that fails at its first command costs the reader's trust in the rest.",
    limit:
      "A file that an earlier command writes, or that is downloaded first, may be meant: told with medium confidence.",
    fix: "Correct the path, or commit the file.",
    effort: "minutes",
    before: { default: "```bash\npython scripts/train.py   # moved to src/ since\n```" },
    example: { default: "```bash\npython src/train.py\n```" },
  },
  check(model) {
    if (model.evidence("docs.command").length === 0) return notApplicable("no document holds a command");
    const missing = model.evidence("inventory.item").filter((item) => item.item === "readme-missing-file");
    return missing.length === 0
      ? pass(
          "documents",
          "documented commands name files that are there",
          places(model.evidence("docs.command")),
        )
      : missing.map((item) =>
          fail("documents", `${item.name} is named here, but is not in the repository`, places([item]), {
            confidence: "medium",
          }),
        );
  },
});
