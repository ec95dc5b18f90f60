import { compareText } from "../../core/location.js";
import type { Json } from "../../core/vocabulary.js";
import type { QueryField } from "./fields.js";
import { QueryError } from "./query-error.js";
import type { Token } from "./tokens.js";
import { numberIn, spanOf, textIn } from "./values.js";

export type Operator = "=" | "!=" | "<" | "<=" | ">" | ">=" | "~" | "!~";

/** Asked only of values that are recorded. */
type Test = (value: Json) => boolean;

/**
 * The test that `field operator literal` puts to a value. `~`: contains, whatever the case.
 * @throws QueryError where the literal cannot be a value of the field, or the operator has no meaning for it
 */
export function comparison(field: QueryField, operator: Operator, literal: Token, source: string): Test {
  if (operator === "!=" || operator === "!~") {
    const equal = comparison(field, operator === "!=" ? "=" : "~", literal, source);
    return (value) => !equal(value);
  }
  const wrong = (message: string, known: readonly string[] = []): QueryError =>
    new QueryError(message, source, literal.at, literal.length, { word: literal.text, known });
  if (operator === "~") {
    if (field.kind === "flag" || field.kind === "time" || field.kind === "number")
      throw wrong(`~ looks into texts, ${field.name} is ${WHAT[field.kind]}`);
    const part = literal.text.toLowerCase();
    const contains: Test = (value) => textIn(value).toLowerCase().includes(part);
    return field.kind === "list" ? (value) => (value as readonly Json[]).some(contains) : contains;
  }
  switch (field.kind) {
    case "flag": {
      const wanted = FLAGS[literal.text.toLowerCase()];
      if (wanted === undefined || operator !== "=") throw wrong(`${field.name} is true or false`);
      return (value) => value === wanted;
    }
    case "word":
      return wordTest(field, operator, literal, wrong);
    case "number": {
      const wanted = numberIn(literal.text);
      if (wanted === null) throw wrong(`${field.name} is a number, ${literal.text} is none`);
      return (value) => byOrder(operator, compareNumbers(numberIn(value) ?? Number.NaN, wanted));
    }
    case "time":
      return timeTest(field, operator, literal, wrong);
    case "commit": {
      const wanted = literal.text.toLowerCase();
      if (operator !== "=") throw wrong(`commits have no order: only =, != and ~ compare them`);
      return (value) => textIn(value).toLowerCase().startsWith(wanted) && wanted !== "";
    }
    case "list":
      if (operator !== "=") throw wrong(`${field.name} is a list: only =, != and ~ look into it`);
      return (value) => (value as readonly Json[]).includes(literal.text);
    case "text":
      return (value) => byOrder(operator, compareText(textIn(value), literal.text));
    case "any":
      return anyTest(operator, literal.text);
  }
}

const WHAT = { flag: "true or false", time: "a time", number: "a number" } as const;
const FLAGS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  1: true,
  false: false,
  no: false,
  0: false,
};

type Compared = number | null;

/** null: not comparable (NaN with anything but itself), which no operator but != accepts. */
function byOrder(operator: Operator, order: Compared): boolean {
  if (order === null) return false;
  switch (operator) {
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
    default:
      return order === 0;
  }
}

function compareNumbers(a: number, b: number): Compared {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b) ? 0 : null;
  return a < b ? -1 : a > b ? 1 : 0;
}

type Wrong = (message: string, known?: readonly string[]) => QueryError;

function wordTest(field: QueryField, operator: Operator, literal: Token, wrong: Wrong): Test {
  const words = field.words ?? [];
  const wanted = literal.text.toLowerCase();
  if (!words.includes(wanted))
    throw wrong(
      // The table shows it in the place of the status, which is as recorded.
      wanted === "abandoned"
        ? `${field.name} is as recorded: abandoned = true asks for runs that were left open`
        : `${field.name} is never ${literal.text}: it is one of ${words.join(", ")}`,
      words,
    );
  if (operator === "=") return (value) => value === wanted;
  if (!field.ordered) throw wrong(`${field.name} has no order: only = and != compare it`);
  return (value) => byOrder(operator, words.indexOf(textIn(value)) - words.indexOf(wanted));
}

/** `started = 2026-01` is any time of that month, `started > 2026-01` any time after it. */
function timeTest(field: QueryField, operator: Operator, literal: Token, wrong: Wrong): Test {
  const span = spanOf(literal.text);
  if (span === null)
    throw wrong(`${field.name} is a time: 2026-01-31, 2026-01-31T12:00 or 2026-01 is expected`);
  return (value) => {
    const at = Date.parse(textIn(value));
    return byOrder(operator, at < span.from ? -1 : at >= span.to ? 1 : 0);
  };
}

/** Numbers as numbers however they are written; true and false whatever the case; else the text. */
function anyTest(operator: Operator, literal: string): Test {
  const wanted = numberIn(literal);
  const truth = /^(?:true|false)$/i.test(literal) ? literal.toLowerCase() : null;
  return (value) => {
    const number = numberIn(value);
    if (number !== null && wanted !== null) return byOrder(operator, compareNumbers(number, wanted));
    const text = textIn(value);
    if (truth !== null && operator === "=") return text.toLowerCase() === truth;
    if (operator === "=") return text === literal || withoutSpaces(text) === withoutSpaces(literal);
    return number === null && wanted === null && byOrder(operator, compareText(text, literal));
  };
}

/** Lists are written `[64, 32]` by one tool and `[64,32]` by the other. */
const withoutSpaces = (text: string): string => (text.startsWith("[") ? text.replace(/\s/g, "") : text);
