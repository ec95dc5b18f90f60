import {
  defineRule,
  fail,
  generatingCalls,
  listed,
  notApplicable,
  pass,
  places,
  toldData,
} from "exptrack/core";

/** What a program makes and reads again is no data that somebody has to bring. */
const MADE =
  /model|vocab|checkpoint|ckpt|weights?|scaler|encoder|token|result|output|(?:^|[-_/.])(?:out|log|logs|tmp|temp|cache|runs?|artifacts?)(?:[-_/.]|$)|pred|metric|score|history|best|saved|embedding|config|param|replay|buffer|stats|feature|process|clean|split|fold|index|\.(?:pkl|pickle|joblib)$/i;

export const rule = defineRule({
  id: "data-file-from-nowhere",
  title: "Code reads data that is nowhere, and nothing says where it comes from",
  severity: "info",
  docs: {
    what: "Looks for data files that programs read by a fixed path, that the tree does not hold, and of which no document, link, named set, pointer or download tells.",
    why: "A path tells what the file was called, not what was in it or how to get it. Dataset present: 18 of 20 reproducible projects against 4 of 20 others (Loos 2022).",
    limit:
      "A file that another program of the project writes under a name put together at run time looks as if it were missing.",
    fix: "Say in the README where the file comes from, or add the script that fetches it.",
    effort: "minutes",
    before: { default: 'df = pd.read_csv("data/train.csv")   # data/ is in .gitignore' },
    example: { default: "## Data\nDownload <link> (sha256 …) to data/train.csv." },
  },
  check(model) {
    if (!model.trains) return notApplicable("no training code or records were found");
    const here = new Set(
      model.evidence("data.file").map(({ name }) => name.slice(name.lastIndexOf("/") + 1)),
    );
    const read = model
      .evidence("data.path")
      .filter(({ location, name }) => /\.(?:py|ipynb)$/.test(location.path) && !MADE.test(name));
    if (read.length === 0)
      return notApplicable("no program reads data by a fixed path that is not in the tree");
    const missing = read.filter(({ name }) => !here.has(name.slice(name.lastIndexOf("/") + 1)));
    const told = [
      ...toldData(model),
      ...model.evidence("docs.data"),
      ...model.evidence("data.link"),
      ...model.evidence("data.named"),
      ...model.evidence("data.versioned"),
      ...model.evidence("data.remote"),
      ...model.evidence("data.path").filter(({ location }) => !/\.(?:py|ipynb)$/.test(location.path)),
      ...generatingCalls(model),
    ];
    if (missing.length === 0) return pass("code", "the data that programs read is in the tree", places(read));
    if (told.length > 0) return pass("documents", "something tells of the data", places(told));
    return fail(
      "code",
      `${listed([...new Set(missing.map(({ name }) => name))])} ${missing.length === 1 ? "is" : "are"} read, not in the tree, and nothing tells where ${missing.length === 1 ? "it comes" : "they come"} from`,
      places(missing),
      { confidence: "medium" },
    );
  },
});
