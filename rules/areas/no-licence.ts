import { defineRule, fail, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "no-licence",
  title: "No licence says what others may do",
  severity: "info",
  areas: [{ area: "collaboration" }],
  docs: {
    what: "Looks for a licence file, or a licence named in the README or the package's metadata.",
    why: "Licence present: 18 of 20 reproducible projects against 8 of 20 others (Loos 2022).",
    fix: "Add a LICENSE file.",
    effort: "minutes",
  },
  check(model) {
    const licences = model.evidence("inventory.item").filter((item) => item.item === "licence");
    return licences.length > 0
      ? pass("documents", "a licence is named", places(licences))
      : fail("documents", "no licence was found");
  },
});
