import { type Manifest, normaliseName, type PackageEntry } from "./manifest.js";

const EXPORT_HEADER = /^# \$ conda create --name <env> --file/m;
const EXPORT_LINE = /^([A-Za-z0-9_][\w.-]{0,120})=([\w.!+*-]{1,80})=([\w.!+-]{1,120})$/;
const ARCHIVE = /\/([A-Za-z0-9_][\w.-]{0,120})-([^-/]{1,80})-([^-/]{1,120})\.(?:conda|tar\.bz2)(?:#(.*))?$/;

/**
 * What `conda list --export` (name=version=build) and `conda list --explicit` (`@EXPLICIT` and addresses) write, often
 * under the name requirements.txt; null where the text is neither. Both name builds of one platform.
 */
export function parseCondaList(text: string): Manifest | null {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const explicit = lines.slice(0, 200).some((line) => line.trim() === "@EXPLICIT");
  const entries = explicit ? explicitEntries(lines) : exportEntries(lines);
  if (!explicit && !EXPORT_HEADER.test(text.slice(0, 2000)) && !mostly(lines, entries.length)) return null;
  const python = entries.find((entry) => entry.name === "python");
  const rest = entries.filter((entry) => entry !== python);
  const version = python?.spec.replace(/^=+/, "").split("=")[0];
  return {
    format: explicit ? "conda-explicit" : "conda-list",
    entries: rest,
    includes: [],
    python:
      python === undefined || version === undefined
        ? null
        : { version, exact: version.split(".").length > 2, line: python.line },
    transitive: true,
    platformOnly: true,
    unreadable: null,
  };
}

const mostly = (lines: readonly string[], matched: number): boolean => {
  const used = lines.filter((line) => line.trim() !== "" && !line.startsWith("#")).length;
  return matched >= 3 && matched >= used * 0.8;
};

function exportEntries(lines: readonly string[]): PackageEntry[] {
  return lines.flatMap((raw, index) => {
    const match = EXPORT_LINE.exec(raw.trim());
    if (match === null || raw.includes("==")) return [];
    const spec = `=${match[2]}=${match[3]}`;
    return [{ name: normaliseName(match[1]!), spec, pinned: true, hashed: false, line: index + 1 }];
  });
}

function explicitEntries(lines: readonly string[]): PackageEntry[] {
  return lines.flatMap((raw, index) => {
    const match = ARCHIVE.exec(raw.trim());
    if (match === null) return [];
    const hashed = match[4] !== undefined && match[4] !== "";
    return [
      {
        name: normaliseName(match[1]!),
        spec: `=${match[2]}=${match[3]}`,
        pinned: true,
        hashed,
        line: index + 1,
      },
    ];
  });
}
