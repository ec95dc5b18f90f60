import {
  AMPERSAND,
  ARROW,
  ASSIGN,
  AT,
  AUGMENTED,
  BACKTICK,
  BAR,
  CARET,
  COLON,
  COMPARISON,
  DIVISION,
  DOT,
  DOUBLE_STAR,
  ELLIPSIS,
  LEFT_SHIFT,
  MINUS,
  PLUS,
  RIGHT_SHIFT,
  SEMICOLON,
  SLASH,
  STAR,
  STRAY,
  TILDE,
  WALRUS,
} from "./kinds.js";

/**
 * What begins with neither a letter, a digit, a quotation mark, a bracket nor a comma: its kind, and in the second byte
 * by how many characters it goes on.
 */
export function operatorAt(text: string, at: number): number {
  const next = text.charCodeAt(at + 1);
  switch (text.charCodeAt(at)) {
    case 59:
      return SEMICOLON;
    case 126:
      return TILDE;
    case 96:
      return BACKTICK;
    case 46:
      return next === 46 && text.charCodeAt(at + 2) === 46 ? ELLIPSIS | (2 << 8) : DOT;
    case 58:
      return next === 61 ? WALRUS | (1 << 8) : COLON;
    case 61:
      return next === 61 ? COMPARISON | (1 << 8) : ASSIGN;
    case 33:
      return next === 61 ? COMPARISON | (1 << 8) : STRAY;
    case 43:
      return next === 61 ? AUGMENTED | (1 << 8) : PLUS;
    case 45:
      return next === 61 ? AUGMENTED | (1 << 8) : next === 62 ? ARROW | (1 << 8) : MINUS;
    case 64:
      return next === 61 ? AUGMENTED | (1 << 8) : AT;
    case 37:
      return next === 61 ? AUGMENTED | (1 << 8) : DIVISION;
    case 38:
      return next === 61 ? AUGMENTED | (1 << 8) : AMPERSAND;
    case 124:
      return next === 61 ? AUGMENTED | (1 << 8) : BAR;
    case 94:
      return next === 61 ? AUGMENTED | (1 << 8) : CARET;
    case 42:
      return next === 42 ? doubled(text, at, DOUBLE_STAR) : next === 61 ? AUGMENTED | (1 << 8) : STAR;
    case 47:
      return next === 47 ? doubled(text, at, DIVISION) : next === 61 ? AUGMENTED | (1 << 8) : SLASH;
    case 60:
      if (next === 60) return doubled(text, at, LEFT_SHIFT);
      return next === 61 || next === 62 ? COMPARISON | (1 << 8) : COMPARISON;
    case 62:
      if (next === 62) return doubled(text, at, RIGHT_SHIFT);
      return next === 61 ? COMPARISON | (1 << 8) : COMPARISON;
    default:
      return STRAY;
  }
}

const doubled = (text: string, at: number, kind: number): number =>
  text.charCodeAt(at + 2) === 61 ? AUGMENTED | (2 << 8) : kind | (1 << 8);
