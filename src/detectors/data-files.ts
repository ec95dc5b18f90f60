import type { DetectionContext } from "../core/detector.js";
import { type Evidence, evidence } from "../core/evidence.js";
import { compareText } from "../core/location.js";
import { baseName, folderOf } from "../core/paths.js";
import { type FileEntry, type FileScope, isPointer } from "../core/workspace.js";
import {
  isUnderDocumentation,
  isUnderPictures,
  isUnderTests,
  isVendored,
  kindOf,
  recordPlaces,
} from "./tree-places.js";

/** Formats that hold data wherever they lie. */
const DATA = new Set(
  `csv tsv parquet arrow feather jsonl ndjson npy npz h5 hdf5 mat arff libsvm svmlight sas7bdat dta sav xlsx xls ods nc netcdf zarr
  tfrecord tfrecords lmdb mdb fasta fa fastq nii dcm edf wav flac mp3 ogg avro orc rds rdata shp geojson las ply pcd bag beton
  ubyte conll conllu`.split(/\s+/),
);
/** Formats that are data only in a folder of data. */
const DATA_IN_DATA_FOLDER = new Set(
  "json xml txt zip tar gz tgz bz2 xz 7z rar pkl pickle db sqlite dat bin png jpg jpeg bmp tif tiff gif webp svg mp4 avi pt html log npmeta".split(
    " ",
  ),
);
/** What else lies in folders called data: code, documents, settings, weights, fonts. Any other ending names a format of one's own. */
const NO_DATA_FORMAT = new Set(
  `py pyc pyi pyx ipynb md rst adoc tex bib pdf doc docx ppt pptx sh bash bat ps1 c cc cpp cu cuh h hpp js jsx ts tsx css scss
  java scala go rs r rmd jl m lua pl rb php sql proto yaml yml toml ini cfg conf lock dvc env pth ckpt onnx safetensors gguf keras
  ttf otf woff woff2 ico eps mk cmake in so dll dylib o a exe whl egg patch diff log lfs example template sample bak swp`.split(
    /\s+/,
  ),
);
const LEAST_OF_OWN_FORMAT = 512;
/** Also what Kaggle calls the download of a data set, and of a competition that has no name of its own. */
const ARCHIVE_OF_DATA =
  /(?:data|dataset|corpus|train|test|images?|raw)[\w.-]*\.(?:zip|tar|tgz|tar\.gz|7z|rar)$|^(?:archive(?: ?\(\d+\))?|playground-series-s\d+e\d+)\.zip$/i;
const COMPRESSED = /\.(?:gz|bz2|xz|zst)$/;
const DATA_FOLDER =
  /^(?:data|dataset|datasets|corpus|corpora|raw|raw_data|inputs?|splits?|.*[-_](?:data|dataset|datasets|corpus)|data[-_].*|dataset[-_].*)$/;
/** Folders whose tables are results, logs or configuration, and whose arrays are models. */
const NO_DATA_FOLDER =
  /^(?:results?|logs?|outputs?|out|reports?|metrics|wandb|runs|experiments?|exp|evals?|evaluations?|predictions?|benchmarks?|leaderboards?|configs?|conf|checkpoints?|ckpts?|weights|models?|pretrained|saved_models?|artifacts|plots|tables|(?:learning[-_]?|training[-_]?)?curves|catboost_info|\.dvc|\.github|\.vscode|\.idea|locales?|i18n|i18n|dvclive|eval)$/;
/** Words by which a file in a data folder is told from documents and settings. */
const NO_DATA_NAME =
  /^(?:read-?me|licen[cs]e|requirements|cmakelists|changelog|citation|notice|sources?|urls?|config|settings|params|schema|metadata|package|\.)/i;
const RESULT_NAME =
  /(?:^|[-_])(?:results?|metrics?|scores?|logs?|history|predictions?|preds?|submission|leaderboard|losses|progress)(?:[-_.]|$)/i;
/** More files of one folder than this are told as the folder. */
const MOST_OF_A_FOLDER = 20;
/** Something to listen to beside the code, no corpus: `demo.wav`. */
const DEMONSTRATION =
  /^(?:demo|example|sample|output|generated|synth\w*|audio)[-_ ]?\w{0,20}\.(?:wav|flac|mp3|ogg)$/;
const MOST = 500;

/**
 * Data files of the tree, ignored ones included. Results, run records, fixtures of tests, pictures of documents and empty
 * placeholders are none. Folders of many files stand for them.
 */
