import { defineRule, fail, listed, notApplicable, pass, places } from "exptrack/core";

/** Notebooks that are documentation keep their outputs for readers. */
const SHOWN = /(?:^|\/)(?:examples?|docs?|tutorials?|demos?)\//i;

export const rule = defineRule({
  id: "notebooks-without-review",
  title: "Changes of notebooks can hardly be reviewed",
  severity: "info",
  options: {
    notebooks: { default: 3, min: 1, describe: "from how many notebooks with stored outputs on it asks" },
  },
  docs: {
    what: "Where several notebooks with stored outputs are part of a project that others depend on: looks for a tool that makes their changes readable or keeps outputs out (nbdime, jupytext, nbstripout, nbQA and others). Notebooks of examples and documentation are left out.",
    why: "A change of one line of a notebook shows as hundreds of lines of JSON and images: reviewers skip it.",
    limit:
      "How many people work on the notebooks is not looked at, nor a review service that is set up on the server.",
    fix: "Pair notebooks with scripts, strip outputs before commits, or use a difference tool made for notebooks.",
    effort: "minutes",
    example: {
      default:
        "# .pre-commit-config.yaml\n- repo: https://github.com/kynan/nbstripout\n  rev: 0.8.1\n  hooks:\n    - id: nbstripout",
    },
  },
  check(model, { notebooks = 3 }) {
    if (model.stakes.level === "low") return notApplicable("the stakes do not call for it");
    const kept = model
      .evidence("notebook.state")
      .filter(({ results, location }) => results > 0 && !SHOWN.test(location.path));
    if (kept.length < notebooks) return notApplicable("few notebooks hold stored outputs");
    const tools = model.evidence("inventory.item").filter((item) => item.item === "notebook review");
    return tools.length > 0
      ? pass("code", `notebooks are made readable (${listed(tools.map(({ name }) => name))})`, places(tools))
      : fail(
          "code",
          `${kept.length} notebooks hold outputs, and no tool makes their changes readable`,
          places(kept),
        );
  },
});
