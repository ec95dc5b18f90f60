/** What a repository shows to whoever sets exptrack up in it. */
export interface InitFacts {
  /** Of exptrack: what is written names it. */
  readonly version: string;
  /** Ids of the trackers that are in use. */
  readonly trackers: readonly string[];
  /** As cloned, 0 to 30; null where no machine learning was found. */
  readonly score: number | null;
  readonly git: boolean;
  /** The folder within its repository; "" for the root, where hooks and CI are set up. */
  readonly folder: string;
  /** As git's configuration has them: never printed. */
  readonly remotes: readonly string[];
  /** Every path that git holds or would take, sorted. */
  readonly paths: readonly string[];
  /** Contents of the files in `textsWanted`, byte for byte; null: it is there and cannot be read as UTF-8 text. */
  readonly texts: ReadonlyMap<string, string | null>;
}

export interface InitChoices {
  readonly config: boolean;
  readonly hook: boolean;
  readonly ci: boolean;
  /** The hook that keeps the report up to date as well. */
  readonly reportHook: boolean;
  /** Settings go into pyproject.toml. */
  readonly pyproject: boolean;
  /** exptrack's own files are proposed anew where they are there. */
  readonly force: boolean;
}

/** A file as it is (null: it is not there) and as it is to be. */
export interface PlannedFile {
  readonly path: string;
  readonly before: string | null;
  readonly after: string;
}

export interface Plan {
  readonly files: readonly PlannedFile[];
  /** What is left as it is, and what is left to a person. */
  readonly notes: readonly string[];
}

/** A part of the plan. */
export interface Proposal {
  readonly file: PlannedFile | null;
  readonly notes: readonly string[];
}

export const nothing = (...notes: readonly string[]): Proposal => ({ file: null, notes });
