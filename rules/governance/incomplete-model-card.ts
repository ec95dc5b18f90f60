import { defineRule, listed, notApplicable, pass, places, share } from "exptrack/core";

export const rule = defineRule({
  id: "incomplete-model-card",
  title: "A model card leaves sections empty",
  severity: "info",
  docs: {
    what: "Reads model cards (front matter and headings with content under them): intended use, training data, evaluation, limitations. Placeholders of templates count as empty.",
    why: "These are the sections by which a reader decides whether the model fits (Mitchell et al. 2019, Model Cards for Model Reporting).",
    limit: "Sections are told by their headings; what is written under another heading is taken for missing.",
    fix: "Fill in what is missing, or say why it does not apply.",
    effort: "minutes",
    before: { default: "## Training Data\n\n[More Information Needed]" },
    example: {
      default:
        "## Training Data\n\n12 400 greenhouse photos of May 2026, `data/flowers.dvc`; no field photos.",
    },
    references: ["https://arxiv.org/abs/1810.03993"],
  },
  check(model) {
    const cards = model
      .evidence("inventory.item")
      .filter((item) => item.item === "model card" && item.value !== undefined);
    if (cards.length === 0) return notApplicable("no model card that can be read was found");
    const lacking = cards.filter(({ value }) => value?.startsWith("without") === true);
    if (lacking.length === 0)
      return pass("documents", "every section of the model card is told", places(cards));
    return share(
      1 - lacking.length / cards.length,
      "documents",
      `the model card is ${listed(lacking.map(({ value = "" }) => value))}`,
      places(lacking),
    );
  },
});
