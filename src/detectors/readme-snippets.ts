import { type Block, isProse } from "../parsers/document.js";
import { codeSpansOf, plainText } from "../parsers/markdown.js";
import { speaksOfOthers } from "./link-context.js";
import type { DocumentText } from "./readme-text.js";

/** A piece of a document that may hold commands, with the words around it. */
export interface Snippet {
  readonly text: string;
  readonly line: number;
  readonly around: string;
  readonly heading: string;
  readonly inline: boolean;
  /** Inline, after "run" or "done in": a file's name alone is meant as a command there. */
  readonly asked: boolean;
  /** The section shows Python source: what it runs may be that. */
  readonly shown: boolean;
}

/** Code blocks of shell, and inline code that reads as a command, with the words around them. */
export function snippetsOf(document: DocumentText): readonly Snippet[] {
  const out: Snippet[] = [];
  let before = "";
  let source: Block["under"] | null = null;
  for (const block of document.document.blocks) {
    const heading = block.under.at(-1)?.text ?? "";
    if (block.kind === "code" && OTHER_LANGUAGE.test(block.language)) source = block.under;
    const common = { heading, shown: source === block.under };
    if (!speaksOfOthers(block.under)) {
      if (block.kind === "code" && !OTHER_LANGUAGE.test(block.language)) {
        out.push({
          ...common,
          text: block.text,
          line: block.line,
          around: before,
          inline: false,
          asked: false,
        });
      }
      if (isProse(block)) {
        const around = plainText(block.text).slice(0, 300);
        for (const [offset, text] of block.text.split("\n").entries())
          if (isCommandLine(text.trim()))
            out.push({
              ...common,
              text,
              line: block.line + offset,
              around: before,
              inline: false,
              asked: false,
            });
        for (const { text, offset } of codeSpansOf(block.text)) {
          out.push({
            ...common,
            text,
            line: block.line + offset,
            around,
            inline: true,
            asked: isAsked(block.text, text),
          });
        }
      }
    }
    if (isProse(block)) before = plainText(block.text).slice(-300);
  }
  return out;
}

/** A line of running text that is a command and nothing else: some people leave the fence out. */
const COMMAND_LINE =
  /^(?:\$ )?(?:python3? (?:-m [\w.]+|[\w./-]+\.py)|pip3? install|(?:bash|sh|sbatch) [\w./-]+|dvc (?:repro|pull|exp run)|mlflow run|conda env create|torchrun|accelerate launch)(?: [\w./:=@,[\]{}"'$<>*+-]{1,200}){0,40}$/;

/** Three plain words after the program are a sentence. */
const isCommandLine = (line: string): boolean =>
  COMMAND_LINE.test(line) && line.split(" ").filter((word) => /^[a-z]{2,},?$/.test(word)).length <= 3;

const ASKED = /\b(?:run|running|runs|execute|executing|launch|done (?:in|with|by|using))\b[^.`]{0,30}[`*]*$/i;

function isAsked(text: string, span: string): boolean {
  const at = text.indexOf(span);
  return at > 0 && ASKED.test(text.slice(Math.max(0, at - 60), at));
}

const OTHER_LANGUAGE =
  /^(?:python|py|python3|json|jsonc|toml|xml|html|css|js|javascript|ts|typescript|c|cpp|c\+\+|java|bibtex|bib|tex|latex|diff|sql|r|julia|matlab|go|rust|ini|text\/x-python|pycon|mermaid|dockerfile|ipython)$/;
