import { defineRule, fail, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "mutable-base-image",
  title: "The container's base image changes under its name",
  severity: "warning",
  areas: [{ area: "environment-capture" }],
  docs: {
    what: "Lists container recipes whose base has no tag, or the tag `latest`.",
    why: "The same recipe builds another system next month.",
    limit:
      "A tag with a version can be moved by its publisher as well; whether the tag in use is ever moved is not known.",
    fix: "Name the base image by tag and digest.",
    effort: "minutes",
    before: { default: "FROM pytorch/pytorch:latest" },
    example: { default: "FROM pytorch/pytorch:2.3.1-cuda12.1-cudnn8-runtime@sha256:<digest>" },
  },
  check(model) {
    const containers = model.evidence("env.container");
    if (containers.length === 0) return notApplicable("there is no container recipe");
    // `scratch` is Docker's word for no image at all.
    const mutable = containers.filter(
      (one) => !one.digest && one.image !== "scratch" && (one.tag === null || one.tag === "latest"),
    );
    return mutable.length === 0
      ? pass("code", "base images carry a tag or digest", places(containers))
      : mutable.map((one) =>
          fail(
            "code",
            `the ${isService(one.location.path) ? "service's" : "base"} image ${one.image} has ${one.tag === null ? "no tag" : "the tag latest"}`,
            places([one]),
          ),
        );
  },
});

const isService = (path: string): boolean => /compose[\w.-]*\.ya?ml$/i.test(path);
