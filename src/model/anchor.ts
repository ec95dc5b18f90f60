import { compareText, type Location } from "../core/location.js";

/** Files that speak for the whole repository, the first that is there. */
const ANCHORS: readonly RegExp[] = [
  /^pyproject\.toml$/,
  /^requirements[^/]*\.txt$/i,
  /^(?:environment|conda)\.ya?ml$/,
  /^readme(?:\.[a-z]+)?$/i,
];

/** Where a finding points that concerns the repository as a whole. */
export function anchorOf(files: readonly { readonly path: string }[]): Location {
  const paths = files.map((file) => file.path).sort(compareText);
  for (const pattern of ANCHORS) {
    const found = paths.find((path) => pattern.test(path));
    if (found !== undefined) return { path: found };
  }
  return { path: paths.find((path) => !path.includes("/")) ?? paths[0] ?? "." };
}
