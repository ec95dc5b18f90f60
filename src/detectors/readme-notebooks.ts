import { type Evidence, evidence } from "../core/evidence.js";
import { baseName } from "../core/paths.js";
import { isProse } from "../parsers/document.js";
import { speaksOfOthers } from "./link-context.js";
import type { Purposes } from "./purpose.js";
import { type DocumentText, placeIn } from "./readme-text.js";

/** `https://colab.research.google.com/github/<owner>/<name>/blob/<revision>/<path>.ipynb`: a click runs it. */
const COLAB =
  /https:\/\/colab\.research\.google\.com\/github\/[\w.-]{1,60}\/[\w.-]{1,120}\/blob\/[\w.-]{1,80}\/([^\s()<>"'?#]{1,300}\.ipynb)/g;

/** Notebooks of this repository that a README opens ready to run. */
export const notebookLinks = (
  document: DocumentText,
  isHeld: (path: string) => boolean,
  purposes: Purposes,
): readonly Evidence[] =>
  document.role !== "readme"
    ? []
    : document.document.blocks.filter(isProse).flatMap((block) =>
        speaksOfOthers(block.under)
          ? []
          : [...block.text.matchAll(COLAB)].flatMap((match): readonly Evidence[] => {
              const path = decoded(match[1]!);
              if (path === null || !isHeld(path)) return [];
              const line = block.line + block.text.slice(0, match.index).split("\n").length - 1;
              const purpose = purposes.trains(path) ? "training" : purposes.of(path).purpose;
              const command = `open ${baseName(path)} in Colab`;
              return [evidence("docs.command", placeIn(document, line), { command, program: path, purpose })];
            }),
      );

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
