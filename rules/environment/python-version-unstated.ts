import { defineRule, fail, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "python-version-unstated",
  title: "The Python version is not stated",
  severity: "warning",
  areas: [{ area: "environment-capture" }],
  docs: {
    what: "Looks for requires-python, .python-version, a python entry in a conda file, a container tag, or the version in run records.",
    why: "Packages pinned today may not install on another interpreter at all.",
    limit: "A version that a script or a container checks in code of its own is not seen.",
    fix: "State the Python version.",
    effort: "minutes",
    before: { default: '[project]\nname = "study"\ndependencies = ["torch==2.3.1"]' },
    example: {
      default: '[project]\nname = "study"\nrequires-python = ">=3.11,<3.12"\ndependencies = ["torch==2.3.1"]',
    },
  },
  check(model) {
    const stated = model.evidence("env.python");
    if (stated.length > 0) return pass("code", "the Python version is stated", places(stated));
    const recorded = model.runs.filter((run) => run.environment.python !== null);
    if (recorded.length > 0) return pass("records", "run records name the Python version", places(recorded));
    return model.evidence("env.manifest").length > 0
      ? fail("code", "no file states the Python version", places(model.evidence("env.manifest")))
      : notApplicable("there is no manifest");
  },
});
