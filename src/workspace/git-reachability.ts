import type { CommitFacts, Reachability } from "../core/workspace.js";
import type { SafeRepository } from "./git-shadow.js";
import type { ObjectReader } from "./object-reader.js";

/** Existence is asked of one process; reachability of four at most, however many commits there are. */
export async function commitFacts(
  ids: readonly string[],
  repository: SafeRepository,
  objects: ObjectReader,
  head: string | null,
): Promise<ReadonlyMap<string, CommitFacts>> {
  const incomplete = repository.config.partial || repository.shallowEnds.size > 0;
  const absent: Reachability = incomplete ? "unobservable" : "absent";
  const facts = new Map<string, CommitFacts>();
  const present = new Map<string, string>();
  await Promise.all(
    ids.map(async (id) => {
      if (!/^[0-9a-f]{4,64}$/i.test(id)) return facts.set(id, { id, reachability: "absent" });
      const info = await objects.info(`${id.toLowerCase()}^{commit}`);
      if (info === "ambiguous") return facts.set(id, { id, reachability: "unobservable" });
      // A branch may be called like an abbreviation; then git answers with the branch.
      if (info === "missing" || !isCommitOf(info.id, id)) return facts.set(id, { id, reachability: absent });
      return present.set(id, info.id);
    }),
  );
  const { reached, complete } = await walkRefs(new Set(present.values()), repository, head);
  const unreached = complete && repository.shallowEnds.size === 0 ? "dangling" : "unobservable";
  for (const [id, full] of present) facts.set(id, { id: full, reachability: reached.get(full) ?? unreached });
  return new Map(ids.map((id) => [id, facts.get(id)!]));
}

/** An id of a tag object names the commit that it points to. */
const isCommitOf = (commit: string, asked: string): boolean =>
  commit.startsWith(asked.toLowerCase()) || asked.length >= 40;

/** Each class of refs is walked as far as those before it did not reach, and only until all are found. */
async function walkRefs(
  commits: ReadonlySet<string>,
  { call }: SafeRepository,
  head: string | null,
): Promise<{ readonly reached: ReadonlyMap<string, Reachability>; readonly complete: boolean }> {
  const classes: readonly (readonly [Reachability, readonly string[]])[] = [
    ["head", head === null ? [] : [head]],
    ["tag", ["--tags"]],
    ["remote", ["--remotes"]],
    ["branch", ["--branches"]],
  ];
  const reached = new Map<string, Reachability>();
  const seen: string[] = [];
  let complete = true;
  for (const [reachability, refs] of classes) {
    if (reached.size === commits.size) break;
    if (refs.length === 0) continue;
    const options = [...refs, ...(seen.length > 0 ? ["--not", ...seen] : []), "--"];
    try {
      for await (const line of linesOf(call.stream(["rev-list", ...options]))) {
        if (commits.has(line)) reached.set(line, reachability);
        if (reached.size === commits.size) break;
      }
      seen.push(...refs);
    } catch {
      // A ref or a history is broken: what hangs on it cannot be told.
      complete = false;
    }
  }
  return { reached, complete };
}

async function* linesOf(pieces: AsyncIterable<Buffer>): AsyncGenerator<string, void> {
  let rest = "";
  for await (const piece of pieces) {
    const lines = (rest + piece.toString("latin1")).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}
