// Compiles to dist/. The command line is bundled as well, with the packages it uses and their licences, into dist/cli,
// because its 300 modules and their 150, found and read one by one, take half of the time of a small command.
import { spawnSync } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../", import.meta.url));
rmSync(`${root}dist`, { recursive: true, force: true });
const compiler = [`${root}node_modules/typescript/bin/tsc`, "-p", `${root}tsconfig.json`];
const tsc = spawnSync(process.execPath, compiler, { stdio: "inherit", cwd: root });
if (tsc.status !== 0) process.exit(tsc.status ?? 1);

// Flat, so that what a module names by its own address (the worker) lies beside every chunk.
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ["src/cli/bin.ts", "src/workspace/bulk-worker.ts"],
  outdir: "dist/cli",
  entryNames: "[name]",
  chunkNames: "[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  // Compiled for the machine.
  external: ["better-sqlite3"],
  // Packages of the older kind ask for node's own modules by `require`.
  banner: {
    js: 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);',
  },
  metafile: true,
  tsconfig: "tsconfig.json",
  logLevel: "warning",
});
const folders = new Set(
  Object.keys(metafile.inputs).flatMap(
    (path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? [],
  ),
);
const licences = [...folders].sort().map((folder) => {
  const file = readdirSync(join(root, folder)).find((name) => /^licen[cs]e/i.test(name));
  if (file === undefined) throw new Error(`${folder} comes without a licence: it cannot be bundled`);
  const { name, version } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
  return `${name} ${version}\n\n${readFileSync(join(root, folder, file), "utf8").trim()}\n`;
});
writeFileSync(`${root}dist/cli/LICENSES.txt`, licences.join(`\n${"-".repeat(80)}\n\n`));
chmodSync(`${root}dist/cli/bin.js`, 0o755);
