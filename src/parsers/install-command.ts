import { addressRequirement, parseRequirement } from "./pep508.js";
import type { ShellCommand } from "./shell-command.js";

/** What a command of pip, conda, apt, uv, poetry … installs. */
export type Install =
  /** Packages named one by one. */
  | { readonly by: "pip" | "conda" | "apt"; readonly packages: readonly Installed[]; readonly line: number }
  /** A list in the tree: `pip install -r x`, `conda env create -f x`; path as written. */
  | { readonly by: "file"; readonly path: string; readonly line: number }
  /** The project itself: `pip install .`. */
  | { readonly by: "project"; readonly line: number }
  /** From a lock: `poetry install`, `uv sync`, `pipenv sync`; the file that must lie there. */
  | { readonly by: "lock"; readonly path: string; readonly line: number };

export interface Installed {
  readonly name: string;
  readonly pinned: boolean;
}

/** What a shell command installs; `offset` lines stand before the text that it was read from. */
export function installOf(command: ShellCommand, offset = 0): readonly Install[] {
  const words = command.words.filter((word) => !["sudo", "-E"].includes(word));
  const line = command.line + offset;
  const tool = (words[0] ?? "").split("/").at(-1) ?? "";
  if (/^pip3?(?:\.\d+)?$/.test(tool) && words[1] === "install") return pipInstall(words.slice(2), line);
  if (/^python/.test(tool) && words[1] === "-m" && words[2] === "pip" && words[3] === "install")
    return pipInstall(words.slice(4), line);
  if (tool === "uv" && words[1] === "pip" && (words[2] === "install" || words[2] === "sync"))
    return pipInstall(words.slice(3), line);
  if (tool === "uv" && words[1] === "add") return pipInstall(words.slice(2), line);
  if (tool === "uv" && words[1] === "sync") return [{ by: "lock", path: "uv.lock", line }];
  if (tool === "poetry" && words[1] === "install") return [{ by: "lock", path: "poetry.lock", line }];
  if (tool === "pdm" && (words[1] === "install" || words[1] === "sync"))
    return [{ by: "lock", path: "pdm.lock", line }];
  if (tool === "pixi" && words[1] === "install") return [{ by: "lock", path: "pixi.lock", line }];
  if (
    tool === "pipenv" &&
    (words[1] === "sync" || words[1] === "install") &&
    words.slice(2).every((word) => word.startsWith("-"))
  ) {
    return [{ by: "lock", path: "Pipfile.lock", line }];
  }
  if (tool === "conda-lock" && words[1] === "install") return [{ by: "lock", path: "conda-lock.yml", line }];
  if (/^(?:conda|mamba|micromamba)$/.test(tool)) return condaInstall(words.slice(1), line);
  if (/^(?:apt-get|apt)$/.test(tool) && words.includes("install")) return aptInstall(words, line);
  return [];
}

const PIP_VALUES = new Set([
  "-i",
  "--index-url",
  "--extra-index-url",
  "-f",
  "--find-links",
  "-t",
  "--target",
  "--trusted-host",
  "--prefix",
  "--python",
  "-p",
  "--root",
  "--platform",
  "--index-strategy",
  "--extra",
  "--group",
  "-U",
]);

function pipInstall(words: readonly string[], line: number): readonly Install[] {
  const out: Install[] = [];
  const packages: Installed[] = [];
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i]!;
    const file = /^(?:-r|--requirement=?)(.*)$/.exec(word);
    if (file !== null) {
      const path = file[1] !== "" ? file[1]! : (words[++i] ?? "");
      if (path !== "") out.push({ by: "file", path, line });
    } else if (word === "-c" || word === "--constraint" || (PIP_VALUES.has(word) && word !== "-U")) i += 1;
    else if (word === "-e" || word === "--editable") {
      i += 1;
      if (/^[a-z+]+:\/\//.test(words[i] ?? "")) {
        const found = addressRequirement(words[i]!);
        packages.push({ name: found.name ?? words[i]!, pinned: found.pinned });
      } else out.push({ by: "project", line });
    } else if (word.startsWith("-")) continue;
    else if (/^\.{1,2}(?:$|[[/])/.test(word)) out.push({ by: "project", line });
    else {
      const found = parseRequirement(word);
      if (found !== null && !SELF.has(found.name ?? ""))
        packages.push({ name: found.name ?? word, pinned: found.pinned });
      else if (found === null && /[$*]/.test(word)) packages.push({ name: word, pinned: false });
    }
  }
  if (packages.length > 0) out.push({ by: "pip", packages, line });
  return out;
}

/** Tools that install others: their own version says little of what runs. */
const SELF: ReadonlySet<string> = new Set([
  "pip",
  "setuptools",
  "wheel",
  "uv",
  "poetry",
  "pipenv",
  "pdm",
  "pip-tools",
  "build",
]);
const CONDA_VALUES = new Set(["-n", "--name", "-c", "--channel", "-p", "--prefix"]);

function condaInstall(words: readonly string[], line: number): readonly Install[] {
  const verb = words[0] === "env" ? words[1] : words[0];
  if (verb !== "install" && verb !== "create" && verb !== "update") return [];
  const packages: Installed[] = [];
  const out: Install[] = [];
  for (let i = words[0] === "env" ? 2 : 1; i < words.length; i += 1) {
    const word = words[i]!;
    const file = /^(?:-f|--file)(?:=(.+))?$/.exec(word);
    if (file !== null) {
      const path = file[1] ?? words[++i];
      if (path !== undefined) out.push({ by: "file", path, line });
    } else if (CONDA_VALUES.has(word)) i += 1;
    else if (!word.startsWith("-") && /^[A-Za-z0-9_]/.test(word)) {
      const name = word.split(/[=<>]/)[0]!;
      if (name === "python" || name === "pip" || name === "conda" || (verb === "update" && name === "all"))
        continue;
      packages.push({
        name,
        pinned:
          /^[^=<>]+=(?:=)?\d+(?:\.\d+){2}/.test(word) ||
          /^[^=<>]+==\d/.test(word) ||
          /^[^=<>]+=[^=]+=[^=]+$/.test(word),
      });
    }
  }
  if (packages.length > 0) out.push({ by: "conda", packages, line });
  return out;
}

function aptInstall(words: readonly string[], line: number): readonly Install[] {
  const after = words
    .slice(words.indexOf("install") + 1)
    .filter((word) => !word.startsWith("-") && /^[a-z0-9]/i.test(word));
  const packages = after.map((word) => ({ name: word.split("=")[0]!, pinned: /=[^=*]+$/.test(word) }));
  return packages.length > 0 ? [{ by: "apt", packages, line }] : [];
}
