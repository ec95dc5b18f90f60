/** An explanation before it is a text: for a terminal and for Markdown alike. Backticks mark what is code. */
export interface Page {
  readonly title: string;
  readonly parts: readonly Part[];
}

export type Part =
  | { readonly heading: string; readonly text: string }
  /** Text of an audited repository, as `quoted` facts are: nothing in it is markup. */
  | { readonly said: string }
  | { readonly text: string }
  | { readonly facts: readonly string[]; readonly quoted?: true }
  | { readonly code: string }
  | { readonly change: { readonly before: string | null; readonly after: string } }
  | { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };

/** Parts that hold nothing are left out. */
export const pageOf = (title: string, parts: readonly (Part | null)[]): Page => ({
  title,
  parts: parts.filter((part) => part !== null && !isEmpty(part)).map((part) => part as Part),
});

function isEmpty(part: Part): boolean {
  if ("facts" in part) return part.facts.length === 0;
  return "rows" in part && part.rows.length === 0;
}
