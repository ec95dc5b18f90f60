import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import glob from "fast-glob";
import { describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

/** Who may import whom. A layer may always import itself. `npm`: packages; `node`: node's own modules. */
interface Layer {
  readonly may: readonly string[];
  readonly npm: readonly string[];
  readonly node: readonly string[];
}

const PARSING = ["yaml", "smol-toml", "ini", "pbf", "better-sqlite3"];
const LAYERS: Readonly<Record<string, Layer>> = {
  core: { may: [], npm: ["zod"], node: [] },
  // An SQLite driver opens a file by itself: the private copy that the workspace made.
  parsers: { may: [], npm: PARSING, node: ["node:sqlite", "node:module", "node:fs", "node:zlib"] },
  workspace: {
    may: ["core", "parsers"],
    npm: ["simple-git"],
    node: [
      "node:fs",
      "node:fs/promises",
      "node:path",
      "node:os",
      "node:child_process",
      "node:crypto",
      "node:stream",
      "node:events",
      "node:buffer",
      "node:readline",
      "node:util",
      "node:timers/promises",
      "node:worker_threads",
      "node:url",
      "node:v8",
    ],
  },
  python: {
    may: ["core", "parsers"],
    npm: [],
    node: ["node:crypto"],
  },
  trackers: {
    may: ["core", "parsers"],
    npm: ["picomatch"],
    node: ["node:crypto", "node:buffer", "node:path"],
  },
  detectors: { may: ["core", "parsers", "trackers"], npm: ["picomatch"], node: ["node:path"] },
  lookups: { may: ["core", "detectors"], npm: [], node: [] },
  model: { may: ["core"], npm: [], node: [] },
  runs: { may: ["core"], npm: [], node: [] },
  judge: { may: ["core"], npm: [], node: ["node:crypto"] },
  rules: { may: ["exptrack/core"], npm: [], node: [] },
  policy: { may: ["core", "parsers"], npm: ["picomatch", "fastest-levenshtein"], node: [] },
  init: { may: ["core"], npm: ["yaml", "smol-toml"], node: ["node:util"] },
  check: {
    may: [
      "core",
      "parsers",
      "workspace",
      "python",
      "trackers",
      "detectors",
      "ledger",
      "model",
      "judge",
      "policy",
      "composition",
    ],
    npm: ["picomatch"],
    node: [],
  },
  formats: { may: ["core"], npm: ["string-width", "hyparquet-writer"], node: ["node:crypto"] },
  ledger: { may: ["core", "parsers", "trackers", "runs"], npm: [], node: ["node:path", "node:crypto"] },
  composition: {
    may: [
      "ledger",
      "lookups",
      "core",
      "parsers",
      "workspace",
      "python",
      "trackers",
      "detectors",
      "model",
      "runs",
      "judge",
      "policy",
    ],
    npm: [],
    node: ["node:path/posix"],
  },
  index: { may: ["composition", "core", "formats", "workspace"], npm: [], node: [] },
  cli: {
    may: [
      "core",
      "composition",
      "check",
      "init",
      "ledger",
      "formats",
      "policy",
      "runs",
      "workspace",
      "trackers",
      "python",
      "rules",
    ],
    npm: ["commander", "chalk", "fastest-levenshtein", "picomatch"],
    node: ["node:fs/promises", "node:path", "node:crypto", "node:readline"],
  },
};

const files = glob.sync(["src/**/*.ts", "rules/**/*.ts"], { cwd: ROOT }).sort();

function layerOf(path: string): string {
  if (path.startsWith("rules/")) return "rules";
  if (path === "src/index.ts") return "index";
  const parts = path.split("/");
  return parts.length === 2 ? "composition" : (parts[1] ?? "");
}

/** Imports of a file: relative ones as paths from the root, types included. */
function importsOf(path: string): string[] {
  const source = readFileSync(join(ROOT, path), "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
  const found = [
    ...source.matchAll(
      /(?:^|\n)\s*(?:import|export)\b[^;'"`]*?\bfrom\s*"([^"]+)"|import\(\s*"([^"]+)"\s*\)|(?:^|\n)\s*import\s+"([^"]+)"/g,
    ),
  ];
  return found
    .map((match) => match[1] ?? match[2] ?? match[3] ?? "")
    .map((target) =>
      target.startsWith(".") ? normalize(join(dirname(path), target)).replace(/\.js$/, ".ts") : target,
    );
}

const graph = new Map(files.map((path) => [path, importsOf(path)]));
const isLocal = (target: string): boolean => target.startsWith("src/") || target.startsWith("rules/");
const packageOf = (target: string): string =>
  target
    .split("/")
    .slice(0, target.startsWith("@") ? 2 : 1)
    .join("/");

describe("the architecture", () => {
  test("every file lies in a layer of the table", () => {
    expect(files.filter((path) => LAYERS[layerOf(path)] === undefined)).toEqual([]);
  });

  test("no layer imports one that the table does not allow", () => {
    const wrong = files.flatMap((path) => {
      const layer = LAYERS[layerOf(path)];
      return importsOf(path)
        .filter((target) => {
          if (isLocal(target))
            return layerOf(target) !== layerOf(path) && !layer?.may.includes(layerOf(target));
          if (target.startsWith("node:")) return !layer?.node.includes(target);
          if (target.startsWith("exptrack/")) return !layer?.may.includes(target);
          return !layer?.npm.includes(packageOf(target));
        })
        .map((target) => `${path} → ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  test("rules import the public entry and nothing else", () => {
    const wrong = files
      .filter((path) => /^rules\/[^/]+\//.test(path))
      .flatMap((path) =>
        importsOf(path)
          .filter((target) => target !== "exptrack/core")
          .map((target) => `${path} → ${target}`),
      );
    expect(wrong).toEqual([]);
  });

  test("there is no import cycle, types included", () => {
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (path: string, trail: readonly string[]): void => {
      if (trail.includes(path)) {
        cycles.push([...trail.slice(trail.indexOf(path)), path].join(" → "));
        return;
      }
      if (done.has(path)) return;
      for (const target of graph.get(path) ?? []) if (isLocal(target)) visit(target, [...trail, path]);
      done.add(path);
    };
    for (const path of files) visit(path, []);
    expect(cycles).toEqual([]);
  });

  test("only the command line prints", () => {
    const printing = files.filter(
      (path) =>
        !path.startsWith("src/cli/") &&
        /\bconsole\.|process\.(?:stdout|stderr)/.test(readFileSync(join(ROOT, path), "utf8")),
    );
    expect(printing).toEqual([]);
  });

  test("no file is called after nothing in particular", () => {
    expect(files.filter((path) => /(?:^|\/)(?:utils?|helpers?|misc|common)(?:\/|\.ts$)/.test(path))).toEqual(
      [],
    );
  });
});
