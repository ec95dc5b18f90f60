import { mayBeLarge, mayBeRecord, mayBeTied } from "./files/concerns.js";
import type { Question } from "./question.js";

/** A question that loads what it needs when a changed file concerns it. */
export interface LazyQuestion extends Pick<Question, "id" | "concerns"> {
  load(): Promise<Question["ask"]>;
}

/** Everything that a hook looks at. */
export const QUESTIONS: readonly LazyQuestion[] = [
  {
    id: "code",
    concerns: (path) => /\.(?:py|ipynb|ya?ml|toml|json|gin|cfg)$/i.test(path),
    load: async () => (await import("./code/code-question.js")).askCode,
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
