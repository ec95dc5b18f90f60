import { defineRule, riskVerdicts } from "exptrack/core";

export const rule = defineRule({
  id: "unpinned-remote-model",
  title: "Models and data sets of a hub are taken as their newest version",
  severity: "info",
  areas: [{ area: "code-data-linkage" }],
  docs: {
    what: "Finds `from_pretrained`, `load_dataset`, `hf_hub_download` and `torch.hub.load` with a name of a hub and without a revision, or with a branch as one.",
    why: "A name is a branch: whoever owns it can replace weights, tokenizer or rows, and the same code trains something else.",
    limit: "Well-known models change rarely; a revision that a wrapper sets outside the call is not seen.",
    fix: "Give the commit of the hub as revision, and log it with the run.",
    effort: "minutes",
    example: {
      default:
        'AutoModel.from_pretrained("bert-base-uncased", revision="86b5e0934494bd15c9632b12f734a8a67f723594")',
    },
    before: {
      default: 'AutoModel.from_pretrained("bert-base-uncased")',
    },
  },
  check: (model) =>
    riskVerdicts(model, "unpinned-model", {
      none: "models and data sets of a hub are asked for by revision",
      unasked: "no model or data set of a hub is asked for by name",
    }),
});
