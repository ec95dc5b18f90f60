import { posix } from "node:path";
import { UnreadableFile } from "../../core/workspace.js";
import { at, entriesAt, listAt, textAt } from "../../parsers/plain-data.js";
import { parseYaml } from "../../parsers/yaml.js";
import type { LiveSource } from "./source.js";

/** What the `dvc.yaml` files of a tree say of DVCLive's folders. Paths are relative to the root. */
export interface Described {
  /** Folders whose `metrics.json` is listed together with plots or parameters of the same folder. */
  readonly folders: ReadonlySet<string>;
  /** Artifacts by the folder that they were logged from. */
  readonly artifacts: ReadonlyMap<string, readonly string[]>;
}

/**
 * Reads what `make_dvcyaml` writes (dvclive/dvc.py of 3.49): `params`, `metrics`, `plots` of its folder and the
 * artifacts that were annotated. Artifacts are a folder's where the file describes no other one. A broken file says
 * nothing here; DVC's own reader tells of it.
 */
export async function describedFolders(source: LiveSource): Promise<Described> {
  const folders = new Set<string>();
  const artifacts = new Map<string, readonly string[]>();
  for (const path of source.paths.filter((path) => posix.basename(path) === "dvc.yaml" && !OWN.test(path))) {
    const content = await contentOf(path, source);
    const home = posix.dirname(path);
    const plots = names(listAt(content, "plots"));
    const params = names(listAt(content, "params"));
    const listed = names(listAt(content, "metrics")).flatMap((name) => {
      if (posix.basename(name) !== "metrics.json") return [];
      const folder = posix.dirname(name);
      const at = posix.join(home, folder);
      const below = folder === "." ? "" : `${folder}/`;
      const named =
        plots.some((plot) => plot.startsWith(below) && PLOTS.test(plot.slice(below.length))) ||
        // Beside a pipeline's own file, `params.yaml` is the pipeline's.
        (below !== "" && params.includes(`${below}params.yaml`));
      return named && at !== "." ? [at] : [];
    });
    for (const folder of listed) folders.add(folder);
    const owner = listed.length === 1 ? listed[0]! : posix.basename(home) === "dvclive" ? home : null;
    const paths = entriesAt(content, "artifacts").flatMap(([, entry]) => textAt(entry, "path") ?? []);
    if (owner !== null && paths.length > 0)
      artifacts.set(
        owner,
        paths.filter((name) => !isForeign(name)).map((name) => posix.join(home, name)),
      );
  }
  return { folders, artifacts };
}

const PLOTS = /^plots\/(?:metrics|images|sklearn|custom)(?:\/|$)/;

/** What DVC itself works with: its cache, trees of queued experiments. */
export const OWN = /(?:^|\/)\.dvc\//;

const isForeign = (path: string): boolean => path.startsWith("/") || /^[A-Za-z][\w+.-]*:/.test(path);

/** `- file` or `- file: {…}`; lists of plots may also be mappings. */
const names = (list: readonly unknown[]): string[] =>
  list
    .flatMap((entry) => (typeof entry === "string" ? [entry] : entriesAt(entry).map(([name]) => name)))
    .map((name) => posix.normalize(name));

async function contentOf(path: string, source: LiveSource): Promise<unknown> {
  try {
    return at(parseYaml(await source.text(path), "ruamel"), "value");
  } catch (error) {
    if (error instanceof UnreadableFile) return null;
    throw error;
  }
}
