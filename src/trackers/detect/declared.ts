import type { FileEntry, Workspace } from "../../core/workspace.js";

/** Packages that the manifests of a repository name, by PyPI's normal form, with the text of their bound: `==4.41.0`. */
export type Declared = ReadonlyMap<string, string>;

const MANIFEST =
  /(?:^|\/)(?:[\w.-]*requirements[\w.-]*\.(?:txt|in)|requirements\/[\w.-]+\.txt|pyproject\.toml|setup\.(?:py|cfg)|Pipfile|(?:conda|environment)[\w.-]*\.ya?ml)$/i;
const LARGEST = 256 * 1024;
/** `name[extra]==1.2`, `name = "^1.2"`, `- name=1.2`, `"name>=1"`. */
const ENTRY =
  /^[\s"'-]*([A-Za-z][\w.-]*[A-Za-z0-9])(?:\[[\w, -]*\])?\s*(?:=\s*["']|=\s*\{[^}]*version\s*=\s*["'])?\s*((?:[=<>~!^]{1,2}\s*)?[\d][\w.*]*)?/;

export async function readDeclared(workspace: Workspace, files: readonly FileEntry[]): Promise<Declared> {
  const found = new Map<string, string>();
  for (const { path, size, symlink } of files) {
    if (symlink || size > LARGEST || !MANIFEST.test(path)) continue;
    // A manifest that cannot be read is named as a problem by the detector whose subject it is.
    const text = await workspace.readText(path).catch(() => "");
    for (const line of text.split("\n"))
      for (const part of line.slice(0, 2000).split(/,(?=\s*["'])/)) {
        const entry = ENTRY.exec(part.replace(/^.*?\[\s*(?=["'])/, ""));
        if (entry === null) continue;
        const name = entry[1]!.toLowerCase().replace(/[-_.]+/g, "-");
        if (!found.has(name) || found.get(name) === "") found.set(name, (entry[2] ?? "").replaceAll(" ", ""));
      }
  }
  return found;
}

/** The version that a bound fixes, as far as its two first numbers: `==3.13.1` gives `[3, 13]`; null where it is open. */
export function fixedVersion(bound: string | undefined): readonly [number, number] | null {
  const match = /^(?:={1,3}|~=|\^)?(\d+)(?:\.(\d+))?/.exec(bound ?? "");
  return match === null || /^[<>!]/.test(bound ?? "") ? null : [Number(match[1]), Number(match[2] ?? 0)];
}
