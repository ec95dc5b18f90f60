import { lstatSync, readdirSync } from "node:fs";
import { compareText } from "../core/location.js";
import { ListedFile } from "./listed-file.js";
import { isMachineMade, walk } from "./walk.js";

/** What `python -m venv`, virtualenv and conda put into the folder of an environment. */
const MACHINERY = new Set([
  ...[
    "bin",
    "sbin",
    "libexec",
    "lib",
    "lib32",
    "lib64",
    "include",
    "share",
    "etc",
    "man",
    "doc",
    "var",
    "ssl",
  ],
  ...["Scripts", "Lib", "Include", "DLLs", "Library", "Tools"],
  ...["conda-meta", "pkgs", "envs", "compiler_compat", "shell", "condabin", "pyvenv.cfg"],
]);
/** `x86_64-conda-linux-gnu` and the like: conda's compilers. */
const CONDA_TARGET = /-conda[\w-]*-/;
const LIMITS = { files: 20_000, depth: 16 };

const isMachinery = (name: string): boolean =>
  MACHINERY.has(name) || CONDA_TARGET.test(name) || isMachineMade(name);

/** The files of a listing that lie in an environment without belonging to it; those of one within another are not told. */
export function besideMachinery<T extends { readonly path: string }>(listed: readonly T[]): readonly T[] {
  const environments = new Set(
    listed.flatMap(({ path }) => {
      const mark = /^(.+)\/(?:pyvenv\.cfg$|conda-meta\/)/.exec(path)?.[1];
      return mark === undefined ? [] : [mark];
    }),
  );
  if (environments.size === 0) return [];
  return listed.filter(({ path }) => {
    const parts = path.split("/");
    const within = parts.map((_, at) => at).filter((at) => environments.has(parts.slice(0, at).join("/")));
    const [first] = within;
    return within.length === 1 && first !== undefined && !parts.slice(first).some(isMachinery);
  });
}

/**
 * The same of a directory, where the listing has left the environments out.
 * @param root          absolute
 * @param environments  folders, relative to it
 */
export async function walkBeside(
  root: string,
  environments: readonly string[],
): Promise<{ readonly files: readonly ListedFile[]; readonly cut: false }> {
  const files: ListedFile[] = [];
  for (const environment of environments) {
    for (const name of namesIn(`${root}/${environment}`)) {
      if (isMachinery(name)) continue;
      const path = `${environment}/${name}`;
      const kind = kindOf(`${root}/${path}`);
      if (kind === "file") files.push(new ListedFile(root, path, false));
      if (kind !== "folder") continue;
      const walked = await walk(`${root}/${path}`, LIMITS);
      for (const file of walked.files) {
        const whole = `${path}/${file.path}`;
        if (!file.symlink && !file.path.split("/").some(isMachinery))
          files.push(new ListedFile(root, whole, false));
      }
    }
  }
  return { files: files.sort((a, b) => compareText(a.path, b.path)), cut: false };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Not permitted, or gone since the listing.
    return [];
  }
}

function kindOf(path: string): "file" | "folder" | null {
  try {
    const stats = lstatSync(path);
    return stats.isDirectory() ? "folder" : stats.isFile() ? "file" : null;
  } catch {
    return null;
  }
}
