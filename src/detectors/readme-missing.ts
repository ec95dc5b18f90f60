import type { DetectionContext } from "../core/detector.js";
import { type Evidence, evidence } from "../core/evidence.js";
import { isProse } from "../parsers/document.js";
import { linksOf } from "../parsers/markdown.js";
import { speaksOfOthers } from "./link-context.js";
import { type DocumentText, placeIn } from "./readme-text.js";
import { folderOf, resolvePath } from "./tree-places.js";

/** Names that stand for others: `<path>`, `your_model.py`, `[TASK]_test.py`. */
export const PLACEHOLDER =
  /[<>[\]{}$*]|\.\.\.|(?:^|[/_-])(?:your|xxx?|some|path[_-]to|foo|bar|example_script|script|file|filename|name)(?:[/_.-]|$)/i;
const ADDRESS = /^[a-z][a-z0-9+.-]*:|^\/\/|@|^(?:www\.|[\w-]+\.(?:com|org|net|io|edu|ai)(?:\/|$))/i;

/** A file that a README names and the tree does not hold. */
export const missingFile = (document: DocumentText, line: number, name: string): Evidence =>
  evidence(
    "inventory.item",
    placeIn(document, line),
    { section: "collaboration", item: "readme-missing-file", name, state: "absent" },
    "medium",
  );

/** Tells whether a path, or one that ends so, is in the tree; case does not count, as readers' systems differ. */
export function endsOf(context: DetectionContext): (path: string) => boolean {
  const held = new Set<string>();
  for (const { path } of context.files) {
    const lower = path.toLowerCase();
    for (let at = lower.length; at > 0; at = lower.lastIndexOf("/", at - 1)) {
      const whole = lower.slice(0, at);
      if (held.has(whole) && at < lower.length) break;
      for (let from = 0; ; ) {
        held.add(whole.slice(from));
        const next = whole.indexOf("/", from);
        if (next < 0) break;
        from = next + 1;
      }
    }
  }
  return (path) => held.has(path.toLowerCase().replace(/\/+$/, ""));
}

/** Relative links of a README to files that are not there. */
export function missingLinks(document: DocumentText, isHeld: (path: string) => boolean): readonly Evidence[] {
  return document.document.blocks.filter(isProse).flatMap((block) => {
    if (speaksOfOthers(block.under)) return [];
    return linksOf(block.text, document.references).flatMap((link) => {
      const target = decoded(link.url.split(/[#?]/)[0]!);
      if (
        target === "" ||
        ADDRESS.test(link.url) ||
        PLACEHOLDER.test(target) ||
        !/\.[A-Za-z0-9]{1,5}$/.test(target)
      )
        return [];
      const path = target.startsWith("/") ? target.slice(1) : resolvePath(folderOf(document.path), target);
      return path === null || isHeld(path) ? [] : [missingFile(document, block.line + link.offset, target)];
    });
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
