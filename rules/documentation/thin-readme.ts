import { defineRule, fail, pass, places, share, toldData } from "exptrack/core";

export const rule = defineRule({
  id: "thin-readme",
  title: "The README tells too little to start with",
  severity: "warning",
  rung: "documentation.2",
  docs: {
    what: "Asks the README for the purpose of the project, and for at least one of structure, data or requirements.",
    why: "A reader who cannot tell what the code is for will not find out what its results mean.",
    limit: "It goes by headings, length and what is named; how well it reads only a person can tell.",
    fix: "Say in the README what the project does, and which data and packages it needs.",
    effort: "hours",
    before: { default: "# flowers\n\nMy project." },
    example: {
      default:
        "# flowers\n\nClassifies flowers by the measures of their leaves, and compares two models on it.\n\n- `src/`: preparation, training, evaluation\n- data: 150 flowers, fetched by `src/prepare.py`\n- needs Python 3.11 and `requirements.txt`",
    },
  },
  check(model) {
    const readmes = model.evidence("docs.readme").filter((readme) => readme.words > 0);
    if (readmes.length === 0) return fail("documents", "there is no README", [], { silent: true });
    const shown = places(readmes);
    const more = [
      ...readmes.filter((readme) => readme.structure),
      ...toldData(model),
      ...model.evidence("docs.install"),
      ...model.evidence("env.prose"),
      ...model.evidence("docs.command"),
    ];
    if (!readmes.some((readme) => readme.purpose))
      return fail("documents", "the README does not say what the project does", shown);
    return more.length > 0
      ? pass("documents", "the README says what the project does and what it needs", shown)
      : share(0.5, "documents", "the README names neither structure nor data nor requirements", shown);
  },
});
