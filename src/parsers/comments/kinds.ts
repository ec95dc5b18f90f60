import type { DialectName } from "./dialects.js";

/** What files are called, and how they write comments. The first that holds. */
const KINDS: readonly (readonly [pattern: RegExp, kind: DialectName | "markdown" | "notebook"])[] = [
  [/\.(?:py|pyi|pyx|smk|bzl)$|^(?:Snakefile|SConstruct|wscript|BUILD|WORKSPACE|Tiltfile)$/, "python"],
  [/\.ipynb$/, "notebook"],
  [/\.(?:md|markdown|mdx|rmd|qmd)$/i, "markdown"],
  [/\.(?:ya?ml|dvc)$|^(?:MLproject|CITATION\.cff|environment)$/, "yaml"],
  [/\.toml$|^Pipfile$/, "toml"],
  [/(?:requirements|constraints)[^/]*\.(?:txt|in)$/i, "requirements"],
  [/^(?:Dockerfile|Containerfile)|\.(?:dockerfile|mk|mak)$|^(?:GNUm|M|m)akefile$|^[Jj]ustfile$/, "recipe"],
  [/\.(?:sh|bash|zsh|ksh|sbatch|slurm|pbs|env|def)$|^\.env(?:\.\w+)?$|^\.?envrc$/, "shell"],
  [/\.(?:cfg|ini|conf|properties|editorconfig)$/, "ini"],
  [/^\.(?:git|dvc|docker)(?:ignore|attributes)$/, "lines"],
  [/\.r$/i, "r"],
  [/\.jl$/, "julia"],
  [/\.(?:[cm]?[jt]sx?|jsonc|json5|groovy|gradle)$|^Jenkinsfile/, "script"],
];

/** By its name alone, without folders; null: what it holds is not known to have comments. */
export const commentKind = (name: string): DialectName | "markdown" | "notebook" | null =>
  KINDS.find(([pattern]) => pattern.test(name))?.[1] ?? null;
