// `node bare-files.mjs FOLDER`: the limit for reading a store of many files: each opened, read and closed once, with one
// buffer; listing them is not counted.
import { closeSync, openSync, readdirSync, readSync } from "node:fs";

const files = readdirSync(process.argv[2], { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => `${entry.parentPath ?? entry.path}/${entry.name}`);
const buffer = Buffer.allocUnsafe(1 << 16);
let bytes = 0;
const start = process.hrtime.bigint();
for (const path of files) {
  const file = openSync(path, "r");
  bytes += readSync(file, buffer, 0, buffer.length, null);
  closeSync(file);
}
console.log(
  `seconds=${Number(process.hrtime.bigint() - start) / 1e9}\n${files.length} files, ${bytes} bytes`,
);
