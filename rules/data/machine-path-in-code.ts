import { defineRule, fail, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "machine-path-in-code",
  title: "Code reads from paths of one machine",
  severity: "info",
  docs: {
    what: "Looks for paths into one user's home, a Windows drive or somebody's Google Drive in calls, options' defaults and constants that a default run comes to.",
    why: "Nobody else has that folder: the program stops there, and the path does not say what was in it.",
    limit:
      "Paths that are put together at run time, or that configuration files hold, are not seen; an option that a document gives is taken for meant to be set.",
    fix: "Take the path from an option or configuration, relative to the repository by default.",
    effort: "minutes",
    before: { default: 'df = pd.read_csv("/home/me/thesis/data/train.csv")' },
    example: {
      default: 'parser.add_argument("--data", default="data/train.csv")\ndf = pd.read_csv(args.data)',
    },
  },
  check(model) {
    if (!model.trains) return notApplicable("no training code or records were found");
    const found = model.evidence("code.risk").filter(({ risk }) => risk === "machine-path");
    if (found.length === 0) return pass("code", "no path of one machine was found", []);
    const files =
      found.length === 1
        ? ""
        : `, and ${found.length - 1} more ${found.length === 2 ? "file has" : "files have"} such a path`;
    return fail("code", `${found[0]?.location.path} names ${found[0]?.why}${files}`, places(found));
  },
});
