import {
  countedPackages,
  defineRule,
  fail,
  mainManifests,
  nothingDescribed,
  pass,
  pinnedShare,
  places,
  portion,
  share,
} from "exptrack/core";

/** "Mostly pinned": from here on the rung counts whole. */
const MOSTLY = 0.8;

export const rule = defineRule({
  id: "unpinned-dependencies",
  title: "Dependencies are not pinned",
  severity: "error",
  rung: "environment.3",
  areas: [{ area: "environment-capture", key: true }],
  settles: ["nothing-pinned"],
  docs: {
    what: "Counts exact pins in the main manifests (those for development, tests and documents aside), or in what a tagged container installs; a lock pins all.",
    why: "Unpinned packages resolve to another environment every month. (In ReproScore pinning alone did not predict success, r = -0.02: it is needed, not enough.)",
    limit:
      "Bounds such as `~=1.4` count as unpinned, though they may leave little room; whether the pinned versions can be installed together is not tried.",
    fix: "Pin the packages, best with a lock file.",
    effort: "minutes",
    before: { default: "torch>=2.0\nnumpy" },
    example: {
      default:
        "torch==2.3.1\nnumpy==1.26.4   # written by: uv pip compile, pip-compile, poetry lock, conda-lock",
    },
  },
  check(model) {
    const manifests = mainManifests(model);
    const containers = model.evidence("env.container");
    if (manifests.length === 0 && containers.length === 0) return nothingDescribed(model);
    const part = pinnedShare(model);
    const { total, pinned } = countedPackages(model, manifests);
    const shown = places([...manifests, ...containers]);
    if (total === 0 && part === 0) return fail("code", "no package is pinned", shown);
    if (part >= MOSTLY) return pass("code", "exact versions pin all or most of the packages", shown);
    const loose = total - pinned;
    return share(
      part,
      "code",
      total === 0
        ? "a part of what the container installs has no exact version"
        : `${portion(loose, total, "package")} ${loose === 1 ? "has" : "have"} no exact version`,
      shown,
    );
  },
});
