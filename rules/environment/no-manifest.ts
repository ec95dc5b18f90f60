import { defineRule, fail, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "no-manifest",
  title: "There is no manifest that a tool could install from",
  severity: "warning",
  rung: "environment.2",
  docs: {
    what: "Looks for requirements, pyproject, conda or lock files that their tool can read, in any folder, or a container recipe; package lists kept with runs count.",
    why: "Names in prose cannot be installed, and nobody notices when they are no longer true.",
    limit: "A list under a name that no tool uses by convention is not found.",
    fix: "Write the packages into a manifest.",
    effort: "minutes",
    before: { default: "## Requirements\nPyTorch, NumPy and tqdm" },
    example: { default: "uv init && uv add torch numpy" },
  },
  check(model) {
    const manifests = model.evidence("env.manifest").filter((manifest) => manifest.readable);
    const found = places([...manifests, ...model.evidence("env.container")]);
    if (found.length > 0) return pass("code", "a manifest or container recipe is there", found);
    const recorded = model.runs.filter((run) => run.trace.packages !== null);
    if (recorded.length > 0) return pass("records", "run records list packages", places(recorded));
    if (!model.trains && model.evidence("code.ml-import").length === 0)
      return notApplicable("no code that needs packages was found");
    const prose = model.evidence("env.prose");
    return prose.length > 0
      ? fail("documents", "packages are named in prose only", places(prose))
      : fail("code", "no manifest was found", [], { silent: true });
  },
});
