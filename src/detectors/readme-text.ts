import type { DetectionContext } from "../core/detector.js";
import type { Location } from "../core/location.js";
import { isOwnOutput } from "../core/outputs.js";
import { baseName, folderOf } from "../core/paths.js";
import type { FileEntry } from "../core/workspace.js";
import type { MarkupDocument } from "../parsers/document.js";
import { parseMarkdown, referencesOf } from "../parsers/markdown.js";
import { inMarkdown } from "../parsers/markup-dialects.js";
import { parseNotebook } from "../parsers/notebook.js";
import { parseRst } from "../parsers/rst.js";
import { isUnderDocumentation, isUnderTests, isVendored, recordPlaces } from "./tree-places.js";

/**
 * readme: the one that speaks for the repository. nested: of a folder. install, data, notes: documents that say so by
 * name. page: documentation. notebook: markdown cells, where they count as documents.
 */
export type DocumentRole = "readme" | "nested" | "install" | "data" | "notes" | "page" | "notebook";

export interface DocumentText {
  readonly path: string;
  readonly role: DocumentRole;
  readonly text: string;
  readonly document: MarkupDocument;
  /** Definitions of reference links. */
  readonly references: ReadonlyMap<string, string>;
  /** The notebook cell that the text is of. */
  readonly cell?: number;
}

const README = /^(?:read[-_ ]?me|leesmij|lisez[-_]?moi)(?:[-_.][\w.-]*)?$/i;
const MARKUP = /\.(?:md|markdown|mdown|rst|txt|adoc|org)$/i;
const INSTALL =
  /^(?:install(?:ation|ing)?|set-?up|getting[-_]?started|quick[-_]?start|environment|requirements|docker)(?:[-_.][\w.-]*)?\.(?:md|rst|markdown)$/i;
const DATA =
  /^(?:data(?:set|sets)?|data[-_]?(?:card|sheet|set|preparation|prep|description)s?|datasheet[\w-]*|dataset[-_]?card|prepare[-_]?data(?:set)?s?)(?:[-_.][\w.-]*)?\.(?:md|rst|markdown|txt)$/i;
const NOTES =
  /^(?:experiments?|findings?|results?|conclusions?|lab[-_]?(?:notes?|book|log)|research[-_]?(?:log|notes?)|experiment[-_]?(?:log|notes?|journal)s?|journal|notes?|report|analysis|lessons[\w-]*|retrospective|ablations?|what[-_]did[-_]not[-_]work|post[-_]?mortem)(?:[-_.](?:log|notes?|journal|results?|summary|v?\d+|[a-z]{2}))?\.(?:md|rst|markdown)$/i;
/** Documents of the craft, not of the work. */
const FORMALITIES =
  /^(?:licen[cs]e|changelog|changes|history|news|release[-_]?notes|code[-_]of[-_]conduct|security|authors|contributors|maintainers|citation|pull_request_template|issue_template|contributing|agents|claude|funding|support)(?:[-_.][\w.-]*)?$/i;
const LARGEST = 2 * 1024 ** 2;
const LARGEST_NOTEBOOK = 32 * 1024 ** 2;
const MOST = 400;
const MOST_NOTEBOOKS = 30;

const known = new WeakMap<DetectionContext, Promise<readonly DocumentText[]>>();

/** The documents of a repository, the README that speaks first, parsed once per context. */
export function readDocuments(context: DetectionContext): Promise<readonly DocumentText[]> {
  const before = known.get(context);
  if (before !== undefined) return before;
  const reading = collect(context);
  known.set(context, reading);
  return reading;
}

/** A place in a document: a line of the file, or a line of the notebook's cell. */
export const placeIn = (document: DocumentText, line: number): Location =>
  document.cell === undefined
    ? { path: document.path, line }
    : { path: document.path, cell: document.cell, line };

export const isReadmeName = (path: string): boolean =>
  README.test(baseName(path)) && (MARKUP.test(path) || !/\.[a-z]{1,5}$/i.test(baseName(path)));

async function collect(context: DetectionContext): Promise<readonly DocumentText[]> {
  const speaks = speakingFiles(context.files);
  const further = context.further;
  const chosen = chooseReadme(speaks) ?? speaks.find((file) => file.path === further?.readme);
  const out: DocumentText[] = [];
  const wanted = speaks
    .map((file) => {
      const asked = further?.pages.has(file.path) === true && !file.path.endsWith(".ipynb") ? "page" : null;
      return { file, role: file === chosen ? ("readme" as const) : (roleOf(file.path) ?? asked) };
    })
    .filter(({ role }) => role !== null)
    .sort((a, b) => rank(a.role!) - rank(b.role!));
  for (const { file, role } of wanted.slice(0, MOST)) {
    const text = await readText(context, file.path);
    if (text === null) continue;
    const document = isRst(file.path, text) ? parseRst(text) : parseMarkdown(inMarkdown(file.path, text));
    out.push({ path: file.path, role: role!, text, document, references: referencesOf(text) });
  }
  return [...out, ...(await notebookTexts(context, speaks, out[0]?.role === "readme" ? out[0] : null))];
}

