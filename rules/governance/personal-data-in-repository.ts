import { defineRule, fail, listed, notApplicable, pass, places, unknown } from "exptrack/core";

export const rule = defineRule({
  id: "personal-data-in-repository",
  title: "Tracked data files hold personal data",
  severity: "info",
  urgency: "P3",
  docs: {
    what: "Looks at the columns of CSV, TSV and JSON files that git holds: names such as `email`, `phone`, `ssn` or `date_of_birth`, where at least half of the first values look like it. Only the column is named, never a value. Files that call themselves synthetic, sample, test or anonymised are left out.",
    why: "What git holds goes out with every clone and stays in the history; whoever the rows are about cannot be deleted from it.",
    limit:
      "It cannot tell real people from invented ones in a file that does not say so, nor whether they agreed.",
    fix: "Keep such data out of git (a versioned store with access control), drop or hash the columns before use, and say in a datasheet what is kept and why.",
    effort: "hours",
    before: { default: "git add data/customers.csv   # email,phone,date_of_birth,churned" },
    example: {
      default: 'df = df.drop(columns=["email", "phone"])   # before anything is written to the repository',
    },
  },
  check(model) {
    if (!model.history.git) return notApplicable("nothing is shared through git here");
    const columns = model
      .evidence("inventory.item")
      .filter(({ item, state }) => item === "personal data" && state === "in a tracked data file");
    if (columns.length > 0)
      return [...new Set(columns.map(({ location }) => location.path))].map((path) => {
        const own = columns.filter(({ location }) => location.path === path);
        const named = own.map(({ name, value = "" }) => `${name} (${value})`);
        return fail("code", `the file holds ${listed(named)}`, places(own));
      });
    const files = model.evidence("data.file").filter(({ scope }) => scope === "tracked");
    const hidden = files.filter(({ bytes }) => bytes === null);
    if (hidden.length > 0)
      return unknown(
        "the columns of some data files cannot be seen: git's objects are not in this clone",
        "a clone with all objects",
        places(hidden),
      );
    return files.length > 0
      ? pass("code", "no column of a tracked data file is told to hold personal data", places(files))
      : notApplicable("git holds no data file");
  },
});
