import type { DetectionContext } from "../core/detector.js";
import type { Evidence } from "../core/evidence.js";
import { itemsOf } from "../core/inventory-items.js";
import { baseName, folderOf } from "../core/paths.js";
import { isProse } from "../parsers/document.js";
import { linksOf } from "../parsers/markdown.js";
import { entriesAt, listAt, textAt } from "../parsers/plain-data.js";
import { parseYaml } from "../parsers/yaml.js";
import { speaksOfOthers } from "./link-context.js";
import { type DocumentText, placeIn } from "./readme-text.js";
import { resolvePath } from "./tree-places.js";

/** Names that stand for others: `<path>`, `your_model.py`, `[TASK]_test.py`. */
const PLACEHOLDER =
  /[<>[\]{}$*]|\.\.\.|(?:^|[/_-])(?:your|xxx?|some|path[_-]to|foo|bar|example_script|script|file|filename|name)(?:[/_.-]|$)/i;
/** `vX.py`, `epXX.pth`: a letter where a number belongs. */
const NUMBERED = /(?:^|[/_-])[a-z]{0,12}X{1,3}(?=[/._-]|$)/;
export const isPlaceholder = (name: string): boolean => PLACEHOLDER.test(name) || NUMBERED.test(name);
const ADDRESS =
  /^[a-z][a-z0-9+.-]*:|^\/\/|@|^(?:www\.|[\w-]+(?:\.[\w-]+){0,8}\.(?:com|org|net|io|edu|ai)(?:\/|$))/i;

const collaboration = itemsOf("collaboration");

/** A file that a README names and the tree does not hold. */
export const missingFile = (document: DocumentText, line: number, name: string): Evidence =>
  collaboration("readme-missing-file", placeIn(document, line), name, "absent", null, "medium");

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

const LARGEST_LOCK = 1024 ** 2;

/** Tells whether `dvc pull` brings a path: an output that a pointer or the lock names, or what lies in one. */
export async function pulledBy(context: DetectionContext): Promise<(path: string) => boolean> {
  const outputs = new Set<string>();
  for (const { path, size } of context.files) {
    const lock = baseName(path) === "dvc.lock";
    if ((!lock && !/[^/]\.dvc$/.test(path)) || size > LARGEST_LOCK) continue;
    // A file that cannot be read is named as a problem by the detector whose subject it is.
    const { value } = parseYaml(await context.workspace.readText(path).catch(() => ""), "core");
    const owners = lock ? entriesAt(value, "stages").map(([, stage]) => stage) : [value];
    for (const out of owners.flatMap((owner) => listAt(owner, "outs"))) {
      const output = resolvePath(folderOf(path), textAt(out, "path") ?? "..");
      if (output !== null && output !== folderOf(path)) outputs.add(output);
    }
  }
  return (path) => [...outputs].some((output) => path === output || path.startsWith(`${output}/`));
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
        isPlaceholder(target) ||
        !/\.[A-Za-z0-9]{1,5}$/.test(target)
      )
        return [];
      const path = target.startsWith("/") ? target.slice(1) : resolvePath(folderOf(document.path), target);
      // Written from the root of the repository, the link leads nowhere, but the file is there.
      return path === null || isHeld(path) || isHeld(target)
        ? []
        : [missingFile(document, block.line + link.offset, target)];
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
