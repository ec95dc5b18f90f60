import type { Exposure, RunRecord } from "../../core/run.js";
import { findHomeFolders, isPersonName } from "../../parsers/personal.js";
import { absolutePathFields } from "../absolute-paths.js";
import { placeOf } from "./uris.js";

/** Fields of a record whose text is a path of the machine that wrote it. */
export const absolutePaths = (
  artifactUri: string | null,
  sourceName: string | null,
  params: RunRecord["params"],
): string[] => [
  ...(isAbsolutePlace(artifactUri) ? ["artifact_uri"] : []),
  ...absolutePathFields({ "mlflow.source.name": sourceName }),
  ...absolutePathFields(params),
];

/** By its text: a path of one machine, not of a server and not relative to the store. */
function isAbsolutePlace(uri: string | null): boolean {
  if (uri === null) return false;
  const place = placeOf(uri);
  return place.at === "path" && /^(?:\/|[A-Za-z]:)/.test(place.path);
}

/** Of fields that the run does not show: what its params and tags say of a person is seen by all. */
export function personalData(artifactUri: string | null, user: string | null, path: string): Exposure[] {
  const said = (key: string, what: string): Exposure => ({ kind: "personal", what, path, key });
  return [
    ...findHomeFolders(artifactUri ?? "").map(({ what }) => said("artifact_uri", what)),
    ...(isPersonName(user ?? "") ? [said("user_id", "user name")] : []),
  ];
}
