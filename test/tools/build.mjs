// Compiles to dist/ and puts beside the code what tsc does not copy: the Python grammar. The command line is bundled as
// well, into dist/cli, because its 300 modules, found and read one by one, take a third of the time of a small command.
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../", import.meta.url));
rmSync(`${root}dist`, { recursive: true, force: true });
const compiler = [`${root}node_modules/typescript/bin/tsc`, "-p", `${root}tsconfig.json`];
const tsc = spawnSync(process.execPath, compiler, { stdio: "inherit", cwd: root });
if (tsc.status !== 0) process.exit(tsc.status ?? 1);

// Flat, so that what a module names by its own address (the grammar, the worker) lies beside every chunk.
await build({
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
  packages: "external",
  tsconfig: "tsconfig.json",
  logLevel: "warning",
});
for (const folder of ["src/python", "cli"]) {
  cpSync(`${root}src/python/grammar`, `${root}dist/${folder}/grammar`, { recursive: true });
}
chmodSync(`${root}dist/cli/bin.js`, 0o755);
