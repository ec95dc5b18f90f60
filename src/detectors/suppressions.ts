import { type DetectionContext, defineDetector } from "../core/detector.js";
import { type Evidence, evidence } from "../core/evidence.js";
import type { Location } from "../core/location.js";
import { baseName } from "../core/paths.js";
import type { FileEntry } from "../core/workspace.js";
import type { DialectName } from "../parsers/comments/dialects.js";
import { commentKind } from "../parsers/comments/kinds.js";
import { readComments } from "../parsers/comments/read-comments.js";
import { type NotebookCell, parseNotebook } from "../parsers/notebook.js";
import { type Directive, directiveOf, metadataDirectives } from "./suppression-words.js";
import { isVendored } from "./tree-places.js";

/**
 * What people wrote beside their code about findings: `# exptrack: ignore[rule] reason` in comments of every kind, and
 * `metadata.exptrack.ignore` of notebooks and cells. Only files that hold the word are read as anything.
 */
export const detector = defineDetector({
  id: "suppressions",
  async detect(context) {
    const found: Evidence[] = [];
    const asked = context.files.filter(isAsked);
    for (let i = 0; i < asked.length && found.length < MOST; i += READ_AT_ONCE) {
      const batch = asked.slice(i, i + READ_AT_ONCE);
      const texts = await Promise.all(batch.map(({ path }) => textOf(context, path)));
      for (const [n, { path }] of batch.entries()) {
        const text = texts[n]!;
        if (text === null) continue;
        const written = suppressionsOf(path, text);
        for (const one of written.slice(0, MOST_IN_FILE)) found.push(one);
        if (written.length > MOST_IN_FILE)
          context.problem({
            path,
            message: `more than ${MOST_IN_FILE} suppressions: the rest is not heeded`,
          });
      }
    }
    return found;
  },
});

const READ_AT_ONCE = 32;
/** People write dozens; each is held against every finding. */
const MOST_IN_FILE = 1000;
const MOST = 10_000;
/** As much as others read of such files: what was read once is asked for in the same words. */
const LARGEST: readonly (readonly [pattern: RegExp, bytes: number])[] = [
  [/\.py$/, 5 * 1024 ** 2],
  [/\.ipynb$/, 100 * 1024 ** 2],
];
const LARGEST_OF_OTHERS = 2 * 1024 ** 2;
/** Folders that trackers fill: thousands of files, and nobody writes comments there. */
const RECORDS =
  /(?:^|\/)(?:mlruns|wandb|\.hydra|multirun|lightning_logs|\.aim|\.guild|\.neptune|\.sacred|dvclive)\//;
const WORD = "exptrack";

function isAsked({ path, symlink }: FileEntry): boolean {
  const kind = symlink ? null : commentKind(baseName(path));
  if (kind === null || isVendored(path)) return false;
  // A package may have the name of a tracker's folder.
  return kind === "python" || !RECORDS.test(path);
}

/** null: it does not hold the word, or cannot be read. */
async function textOf({ workspace }: DetectionContext, path: string): Promise<string | null> {
  const maxBytes = LARGEST.find(([pattern]) => pattern.test(path))?.[1] ?? LARGEST_OF_OTHERS;
  const options = { maxBytes };
  const bytes = await workspace.read(path, options).catch(() => null);
  return bytes?.includes(WORD) === true ? workspace.readText(path, options) : null;
}

/** One for each rule that each of them names. */
export function suppressionsOf(path: string, text: string): Evidence[] {
  const kind = commentKind(baseName(path));
  if (kind === null) return [];
  if (kind !== "notebook") return inComments({ path }, text, kind);
  const { notebook } = parseNotebook(text);
  if (notebook === null) return [];
  return [
    ...metadataDirectives(notebook.exptrack).flatMap((one) => said({ path }, one, "file")),
    ...notebook.cells.flatMap((cell) => {
      const place = { path, cell: cell.index };
      return [
        ...metadataDirectives(cell.exptrack).flatMap((one) => said(place, one, "cell")),
        ...inComments(place, cell.source, kindOfCell(cell, notebook.language.name)),
      ];
    }),
  ];
}

function inComments(place: Location, text: string, kind: DialectName | "markdown"): Evidence[] {
  if (!text.includes(`${WORD}:`)) return [];
  return readComments(text.replace(/\r\n?/g, "\n"), kind).flatMap((comment) => {
    const directive = directiveOf(comment.text);
    if (directive === null) return [];
    const at = { ...place, line: comment.line };
    return "malformed" in directive || directive.reach === "file"
      ? said(at, directive, "file")
      : said(at, directive, "line", comment.covers);
  });
}

function said(
  location: Location,
  directive: Directive,
  reach: "line" | "cell" | "file",
  covers?: readonly [number, number] | null,
): Evidence[] {
  if ("malformed" in directive)
    return [
      evidence("suppression", location, { rule: "", reach, reason: null, malformed: directive.malformed }),
    ];
  return directive.rules.map((rule) =>
    evidence("suppression", location, {
      rule,
      reach,
      reason: directive.reason,
      ...(covers === undefined ? {} : { covers }),
    }),
  );
}

const MAGIC: readonly (readonly [pattern: RegExp, kind: DialectName])[] = [
  [/^%%(?:bash|sh|script|zsh|!)/, "shell"],
  [/^%%(?:R|r)\b/, "r"],
  [/^%%(?:js|javascript)\b/, "script"],
];

const LANGUAGES: ReadonlyMap<string, DialectName> = new Map([
  ["r", "r"],
  ["julia", "julia"],
  ["bash", "shell"],
  ["javascript", "script"],
]);

function kindOfCell(cell: NotebookCell, language: string): DialectName | "markdown" {
  if (cell.kind !== "code") return "markdown";
  const magic = MAGIC.find(([pattern]) => pattern.test(cell.source))?.[1];
  return magic ?? LANGUAGES.get(cell.language ?? language) ?? "python";
}
