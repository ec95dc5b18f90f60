import { emptyManifest, looksFrozen, type Manifest, normaliseName, type PackageEntry } from "./manifest.js";
import { addressRequirement, parseRequirement } from "./pep508.js";
import { withoutComment } from "./requirements.js";
import { parseYaml } from "./yaml.js";

/** `channel::name=1.2=build`, `name==1.2`, `name >=1.2`, `name 1.2.*`, `name[version='>=1']`. */
const SPEC =
  /^(?:[\w.\-/]{1,80}::)?([A-Za-z0-9_][\w.-]{0,120})[ \t]*(?:\[version=['"]?([^\]'"]{1,100})['"]?\])?[ \t]*(.{0,200})$/;
const EXACT = /^==[ \t]*([^\s=*,|<>]+)$/;
const FUZZY = /^=?[ \t]*([^\s=*,|<>]+)(?:[=\s][ \t]*([^\s=]+))?$/;
/** Parts of a system's own libraries: a file that names them was written on one platform. */
const ONE_PLATFORM =
  /^(?:_libgcc_mutex|_openmp_mutex|ld_impl_.+|libgcc(?:-ng)?|libstdcxx(?:-ng)?|vs20\d\d_runtime|vc|ucrt|wincertstore|pywin32|appnope|libcxx|xorg-.+)$/;

/**
 * A conda environment file: `dependencies` with match specs and a `pip:` list under pip's rules. `name==1.2` and
 * `name=1.2=build` fix a version; `name=1.2.3` does so for practical purposes (conda matches by prefix); `name=1.2`
 * matches every 1.2.x. Null where the text is no such file.
 */
export function parseCondaEnvironment(text: string): Manifest | null {
  if (text.includes("\0")) return emptyManifest("conda", "neither UTF-8 nor marked as UTF-16");
  const yaml = parseYaml(text, "pyyaml");
  if (yaml.error !== null) return emptyManifest("conda", `invalid YAML: ${yaml.error.message}`);
  const dependencies = field(yaml.value, "dependencies");
  if (!Array.isArray(dependencies) || !looksLikeConda(dependencies)) return null;
  const lineOf = (path: readonly (string | number)[]) => yaml.lineOf(path) ?? 1;
  const entries: PackageEntry[] = [];
  const includes: { path: string; line: number; constraint: boolean }[] = [];
  let python: Manifest["python"] = null;
  let builds = 0;
  let system = 0;
  let condaEntries = 0;
  dependencies.forEach((dependency, index) => {
    const line = lineOf(["dependencies", index]);
    if (typeof dependency === "string") {
      const spec = parseMatchSpec(dependency);
      if (spec === null) return;
      if (spec.name === "python") {
        python = { version: spec.spec.replace(/^[= ]+/, "").split("=")[0]!, exact: spec.pinned, line };
        return;
      }
      if (spec.name === "pip" && spec.spec === "") return;
      condaEntries += 1;
      if (spec.build) builds += 1;
      if (ONE_PLATFORM.test(spec.name)) system += 1;
      entries.push({
        name: normaliseName(spec.name),
        spec: spec.spec,
        pinned: spec.pinned,
        hashed: false,
        line,
      });
    }
    const pip = field(dependency, "pip");
    if (!Array.isArray(pip)) return;
    pip.forEach((item, at) => {
      if (typeof item !== "string") return;
      const place = lineOf(["dependencies", index, "pip", at]);
      const body = item.trim();
      const include = /^(?:-r|--requirement|-c|--constraint)[= \t]+(.+)$/.exec(body);
      if (include !== null)
        includes.push({ path: include[1]!, line: place, constraint: /^(?:-c|--c)/.test(body) });
      else if (/^(?:-e|--editable)[= \t]/.test(body)) {
        const target = body.replace(/^(?:-e|--editable)[= \t]+/, "");
        if (/^[a-z+]+:\/\//i.test(target))
          entries.push({ ...addressRequirement(target), hashed: false, line: place });
      } else if (!body.startsWith("-") && !/^\.{0,2}\//.test(body) && body !== ".") {
        const found = parseRequirement(withoutComment(body));
        if (found !== null) entries.push({ ...found, hashed: false, line: place });
      }
    });
  });
  const full = condaEntries >= 3 && builds >= condaEntries * 0.8;
  return {
    format: "conda",
    entries,
    includes,
    python,
    transitive: full || looksFrozen(entries),
    platformOnly: full || system > 0,
    unreadable: null,
  };
}

/** A match spec; null where the text is none. */
export function parseMatchSpec(
  text: string,
): { name: string; spec: string; pinned: boolean; build: boolean } | null {
  const match = SPEC.exec(withoutComment(text.slice(0, 500)).trim());
  if (match === null) return null;
  const name = match[1]!.toLowerCase();
  const spec = (match[2] ?? match[3] ?? "").trim();
  if (spec === "") return { name, spec, pinned: false, build: false };
  if (EXACT.test(spec)) return { name, spec, pinned: true, build: false };
  const fuzzy = FUZZY.exec(spec);
  if (fuzzy === null || fuzzy[1]!.includes("!")) return { name, spec, pinned: false, build: false };
  const build = fuzzy[2] !== undefined && fuzzy[2] !== "*";
  return { name, spec, pinned: build || isWhole(fuzzy[1]!), build };
}

/** Three numbers, or a version of another kind (`2021a`, `9e`, a year first) which no longer one shares as prefix. */
function isWhole(version: string): boolean {
  const parts = version.split(".");
  return parts.length >= 3 || /[a-z]/i.test(version) || (parts.length === 2 && Number(parts[0]) >= 1990);
}

function looksLikeConda(dependencies: readonly unknown[]): boolean {
  return (
    dependencies.length > 0 &&
    dependencies.every(
      (item) =>
        typeof item === "string" ||
        (typeof item === "object" && item !== null && field(item, "pip") !== undefined) ||
        item === null,
    )
  );
}

function field(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}
