import { defineRule, riskVerdicts } from "exptrack/core";

export const rule = defineRule({
  id: "data-baked-into-image",
  title: "Data becomes a part of a container image",
  severity: "info",
  docs: {
    what: "Finds COPY and ADD lines of container recipes that put data files or data folders into the image.",
    why: "The data then has a version only as a layer of that image: it cannot be told, compared or changed without a build.",
    limit:
      "What .dockerignore leaves out is not looked at, and a small sample for a demonstration may be meant so.",
    fix: "Mount the data, or fetch it by its version when the container starts.",
    effort: "hours",
    example: {
      default: '# docker run -v "$PWD/data:/app/data:ro" …',
      dvc: "CMD dvc pull data && python train.py",
    },
    before: {
      default: "COPY data/ /app/data/",
    },
  },
  check: (model) =>
    riskVerdicts(model, "data-in-image", {
      none: "no container recipe copies data into its image",
      unasked: "no container recipe was found",
      asked: model
        .evidence("env.container")
        .filter(({ location }) => !/\.(?:ya?ml|json)$/.test(location.path)),
    }),
});
