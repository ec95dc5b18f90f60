import { type Evidence, evidence } from "../core/evidence.js";
import { folderOf } from "../core/paths.js";
import type { Heading, Table } from "../parsers/document.js";
import { codeSpansOf, linksOf, plainText } from "../parsers/markdown.js";
import { sentenceAround, speaksOfOthers } from "./link-context.js";
import { type DocumentText, placeIn } from "./readme-text.js";
import { resolvePath } from "./tree-places.js";

/** Places that serve files: drives, archives, buckets, data hubs. */
const FILE_HOST =
  /(?:drive\.google|docs\.google\.com\/uc|dropbox\.com|1drv\.ms|onedrive|sharepoint|pan\.baidu|mega\.(?:nz|co)|box\.com|wetransfer|zenodo\.org|figshare|osf\.io|dataverse|kaggle\.com\/(?:datasets|c\/|competitions)|kaggle\.com\/[\w-]+\/[\w-]+|archive\.ics\.uci|amazonaws\.com|storage\.googleapis|storage\.cloud\.google|blob\.core\.windows|huggingface\.co\/datasets|openml\.org|physionet\.org|data\.mendeley|academictorrents|ieee-dataport|cloud\.tsinghua|heibox|k00\.fr|datadryad|image-net\.org|cocodataset|statmt\.org|openslr\.org)/i;
