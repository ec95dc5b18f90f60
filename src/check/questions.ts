import type { Change } from "../core/change.js";
import { mayBeLarge, mayBeRecord, mayBeTied } from "./files/concerns.js";
import type { Question } from "./question.js";

/** A question that loads what it needs when a changed file concerns it. */
export interface LazyQuestion extends Pick<Question, "id" | "concerns"> {
  load(): Promise<Question["ask"]>;
  /** Asks git for what it will need, while others think. */
  ahead?(change: Change): Promise<unknown>;
}

/** Everything that a hook looks at. */
export const QUESTIONS: readonly LazyQuestion[] = [
  {
    id: "code",
    concerns: (path) => /\.(?:py|ipynb|ya?ml|toml|json|gin|cfg)$/i.test(path),
    load: async () => (await import("./code/code-question.js")).askCode,
    ahead: async (change) => (await import("./code/source-lines.js")).sourceLines(change, change.after),
  },
  {
    id: "records",
    concerns: mayBeRecord,
    load: async () => (await import("./files/records.js")).askRecords,
  },
  {
    id: "large-files",
    concerns: mayBeLarge,
    load: async () => (await import("./files/large-files.js")).askLargeFiles,
  },
  {
    id: "stale-locks",
    concerns: mayBeTied,
    load: async () => (await import("./files/stale-locks.js")).askStaleLocks,
  },
];
