import { valuesOf } from "../../core/rule.js";
import type { FileEntry, Workspace } from "../../core/workspace.js";
import { isPointer } from "../../core/workspace.js";
import type { Answer, Asked } from "../question.js";
import { filterOf } from "./git-attributes.js";
import { stateFiles } from "./state-files.js";

const RULE = "large-file-in-git";

/** Changed files that are data or weights of some size, and content that was to go through Git LFS and does not. */
export async function askLargeFiles(asked: Asked): Promise<readonly Answer[]> {
  const { change, state, touched } = asked;
  const view = await state.view(touched);
  const entries = (await view.files()).filter(({ symlink, size }) => !symlink && size > 0);
  if (entries.length === 0) return [];
  const limit = await limitOf(asked, Math.max(...entries.map((entry) => entry.size)));
  // A file of the folder is what the filter made of the pointer: only git's own content tells.
  const stored = change.mode !== "files";
  const files = await stateFiles(state);
  const filter = await filterOf(files);
  const dvc = files.has(".dvc/config") || files.paths.some((path) => path.endsWith("/.dvc/config"));
  const found: Answer[] = [];
  for (const entry of entries) {
    const through = filter(entry.path);
    if (through?.name === "lfs") {
      if (!stored || (await isPointed(entry, view))) continue;
      found.push({
        ...answer(
          entry,
          `${entry.path} goes into git itself (${size(entry)}), though ${through.path}:${through.line} sends it through Git LFS: is git-lfs installed here?`,
        ),
        related: [{ path: through.path, line: through.line }],
        example: `git lfs install && git add --renormalize ${shellWord(entry.path)}`,
      });
    } else if (entry.size > limit && !(await isPointed(entry, view))) {
      const what = await (await import("./large-kind.js")).contentOf(entry, view);
      if (what === null) continue;
      found.push({
        ...answer(
          entry,
          `${entry.path} goes into git itself (${size(entry)}${what.kind === "" ? "" : `, ${what.kind}`})`,
        ),
        ...(what.sure ? {} : { outcome: "partial", confidence: "medium", severity: "warning" }),
        example: commandsFor(entry.path, dvc),
      });
    }
  }
  return found;
}

/** How it is kept where the project keeps such files. */
function commandsFor(path: string, dvc: boolean): string {
  const file = shellWord(path);
  if (dvc) return `git rm --cached ${file} && dvc add ${file}`;
  const ending = /[^/]\.(\w{1,20})$/.exec(path)?.[1];
  const tracked = ending === undefined ? file : `"*.${ending}"`;
  return `git lfs track ${tracked} && git add .gitattributes && git add --renormalize ${file}`;
}

/** A path as a shell takes it. */
const shellWord = (path: string): string =>
  /^[\w./+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;

/** No rule calls less than this large: where all files are smaller, it need not be loaded. */
const LEAST_BYTES = 100_000;

/** Bytes. */
async function limitOf({ policy, rules }: Asked, largest: number): Promise<number> {
  const set = policy.configuration.rules.get(RULE)?.options;
  if (set === undefined && largest < LEAST_BYTES) return LEAST_BYTES;
  const rule = (await rules()).rules.find(({ id }) => id === RULE);
  const { megabytes = Number.POSITIVE_INFINITY } = rule === undefined ? {} : valuesOf(rule, set);
  return megabytes * 1e6;
}

const size = ({ size }: FileEntry): string =>
  size >= 1e5 ? `${(size / 1e6).toFixed(1)} MB` : `${Math.max(1, Math.round(size / 1e3))} kB`;

const answer = ({ path }: FileEntry, message: string): Answer => ({
  rule: RULE,
  outcome: "fail",
  confidence: "high",
  // Once it is committed, every clone holds it for good.
  severity: "error",
  message,
  location: { path },
  related: [],
  subject: { path, name: "content" },
});

async function isPointed({ path }: FileEntry, view: Workspace): Promise<boolean> {
  const kind = await view.kind(path).catch(() => null);
  return kind === null || kind === "symlink" || isPointer(kind);
}
