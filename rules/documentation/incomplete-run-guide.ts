import {
  defineRule,
  fail,
  pass,
  places,
  type RepoModel,
  share,
  simulatesData,
  toldData,
} from "exptrack/core";

export const rule = defineRule({
  id: "incomplete-run-guide",
  title: "The run guide lacks a part",
  severity: "warning",
  rung: "documentation.4",
  areas: [{ area: "collaboration" }],
  docs: {
    what: "Looks in the documents for three parts: how to install, where the data comes from, which command to run.",
    why: "Two parts out of three leave a reader stuck at the third.",
    limit: "It knows that a part is there, not that following it works: nothing is installed or run.",
    fix: "Complete the guide: install, data, command.",
    effort: "hours",
    before: {
      default: "## Usage\n\n```bash\npython train.py\n```",
    },
    example: {
      default:
        "## Usage\n\n```bash\npip install -r requirements.txt\npython download_data.py --to data/   # or: dvc pull\npython train.py --config configs/main.yaml\n```",
      dvc: "## Usage\n\n```bash\npip install -r requirements.txt\ndvc pull\ndvc repro\n```",
    },
  },
  check(model) {
    const parts = guideParts(model);
    const missing = parts.filter((part) => part.places.length === 0).map((part) => part.name);
    const shown = parts.flatMap((part) => part.places);
    if (missing.length === 0) return pass("documents", "documents tell install, data and commands", shown);
    if (missing.length === parts.length)
      return model.evidence("docs.readme").length > 0
        ? fail(
            "documents",
            "documents tell neither install nor data nor commands",
            places(model.evidence("docs.readme")),
            { silent: true },
          )
        : fail("documents", "there is no document", [], { silent: true });
    const told = parts.filter((part) => part.name !== DATA).flatMap((part) => part.places);
    return share(
      0,
      "documents",
      `the run guide does not tell ${missing.join(" or ")}`,
      told.length > 0 ? told : places(model.evidence("docs.readme")),
    );
  },
});

const DATA = "where the data comes from";

/** Data that lies in the repository, where code fetches, names and misses none: cloning brings it. */
function clonedData(model: RepoModel) {
  const elsewhere = [
    ...model.evidence("data.named"),
    ...model.evidence("data.path"),
    ...model.evidence("data.versioned"),
    ...model.evidence("data.link").filter((link) => link.via === "code"),
  ];
  return elsewhere.length > 0
    ? []
    : model.evidence("data.file").filter((file) => file.scope === "tracked" && file.bytes !== 0);
}

function guideParts(model: RepoModel) {
  const commands = model.evidence("docs.command");
  const told = [...toldData(model), ...commands.filter((command) => command.purpose === "data")];
  const data = told.length > 0 ? told : clonedData(model);
  return [
    {
      name: "how to install",
      places: places(model.evidence("docs.install")),
    },
    {
      name: DATA,
      places: simulatesData(model) ? places(model.evidence("data.named")) : places(data),
    },
    {
      name: "which command to run",
      places: places(commands.filter((command) => command.purpose !== "data")),
    },
  ];
}
