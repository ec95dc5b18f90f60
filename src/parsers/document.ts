/** A document as blocks in order, whatever it was written in (`markdown.ts`, `rst.ts`). All lines are 1-based. */
export interface MarkupDocument {
  readonly headings: readonly Heading[];
  readonly blocks: readonly Block[];
  /** Lines of the text. */
  readonly lines: number;
}

export interface Heading {
  /** 1 is the outermost. */
  readonly level: number;
  /** Without markup. */
  readonly text: string;
  readonly line: number;
}

interface Placed {
  readonly line: number;
  /** The headings it stands under, outermost first. */
  readonly under: readonly Heading[];
}

export interface Prose extends Placed {
  readonly kind: "paragraph" | "item";
  /** Lines as written, joined with a newline; list markers and quote marks removed. */
  readonly text: string;
}

export interface CodeBlock extends Placed {
  readonly kind: "code";
  /** Lower case, empty where none is given. */
  readonly language: string;
  readonly text: string;
  /** Line of the first line of `text`. */
  readonly line: number;
}

export interface Table extends Placed {
  readonly kind: "table";
  /** Cells keep their markup. Without a header row: empty. */
  readonly header: readonly string[];
  readonly rows: readonly { readonly cells: readonly string[]; readonly line: number }[];
}

export interface Figure extends Placed {
  readonly kind: "image";
  readonly source: string;
  readonly alt: string;
}

/** Images inside prose and tables are given as blocks of their own too, right after the block that holds them. */
export type Block = Prose | CodeBlock | Table | Figure;

export interface Link {
  readonly url: string;
  readonly text: string;
  /** Line inside the text handed in, counted from 0. */
  readonly offset: number;
}

export const isProse = (block: Block): block is Prose => block.kind === "paragraph" || block.kind === "item";
