import { defineRule, fail, listed, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "undeclared-import",
  title: "Code imports packages that nothing declares",
  severity: "info",
  areas: [{ area: "environment-capture" }],
  docs: {
    what: "Compares what programs import at their top level with every package list, container recipe and install command of the repository.",
    why: "An environment made from the list stops at the import, or gets the package only because another one happens to bring it.",
    limit:
      "Only well-known packages are judged, for an import does not tell which distribution brings it; imports in functions, under `try` or a condition, in tests and examples are taken for optional.",
    fix: "Add the packages to the list.",
    effort: "minutes",
    before: { default: "torch==2.3.1" },
    example: { default: "torch==2.3.1\ntqdm==4.66.4   # imported by train.py" },
  },
  check(model) {
    const manifests = model.evidence("env.manifest").filter(({ readable, total }) => readable && total > 0);
    if (manifests.length === 0) return notApplicable("no list names a package");
    const missing = model.evidence("env.undeclared").filter(({ by }) => by === "import");
    if (missing.length === 0)
      return pass("code", "lists name the known packages that programs import", places(manifests));
    return fail(
      "code",
      `${listed(missing.map(({ distribution }) => distribution))} ${missing.length === 1 ? "is" : "are"} imported, and no package list names ${missing.length === 1 ? "it" : "them"}`,
      places(missing),
      { confidence: "medium" },
    );
  },
});
