import type { Location } from "./core/location.js";
import type { Workspace } from "./core/workspace.js";
import type { Surroundings } from "./judge/fingerprint.js";

/** Findings stand in text; a larger file is fingerprinted by rule and order alone. */
const MAX_BYTES = 4 * 1024 * 1024;

/** Reads, once, the lines that findings stand on. */
export async function readSurroundings(
  workspace: Workspace,
  places: readonly Location[],
): Promise<Surroundings> {
  const lines = new Map<string, readonly string[]>();
  for (const path of new Set(
    places.filter((place) => place.line !== undefined && place.cell === undefined).map((place) => place.path),
  )) {
    try {
      lines.set(path, (await workspace.readText(path, { maxBytes: MAX_BYTES })).split("\n"));
    } catch {
      // The file went away or is too large: rule and order still tell the finding apart.
    }
  }
  return { line: ({ path, line }) => (line === undefined ? null : (lines.get(path)?.[line - 1] ?? null)) };
}
