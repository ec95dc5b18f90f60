// `npm run new:rule -- <folder> <rule-id>`: a rule that answers "not applicable", its two twins, and the lists.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const [folder, id] = process.argv.slice(2);
const usage =
  "npm run new:rule -- <folder under rules/> <rule-id>, for example: npm run new:rule -- data unsorted-glob";
const kebab = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
if (!kebab.test(folder ?? "") || !kebab.test(id ?? "")) {
  console.error(usage);
  process.exit(2);
}
const target = join(root, "rules", folder, `${id}.ts`);
if (existsSync(target)) {
  console.error(`rules/${folder}/${id}.ts is there already`);
  process.exit(2);
}
mkdirSync(join(root, "rules", folder), { recursive: true });
writeFileSync(
  target,
  `import { defineRule, notApplicable } from "exptrack/core";

export const rule = defineRule({
  id: "${id}",
  title: "${id.replaceAll("-", " ").replace(/^./, (first) => first.toUpperCase())}",
  severity: "info",
  areas: [],
  docs: {
    what: "What the rule looks at.",
    why: "Why it matters, with its source where somebody has measured it.",
    limit: "What it cannot tell, or where it may be wrong.",
    fix: "What to do.",
    effort: "minutes",
  },
  check() {
    return notApplicable("what would have to be there for the question to arise");
  },
});
`,
);
for (const expectation of ["pass", "fail"]) {
  const twin = join(root, "fixtures/rules", id, expectation);
  mkdirSync(twin, { recursive: true });
  writeFileSync(join(twin, "README.md"), `# ${id}: the repository where it must ${expectation}\n`);
}
const made = spawnSync("npm", ["run", "generate", "--silent"], {
  cwd: root,
  stdio: "inherit",
  shell: process.platform === "win32",
});
console.log(
  `rules/${folder}/${id}.ts and fixtures/rules/${id}/{pass,fail}: write the check, then the twins (docs/adding-a-rule.md)`,
);
process.exitCode = made.status ?? 1;
