/** One setting of the configuration, with the words that explain it. */
export interface Setting {
  readonly comment: readonly string[];
  readonly key: string;
  readonly value: number | boolean | string | readonly string[];
  /** A proposal to think about: written as a comment. */
  readonly off?: boolean;
}
