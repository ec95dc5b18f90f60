import type { z } from "zod";
import type { Location } from "./location.js";
import type * as schema from "./schema/snapshot.js";

/** One line of the ledger snapshot `experiments.lock.jsonl`: one run, without secrets, persons and machine paths. */
export type SnapshotRow = Readonly<z.output<typeof schema.SnapshotRow>>;

/** How the committed snapshot stands to the records at hand. */
export interface SnapshotFacts {
  readonly rows: number;
  /** git tracks it: a clone has it too. */
  readonly committed: boolean;
  /** Runs at hand that git does not hold and the snapshot does not name. */
  readonly absent: readonly { readonly run: string; readonly location: Location }[];
  /** Runs at hand whose record says something else than their row, with the fields that differ. */
  readonly changed: readonly {
    readonly run: string;
    readonly fields: readonly string[];
    readonly location: Location;
  }[];
}
