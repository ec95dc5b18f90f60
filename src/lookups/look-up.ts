import type { Location } from "../core/location.js";
import type { RepoModel } from "../core/model.js";
import type { Gap } from "../core/report.js";
import type { FileEntry, Workspace } from "../core/workspace.js";

export type LookUpId = "nested-projects" | "documentation" | "ignored-directories" | "other-branches";

/** What a look-up may see. */
export interface Asked {
  /** With git, and with what only this machine holds. */
  readonly workspace: Workspace;
  /** What a clone holds, as judged so far. */
  readonly clone: RepoModel;
  /** All that was listed, ignored files too. */
  readonly files: readonly FileEntry[];
  /** False: what differs from one clone to the next is not asked for. */
  readonly local: boolean;
}

/** What a look-up brings for a second look, and what it can only name. */
export interface Found {
  readonly readme?: string;
  readonly pages?: readonly string[];
  /** Of `leftOut()`. */
  readonly files?: readonly FileEntry[];
  /** In the tree, and not readable here. */
  readonly named?: readonly { readonly location: Location; readonly gap: Gap }[];
  /** Outside of what a clone holds: no committed text may say it. */
  readonly elsewhere?: readonly Gap[];
}

export interface LookUp {
  readonly id: LookUpId;
  /** How the report calls it. */
  readonly title: string;
  /** Asks for more than the audited tree. */
  readonly outside?: true;
  find(asked: Asked): Promise<Found> | Found;
}
