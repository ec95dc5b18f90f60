// `npm run new:tracker -- <id>`: the folder of a tracker with its signs, and the lists. Its id is a word of
// src/core/vocabulary.ts first.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const [id] = process.argv.slice(2);
if (!/^[a-z][a-z0-9]*$/.test(id ?? "")) {
  console.error("npm run new:tracker -- <id>, for example: npm run new:tracker -- trackio");
  process.exit(2);
}
if (!readFileSync(join(root, "src/core/vocabulary.ts"), "utf8").includes(`"${id}"`)) {
  console.error(
    `add "${id}" to TRACKER_IDS in src/core/vocabulary.ts first: reports are written in closed lists`,
  );
  process.exit(2);
}
const folder = join(root, "src/trackers", id);
if (existsSync(join(folder, "signs.ts"))) {
  console.error(`src/trackers/${id}/signs.ts is there already`);
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
mkdirSync(join(root, "fixtures/trackers", id), { recursive: true });
writeFileSync(
  join(folder, "signs.ts"),
  `import { defineSigns } from "../../core/tracker.js";

export const signs = defineSigns({
  id: "${id}",
  title: "${id.replace(/^./, (first) => first.toUpperCase())}",
  url: "",
  packages: ["${id}"],
  modules: ["${id}"],
  calls: {},
  configFiles: [],
  mentions: ["${id}"],
  environment: [],
  targets: [],
  off: [],
  recordsCommit: false,
  recordsParameters: false,
  tracksRuns: true,
});
`,
);
const made = spawnSync("npm", ["run", "generate", "--silent"], {
  cwd: root,
  stdio: "inherit",
  shell: process.platform === "win32",
});
console.log(
  `src/trackers/${id}/signs.ts: fill the signs in; records.ts beside it reads its stores (docs/adding-a-tracker.md)`,
);
process.exitCode = made.status ?? 1;
