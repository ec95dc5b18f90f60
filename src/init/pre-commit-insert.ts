import { isDeepStrictEqual } from "node:util";
import {
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  parse,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { type Hook, hookEntry, hookEntryInFlow, type Layout, USUAL_LAYOUT } from "./hook-entry.js";

/**
 * The text with one more entry in `repos`: inserted as text, so that everything else keeps its bytes.
 * null where `repos` is no list that can be added to, or the file is broken.
 */
export function insertEntry(text: string, hooks: readonly Hook[], version: string): string | null {
  const document = parseDocument(text);
  if (document.errors.length > 0 || /^(?:---|\.\.\.)[ \t\r]*$/m.test(bodyOf(text, document))) return null;
  const added = inserted(text, document, hooks, version);
  if (added === null) return null;
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  const after = `${text.slice(0, added.at)}${added.text.replaceAll("\n", end)}${text.slice(added.at)}`;
  return holdsOneMore(text, after, hooks, version) ? after : null;
}

interface Insertion {
  readonly at: number;
  readonly text: string;
}

function inserted(
  text: string,
  document: Document,
  hooks: readonly Hook[],
  version: string,
): Insertion | null {
  const root = document.contents;
  const block = (layout: Layout): string => `${hookEntry(hooks, version, layout).join("\n")}\n`;
  if (root === null || (isScalar(root) && root.value === null))
    return atEnd(text, `repos:\n${block(USUAL_LAYOUT)}`);
  if (!isMap(root)) return null;
  const pair = root.items.find(({ key }) => isScalar(key) && key.value === "repos");
  if (pair === undefined) return root.flow ? null : atEnd(text, `repos:\n${block(USUAL_LAYOUT)}`);
  const { value } = pair;
  const keyEnd = endOf(pair.key);
  if (isBlank(value) && !root.flow) return atLine(text, lineEnd(text, keyEnd), block(USUAL_LAYOUT));
  if (!isSeq(value)) return null;
  const last = value.items.at(-1);
  if (value.flow) {
    const flow = hookEntryInFlow(hooks, version);
    if (last !== undefined) return { at: endOf(last), text: `, ${flow}` };
    return { at: (value.range?.[1] ?? 0) - 1, text: flow };
  }
  const layout = layoutOf(text, value);
  const gap = isSpaced(text, value) ? "\n" : "";
  return atLine(text, pastComments(text, lineEnd(text, endOf(last)), layout.dash), `${gap}${block(layout)}`);
}

/** Is there an empty line before the last entry? */
function isSpaced(text: string, repos: YAMLSeq): boolean {
  const [one, other] = repos.items.slice(-2);
  return isNode(other) && /\n[ \t\r]*\n/.test(text.slice(endOf(one), other.range?.[0]));
}

/** Everything after the mark that begins the document: a second mark means a second document. */
const bodyOf = (text: string, document: Document): string => text.slice(document.contents?.range?.[0] ?? 0);

const atEnd = (text: string, added: string): Insertion => atLine(text, text.length, added);

/** A line of its own also where the one before it has no end. */
function atLine(text: string, at: number, added: string): Insertion {
  const open = at > 0 && text[at - 1] !== "\n" && text.replace(/^\ufeff/, "") !== "";
  return { at, text: open ? `\n${added.slice(0, -1)}` : added };
}

/** The start of the next line, or the end of the text. */
function lineEnd(text: string, from: number): number {
  if (from > 0 && text[from - 1] === "\n") return from;
  const at = text.indexOf("\n", from);
  return at < 0 ? text.length : at + 1;
}

/** Comments that stand deeper than the dashes belong to the entry before them. */
function pastComments(text: string, from: number, dash: number): number {
  let end = from;
  for (let at = from; at < text.length; ) {
    const next = lineEnd(text, at + 1);
    const line = text.slice(at, next);
    const indent = line.length - line.trimStart().length;
    if (line.trim() !== "" && !(line.trimStart().startsWith("#") && indent > dash)) break;
    if (line.trim() !== "") end = next;
    at = next;
  }
  return end;
}

/** Where the last character of a node stands; what the parser counts to a collection may be comments behind it. */
function endOf(node: unknown): number {
  if (isMap(node) && !node.flow) {
    const { key, value } = node.items.at(-1) ?? {};
    return endOf(value == null || isBlank(value) ? key : value);
  }
  if (isSeq(node) && !node.flow) return endOf(node.items.at(-1));
  return isNode(node) ? (node.range?.[1] ?? 0) : 0;
}

/** Nothing stands behind the colon. */
const isBlank = (value: unknown): boolean => isScalar(value) && value.value === null && value.source === "";

function layoutOf(text: string, repos: YAMLSeq): Layout {
  const column = (offset: number): number => offset - (text.lastIndexOf("\n", offset - 1) + 1);
  const bom = text.startsWith("\ufeff") ? 1 : 0;
  const dashAt = repos.range?.[0] ?? 0;
  const dash = column(dashAt) - (dashAt < text.indexOf("\n") ? bom : 0);
  const item = repos.items.find((one): one is YAMLMap => isMap(one) && one.flow !== true);
  if (item === undefined) return { ...USUAL_LAYOUT, dash };
  const keyAt = item.range?.[0] ?? 0;
  // The first item may not stand on the first dash: its own is on its line.
  const gap = text.slice(0, keyAt).match(/-( +)$/)?.[0].length ?? USUAL_LAYOUT.gap;
  const hooks = item.get("hooks", true);
  const inner = isSeq(hooks) && !hooks.flow ? column(hooks.range?.[0] ?? 0) - dash - gap : USUAL_LAYOUT.inner;
  return { dash, gap, inner: Math.max(inner, 0) };
}

/** The file says what it said before, and the entry. */
function holdsOneMore(before: string, after: string, hooks: readonly Hook[], version: string): boolean {
  try {
    const { repos: had, ...rest } = (parse(before) ?? {}) as Readonly<Record<string, unknown>>;
    const { repos: has, ...others } = parse(after) as Readonly<Record<string, unknown>>;
    const entry: unknown = parse(hookEntryInFlow(hooks, version));
    return isDeepStrictEqual(others, rest) && isDeepStrictEqual(has, [...((had ?? []) as unknown[]), entry]);
  } catch {
    return false;
  }
}
