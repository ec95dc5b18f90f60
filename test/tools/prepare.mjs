// npm's `prepare`: sees to it that dist/ is there and no older than what it is made of. npm runs this after an install
// here, before it packs, and in the clone that it makes of a package asked for by its git address, as pre-commit does.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** What the build reads, and the file that it writes last. */
const SOURCES = ["src", "rules", "package.json", "tsconfig.json", "test/tools/build.mjs"];
const BUILT = "dist/cli/LICENSES.txt";
const COMPILERS = ["typescript", "esbuild"];

/** Of an `npm install --global`: below version 12 npm hands it on to us, and dependencies would go elsewhere. */
const NOT_OURS = /^npm_config_(?:global|location|prefix|local_prefix|omit)$/i;

const changed = (path) => statSync(join(root, path)).mtimeMs;

/** Of a file, or of a folder with all that is in it: a file that went changes its folder. */
function newest(path) {
  if (!statSync(join(root, path)).isDirectory()) return changed(path);
  return Math.max(changed(path), ...readdirSync(join(root, path)).map((name) => newest(join(path, name))));
}

function run(command, args, env = process.env) {
  const { status, error } = spawnSync(command, args, { cwd: root, env, stdio: "inherit" });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

function installCompilers() {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_OURS.test(name)));
  const options = ["--ignore-scripts", "--include=dev", "--no-save", "--no-audit", "--no-fund"];
  const npm = process.env.npm_execpath;
  if (npm?.endsWith("npm-cli.js")) run(process.execPath, [npm, "install", ...options], env);
  else run("npm", ["install", ...options], env);
}

if (!existsSync(join(root, BUILT)) || Math.max(...SOURCES.map(newest)) > changed(BUILT)) {
  if (COMPILERS.some((name) => !existsSync(join(root, "node_modules", name)))) installCompilers();
  run(process.execPath, [join(root, "test/tools/build.mjs")]);
}
