import type { DetectionContext } from "../core/detector.js";
import { type Evidence, evidence } from "../core/evidence.js";
import { baseName } from "../core/paths.js";
import { clonedData, isDataLink, withoutKeys } from "./code/data/data-links.js";
import { isUnderTests, isVendored } from "./tree-places.js";

const SCRIPT = /\.(?:sh|bash|bat|cmd|ps1)$|(?:^|\/)Makefile$/i;
/** Scripts that set a machine up: what they fetch is software. */
const SETS_UP = /install|setup|docker|bootstrap|deploy|(?:^|[-_.])(?:ci|env|build)(?:[-_.]|$)/i;
/** Scripts that fetch models, by their names. */
const FETCHES_MODELS = /pre[-_]?trained|weights|checkpoint|ckpt/i;
const COMMENT = /^\s*(?:#|::|rem\s)/i;
const FETCHES = /\b(?:wget|curl|gdown|aria2c|axel|azcopy|gsutil|aws s3|Invoke-WebRequest)\b/;
/** Copied out of a bucket; where the bucket stands second, something is put into it. */
const FROM_BUCKET = /\b(?:cp|copy|sync|rsync|mv)\s+(?:-\S+\s+)*["']?(?:gs|s3):\/\//;
const ADDRESS = /(?:https?|ftp|gs|s3):\/\/[^\s"'`<>|;)]{3,500}/g;
/** `kaggle competitions download -c name`, `kaggle datasets download [-d] owner/name` (kaggle-api docs/README.md). */
const KAGGLE =
  /\bkaggle\s+(?:competitions|datasets)\s+download\s+(?:(?:-c|-d|--competition|--dataset|-q|--unzip|--force|-o)\s+)*([A-Za-z0-9][\w./-]{1,120})/;
const SUMS = /\b(?:md5sum|sha\d{1,3}sum|shasum|Get-FileHash)\b/;
const LARGEST = 256 * 1024;
/** `URL=https://host/set.zip`, `set FILE=…` aside. */
const ASSIGNED = /^\s*(?:export\s+|local\s+|readonly\s+)?([A-Za-z_]\w{0,60})=["']?([^\s"';]{1,500})/;
const VARIABLE = /\$\{?([A-Za-z_]\w{0,60})\}?/g;
const MODEL_FOLDER = /(?:^|[\s/"'])(?:models?|weights)\//i;

/** What scripts of the shell fetch as data; to run them is to have it. */
export async function downloads({ workspace, files }: DetectionContext): Promise<readonly Evidence[]> {
  const out: Evidence[] = [];
  for (const { path, size, symlink } of files) {
    if (!SCRIPT.test(path) || symlink || size > LARGEST || isVendored(path) || isUnderTests(path)) continue;
    if (SETS_UP.test(baseName(path)) || FETCHES_MODELS.test(baseName(path))) continue;
    // A script that cannot be read shows no download.
    const text = await workspace.readText(path).catch(() => "");
    const checksum = SUMS.test(text);
    const variables = new Map<string, string>();
    text.split("\n").forEach((written, index) => {
      if (COMMENT.test(written)) return;
      const [, variable, assigned] = ASSIGNED.exec(written) ?? [];
      if (variable !== undefined && assigned !== undefined) variables.set(variable, assigned);
      const row = FETCHES.test(written) ? withValues(written, variables) : written;
      // What one script fetches may be data here and models there: the variables' values tell.
      if (row !== written && (FETCHES_MODELS.test(row) || MODEL_FOLDER.test(row))) return;
      const at = { path, line: index + 1 };
      const name = KAGGLE.exec(row)?.[1];
      if (name !== undefined) out.push(evidence("data.named", at, { name, via: "kaggle", revision: null }));
      const fetched = FETCHES.test(row)
        ? (row.match(ADDRESS) ?? []).filter(
            (url) => isDataLink(url) && (!/^(?:gs|s3):/.test(url) || FROM_BUCKET.test(row)),
          )
        : [];
      for (const url of [...fetched, clonedData(row)]) {
        if (url !== null)
          out.push(evidence("data.link", at, { url: withoutKeys(url), via: "code", checksum }, "medium"));
      }
    });
  }
  return out;
}

/** `wget -N $URL` with what the script gave the variables last; a value may name others. */
const withValues = (row: string, variables: ReadonlyMap<string, string>): string =>
  filled(filled(row, variables), variables).slice(0, 4000);

const filled = (row: string, variables: ReadonlyMap<string, string>): string =>
  row.replace(VARIABLE, (whole, name: string) => variables.get(name) ?? whole);
