import { defineRule, fail, mainManifests, nothingDescribed, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "no-lock-container-and-versions",
  title: "A lock, a container and a Python version are not all there",
  severity: "info",
  rung: "environment.5",
  docs: {
    what: "The weakest of three: a lock, a container on a fixed base, a stated Python version.",
    why: "A lock leaves the system and the interpreter open; a container leaves its packages open.",
    limit: "It does not build the container, nor compare what the lock holds with what the image installs.",
    fix: "Build a container from the lock on a base image with a tag or digest.",
    effort: "hours",
    before: { default: "FROM python:latest\nRUN pip install -r requirements.txt" },
    example: {
      default:
        "FROM python:3.11.9-slim@sha256:<digest>\nCOPY uv.lock pyproject.toml ./\nRUN uv sync --frozen",
    },
  },
  check(model) {
    if (model.evidence("env.manifest").length === 0 && model.evidence("env.container").length === 0)
      return nothingDescribed(model);
    const locks = mainManifests(model).filter(
      (manifest) => manifest.readable && manifest.transitive && !manifest.platformOnly,
    );
    const containers = model
      .evidence("env.container")
      .filter((one) => one.digest || (one.tag !== null && one.tag !== "latest"));
    const python = model.evidence("env.python");
    const missing = [
      ...(locks.length === 0 ? ["a lock"] : []),
      ...(containers.length === 0 ? ["a container on a fixed base"] : []),
      ...(python.length === 0 ? ["a Python version"] : []),
    ];
    const shown = places([...locks, ...containers, ...python]);
    return missing.length === 0
      ? pass("code", "lock, container and Python version are there", shown)
      : fail("code", `missing: ${missing.join(", ")}`, shown);
  },
});
