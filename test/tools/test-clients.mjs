// `npm run test:clients [-- --all] [-- vitest options]`: the readers beside the real Python clients. Environments are
// made in a temporary folder, each from its list of packages, unless a variable already names an interpreter. `--all`
// adds the clients that are heavy to install (torch and its kin); without it their committed answers are compared.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const asked = process.argv.slice(2);
const everything = asked.includes("--all");

/** The interpreter's variable, its packages, and whether it is made by default. */
const ENVIRONMENTS = [
  { variable: "EXPTRACK_PYTHON", packages: "requirements-clients.txt", always: true },
  { variable: "EXPTRACK_PYTHON_OLD", packages: "requirements-clients-old.txt", always: true },
  { variable: "EXPTRACK_PYTHON_ALL", packages: "requirements-clients-all.txt", always: false },
];

const run = (command, args, env = process.env) =>
  spawnSync(command, args, { cwd: root, env, stdio: "inherit" }).status ?? 1;

const folder = mkdtempSync(join(tmpdir(), "exptrack-clients-"));
let code = 1;
try {
  const env = { ...process.env };
  for (const { variable, packages, always } of ENVIRONMENTS) {
    if (env[variable] !== undefined || !(always || everything)) continue;
    const home = join(folder, variable.toLowerCase());
    const pip = ["install", "--quiet", "--disable-pip-version-check", "-r", join("test/tools", packages)];
    if (run("python3", ["-m", "venv", home]) !== 0 || run(join(home, "bin/pip"), pip) !== 0)
      throw new Error(`the clients of ${packages} cannot be installed`);
    env[variable] = join(home, "bin/python");
  }
  const options = asked.filter((word) => word !== "--all");
  code = run("npx", ["vitest", "run", "-c", "vitest.clients.config.ts", ...options], env);
} catch (error) {
  console.error(error.message);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = code;
