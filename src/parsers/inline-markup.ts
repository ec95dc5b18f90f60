import type { Link } from "./document.js";

/** Text is searched in pieces of this length at most, so that one endless line costs no more than a page. */
const LONGEST = 20_000;
const IMAGE =
  /!\[([^[\]]{0,300})\]\(\s*<?([^\s()<>]{1,1000}(?:\([^\s()]{0,100}\)[^\s()<>]{0,500})?)>?(?:\s+["'(][^"')\n]{0,300}["')])?\s*\)/g;
const LINK =
  /\[((?:[^[\]]|\[[^[\]]{0,200}\]){0,400})\]\(\s*<?([^\s()<>]{0,1000}(?:\([^\s()]{0,100}\)[^\s()<>]{0,500})?)>?(?:\s+["'(][^"')\n]{0,300}["')])?\s*\)/g;
const REFERENCE = /\[([^[\]]{1,300})\]\[([^[\]]{0,200})\]/g;
const SHORTCUT = /\[([^[\]]{1,300})\](?![[(:])/g;
const RST_LINK = /`([^`<\n]{0,300})<([^<>`\s]{1,1000})>`__?/g;
const AUTO = /https?:\/\/[^\s<>()[\]"'`|{}]{3,1000}/g;
const HTML_LINK = /<a\s[^>]{0,600}?href\s*=\s*["']?([^"'\s>]{1,1000})["']?[^>]{0,600}>/gi;
const HTML_IMAGE = /<img\s[^>]{0,1500}>/gi;
const ATTRIBUTE = /([a-zA-Z-]{1,30})\s*=\s*(?:"([^"]{0,1500})"|'([^']{0,1500})'|([^\s"'>]{1,1500}))/g;
const CODE_SPAN = /(`{1,3})([^`\n]{1,500}(?:\n[^`\n]{1,500}){0,3})\1(?!`)/g;

const offsetOf = (text: string, index: number): number => {
  let count = 0;
  for (let i = text.indexOf("\n"); i >= 0 && i < index; i = text.indexOf("\n", i + 1)) count += 1;
  return count;
};

function all(pattern: RegExp, text: string): RegExpExecArray[] {
  const searched = text.length > LONGEST ? text.slice(0, LONGEST) : text;
  return [...searched.matchAll(pattern)] as RegExpExecArray[];
}

/** Links of a piece of Markdown, RST or HTML, bare addresses included, in order; images are not links. */
export function linksOf(text: string, references: ReadonlyMap<string, string> = new Map()): readonly Link[] {
  const found: (Link & { index: number; end: number })[] = [];
  if (!/[[<]|:\/\//.test(text)) return found;
  const add = (match: RegExpExecArray, url: string, label: string) => {
    const index = match.index;
    const end = index + match[0].length;
    if (url === "" || found.some((other) => index < other.end && end > other.index)) return;
    found.push({ url, text: plainText(label), offset: offsetOf(text, index), index, end });
  };
  for (const match of all(LINK, text)) if (text[match.index - 1] !== "!") add(match, match[2]!, match[1]!);
  for (const match of all(RST_LINK, text)) add(match, match[2]!, match[1]!);
  for (const match of all(REFERENCE, text)) {
    const url = references.get((match[2] || match[1]!).toLowerCase());
    if (url !== undefined && text[match.index - 1] !== "!") add(match, url, match[1]!);
  }
  if (references.size > 0)
    for (const match of all(SHORTCUT, text)) {
      const url = references.get(match[1]!.toLowerCase());
      if (url !== undefined && text[match.index - 1] !== "!") add(match, url, match[1]!);
    }
  for (const match of all(HTML_LINK, text)) {
    const end = text.indexOf("</a", match.index);
    add(
      match,
      match[1]!,
      text.slice(match.index + match[0].length, end < 0 ? undefined : Math.min(end, match.index + 900)),
    );
  }
  const images = all(IMAGE, text);
  for (const match of all(AUTO, text)) {
    if (images.some((image) => match.index > image.index && match.index < image.index + image[0].length))
      continue;
    if (/["'=]$/.test(text.slice(Math.max(0, match.index - 1), match.index))) continue;
    add(match, match[0].replace(/[.,;:!?*_]+$/, ""), "");
  }
  return found
    .sort((a, b) => a.index - b.index)
    .map(({ url, text: label, offset }) => ({ url, text: label, offset }));
}

/** Images of a piece of Markdown or HTML. */
export function imagesOf(text: string): readonly { source: string; alt: string; offset: number }[] {
  if (!/!\[|<img/i.test(text)) return [];
  const found = all(IMAGE, text).map((match) => ({
    source: match[2]!,
    alt: match[1]!.trim(),
    offset: offsetOf(text, match.index),
    index: match.index,
  }));
  for (const match of all(HTML_IMAGE, text)) {
    const attributes = attributesOf(match[0]);
    const source = attributes.get("src");
    if (source === undefined) continue;
    const alt = attributes.get("alt") ?? attributes.get("title") ?? "";
    found.push({ source, alt, offset: offsetOf(text, match.index), index: match.index });
  }
  return found.sort((a, b) => a.index - b.index).map(({ source, alt, offset }) => ({ source, alt, offset }));
}

/** Attributes of one HTML tag, names in lower case. */
export function attributesOf(tag: string): ReadonlyMap<string, string> {
  return new Map(
    all(ATTRIBUTE, tag).map((match) => [match[1]!.toLowerCase(), match[2] ?? match[3] ?? match[4] ?? ""]),
  );
}

/** Inline code, in order: `` `python train.py` ``, also RST's double backticks. */
export function codeSpansOf(text: string): readonly { text: string; offset: number }[] {
  if (!text.includes("`")) return [];
  return all(CODE_SPAN, text).map((match) => ({
    text: match[2]!.replace(/\s+/g, " ").trim(),
    offset: offsetOf(text, match.index),
  }));
}

/** Signs that markup is made of; an underline at the edge of a word only. */
const MARKUP = /[![\]<`*~&\\]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/;

/** The words a reader sees: links and emphasis reduced to their text, images, tags and badges gone. */
export function plainText(text: string): string {
  const searched = text.length > LONGEST ? text.slice(0, LONGEST) : text;
  if (!MARKUP.test(searched)) return searched.replace(/\s+/g, " ").trim();
  const found = plainTexts.get(searched) ?? withoutMarkup(searched);
  // They outlive a document, so that what is kept has an end.
  if (plainTexts.size > 5000) plainTexts.clear();
  plainTexts.set(searched, found);
  return found;
}

/** The same paragraph is read for its commands, its data, its results and its weights. */
const plainTexts = new Map<string, string>();

function withoutMarkup(text: string): string {
  return text
    .replace(IMAGE, " ")
    .replace(/\[\s*\]\([^()\s]{0,1000}\)/g, " ")
    .replace(LINK, "$1")
    .replace(RST_LINK, "$1")
    .replace(REFERENCE, "$1")
    .replace(/<[a-zA-Z/!][^<>]{0,1500}>/g, " ")
    .replace(/`{1,3}|\*{1,3}|~~|(?<![A-Za-z0-9])_{1,2}(?=\S)|(?<=\S)_{1,2}(?![A-Za-z0-9])/g, "")
    .replace(/&nbsp;/g, " ")
    .replace(/&(?:plusmn|pm|PlusMinus);/g, "±")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&")
    .replace(/\\([\\`*_{}[\]()#+\-.!<>|$%])/g, "$1")
    .replace(/\s+/g, " ")
    .trim();
}

/** Definitions `[name]: address` of a document, names in lower case. */
export function referencesOf(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const match of text.matchAll(/^[ \t]{0,3}\[([^[\]\n]{1,200})\]:[ \t]*<?([^\s<>]{1,1000})>?/gm)) {
    found.set(match[1]!.toLowerCase(), match[2]!);
  }
  return found;
}
