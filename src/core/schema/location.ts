import { z } from "zod";

/**
 * A place that a reader can open. `path` is POSIX, relative to the audited root, and names a file that
 * exists at the audited state; the rest is there where it applies.
 */
export const Location = z.object({
  path: z.string().min(1),
  line: z.int().positive().exactOptional().describe("1-based"),
  column: z.int().positive().exactOptional().describe("1-based"),
  cell: z.int().nonnegative().exactOptional().describe("index of the notebook cell"),
  run: z.string().exactOptional().describe("key of the run spoken of: tracker:id"),
  commit: z
    .string()
    .regex(/^[0-9a-f]{40,64}$/)
    .exactOptional(),
});
