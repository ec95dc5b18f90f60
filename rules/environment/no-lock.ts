import { defineRule, fail, mainManifests, nothingDescribed, pass, places, share } from "exptrack/core";

export const rule = defineRule({
  id: "no-lock",
  title: "Nothing pins the packages behind the packages",
  severity: "warning",
  rung: "environment.4",
  areas: [{ area: "environment-capture" }],
  settles: ["unpinned-dependencies", "nothing-pinned"],
  docs: {
    what: "Looks for a lock with transitive pins, or a container that installs pinned packages on a tagged base. Exact pins for one platform earn half.",
    why: "Direct pins leave their dependencies free, and these change results too.",
    limit:
      "A list with exact versions of everything looks like a lock by the packages that nobody lists by hand; an untypical one may be missed.",
    fix: "Commit a lock file.",
    effort: "minutes",
    example: {
      default: "uv lock && git add uv.lock   # or: pip-compile --generate-hashes, poetry lock, conda-lock",
    },
  },
  check(model) {
    const manifests = mainManifests(model).filter((manifest) => manifest.readable);
    const containers = model.evidence("env.container");
    if (manifests.length === 0 && containers.length === 0) return nothingDescribed(model);
    const locks = manifests.filter((manifest) => manifest.transitive && !manifest.platformOnly);
    const whole = locks.filter(({ pinned, total }) => pinned >= total);
    if (whole.length > 0) return pass("code", "a lock pins all packages", places(whole));
    if (locks.length > 0)
      return pass("code", "what the named packages pull in is listed and pinned as well", places(locks));
    const containing = containers
      .map((container) => ({ container, part: container.installs ?? 0 }))
      .filter(({ container }) => isFixedBase(container));
    const best = Math.max(0, ...containing.map(({ part }) => part));
    if (best >= 1)
      return pass("code", "a container on a fixed base installs pinned packages", places(containers));
    const exports = manifests.filter((manifest) => manifest.transitive && manifest.platformOnly);
    if (exports.length > 0)
      return share(Math.max(0.5, best), "code", "exact pins, but for one platform only", places(exports));
    return best > 0
      ? share(best, "code", "a container pins part of what it installs", places(containers))
      : fail("code", "no lock file pins the packages that the named ones pull in", places(manifests));
  },
});

const isFixedBase = (container: { readonly tag: string | null; readonly digest: boolean }): boolean =>
  container.digest || (container.tag !== null && container.tag !== "latest");
