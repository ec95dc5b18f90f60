import { compareText } from "../core/location.js";
import { baseName, folderOf } from "../core/paths.js";
import { isFormality, isReadAtFirst, speakingFiles } from "../detectors/readme-text.js";
import type { Asked, Found, LookUp } from "./look-up.js";

/** READMEs under the names that other languages give them. */
const FOREIGN_README =
  /^(?:lies[-_ ]?mich|leeme|l[ée]eme|leia[-_ ]?me|leggimi|czytaj[-_ ]?to|przeczytaj|(?:beni)?oku(?:beni)?|прочти(?:[-_ ]?меня)?|читай(?:[-_ ]?меня)?|自述(?:文件)?|说明(?:文档)?|說明|使用说明|読んでください|お読みください|はじめに|읽어보기|읽어주세요)(?:[-_.][\w.-]*)?\.(?:md|markdown|rst|txt|org|adoc)$/iu;
const MARKUP = /\.(?:md|markdown|mdown|rst|org|adoc|asciidoc)$/i;
/** A plain text tells how to work with the project where its name or its folder says so. */
const TELLING_TEXT =
  /^(?:how[-_ ]?to|usage|guide|manual|instructions?|tutorial|run(?:ning)?|training|install(?:ation)?|set-?up|about|overview|steps)(?:[-_ ](?:guide|notes?|instructions?|steps|run|train|use|install))?\.txt$/i;
const DOCUMENT_FOLDER = /(?:^|\/)(?:docs?|documentation|guides?|manuals?|wiki|notes)\//i;
/** What programs write. */
const OUTPUT_FOLDER =
  /(?:^|\/)(?:outputs?|results?|runs|logs?|checkpoints?|artifacts|models?|saved?|data|datasets?)\//i;
const LISTS = /(?:^|\/)(?:requirements|constraints|conda)[^/]*(?:\/[^/]*)?\.txt$/i;
const MOST = 50;

/** Documents anywhere in the tree that the first look does not read. */
export const documentation: LookUp = {
  id: "documentation",
  title: "documents in other places and formats",
  async find(asked): Promise<Found> {
    const paths = speakingFiles(asked.clone.files)
      .map(({ path }) => path)
      .filter((path) => !isFormality(path))
      .sort(compareText);
    const [readme] =
      asked.clone.evidence("docs.readme").length > 0
        ? []
        : paths
            .filter((path) => FOREIGN_README.test(baseName(path)))
            .sort((a, b) => a.split("/").length - b.split("/").length);
    const texts = paths.filter((path) => path !== readme && !isReadAtFirst(path) && isDocument(path));
    const pages = [...texts.slice(0, MOST), ...(await namedNotebooks(asked, paths))];
    return { ...(readme === undefined ? {} : { readme }), ...(pages.length === 0 ? {} : { pages }) };
  },
};

const isDocument = (path: string): boolean =>
  MARKUP.test(path) ||
  (/\.txt$/i.test(path) &&
    !LISTS.test(path) &&
    !OUTPUT_FOLDER.test(path) &&
    (TELLING_TEXT.test(baseName(path)) || DOCUMENT_FOLDER.test(path)));

/** Notebooks in a folder that the README points to: their text counts as if it named each. */
async function namedNotebooks({ workspace, clone }: Asked, paths: readonly string[]): Promise<string[]> {
  const [readme] = clone.evidence("docs.readme");
  const notebooks = paths.filter((path) => path.endsWith(".ipynb") && folderOf(path) !== "");
  if (readme === undefined || notebooks.length === 0) return [];
  const text = await workspace.readText(readme.location.path, { maxBytes: 2 * 1024 ** 2 }).catch(() => "");
  return notebooks
    .filter((path) => text.includes(`${folderOf(path)}/`) && !text.includes(baseName(path)))
    .slice(0, MOST);
}
