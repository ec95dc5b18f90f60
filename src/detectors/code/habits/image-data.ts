import type { DetectionContext } from "../../../core/detector.js";
import { type EvidenceOf, evidence } from "../../../core/evidence.js";
import type { FileEntry } from "../../../core/workspace.js";
import { DOCKERFILE } from "../../commands.js";

const INSTRUCTION = /^[ \t]*(COPY|ADD)[ \t]+(\S.*)$/i;
const DATA_FOLDER = /^(?:.*\/)?(?:data|datasets?|raw_data|training_data|train_data)\/?(?:\*.*)?$/i;
const DATA_FORMAT =
  /\.(?:csv|tsv|jsonl|parquet|npy|npz|pkl|h5|hdf5|feather|arrow|xlsx?|mat|zip|tar|tgz|gz|7z|tfrecords?|arff|db|sqlite|lmdb|jpe?g|png|tiff?|wav|mp3|mp4|nc|dcm|nii)$/i;
const DATA_ADDRESS = /^https?:\/\/\S+\.(?:csv|tsv|jsonl?|parquet|zip|tar|tgz|gz|npz?|h5|7z)(?:[?#]\S*)?$/i;
/** Below this, what is copied is an example or a list of labels. */
const SMALLEST = 100 * 1024;
const LARGEST = 256 * 1024;
const MOST = 40;

/** Container recipes that put data into the image: it then has a version only as a part of that image. */
export async function dataInImages(context: DetectionContext): Promise<EvidenceOf<"code.risk">[]> {
  const recipes = context.files.filter(
    ({ path, size, symlink }) => !symlink && size <= LARGEST && DOCKERFILE.test(path),
  );
  const found: EvidenceOf<"code.risk">[] = [];
  for (const { path } of recipes.slice(0, MOST)) {
    const text = await context.workspace.readText(path).catch(() => "");
    text.split("\n").forEach((line, index) => {
      const [, keyword, rest] = INSTRUCTION.exec(line) ?? [];
      if (rest === undefined || /--from=/.test(rest)) return;
      const words = wordsOf(rest);
      for (const source of words.slice(0, -1)) {
        const why = baked(source, path, context.files);
        if (why === null) continue;
        const call = `${keyword!.toUpperCase()} ${source}`;
        found.push(
          evidence(
            "code.risk",
            { path, line: index + 1 },
            { risk: "data-in-image", call, why: why.why },
            why.sure ? "high" : "medium",
          ),
        );
      }
    });
  }
  return found;
}

/** Both forms: `COPY a b /c` and `COPY ["a", "/c"]`; options left out. */
const wordsOf = (rest: string): string[] =>
  (rest.trim().startsWith("[")
    ? (rest.match(/"[^"]*"/g) ?? []).map((word) => word.slice(1, -1))
    : rest.trim().split(/\s+/)
  ).filter((word) => !word.startsWith("--") && word !== "\\");

function baked(
  source: string,
  recipe: string,
  files: readonly FileEntry[],
): { readonly why: string; readonly sure: boolean } | null {
  if (DATA_ADDRESS.test(source))
    return { why: `${source.replace(/[?#].*$/, "")} becomes a part of the image`, sure: true };
  if (source.includes("$") || /(?:^|\/)tests?\//.test(source)) return null;
  const plain = source.replace(/^\.\//, "").replace(/\/?(?:\*.*)?$/, "");
  const folder = DATA_FOLDER.test(source);
  if (plain === "" || (!folder && !DATA_FORMAT.test(source))) return null;
  const own = recipe.includes("/") ? `${recipe.slice(0, recipe.lastIndexOf("/"))}/` : "";
  const held = [plain, `${own}${plain}`].map((base) =>
    files.filter(({ path }) => path === base || path.startsWith(`${base}/`)),
  );
  const inside = held.find((one) => one.length > 0) ?? [];
  if (inside.some(({ path }) => /\.(?:py|ipynb|js|ts|go|rs)$/.test(path))) return null;
  const bytes = inside.reduce((sum, { path, size }) => sum + (DATA_FORMAT.test(path) ? size : 0), 0);
  if (inside.some(({ path }) => DATA_FORMAT.test(path)))
    return bytes < SMALLEST
      ? null
      : { why: `${source} holds ${bytes} bytes of data, which become a part of the image`, sure: true };
  // Pointers and placeholders stand for data that is fetched before the build.
  return folder && (inside.length === 0 || inside.some(({ path }) => path.endsWith(".dvc")))
    ? { why: `${source}, a folder of data that git does not hold, becomes a part of the image`, sure: false }
    : null;
}
