// `npm run demo`: builds the sample project outside this repository, audits it and says where the report lies.

import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildDemo } from "./demo-repository.mjs";

const exptrack = fileURLToPath(new URL("../../dist/cli/bin.js", import.meta.url));
const target = join(mkdtempSync(join(tmpdir(), "exptrack-demo-")), "flower-classifier");
await buildDemo(target);
for (const command of [["runs"], ["audit"]]) {
  console.log(`\n$ exptrack ${command.join(" ")}   # in ${target}\n`);
  const { status } = spawnSync(process.execPath, [exptrack, ...command, target], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
