import type { Change, Git } from "../core/workspace.js";
import type { SafeRepository } from "./git-shadow.js";

/** A commit and the files it changed: in a merge, those that differ from every parent. */
interface Step extends Change {
  readonly paths: readonly string[];
}

/** Walks end as soon as everything asked is answered. */
export function historyOf(
  repository: SafeRepository,
  head: string | null,
): Pick<Git, "countCommits" | "newestChange" | "lastChanges" | "changes"> {
  const { shallowEnds } = repository;
  /** The oldest commits of a shallow clone have lost their parents, and seem to have made everything. */
  const isEnd = (step: Step) => shallowEnds.has(step.commit);

  return {
    async countCommits(counts, limit) {
      if (head === null) return 0;
      let count = 0;
      try {
        for await (const step of walkHistory(repository, head)) {
          if (count >= limit) return limit;
          if (!isEnd(step) && step.paths.some(counts)) count++;
        }
      } catch {
        return null;
      }
      return count < limit && shallowEnds.size > 0 ? null : count;
    },

    async newestChange(counts) {
      if (head === null) return null;
      try {
        for await (const step of walkHistory(repository, head)) {
          if (!step.paths.some(counts)) continue;
          return isEnd(step) ? null : { commit: step.commit, at: step.at };
        }
      } catch {
        // Cannot be seen: a partial clone without trees.
      }
      return null;
    },

    async lastChanges(paths) {
      const found = new Map<string, Change>();
      const left = new Set(paths);
      if (head === null || left.size === 0) return found;
      try {
        for await (const step of walkHistory(repository, head, paths)) {
          for (const path of step.paths) {
            if (!left.delete(path) || isEnd(step)) continue;
            found.set(path, { commit: step.commit, at: step.at });
          }
          if (left.size === 0) break;
        }
      } catch {
        // What was found before the walk broke off stands.
      }
      return found;
    },

    async changes(paths) {
      const found = new Map<string, Change[]>();
      if (head === null || paths.length === 0) return found;
      const wanted = new Set(paths);
      const folders = paths.some((path) => path.endsWith("/"));
      try {
        for await (const step of walkHistory(repository, head, paths)) {
          if (isEnd(step)) continue;
          const touched = new Set(
            step.paths.flatMap((path) => [path, ...(folders ? foldersAbove(path) : [])]).filter(has(wanted)),
          );
          for (const path of touched) {
            const change = { commit: step.commit, at: step.at };
            const list = found.get(path);
            if (list === undefined) found.set(path, [change]);
            else list.push(change);
          }
        }
      } catch {
        // What was found before the walk broke off stands.
      }
      return found;
    },
  };
}

const has =
  (set: ReadonlySet<string>) =>
  (path: string): boolean =>
    set.has(path);

/** `a/` and `a/b/` of `a/b/c.py`. */
function foldersAbove(path: string): string[] {
  const folders: string[] = [];
  for (let end = path.indexOf("/"); end >= 0; end = path.indexOf("/", end + 1))
    folders.push(path.slice(0, end + 1));
  return folders;
}

const FORMAT = "--format=tformat:%x00%H %ct";

/** So many paths can be handed to git, which then compares them alone. */
const MOST_PATHS = 200;

/**
 * Newest first. Paths are relative to the opened folder, and only those below it are told.
 * @param wanted  where only these matter; one that ends in "/" stands for all below it
 */
async function* walkHistory(
  { call, layout }: SafeRepository,
  head: string,
  wanted: readonly string[] = [],
): AsyncGenerator<Step, void> {
  const options = ["--name-only", "-z", "-c", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-color"];
  const limits = wanted.length > MOST_PATHS ? [] : wanted.map((path) => `:(literal)${path}`);
  const folder = layout.folder === "" ? [] : ["--relative"];
  const paths = limits.length > 0 ? limits : layout.folder === "" ? [] : ["."];
  // A merge that took one side whole is no change, and neither side is left out.
  const full = paths.length === 0 ? [] : ["--full-history"];
  const output = call.stream(["log", ...options, FORMAT, ...full, ...folder, head, "--", ...paths]);
  let step: { commit: string; at: string; paths: string[] } | undefined;
  let emptyBefore = false;
  for await (const token of splitAtNul(output)) {
    const header = emptyBefore ? /^([0-9a-f]{40,64}) (\d+)$/.exec(token) : null;
    emptyBefore = token === "";
    if (header) {
      if (step) yield step;
      step = { commit: header[1]!, at: new Date(Number(header[2]) * 1000).toISOString(), paths: [] };
    } else if (token !== "") {
      // Git puts a line end between the header and the first name.
      step?.paths.push(step.paths.length === 0 && token.startsWith("\n") ? token.slice(1) : token);
    }
  }
  if (step) yield step;
}

async function* splitAtNul(pieces: AsyncIterable<Buffer>): AsyncGenerator<string, void> {
  let rest: Buffer[] = [];
  for await (const piece of pieces) {
    let start = 0;
    for (let end = piece.indexOf(0); end >= 0; end = piece.indexOf(0, start)) {
      const tail = piece.subarray(start, end);
      yield (rest.length === 0 ? tail : Buffer.concat([...rest, tail])).toString();
      rest = [];
      start = end + 1;
    }
    if (start < piece.length) rest.push(piece.subarray(start));
  }
  if (rest.length > 0) yield Buffer.concat(rest).toString();
}
