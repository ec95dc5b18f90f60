import { defineRule, fail, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "no-licence",
  title: "No licence says what others may do",
  severity: "info",
  areas: [{ area: "collaboration" }],
  docs: {
    what: "Looks for a licence file, or a licence named in the README or the package's metadata.",
    why: "Licence present: 18 of 20 reproducible projects against 8 of 20 others (Loos 2022).",
    limit:
      "An association in 20 projects of either kind, no cause. Whether a licence fits the data and the code it builds on is not judged; within a company there may be good reason for none.",
    fix: "Add a LICENSE file.",
    effort: "minutes",
  },
  check(model) {
    const licences = model
      .evidence("inventory.item")
      .filter((item) => item.item === "licence" && !/^of /.test(item.state));
    return licences.length > 0
      ? pass("documents", "a licence is named", places(licences))
      : fail("documents", "no licence was found");
  },
});
