/** What a token is. Those that begin or end something stand together, so that a range tells them. */
export const EOF = 0;
/** `end` is no place but the indentation of the line that follows. */
export const NEWLINE = 1;
export const RPAR = 2;
export const RSQB = 3;
export const RBRACE = 4;
/** The brace that ends an f-string's field. */
export const FIELD_END = 5;
export const SEMICOLON = 6;
export const COMMA = 7;
export const COLON = 8;
export const ASSIGN = 9;
/** `+=` and the like. */
export const AUGMENTED = 10;
export const WALRUS = 11;
export const ARROW = 12;
export const DOT = 13;
/** A character that no token begins with, or a closing bracket that nothing opened. */
export const STRAY = 14;
export const FIELD = 15;
export const TEMPLATE_END = 16;

export const NAME = 17;
export const NUMBER = 18;
export const STRING = 19;
/** The beginning of an f-string; its fields follow, each as FIELD, tokens, FIELD_END, and then TEMPLATE_END. */
export const TEMPLATE = 20;
export const LPAR = 21;
export const LSQB = 22;
export const LBRACE = 23;
export const ELLIPSIS = 24;
export const TILDE = 25;
export const BACKTICK = 26;

export const STAR = 27;
export const DOUBLE_STAR = 28;
export const PLUS = 29;
export const MINUS = 30;
export const AT = 31;
/** `/`, `//`, `%`. */
export const DIVISION = 32;
export const LEFT_SHIFT = 33;
export const RIGHT_SHIFT = 34;
export const AMPERSAND = 35;
export const BAR = 36;
export const CARET = 37;
/** `<`, `==`, `<>` and the like. */
export const COMPARISON = 38;
export const SLASH = 39;

export const AND = 40;
export const OR = 41;
export const NOT = 42;
export const IN = 43;
export const IS = 44;
export const IF = 45;
export const ELSE = 46;
export const FOR = 47;
export const LAMBDA = 48;
export const AS = 49;
export const FROM = 50;
export const YIELD = 51;
export const AWAIT = 52;
export const ASYNC = 53;
export const TRUE = 54;
export const FALSE = 55;
export const NONE = 56;

/** From here on: words that only a statement begins with. */
export const IMPORT = 57;
export const DEF = 58;
export const CLASS = 59;
export const RETURN = 60;
export const RAISE = 61;
export const ASSERT = 62;
export const DEL = 63;
export const GLOBAL = 64;
export const NONLOCAL = 65;
export const PASS = 66;
export const BREAK = 67;
export const CONTINUE = 68;
export const ELIF = 69;
export const WHILE = 70;
export const TRY = 71;
export const EXCEPT = 72;
export const FINALLY = 73;
export const WITH = 74;
export const KIND_COUNT = 75;

const WORDS: readonly (readonly [string, number])[] = [
  ["and", AND],
  ["or", OR],
  ["not", NOT],
  ["in", IN],
  ["is", IS],
  ["if", IF],
  ["else", ELSE],
  ["for", FOR],
  ["lambda", LAMBDA],
  ["as", AS],
  ["from", FROM],
  ["yield", YIELD],
  ["await", AWAIT],
  ["async", ASYNC],
  ["True", TRUE],
  ["False", FALSE],
  ["None", NONE],
  ["import", IMPORT],
  ["def", DEF],
  ["class", CLASS],
  ["return", RETURN],
  ["raise", RAISE],
  ["assert", ASSERT],
  ["del", DEL],
  ["global", GLOBAL],
  ["nonlocal", NONLOCAL],
  ["pass", PASS],
  ["break", BREAK],
  ["continue", CONTINUE],
  ["elif", ELIF],
  ["while", WHILE],
  ["try", TRY],
  ["except", EXCEPT],
  ["finally", FINALLY],
  ["with", WITH],
];

const LONGEST = Math.max(...WORDS.map(([word]) => word.length));
/** Words by the code of their first letter. */
const BY_LETTER: (readonly (readonly [string, number])[] | undefined)[] = [];
for (let code = 0; code < 128; code++) {
  const words = WORDS.filter(([word]) => word.charCodeAt(0) === code);
  BY_LETTER.push(words.length === 0 ? undefined : words);
}

/** The kind of the word from `start` to `end`: a keyword's, or NAME. */
export function wordKind(text: string, start: number, end: number): number {
  const length = end - start;
  if (length < 2 || length > LONGEST) return NAME;
  const words = BY_LETTER[text.charCodeAt(start)];
  if (words === undefined) return NAME;
  for (let i = 0; i < words.length; i++) {
    const [word, kind] = words[i]!;
    if (word.length === length && text.startsWith(word, start)) return kind;
  }
  return NAME;
}

export const COMPARED = 4;
export const POWER = 12;

/** How tightly an operator between two operands binds; 0: it is none. */
export const PRECEDENCE = new Uint8Array(KIND_COUNT);
for (const [precedence, kinds] of [
  [1, [OR]],
  [2, [AND]],
  // 3: not
  [COMPARED, [COMPARISON, IN, IS, NOT]],
  [5, [BAR]],
  [6, [CARET]],
  [7, [AMPERSAND]],
  [8, [LEFT_SHIFT, RIGHT_SHIFT]],
  [9, [PLUS, MINUS]],
  [10, [STAR, AT, DIVISION, SLASH]],
  // 11: the sign of a number
  [POWER, [DOUBLE_STAR]],
] as const) {
  for (const kind of kinds) PRECEDENCE[kind] = precedence;
}
export const NEGATED = 3;
export const SIGNED = 11;

/** 1 where an expression, a starred one or one that yields can begin. */
export const BEGINS = new Uint8Array(KIND_COUNT);
for (const kind of [
  NAME,
  NUMBER,
  STRING,
  TEMPLATE,
  LPAR,
  LSQB,
  LBRACE,
  ELLIPSIS,
  TILDE,
  BACKTICK,
  STAR,
  DOUBLE_STAR,
  PLUS,
  MINUS,
  NOT,
  LAMBDA,
  YIELD,
  AWAIT,
  ASYNC,
  TRUE,
  FALSE,
  NONE,
]) {
  BEGINS[kind] = 1;
}