export async function dataFileEvidence(context: DetectionContext): Promise<readonly Evidence[]> {
  const all = await context.workspace.files();
  const ignored = all.filter((file) => file.scope === "ignored");
  const isRecord = recordPlaces(all);
  const found = [...context.files, ...ignored].filter((file) => isData(file) && !isRecord(file.path));
  const out: Evidence[] = [];
  for (const group of byFolder(found)) {
    const [first] = group.files;
    if (first === undefined) continue;
    if (group.files.length > MOST_OF_A_FOLDER) {
      const bytes = group.files.some(({ absent }) => absent)
        ? null
        : group.files.reduce((sum, file) => sum + file.size, 0);
      out.push(
        fileEvidence(
          first.path,
          `${group.folder === "" ? "." : group.folder}/ (${group.files.length} files)`,
          bytes,
          group.scope,
        ),
      );
      continue;
    }
    for (const file of group.files) {
      const kind = await kindOf(context.workspace, file.path);
      // A pointer is no data: what it points to is versioned elsewhere.
      if (isPointer(kind) || kind === "empty" || kind === "symlink") continue;
      out.push(fileEvidence(file.path, file.path, file.absent === true ? null : file.size, file.scope));
    }
  }
  return [...out.slice(0, MOST), ...splitFiles(found)];
}

const fileEvidence = (path: string, name: string, bytes: number | null, scope: FileScope): Evidence =>
  evidence("data.file", { path }, { name, bytes, scope });

export function isData(file: FileEntry): boolean {
  const { path } = file;
  if (file.size === 0 || isVendored(path) || isUnderTests(path) || isUnderDocumentation(path)) return false;
  const folders = folderOf(path).toLowerCase().split("/");
  const name = baseName(path).toLowerCase();
  const inData = folders.findLastIndex((folder) => DATA_FOLDER.test(folder));
  const outside = folders.findLastIndex((folder) => NO_DATA_FOLDER.test(folder));
  if (outside > inData) return false;
  if (isUnderPictures(path) && inData < 0) return false;
  const bare = name.replace(COMPRESSED, "");
  const extension = bare.includes(".") ? bare.slice(bare.lastIndexOf(".") + 1) : "";
  if (DATA.has(extension)) return inData >= 0 || !(RESULT_NAME.test(bare) || DEMONSTRATION.test(bare));
  if (inData < 0) return ARCHIVE_OF_DATA.test(name);
  const ownFormat =
    extension !== "" &&
    !NO_DATA_FORMAT.has(extension) &&
    (file.absent === true || file.size >= LEAST_OF_OWN_FORMAT);
  return (
    (DATA_IN_DATA_FOLDER.has(extension) || COMPRESSED.test(name) || ownFormat) && !NO_DATA_NAME.test(name)
  );
}

interface Group {
  readonly folder: string;
  readonly scope: FileScope;
  readonly files: readonly FileEntry[];
}

/** Files by folder and scope; where a folder has many such folders (a class each), they are one group. */
function byFolder(files: readonly FileEntry[]): readonly Group[] {
  let groups = grouped(
    files.map((file) => ({ folder: folderOf(file.path), scope: file.scope, files: [file] })),
  );
  for (let round = 0; round < 3; round += 1) {
    const children = new Map<string, number>();
    for (const { folder, scope } of groups) {
      const parent = `${scope}\0${folderOf(folder)}`;
      children.set(parent, (children.get(parent) ?? 0) + 1);
    }
    const crowded = (group: Group) =>
      group.folder.includes("/") && children.get(`${group.scope}\0${folderOf(group.folder)}`)! > 8;
    if (!groups.some(crowded)) break;
    groups = grouped(
      groups.map((group) => (crowded(group) ? { ...group, folder: folderOf(group.folder) } : group)),
    );
  }
  return groups.toSorted((a, b) => compareText(a.folder, b.folder) || compareText(a.scope, b.scope));
}

function grouped(parts: readonly Group[]): readonly Group[] {
  const groups = new Map<string, { folder: string; scope: FileScope; files: FileEntry[] }>();
  for (const { folder, scope, files } of parts) {
    const key = `${scope}\0${folder}`;
    const group = groups.get(key) ?? { folder, scope, files: [] };
    groups.set(key, group);
    for (const file of files) group.files.push(file);
  }
  return [...groups.values()];
}

const PART =
  /(?:^|[-_.])(train(?:ing)?|test(?:ing)?|val(?:id(?:ation)?)?|dev|holdout|eval)(?:ing)?(?:[-_.]|$)/i;
const FOLD = /(?:^|[-_.])(?:folds?|splits?|cv)[-_]?\d*(?:[-_.]|$)/i;

/** A split that lies in the tree: parts side by side (train, test), or files of folds. */
function splitFiles(files: readonly FileEntry[]): Evidence[] {
  const parts = new Map<string, { path: string; names: Set<string> }>();
  const out: Evidence[] = [];
  for (const file of files) {
    if (file.scope === "ignored") continue;
    const name = baseName(file.path);
    const part = PART.exec(name)?.[1]?.toLowerCase();
    const folder = folderOf(file.path);
    if (part !== undefined) {
      const group = parts.get(folder) ?? { path: file.path, names: new Set<string>() };
      parts.set(folder, group);
      group.names.add(part.slice(0, 3));
    } else if (FOLD.test(name) || /(?:^|\/)splits?$/.test(folder)) {
      out.push(evidence("data.split", { path: file.path }, { how: "file", call: file.path }, "medium"));
    }
  }
  for (const { path, names } of parts.values()) {
    if (names.size > 1) out.push(evidence("data.split", { path }, { how: "file", call: path }, "medium"));
  }
  return out.slice(0, MOST);
}
