/**
 * A text of Org or AsciiDoc as Markdown, as far as titles and blocks of code go, line for line: what follows from it
 * keeps its place. Other texts are handed back as they are.
 */
export function inMarkdown(path: string, text: string): string {
  const dialect = /\.org$/i.test(path) ? ORG : /\.a(?:scii)?doc$/i.test(path) ? ASCIIDOC : null;
  if (dialect === null) return text;
  const turned = (line: string): string => {
    for (const { pattern, as } of dialect) {
      const found = pattern.exec(line);
      if (found !== null) return as(found);
    }
    return line;
  };
  return text.split("\n").map(turned).join("\n");
}

interface Turn {
  readonly pattern: RegExp;
  readonly as: (found: RegExpExecArray) => string;
}

const titled = ([, signs = "", title = ""]: RegExpExecArray): string =>
  `${"#".repeat(Math.min(signs.length, 6))} ${title}`;

/** orgmode.org/manual: Headlines, Document Settings, Working with Source Code. */
const ORG: readonly Turn[] = [
  { pattern: /^(\*{1,12}) (?:(?:TODO|DONE) )?(.*)$/, as: titled },
  { pattern: /^#\+title: *(.*)$/i, as: ([, title]) => `# ${title}` },
  { pattern: /^ *#\+begin_(?:src|example) *(\S*)/i, as: ([, language]) => `\`\`\`${language}` },
  { pattern: /^ *#\+end_(?:src|example)/i, as: () => "```" },
  { pattern: /^#\+/, as: () => "" },
];

/** docs.asciidoctor.org: Section Titles, Listing Blocks, Source Code Blocks, Document Attributes. */
const ASCIIDOC: readonly Turn[] = [
  { pattern: /^(={1,6}) (.*)$/, as: titled },
  { pattern: /^(?:-{4,}|\.{4,})$/, as: () => "```" },
  { pattern: /^(?:\[[\w%,=" -]*\]$|:[\w-]+:|\/\/)/, as: () => "" },
];
