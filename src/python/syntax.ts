/**
 * A node of the syntax tree, by the names of tree-sitter's grammar: no comments, no tokens, and leaves where nothing
 * below matters (names with dots, imports, operators without calls, strings or bindings among their operands).
 */
export interface Syntax {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly children: readonly Syntax[];
}

/** The text that places are counted in, its line ends `\n`. */
export interface Source {
  readonly text: string;
  /** Start and end of each comment inside brackets, in order. */
  readonly comments: readonly number[];
}

export interface Parsed {
  /** The module. */
  readonly root: Syntax;
  readonly source: Source;
  readonly broken: boolean;
}
