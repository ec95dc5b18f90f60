/** What every reader of a package list gives, whatever the file's format. */
export interface Manifest {
  readonly format: string;
  readonly entries: readonly PackageEntry[];
  /** Files that it pulls in: `-r base.txt`, `file = ["requirements.txt"]`. Paths as written, relative to the file. */
  readonly includes: readonly {
    readonly path: string;
    readonly line: number;
    readonly constraint: boolean;
  }[];
  readonly python: { readonly version: string; readonly exact: boolean; readonly line: number } | null;
  /** A lock or a full freeze: what the packages need themselves is listed too. */
  readonly transitive: boolean;
  /** Installs on the platform it was written on only. */
  readonly platformOnly: boolean;
  /** Null where its own tool reads it; else why not. */
  readonly unreadable: string | null;
  /** The line that it stumbles over, where it is one. */
  readonly unreadableAt?: number;
}

export interface PackageEntry {
  /** Normalised as PEP 503 has it; null where only an address is given. */
  readonly name: string | null;
  /** The version part as written: `>=1.2`, `==1.0`, `git+https://…@sha`; empty for a bare name. */
  readonly spec: string;
  readonly pinned: boolean;
  readonly hashed: boolean;
  /** 1-based. */
  readonly line: number;
}

/** PEP 503: runs of `-_.` are one `-`, lower case. */
export const normaliseName = (name: string): string => name.replace(/[-_.]+/g, "-").toLowerCase();

export const emptyManifest = (format: string, unreadable: string | null = null): Manifest => ({
  format,
  entries: [],
  includes: [],
  python: null,
  transitive: false,
  platformOnly: false,
  unreadable,
});

/** Nobody lists these by hand: three of them in a wholly pinned list show a freeze of a whole environment. */
const NEVER_BY_HAND: ReadonlySet<string> = new Set([
  "certifi",
  "charset-normalizer",
  "idna",
  "urllib3",
  "markupsafe",
  "pyparsing",
  "kiwisolver",
  "cycler",
  "python-dateutil",
  "zipp",
  "importlib-metadata",
  "wcwidth",
  "pexpect",
  "ptyprocess",
  "parso",
  "jedi",
  "backcall",
  "pickleshare",
  "decorator",
  "traitlets",
  "cffi",
  "pycparser",
  "fonttools",
  "contourpy",
  "threadpoolctl",
  "mpmath",
  "fsspec",
  "filelock",
  "frozenlist",
  "multidict",
  "yarl",
  "aiosignal",
  "attrs",
  "oauthlib",
  "requests-oauthlib",
  "pyasn1",
  "pyasn1-modules",
  "rsa",
  "cachetools",
  "google-auth-oauthlib",
  "tensorboard-data-server",
  "tensorboard-plugin-wit",
  "opt-einsum",
  "astunparse",
  "gast",
  "h11",
  "sniffio",
  "anyio",
  "mdurl",
  "markdown-it-py",
  "pure-eval",
  "stack-data",
  "executing",
  "asttokens",
  "smmap",
  "gitdb",
  "openssl",
  "ca-certificates",
  "ncurses",
  "readline",
  "libffi",
  "zlib",
  "xz",
  "tk",
  "sqlite",
  "libgcc-ng",
  "libstdcxx-ng",
]);

/** A wholly pinned list that also names what only other packages need. */
export function looksFrozen(entries: readonly PackageEntry[]): boolean {
  const known = entries.filter((entry) => entry.name !== null && NEVER_BY_HAND.has(entry.name)).length;
  const pinned = entries.filter((entry) => entry.pinned).length;
  return known >= 3 && entries.length >= 8 && pinned >= entries.length * 0.9;
}
