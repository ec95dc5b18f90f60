import { defineRule, fail, pass, places, share } from "exptrack/core";

export const rule = defineRule({
  id: "no-ci",
  title: "No CI runs the code",
  severity: "info",
  areas: [{ area: "pipeline-architecture" }],
  docs: {
    what: "Looks for CI workflows that test or train.",
    why: "Code that runs on one machine only is not known to run on any other.",
    limit: "CI that is set up outside the repository is not seen; whether a workflow passes is not asked.",
    fix: "Let CI install the project and run a small training.",
    effort: "hours",
    before: {
      default: "# .github/workflows/lint.yml\njobs:\n  lint:\n    steps:\n      - run: ruff check .",
    },
    example: {
      default:
        "# .github/workflows/test.yml\njobs:\n  test:\n    steps:\n      - run: pip install -r requirements.txt\n      - run: python train.py --epochs 1",
      dvc: "# .github/workflows/test.yml\njobs:\n  test:\n    steps:\n      - run: pip install -r requirements.txt\n      - run: dvc pull && dvc repro",
    },
  },
  check(model) {
    const workflows = model.evidence("ci.workflow");
    if (workflows.length === 0) return fail("code", "there is no CI workflow");
    const running = workflows.filter((workflow) => workflow.tests || workflow.trains);
    return running.length > 0
      ? pass("code", "CI runs the code", places(running))
      : share(0.5, "code", "CI is there, but runs neither tests nor training", places(workflows));
  },
});
