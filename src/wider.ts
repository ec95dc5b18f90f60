import type { FurtherDocuments } from "./core/detector.js";
import type { FileEntry } from "./core/workspace.js";
import type { Found } from "./lookups/look-up.js";

/** What a second look sees and the first did not. */
export interface Wider {
  readonly documents: FurtherDocuments;
  /** Files that the listing leaves out. */
  readonly files: readonly FileEntry[];
  /** All of these, sorted as they came. */
  readonly paths: readonly string[];
}

export const NOTHING_FURTHER: Wider = {
  documents: { readme: null, pages: new Set() },
  files: [],
  paths: [],
};

/** The same object, where nothing new was found. */
export function withFound(wider: Wider, { readme, pages = [], files = [] }: Found): Wider {
  const known = new Set(wider.paths);
  const news = [...(readme === undefined ? [] : [readme]), ...pages, ...files.map(({ path }) => path)].filter(
    (path) => !known.has(path),
  );
  if (news.length === 0) return wider;
  return {
    documents: {
      readme: wider.documents.readme ?? readme ?? null,
      pages: new Set([...wider.documents.pages, ...pages]),
    },
    files: [...wider.files, ...files.filter(({ path }) => !known.has(path))],
    paths: [...wider.paths, ...news],
  };
}
