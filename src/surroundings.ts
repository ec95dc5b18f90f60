import type { Location } from "./core/location.js";
import type { Workspace } from "./core/workspace.js";
import type { Surroundings } from "./judge/fingerprint.js";
import { type TextWithSymbols, textWithSymbols } from "./parsers/comments/symbols.js";
import { parseNotebook } from "./parsers/notebook.js";

/** Findings stand in text; a larger file is fingerprinted by rule and order alone. */
const MAX_BYTES = 4 * 1024 * 1024;
/** Outputs make notebooks long. */
const MAX_NOTEBOOK_BYTES = 100 * 1024 * 1024;

/** Reads, once, what findings stand on: lines of files, and of notebooks' cells. */
export async function readSurroundings(
  workspace: Workspace,
  places: readonly Location[],
): Promise<Surroundings> {
  const standing = places.filter((place) => place.line !== undefined || place.cell !== undefined);
  const texts = new Map<string, TextWithSymbols>();
  for (const path of new Set(standing.map((place) => place.path))) {
    const cells = standing.some((place) => place.path === path && place.cell !== undefined);
    try {
      const maxBytes = cells ? MAX_NOTEBOOK_BYTES : MAX_BYTES;
      const text = await workspace.readText(path, { maxBytes });
      if (!cells) texts.set(path, textWithSymbols(text, path));
      else
        for (const cell of parseNotebook(text).notebook?.cells ?? [])
          texts.set(
            `${path}\0${cell.index}`,
            textWithSymbols(cell.source, cell.kind === "code" ? "cell.py" : ""),
          );
    } catch {
      // The file went away or is too large: rule and order still tell the finding apart.
    }
  }
  const textAt = ({ path, cell }: Location): TextWithSymbols | undefined =>
    texts.get(cell === undefined ? path : `${path}\0${cell}`);
  return {
    line(location) {
      const text = textAt(location);
      if (location.line !== undefined) return text?.line(location.line) ?? null;
      return location.cell === undefined ? null : (text?.whole ?? null);
    },
    symbol: (location) =>
      location.line === undefined ? "" : (textAt(location)?.symbol(location.line) ?? ""),
  };
}
