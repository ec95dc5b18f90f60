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
  const total = manifests.reduce((sum, manifest) => sum + manifest.total, 0);
  const pinned = manifests.reduce((sum, manifest) => sum + manifest.pinned, 0);
  const installed = model
    .evidence("env.container")
    .filter((container) => container.digest || (container.tag !== null && container.tag !== "latest"))
    .map((container) => container.installs ?? 0);
  return Math.max(total === 0 ? 0 : pinned / total, 0, ...installed);
}

/** Without manifest and container there is nothing to weigh; other rules' findings say so where packages are needed. */
export const nothingDescribed = (model: RepoModel): Verdict =>
  model.trains || model.evidence("code.ml-import").length > 0
    ? fail("code", "no manifest or container describes the environment", [], { silent: true })
    : notApplicable("no code that needs packages was found");
