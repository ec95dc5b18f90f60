import type { Memory } from "./core/memory.js";
import { isOwnOutput } from "./core/outputs.js";
import type { FileEntry, Workspace } from "./core/workspace.js";
import { historyOf } from "./history.js";
import { readLedger } from "./ledger/read.js";
import type { Facts } from "./model/build.js";
import { ProblemList } from "./problems.js";
import { rememberedLook } from "./remembered-look.js";
import { shareableRuns } from "./shareable.js";
import { TRACKERS } from "./trackers/index.js";
import { NOTHING_FURTHER, type Wider } from "./wider.js";
import { trackedOnly } from "./workspace/tracked-only.js";
import { widened } from "./workspace/widened.js";

/** All that was seen of a repository, and through what it was seen. */
export interface Seen {
  readonly workspace: Workspace;
  readonly files: readonly FileEntry[];
  readonly facts: Facts;
  readonly problems: ProblemList;
}

/** Reads code, documents, configuration, records and history. */
export async function readFacts(
  given: Workspace,
  { local, memory }: { readonly local: boolean; readonly memory: Memory | null },
  wider: Wider = NOTHING_FURTHER,
): Promise<Seen> {
  const whole = wider.files.length === 0 ? given : widened(given, wider.files);
  const workspace = local ? whole : trackedOnly(whole);
  const problems = new ProblemList();
  const files = (await workspace.files()).filter((file) => !isOwnOutput(file.path));
  for (const problem of workspace.problems) problems.add(problem);
  const listed = files.filter((file) => file.scope !== "ignored");
  const looking =
    wider === NOTHING_FURTHER
      ? rememberedLook(workspace, listed, { memory, slot: local ? "look" : "look-tracked" })
      : import("./look.js").then(({ look }) => look(workspace, listed, null, wider.documents));
  // Git answers these while the sources are read.
  const [{ evidence, problems: unread }, ledger, history] = await Promise.all([
    looking,
    readLedger(workspace, {
      trackers: TRACKERS,
      declared: async () => (await looking).declared,
      problem: problems.add,
      exposures: true,
      ...(local ? { clone: trackedOnly(whole) } : {}),
    }),
    historyOf(workspace),
  ]);
  for (const problem of unread) problems.add(problem);
  const facts = {
    files,
    evidence,
    ledger: { clone: shareableRuns(ledger.cloned), local: shareableRuns(ledger.here) },
    snapshot: ledger.snapshot,
    history,
    signs: TRACKERS.map((tracker) => tracker.signs),
  };
  return { workspace, files, facts, problems };
}
