import type { EvidenceOf } from "../evidence.js";
import type { RepoModel } from "../model.js";
import { fail, notApplicable, type Verdict } from "../rule.js";

/** Questions about the environment that several rules put to a model. All pure. */

/** Manifests that speak for the project: those for development, tests, documents and linting aside, unless there is no other. */
export function mainManifests(model: RepoModel): readonly EvidenceOf<"env.manifest">[] {
  const all = model.evidence("env.manifest");
  const main = all.filter((manifest) => !SIDE_MANIFEST.test(manifest.location.path));
  return main.length > 0 ? main : all;
}

const SIDE_MANIFEST =
  /(?:^|[/._-])(?:dev|develop|test|tests|testing|doc|docs|lint|ci|build)(?:[-_.]|$)[^/]*$/i;

/** The part of the packages that is fixed: 1 with a lock, else exact pins of the manifests or of a container on a fixed base. */
export function pinnedShare(model: RepoModel): number {
  const manifests = mainManifests(model).filter((manifest) => manifest.readable);
  if (manifests.some((manifest) => manifest.transitive && manifest.total > 0)) return 1;
  const { total, pinned } = countedPackages(model, manifests);
  const installed = model
    .evidence("env.container")
    .filter((container) => container.digest || (container.tag !== null && container.tag !== "latest"))
    .map((container) => container.installs ?? 0);
  return Math.max(total === 0 ? 0 : pinned / total, 0, ...installed);
}

/**
 * Packages of some manifests, each counted once: a manifest beside another one often names the same ones again, and one
 * that is pinned anywhere has a version that is known to have worked.
 */
export function countedPackages(
  model: RepoModel,
  manifests: readonly EvidenceOf<"env.manifest">[],
): { readonly total: number; readonly pinned: number } {
  const named = new Map<string, boolean>();
  let [unnamed, unnamedPinned] = [0, 0];
  for (const { location, total, pinned } of manifests) {
    const own = model.evidence("env.package").filter((one) => one.location.path === location.path);
    for (const { name, pinned: fixed } of own) named.set(name, fixed || named.get(name) === true);
    // What a list holds without a name, such as addresses.
    unnamed += Math.max(0, total - own.length);
    unnamedPinned += Math.max(0, pinned - own.filter((one) => one.pinned).length);
  }
  return {
    total: named.size + unnamed,
    pinned: [...named.values()].filter(Boolean).length + Math.min(unnamed, unnamedPinned),
  };
}

/** Without manifest and container there is nothing to weigh; other rules' findings say so where packages are needed. */
export const nothingDescribed = (model: RepoModel): Verdict =>
  model.trains || model.evidence("code.ml-import").length > 0
    ? fail("code", "no manifest or container describes the environment", [], { silent: true })
    : notApplicable("no code that needs packages was found");