/** Files that may speak for the repository: not of others, of tests, of records or of exptrack itself. */
export function speakingFiles<T extends Pick<FileEntry, "path" | "size">>(files: readonly T[]): readonly T[] {
  const isRecord = recordPlaces(files);
  return files.filter(
    (file) =>
      file.size > 0 &&
      !isVendored(file.path) &&
      !isUnderTests(file.path) &&
      !isRecord(file.path) &&
      !isOwnOutput(file.path),
  );
}

/** Is a text of this name read at first, wherever there is one? */
export const isReadAtFirst = (path: string): boolean => roleOf(path) !== null;

/** Texts of the craft, such as a licence, tell nothing of the work. */
export const isFormality = (path: string): boolean => FORMALITIES.test(baseName(path).replace(MARKUP, ""));

const rank = (role: DocumentRole): number =>
  ["readme", "install", "data", "notes", "nested", "page", "notebook"].indexOf(role);

async function readText(context: DetectionContext, path: string, maxBytes = LARGEST): Promise<string | null> {
  try {
    const kind = await context.workspace.kind(path);
    if (kind !== "text" && kind !== "symlink") return null;
    return (await context.workspace.readText(path, { maxBytes })).replace(/\r\n?/g, "\n");
  } catch (error) {
    context.problem({ path, message: error instanceof Error ? error.message : String(error) });
    return null;
  }
}

/** As GitHub shows it, the root first: README at the root, in .github, in docs, else the shallowest. */
function chooseReadme(files: readonly FileEntry[]): FileEntry | undefined {
  const order = (file: FileEntry): number => {
    const folder = folderOf(file.path).toLowerCase();
    const depth = folder === "" ? 0 : folder.split("/").length;
    const place = folder === "" ? 0 : folder === ".github" ? 1 : folder === "docs" ? 2 : 3;
    const name = baseName(file.path);
    const plain = /^read[-_ ]?me(?:\.(?:md|markdown|rst|txt))?$/i.test(name) ? 0 : 1;
    return (
      (place * 100 + depth) * 20 +
      plain * 10 +
      (/\.(?:md|markdown)$/i.test(name) ? 0 : /\.rst$/i.test(name) ? 1 : 2)
    );
  };
  const readmes = files.filter((file) => isReadmeName(file.path));
  const shallow = readmes.filter((file) => file.path.split("/").length <= 2 && roleOf(file.path) !== "data");
  return shallow.reduce<FileEntry | undefined>(
    (best, file) => (best === undefined || order(file) < order(best) ? file : best),
    undefined,
  );
}

function roleOf(path: string): DocumentRole | null {
  const name = baseName(path);
  if (!MARKUP.test(name) && !isReadmeName(path)) return null;
  if (isReadmeName(path)) return /(?:^|\/)(?:data|datasets?)\/[^/]+$/i.test(path) ? "data" : "nested";
  if (FORMALITIES.test(name.replace(MARKUP, ""))) return null;
  if (INSTALL.test(name)) return "install";
  if (DATA.test(name)) return "data";
  if (
    NOTES.test(name) ||
    /(?:^|\/)(?:experiments?|notes|reports?|findings|journal)\/[^/]+\.(?:md|rst)$/i.test(path)
  )
    return "notes";
  if (/\.(?:md|rst|markdown)$/i.test(name) && (isUnderDocumentation(path) || !path.includes("/")))
    return "page";
  return null;
}

/** A README without extension may be RST: titles underlined with signs that Markdown does not know. */
const isRst = (path: string, text: string): boolean =>
  /\.rst$/i.test(path) ||
  (!/\.(?:md|markdown|mdown|txt)$/i.test(path) && /^\.\. [a-z-]+::/m.test(text)) ||
  (!/\.(?:md|markdown|mdown)$/i.test(path) && /^[^\s].*\n[~^*"']{4,}[ \t]*$/m.test(text));

/** Markdown cells count where the README points to the notebook, or where there is no README. */
async function notebookTexts(
  context: DetectionContext,
  files: readonly FileEntry[],
  readme: DocumentText | null,
): Promise<readonly DocumentText[]> {
  const out: DocumentText[] = [];
  const notebooks = files.filter(
    (file) =>
      file.path.endsWith(".ipynb") &&
      (readme === null ||
        readme.text.includes(baseName(file.path)) ||
        context.further?.pages.has(file.path) === true),
  );
  for (const file of notebooks.slice(0, MOST_NOTEBOOKS)) {
    const text = await readText(context, file.path, LARGEST_NOTEBOOK);
    if (text === null) continue;
    const cells = parseNotebook(text).notebook?.cells ?? [];
    for (const { index, source } of cells.filter(
      (cell) => cell.kind === "markdown" && cell.source.trim() !== "",
    )) {
      const document = parseMarkdown(source);
      out.push({
        path: file.path,
        role: "notebook",
        text: source,
        document,
        references: referencesOf(source),
        cell: index,
      });
    }
  }
  return out;
}