/** A link that is called so leads there, whatever serves it: `[Dataset](https://…)`. */
const TITLED_DATA = /^(?:the |our )?(?:data|data ?sets?|download(?: the)? data(?: ?set)?)$/i;
const DATA_FILE =
  /\.(?:csv|tsv|parquet|npz|npy|h5|hdf5|zip|tar|tar\.gz|tgz|gz|bz2|7z|rar|jsonl?|mat|xlsx?|tfrecords?|lmdb|pkl)(?:[?#]|$)/i;
const DATA_WORD = /\b(?:data(?:set)?s?|corpus|corpora|annotations?|image files|benchmark data)\b/i;
const FETCH_WORD =
  /\b(?:download(?:ed|s|able|ing)?|available (?:at|on|from|here|via)|obtain(?:ed)?|get (?:it|the|them)|fetch|can be found|found (?:at|here|on)|from here|link|hosted)\b/i;
const CODE_HOST =
  /^https?:\/\/(?:www\.)?(?:github\.com\/[^/]+\/[^/]+(?:\/(?:issues|pull|blob|tree|actions|wiki|archive)\b.*|\.git|\/?$)|gitlab|arxiv\.org|doi\.org|pypi\.org|pytorch\.org|img\.shields|badge|colab\.research|[^/]*readthedocs|[^/]*wikipedia|twitter|youtu|mybinder)/i;
const CHECKSUM = /\b(?:md5|sha-?(?:1|256|512)|checksum)\b|\b[0-9a-f]{64}\b|\b[0-9a-f]{32}\b/i;
const WEIGHTS_WORD = /\b(?:pre-?trained|checkpoints?|weights|models?)\b/i;
const PUT =
  /\b(?:put|place|move|copy|save|store|extract|unzip|unpack|uncompress|untar|organi[sz]e|symlink|link|download(?:ed)?)\b[^.]{0,120}\b(?:in|into|to|under|inside|at|as)\b/i;
const ASK =
  /\b(?:(?:e-?mail|contact|ask|write to|request (?:it )?from) (?:me|us|the authors?)|available (?:up)?on (?:reasonable )?request|on request|(?:can(?:not|'t)|not) (?:be )?(?:share|publish|release|distribut|redistribut)\w*|private (?:data|dataset)|proprietary)\b/i;
const SOURCE_FILE = /\.(?:ya?ml|py|json|toml|sh|md|ipynb|cfg|ini)$/i;
const FOLDER = /^(?:\.{0,2}\/)?(?:[\w.-]+\/){0,6}[\w.-]*\/?$/;
export const DATA_HEADING =
  /^\W*downloads?\W*$|\b(?:data(?:set)?s?|data[- ]?preparation|data[- ]?(?:download|access|availability|format|sources?)|corpus|corpora|prepar(?:e|ation|ing) (?:the )?(?:data|datasets?))\b/i;
export const NO_DATA_HEADING =
  /\b(?:data ?structures?|database|metadata|data ?loaders?|data ?parallel\w*|results?|pre-?trained|models?|checkpoints?|weights|install\w*|versioning|data science|data model|data flow)\b/i;

/** Where documents say that data come from and go to. */
export function dataDocuments(
  documents: readonly DocumentText[],
  holds: (path: string) => boolean,
): readonly Evidence[] {
  return documents
    .filter((document) => document.role !== "page" || /data/i.test(document.path))
    .flatMap((document) => ofDocument(document, holds));
}

/** Pages of data sets: a link to one tells where the data comes from in any language. */
const DATASET_PAGE =
  /https?:\/\/(?:www\.)?(?:kaggle\.com\/(?:datasets|c|competitions)\/|zenodo\.org\/records?\/|archive\.ics\.uci\.edu\/|huggingface\.co\/datasets\/|openml\.org\/|figshare\.com\/|data\.mendeley\.com\/|physionet\.org\/content\/)[^\s"'`<>()[\]|]{0,300}/i;

function ofDocument(document: DocumentText, holds: (path: string) => boolean): Evidence[] {
  const out: Evidence[] = [];
  const summed = CHECKSUM.test(document.text);
  const sayDetail = (text: string) => text.replace(/\s+/g, " ").slice(0, 160);
  for (const block of document.document.blocks) {
    if (speaksOfOthers(block.under)) continue;
    const inSection = block.under.some((heading) => isDataHeading(heading));
    if (
      document.role === "readme" &&
      (block.kind === "code" || block.kind === "paragraph" || block.kind === "item")
    ) {
      const offset = block.text.split("\n").findIndex((row) => DATASET_PAGE.test(row));
      const page = DATASET_PAGE.exec(block.text)?.[0];
      if (page !== undefined && !WEIGHTS_WORD.test(page))
        out.push(evidence("docs.data", placeIn(document, block.line + offset), { detail: page }, "medium"));
    }
    if (block.kind === "code") {
      out.push(...codeLinks(document, block.text, block.line, inSection, summed));
      continue;
    }
    const texts =
      block.kind === "table"
        ? tableTexts(block)
        : block.kind === "image"
          ? []
          : [{ text: block.text, line: block.line }];
    for (const { text, line } of texts) {
      const plain = plainText(text);
      const aboutData = inSection || DATA_WORD.test(plain);
      for (const link of linksOf(text, document.references)) {
        if (CODE_HOST.test(link.url) || !/^https?:/.test(link.url)) continue;
        const near = `${block.kind === "table" ? plain : sentenceAround(text, link)} ${link.text}`;
        const titled = TITLED_DATA.test(link.text.trim());
        const served = titled || FILE_HOST.test(link.url) || DATA_FILE.test(link.url);
        if (titled && document.role === "readme")
          out.push(
            evidence(
              "docs.data",
              placeIn(document, line + link.offset),
              { detail: sayDetail(link.text) },
              "medium",
            ),
          );
        // A link to weights is an offer of weights, not of data.
        const weights = WEIGHTS_WORD.test(`${link.text} ${link.url}`) && !DATA_WORD.test(link.text);
        if (
          weights ||
          !(inSection || DATA_WORD.test(near)) ||
          !(served || (inSection && FETCH_WORD.test(near)))
        )
          continue;
        if (!served && !DATA_WORD.test(near)) continue;
        if (WEIGHTS_WORD.test(near) && !DATA_WORD.test(near)) continue;
        out.push(
          evidence(
            "data.link",
            placeIn(document, line + link.offset),
            { url: link.url, via: "docs", checksum: summed && CHECKSUM.test(near + nearby(document, line)) },
            served ? "high" : "medium",
          ),
        );
      }
      if (!aboutData) continue;
      const asked = ASK.exec(plain);
      if (asked !== null && DATA_WORD.test(plain))
        out.push(evidence("data.path", placeIn(document, line), { name: asked[0] }, "medium"));
      if (!PUT.test(plain)) continue;
      const folder = codeSpansOf(text).find(
        (span) =>
          FOLDER.test(span.text) &&
          !SOURCE_FILE.test(span.text) &&
          (span.text.includes("/") || DATA_WORD.test(span.text)),
      );
      if (folder !== undefined && !isHeld(folder.text, document, holds))
        out.push(
          evidence("data.path", placeIn(document, line + folder.offset), { name: folder.text }, "medium"),
        );
    }
  }
  if (document.role === "data") {
    out.push(
      evidence("docs.data", placeIn(document, 1), {
        detail: sayDetail(document.document.headings[0]?.text ?? document.path),
      }),
    );
  }
  return out;
}

function isHeld(name: string, document: DocumentText, holds: (path: string) => boolean): boolean {
  const path = name.replace(/\/+$/, "");
  return [folderOf(document.path), ""].some((folder) => {
    const resolved = resolvePath(folder, path);
    return resolved !== null && holds(resolved);
  });
}

export const isDataHeading = (heading: Heading): boolean =>
  DATA_HEADING.test(heading.text) &&
  !NO_DATA_HEADING.test(heading.text) &&
  heading.text.split(/\s+/).length <= 8 &&
  heading.level > 1;

/** Sums usually stand in the lines around a link. */
const nearby = (document: DocumentText, line: number): string =>
  document.text
    .split("\n")
    .slice(Math.max(0, line - 4), line + 8)
    .join(" ");

/** Cells with the head of their column: "Dataset" beside a link to a model says nothing of the link. */
const tableTexts = (table: Table) =>
  table.rows.flatMap((row) =>
    row.cells.map((cell, column) => ({ text: `${cell} ${table.header[column] ?? ""}`, line: row.line })),
  );

function codeLinks(
  document: DocumentText,
  text: string,
  line: number,
  inSection: boolean,
  summed: boolean,
): Evidence[] {
  return text.split("\n").flatMap((row, offset) => {
    if (!/\b(?:wget|curl|gdown|aria2c|kaggle|gsutil|aws s3|rsync|azcopy)\b/.test(row)) return [];
    const url = /https?:\/\/[^\s"'`<>|;]{3,500}|(?:gs|s3):\/\/[^\s"'`<>|;]{3,500}/.exec(row)?.[0];
    const kaggle = /\bkaggle (?:competitions|datasets) download\b(?:.{0,20}-[cd])?\s+([\w./-]{1,120})/.exec(
      row,
    )?.[1];
    const found = url ?? (kaggle === undefined ? undefined : `kaggle:${kaggle}`);
    if (
      found === undefined ||
      (/\.(?:sh|py|deb|run|whl|pth?|ckpt|safetensors|caffemodel)(?:[?#]|$)|miniconda|anaconda/i.test(found) &&
        kaggle === undefined)
    )
      return [];
    if (!inSection && kaggle === undefined && !DATA_FILE.test(found) && !DATA_WORD.test(found)) return [];
    const checksum = summed && CHECKSUM.test(text + nearby(document, line));
    return [
      evidence("data.link", placeIn(document, line + offset), { url: found, via: "docs" as const, checksum }),
    ];
  });
}
