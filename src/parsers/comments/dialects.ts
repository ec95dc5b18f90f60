/** How a language writes comments and texts: as much as it takes to tell one from the other. */
export interface Dialect {
  /** What begins a comment that ends with its line. */
  readonly marks: readonly string[];
  /** Such a mark counts at the start of a line or after white space only. */
  readonly apart?: true;
  /** Such a mark counts only where nothing stands before it. */
  readonly whole?: true;
  /** Longer ones first. */
  readonly quotes: readonly Quote[];
  /** A quote begins a text only where a word could begin: `it's` holds none. */
  readonly quotesApart?: true;
  /** Comments that end elsewhere than with the line. */
  readonly between?: readonly [open: string, close: string];
  /** What brackets hold belongs to the statement. */
  readonly brackets?: true;
  /** A backslash before the line's end goes on with the statement, anywhere else it takes away a meaning. */
  readonly backslash?: true;
  /** `<<END`: the lines up to END are text. */
  readonly heredocs?: true;
  /** YAML's `|` and `>`: the lines that are indented more are text. */
  readonly blockScalars?: true;
  /** `@name` lines belong to what follows them. */
  readonly decorators?: true;
}

export interface Quote {
  readonly mark: string;
  /** A backslash in it takes away the meaning of what follows. */
  readonly escapes: boolean;
  /** It may go over several lines. */
  readonly lines: boolean;
  /** Written twice it stands for itself. */
  readonly doubled?: true;
}

const quote = (mark: string, escapes: boolean, lines: boolean): Quote => ({ mark, escapes, lines });
const SIMPLE = [quote('"', true, false), quote("'", true, false)];
const TRIPLE = [quote('"""', true, true), quote("'''", true, true)];

const PYTHON: Dialect = {
  marks: ["#"],
  quotes: [...TRIPLE, ...SIMPLE],
  brackets: true,
  backslash: true,
  decorators: true,
};
const SHELL: Dialect = {
  marks: ["#"],
  apart: true,
  quotes: [quote('"', true, true), quote("'", false, true)],
  backslash: true,
  heredocs: true,
};

export const DIALECTS = {
  python: PYTHON,
  shell: SHELL,
  /** Dockerfile and Makefile: shell commands, each at home in its instruction. */
  recipe: { ...SHELL, quotes: SIMPLE },
  yaml: {
    marks: ["#"],
    apart: true,
    quotes: [quote('"', true, true), { ...quote("'", false, true), doubled: true }],
    quotesApart: true,
    blockScalars: true,
  },
  toml: {
    marks: ["#"],
    quotes: [
      quote('"""', true, true),
      quote("'''", false, true),
      quote('"', true, false),
      quote("'", false, false),
    ],
    brackets: true,
  },
  /** Python's configparser knows comments that are a line of their own. */
  ini: { marks: ["#", ";"], whole: true, quotes: [] },
  /** Of pip: white space and `#` begin a comment, whatever stands around them. */
  requirements: { marks: ["#"], apart: true, quotes: [], backslash: true },
  /** `.gitignore` and its like. */
  lines: { marks: ["#"], whole: true, quotes: [] },
  r: { marks: ["#"], quotes: [quote('"', true, true), quote("'", true, true)] },
  julia: { marks: ["#"], quotes: [quote('"""', true, true), quote('"', true, true)], between: ["#=", "=#"] },
  script: {
    marks: ["//"],
    quotes: [...TRIPLE, ...SIMPLE, quote("`", true, true)],
    between: ["/*", "*/"],
  },
} as const satisfies Readonly<Record<string, Dialect>>;

export type DialectName = keyof typeof DIALECTS;
