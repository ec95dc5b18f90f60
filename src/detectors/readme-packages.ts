import { type Heading, isProse, type Prose } from "../parsers/document.js";
import { installOf } from "../parsers/install-command.js";
import { normaliseName } from "../parsers/manifest.js";
import { codeSpansOf, plainText } from "../parsers/markdown.js";
import { parseRequirement } from "../parsers/pep508.js";
import { parseShellCommands } from "../parsers/shell-command.js";
import { speaksOfOthers } from "./link-context.js";
import { NO_PACKAGE, packageCalled } from "./package-names.js";
import type { DocumentText } from "./readme-text.js";

/** A package that a document names; `spec` empty where no version is given. */
export interface NamedPackage {
  readonly name: string;
  readonly spec: string;
  readonly pinned: boolean;
  readonly line: number;
  /** item: listed under a heading that asks for it. command: of an install line. sentence: running text. */
  readonly by: "item" | "command" | "sentence";
}

/** Headings under which every short item is a package. */
const STRONG =
  /^\W{0,4}(?:\d+(?:\.\d+)*[.)]?\s*)?(?:(?:software|python|package|library|main|core|system|code|key|installation|pre-?installation|environment(?:al)?|external|other|basic|minimum|running|project|module|pip|pypi|build|runtime|hard)\s+(?:and\s+)?){0,2}(?:requirements?|dependenc(?:y|ies)|pre-?requisites?|pre-?reqs?|prerequisits?|(?:required|needed|used)\s+(?:python\s+)?(?:packages?|libraries|modules?|software|dependencies)|packages?(?:\s+(?:required|needed|used))?|libraries(?:\s+(?:required|needed|used))?|requires|frameworks?|tech(?:nologies|nology)?(?:\s+stack)?|environment)\b.{0,30}$/i;
/** Headings under which known packages count. */
const WEAK =
  /^\W{0,4}(?:\d+(?:\.\d+)*[.)]?\s*)?(?:.{0,20}\s)?(?:install(?:ation|ing)?|set[- ]?up|getting started|quick ?start|environments?|how to install|pre-?installation|preparations?|usage|instructions?|reproduc\w+)\b.{0,40}$/i;
