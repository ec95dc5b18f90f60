import { fenced, fencedChange } from "../fence.js";
import { table, told } from "../markdown/escape.js";
import type { Page, Part } from "./page.js";

/** The page as Markdown. What the rules say of themselves is Markdown already. */
export const pageMarkdown = ({ title, parts }: Page): string =>
  `${[`# ${title}`, ...parts.map(written)].join("\n\n")}\n`;

function written(part: Part): string {
  if ("heading" in part) return `## ${part.heading}\n\n${part.text}`.trimEnd();
  if ("said" in part) return told(part.said);
  if ("text" in part) return part.text;
  if ("facts" in part) return part.facts.map((fact) => `- ${part.quoted ? told(fact) : fact}`).join("\n");
  if ("code" in part) return fenced(part.code).join("\n");
  if ("change" in part) return fencedChange(part.change.before, part.change.after).join("\n");
  return table({ head: part.head, rows: part.rows });
}
