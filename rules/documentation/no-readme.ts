import { defineRule, fail, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "no-readme",
  title: "There is no README",
  severity: "error",
  rung: "documentation.1",
  docs: {
    what: "Looks for a README in any casing and format, not empty.",
    why: "Median README: 82 lines in reproduced repositories, 4 in others (Loos 2022, 20 + 20).",
    limit: "A README of one line passes: what it tells is asked by other rules.",
    fix: "Write a README that says what the project does and how to run it.",
    effort: "hours",
    example: {
      default:
        "# Flowers\n\nClassifies flowers by the measures of their leaves.\n\n## Run\n\n```bash\npip install -r requirements.txt\npython train.py\n```",
    },
  },
  check(model) {
    const readmes = model.evidence("docs.readme").filter((readme) => readme.words > 0);
    return readmes.length > 0
      ? pass("documents", "a README is there", places(readmes))
      : fail("documents", "no README was found");
  },
});