const VERSION_WORDS =
  /^(?:version\s+|v\.?\s?|\(?\s*)?(>=|<=|==|~=|=|>|<|≥|\^)?\s*v?(\d+(?:\.(?:\d+|x|\*)){0,3}(?:[ab.]?(?:rc|post|dev)?\d+)?)\s*(\+|or (?:above|later|higher|newer|greater)|and (?:above|later|higher|up|newer)|以上|\(?tested\)?)?/i;
const REQUIRES =
  /\b(?:requires?|required|needs?|depends? on|you(?:'ll| will)? need|make sure (?:that )?you have)\b/i;
/** "… and requires some packages to be installed:" */
const ASKS_FOR_PACKAGES =
  /\b(?:requires?|required|needs?|depends? on)\b.{0,80}\b(?:packages?|librar(?:y|ies)|modules?|dependencies)\b.{0,40}:\s*$/i;
const LISTS = /^(?:|text|txt|plain|none|bash|sh|shell|console)$/;
const LEAD_IN =
  /^(?:(?:the|a|an|with|using|on|of|need|needs|requires?|install|at least|both|latest|version|python packages?)\s+)+/i;
/** Names of packages that sentences use for other things. */
const COMMON_WORDS: ReadonlySet<string> = new Set(
  "transformers datasets evaluate requests black click fire triton regex emoji accelerate aim haiku sonnet edward apex lime caffe neptune comet annoy pulp lightning ignite notebook tokenizers ray hydra keras gym jupyter visdom rouge".split(
    " ",
  ),
);

const isStrong = (text: string): boolean =>
  text.split(/\s+/).length <= 7 && STRONG.test(text) && !/\b(?:long|short|temporal|term)[- ]/i.test(text);
const isWeak = (text: string): boolean => text.split(/\s+/).length <= 8 && WEAK.test(text);

type Listing = Pick<Prose, "text" | "line">;

/** Packages that a document asks for, in its order. */
export function packagesNamed(document: DocumentText): readonly NamedPackage[] {
  const out: NamedPackage[] = [];
  let lead: "strong" | "weak" | null = null;
  let leadUnder: readonly Heading[] = [];
  for (const block of document.document.blocks) {
    if (speaksOfOthers(block.under)) continue;
    if (block.under !== leadUnder) {
      lead = null;
      leadUnder = block.under;
    }
    if (block.kind === "code") {
      out.push(...commandPackages(block.text, block.line));
      // A bare list, set as code: `numpy 1.15.1`.
      if ((lead ?? strengthOf(block.under)) === "strong" && LISTS.test(block.language))
        out.push(...listedLines(block, "strong"));
    }
    if (!isProse(block)) continue;
    for (const span of codeSpansOf(block.text))
      out.push(...commandPackages(span.text, block.line + span.offset));
    // "Dependencies:" or a bold word on a line of its own heads what follows as a heading would.
    const plain = plainText(block.text);
    if (
      block.kind === "paragraph" &&
      plain.length < 60 &&
      (/:\s*$/.test(plain) || /^\*\*[^*]+\*\*:?$/.test(block.text.trim()))
    ) {
      const asks = isStrong(plain.replace(/:\s*$/, "")) || ASKS_FOR_PACKAGES.test(plain);
      lead = asks ? "strong" : null;
      continue;
    }
    if (block.kind === "paragraph" && ASKS_FOR_PACKAGES.test(plain)) lead = "strong";
    const strength = lead ?? strengthOf(block.under);
    if (strength !== null) out.push(...listed(block, strength));
    else out.push(...inSentence(block));
  }
  return firstOfEach(out);
}

/** The innermost heading that says something decides; a subsection of "Requirements" is still one. */
function strengthOf(under: readonly Heading[]): "strong" | "weak" | null {
  if (under.some((heading, index) => isStrong(heading.text) && (index > 0 || under.length === 1)))
    return "strong";
  return under.some((heading) => isWeak(heading.text)) ? "weak" : null;
}

function commandPackages(text: string, line: number): NamedPackage[] {
  return parseShellCommands(text).flatMap((command) =>
    installOf(command).flatMap((install) => {
      if (install.by !== "pip" && install.by !== "conda") return [];
      const words = command.words.map((word) => word.replace(/^["']|["']$/g, ""));
      return install.packages.flatMap((one): NamedPackage[] => {
        const name = normaliseName(one.name);
        const word =
          words.find((candidate) => normaliseName(candidate.split(/[[<>=~!@]/)[0] ?? "") === name) ??
          one.name;
        const spec = /[<>=~!@].*$/.exec(word)?.[0] ?? "";
        if (
          NO_PACKAGE.test(one.name) ||
          /your|repo-?name|package-?name/i.test(name) ||
          !/^[A-Za-z0-9][\w.-]*$/.test(one.name)
        )
          return [];
        return [
          {
            name: packageCalled(name) ?? name,
            spec,
            pinned: one.pinned,
            line: line + install.line - 1,
            by: "command",
          },
        ];
      });
    }),
  );
}

/** Items and comma lists under a heading that asks for packages. */
function listed(block: Prose, strength: "strong" | "weak"): NamedPackage[] {
  const plain = plainText(block.text);
  if (block.kind === "item") {
    const pieces = plain.split(/,|;|\band\b|\+(?=\s)|\//).slice(0, 20);
    const several = pieces.filter((piece) => packageIn(piece, "weak") !== null).length > 1;
    const found = several
      ? pieces.flatMap((piece) => packageIn(piece, "weak") ?? [])
      : [packageIn(plain, strength)].flat();
    return found.flatMap((one) => (one === null ? [] : [{ ...one, line: block.line, by: "item" as const }]));
  }
  const found = listedLines(block, strength);
  return found.length > 0 ? found : inSentence(block);
}

/** Comma lists, line by line; none where most of a line is something else. */
function listedLines({ text, line: first }: Listing, strength: "strong" | "weak"): NamedPackage[] {
  return text.split("\n").flatMap((line, offset) => {
    const pieces = plainText(line)
      .split(/,|;|\band\b|•|\||:/)
      .filter((piece) => piece.trim() !== "")
      .slice(0, 60);
    const named = pieces.flatMap((piece) => packageIn(piece.replace(LEAD_IN, ""), "weak") ?? []);
    // Running text that happens to name a package is no list of packages.
    if (strength === "weak" || named.length < pieces.length / 2) return [];
    return named.map((one) => ({ ...one, line: first + offset, by: "item" as const }));
  });
}

/** "The code requires PyTorch 1.0+": a sentence that asks for packages, or gives one a version. */
function inSentence(block: Prose): NamedPackage[] {
  return block.text.split("\n").flatMap((line, offset) =>
    plainText(line)
      .split(/(?<=[.!?])\s+/)
      .flatMap((sentence) => {
        const asks = REQUIRES.test(sentence);
        const found = sentence
          .split(
            /,|;|\(|\b(?:and|with|in|on|of|requires?|needs?|need|have|using)\b|\bor\b(?! (?:above|later|higher|newer))/,
          )
          .slice(0, 40)
          .flatMap((piece) => packageIn(piece.trim().replace(LEAD_IN, ""), "weak") ?? [])
          .filter((one) => one.spec !== "" || (asks && !COMMON_WORDS.has(one.name)));
        return found.map((one) => ({ ...one, line: block.line + offset, by: "sentence" as const }));
      }),
  );
}

/** The package that a piece of text begins with, and its version. */
function packageIn(piece: string, strength: "strong" | "weak"): Omit<NamedPackage, "line" | "by"> | null {
  // "numpy <3" is a heart.
  const text = piece
    .replace(/<\s?3(?![\d.])/g, " ")
    .replace(/^[\s\-*•"'(]+/, "")
    .trim();
  const words = text.split(/\s+/);
  for (const count of [3, 2, 1]) {
    const name = words
      .slice(0, count)
      .join(" ")
      .replace(/(?:[<>=~!(:,)]|==).*$/, "")
      .trim();
    const called = name === "" ? null : packageCalled(name.replace(/[-\s]v?\d+(?:\.\d+)+.*$/, ""));
    if (called !== null)
      return {
        name: called,
        ...versionIn(text.slice(text.indexOf(name) + name.replace(/[-\s]v?\d+(?:\.\d+)+.*$/, "").length)),
      };
  }
  if (strength === "weak") return null;
  const requirement = parseRequirement(words.slice(0, 2).join(" ")) ?? parseRequirement(words[0] ?? "");
  const name = requirement?.name ?? null;
  if (name === null || NO_PACKAGE.test(name) || name.length < 2 || /^\d/.test(name)) return null;
  const versioned = requirement!.spec !== "" || VERSION_WORDS.test(text.slice(words[0]!.length).trim());
  // Without a version, only a word or two count: longer items are sentences.
  if (!versioned && (words.length > 3 || /[.!?:]$/.test(text))) return null;
  return {
    name,
    ...(requirement!.spec === ""
      ? versionIn(text.slice(words[0]!.length))
      : { spec: requirement!.spec, pinned: requirement!.pinned }),
  };
}

function versionIn(after: string): { spec: string; pinned: boolean } {
  const match = VERSION_WORDS.exec(after.replace(/^[\s:(,-]+/, ""));
  if (match === null) return { spec: "", pinned: false };
  const operator =
    match[1] === "≥"
      ? ">="
      : match[1] === "="
        ? "=="
        : (match[1] ?? (match[3] === undefined || /tested/.test(match[3]) ? "" : ">="));
  const version = match[2]!;
  const open = /[x*]/.test(version);
  const exact = !open && (operator === "==" || (operator === "" && version.split(".").length >= 3));
  return { spec: `${operator === "" ? "==" : operator}${version}`, pinned: exact };
}

function firstOfEach(all: readonly NamedPackage[]): NamedPackage[] {
  const best = new Map<string, NamedPackage>();
  for (const one of all) {
    const before = best.get(one.name);
    if (before === undefined || (!before.pinned && one.pinned) || (before.spec === "" && one.spec !== ""))
      best.set(one.name, one);
  }
  return [...best.values()].sort((a, b) => a.line - b.line);
}
