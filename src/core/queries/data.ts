import type { EvidenceOf } from "../evidence.js";
import type { RepoModel } from "../model.js";

/** Questions about data that several rules put to a model. All pure. */

/** There is data to weigh: something trains, or data is at hand or named. */
export const usesData = (model: RepoModel): boolean =>
  model.trains ||
  (["data.file", "data.named", "data.versioned", "data.link", "data.path"] as const).some(
    (kind) => model.evidence(kind).length > 0,
  );

/** Loaders that fix the content themselves: by checksums, or because the set is shipped with the library. */
const FIXING_LOADER =
  /^(?:torchvision|torchaudio|torchtext|medmnist|sklearn|keras|tensorflow[-_]datasets|tfds|seaborn|gym|gymnasium|envpool)\b/;

/** Names that move on with what is published. */
const MOVING_REVISION = /^(?:main|master|head|latest|refs\/.+)$/i;

/** A named set whose content cannot change unnoticed: a revision is given, or its loader checks. */
export const isFixedSet = (data: EvidenceOf<"data.named">): boolean =>
  (data.revision !== null && !MOVING_REVISION.test(data.revision)) || FIXING_LOADER.test(data.via);

/** Calls that make the data out of nothing: `make_moons`. */
export const generatingCalls = (
  model: RepoModel,
): readonly (EvidenceOf<"code.random"> | EvidenceOf<"code.seed">)[] => [
  ...model.evidence("code.random").filter((draw) => draw.purpose === "data" && GENERATES.test(draw.call)),
  ...seededGeneratingCalls(model),
];

export const seededGeneratingCalls = (model: RepoModel): readonly EvidenceOf<"code.seed">[] =>
  model
    .evidence("code.seed")
    .filter((seed) => seed.own === "data" && seed.value !== null && GENERATES.test(seed.call));

const GENERATES = /(?:^|\.)make_[a-z]\w*(?:\(|$)/;

/**
 * What documents tell of the data. A public set that they only name (low confidence) counts if the code fetches that
 * very set: then nothing more has to be told.
 */
export function toldData(
  model: RepoModel,
): readonly (EvidenceOf<"docs.data"> | EvidenceOf<"docs.command">)[] {
  const fetched = model.evidence("data.named").map((data) => bare(data.name));
  const told = model
    .evidence("docs.data")
    .filter((data) => data.confidence !== "low" || fetched.some((name) => name.includes(bare(data.detail))));
  const given = model
    .evidence("docs.command")
    .filter((command) => fetched.some((name) => name.length > 3 && bare(command.command).includes(name)));
  return [...told, ...given];
}

/** A simulated environment under a versioned name. */
export const isSimulator = (data: EvidenceOf<"data.named">): boolean => SIMULATOR.test(data.via);

/** All data comes out of simulated environments, whose versions name it: nothing has to be fetched or told. */
export function simulatesData(model: RepoModel): boolean {
  const named = model.evidence("data.named");
  return named.length > 0 && named.every(isSimulator) && model.evidence("data.file").length === 0;
}

const SIMULATOR = /^(?:gym|gymnasium|envpool)\b/;

const bare = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, "");
