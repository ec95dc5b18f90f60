import { byFile, defineRule, fail, listed, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "notebook-reads-undefined-names",
  title: "A notebook reads names that no cell defines",
  severity: "info",
  areas: [{ area: "pipeline-architecture" }],
  docs: {
    what: "Finds names that cells read and no cell, import or builtin defines: state of cells that are gone. Notebooks whose names may come from `import *`, `exec` or unknown magics are left out.",
    why: "Such a notebook stops where it is run afresh.",
    limit: "Names that a kernel's start-up file binds are not seen.",
    fix: "Put the lost definition back, then restart and run all.",
    effort: "minutes",
  },
  check(model) {
    const notebooks = model.evidence("notebook.state");
    if (notebooks.length === 0) return notApplicable("there is no notebook");
    const lost = notebooks.filter((one) => one.undefined.length > 0);
    return lost.length === 0
      ? pass("code", "no notebook is seen to read a name that nothing defines", places(notebooks))
      : byFile(lost).map((here) =>
          fail(
            "code",
            here.length === 1
              ? `${here[0]?.location.path} reads what no cell defines: ${listed(here[0]?.undefined ?? [])}`
              : `${here.length} notebooks read what no cell of theirs defines: ${listed(here.map(({ location }) => location.path))}`,
            here.map(({ location, at }) =>
              at?.undefined === undefined ? location : { ...location, cell: at.undefined },
            ),
          ),
        );
  },
});
