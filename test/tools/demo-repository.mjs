/**
 * Builds the demo project of `fixtures/demo` with its git history, the same commit ids everywhere, from Node and git
 * alone. `recipe.json` lists the commits, oldest first: `files` is the folder of what each adds or changes. Last come
 * the files of `local`, which git ignores or does not know. A name that begins with `dot-` begins with a dot in the
 * project: what the fixtures say to git and to other tools must not hold for the fixtures themselves.
 *
 *   node demo-repository.mjs FOLDER          builds all of it
 *   node demo-repository.mjs FOLDER NAME     adds one commit (as test/tools/make_demo.py does between its runs)
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const DEMO = fileURLToPath(new URL("../../fixtures/demo/", import.meta.url));
const recipe = JSON.parse(readFileSync(join(DEMO, "recipe.json"), "utf8"));

/**
 * @param {string} target  a folder that is empty or not there
 * @returns {string} the id of the newest commit
 */
export function buildDemo(target) {
  for (const { files } of recipe.commits) addCommit(target, files);
  copyInto(target, recipe.local);
  return git(target, ["rev-parse", "HEAD"]).trim();
}

/**
 * @param {string} target
 * @param {string} name  of the commit's folder
 */
export function addCommit(target, name) {
  const commit = recipe.commits.find(({ files }) => files === name);
  if (commit === undefined) throw new Error(`the recipe has no commit ${name}`);
  if (!existsSync(join(target, ".git"))) {
    mkdirSync(target, { recursive: true });
    git(target, ["init", "--quiet", "--initial-branch=main"]);
  }
  const paths = copyInto(target, join("files", name));
  git(target, ["add", "--force", "--pathspec-from-file=-", "--pathspec-file-nul"], paths.join("\0"));
  git(target, ["commit", "--quiet", "--message", commit.message], undefined, commit.date);
}

/** @returns {string[]} the paths in the target, sorted */
function copyInto(target, folder) {
  const source = join(DEMO, folder);
  if (!existsSync(source)) return [];
  const entries = readdirSync(source, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return entries
    .map((entry) => {
      const from = join(entry.parentPath, entry.name);
      const path = from
        .slice(source.length + 1)
        .split(/[\\/]/)
        .map((part) => part.replace(/^dot-/, "."))
        .join("/");
      mkdirSync(dirname(join(target, path)), { recursive: true });
      copyFileSync(from, join(target, path));
      return path;
    })
    .sort();
}

/** Apart from the machine's configuration, attributes and hooks. */
function git(cwd, args, input, date = "2026-01-01T00:00:00Z") {
  const [, name, email] = /^(.*) <(.*)>$/.exec(recipe.author);
  const options = [
    "core.autocrlf=false",
    "core.fileMode=false",
    "core.hooksPath=/dev/null",
    "commit.gpgSign=false",
  ];
  const result = spawnSync("git", [...options.flatMap((option) => ["-c", option]), ...args], {
    cwd,
    input,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
    env: {
      PATH: process.env.PATH,
      HOME: cwd,
      SystemRoot: process.env.SystemRoot,
      LC_ALL: "C",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_ATTR_NOSYSTEM: "1",
      GIT_TEMPLATE_DIR: "",
      GIT_AUTHOR_NAME: name,
      GIT_AUTHOR_EMAIL: email,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: name,
      GIT_COMMITTER_EMAIL: email,
      GIT_COMMITTER_DATE: date,
    },
  });
  if (result.status !== 0) {
    throw new Error(`git ${args[0]}: ${result.error?.message ?? result.stderr.trim()}`);
  }
  return result.stdout;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , target, name] = process.argv;
  if (name === undefined) console.log(buildDemo(target));
  else addCommit(target, name);
}
