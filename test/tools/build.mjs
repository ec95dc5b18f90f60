// Compiles to dist/ and puts beside the code what tsc does not copy: the Python grammar.
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
rmSync(`${root}dist`, { recursive: true, force: true });
const compiler = [`${root}node_modules/typescript/bin/tsc`, "-p", `${root}tsconfig.json`];
const tsc = spawnSync(process.execPath, compiler, { stdio: "inherit", cwd: root });
if (tsc.status !== 0) process.exit(tsc.status ?? 1);
cpSync(`${root}src/python/grammar`, `${root}dist/src/python/grammar`, { recursive: true });
chmodSync(`${root}dist/src/cli/bin.js`, 0o755);
