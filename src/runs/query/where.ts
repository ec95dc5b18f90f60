import type { Run } from "../../core/run.js";
import { comparison, type Operator } from "./comparison.js";
import { fieldOf, type QueryField } from "./fields.js";
import { QueryError } from "./query-error.js";
import { type Token, tokensOf } from "./tokens.js";

export interface Where {
  readonly matches: (run: Run) => boolean;
  /** The fields that it names, in order. */
  readonly fields: readonly QueryField[];
}

type Predicate = (run: Run) => boolean;

/** Of one expression: more is no question that somebody asks. */
const MOST_TOKENS = 2000;
const DEEPEST = 100;
const OPERATORS: Readonly<Record<string, Operator>> = {
  "=": "=",
  "==": "=",
  "!=": "!=",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
  "~": "~",
  "!~": "!~",
};
const KEYWORDS: ReadonlySet<string> = new Set(["and", "or", "not", "in", "is", "null"]);

/**
 * `params.lr > 0.01 and (status = finished or metrics."val/loss".min < 0.2) and name is not null`
 *
 *     or    = and { "or" and }                and = not { "and" not }         not = "not" not | "(" or ")" | test
 *     test  = field operator value            operator: = == != < <= > >= ~ !~
 *           | field ["not"] "in" "(" value { "," value } ")"
 *           | field "is" ["not"] "null"       | field        (one that is true or false)
 *
 * A run in which the field is not recorded passes no test but `is null`. Time grows with the length of the
 * expression; there are no patterns.
 *
 * @throws QueryError
 */
export function parseWhere(source: string): Where {
  const tokens = tokensOf(source);
  if (tokens.length > MOST_TOKENS) throw new QueryError("the expression is too long", source, 0, 1);
  const fields: QueryField[] = [];
  let next = 0;
  let depth = 0;
  const matches = either();
  if (peek().kind !== "end") throw unexpected("and, or, or the end is expected here");
  return { matches, fields };

  function either(): Predicate {
    const all = [both()];
    while (takeKeyword("or")) all.push(both());
    return all.length === 1 ? all[0]! : (run) => all.some((one) => one(run));
  }

  function both(): Predicate {
    const all = [negated()];
    while (takeKeyword("and")) all.push(negated());
    return all.length === 1 ? all[0]! : (run) => all.every((one) => one(run));
  }

  function negated(): Predicate {
    depth += 1;
    if (depth > DEEPEST) throw unexpected("this is nested too deep");
    try {
      if (takeKeyword("not")) {
        const inner = negated();
        return (run) => !inner(run);
      }
      if (!takeSign("(")) return test();
      const inner = either();
      if (!takeSign(")")) throw unexpected(") is missing here");
      return inner;
    } finally {
      depth -= 1;
    }
  }

  function test(): Predicate {
    const name = peek();
    if (name.kind !== "word" || isKeyword(name)) throw unexpected("a field is expected here");
    next += 1;
    const field = fieldOf(name, source);
    fields.push(field);
    const asked = peek();
    const operator = asked.kind === "sign" ? OPERATORS[asked.text] : undefined;
    if (operator !== undefined) {
      next += 1;
      return compared(field, operator);
    }
    if (takeKeyword("is")) return presence(field, !takeKeyword("not"));
    if (takeKeyword("in")) return among(field);
    if (isKeyword(asked, "not") && isKeyword(tokens[next + 1], "in")) {
      next += 2;
      const inside = among(field);
      return (run) => isThere(field, run) && !inside(run);
    }
    if (field.kind === "flag") return (run) => field.value(run) === true;
    throw unexpected(
      /^i?like$/i.test(asked.text)
        ? "LIKE is written ~ here, without %: name ~ fox"
        : `an operator is expected after ${name.text}: = != < <= > >= ~ in, is null`,
    );
  }

  function compared(field: QueryField, operator: Operator): Predicate {
    const literal = peek();
    if (isKeyword(literal, "null") && (operator === "=" || operator === "!=")) {
      next += 1;
      return (run) => isThere(field, run) === (operator === "!=");
    }
    return recorded(field, comparison(field, operator, value(), source));
  }

  function presence(field: QueryField, absent: boolean): Predicate {
    if (!takeKeyword("null")) throw unexpected("null is expected here");
    return (run) => isThere(field, run) !== absent;
  }

  function among(field: QueryField): Predicate {
    if (!takeSign("(")) throw unexpected("( is expected here: tracker in (mlflow, wandb)");
    const tests = [comparison(field, "=", value(), source)];
    while (takeSign(",")) tests.push(comparison(field, "=", value(), source));
    if (!takeSign(")")) throw unexpected(", or ) is expected here");
    return recorded(field, (found) => tests.some((one) => one(found)));
  }

  function value(): Token {
    const token = peek();
    const bare = token.kind === "word" && !isKeyword(token);
    if (token.kind !== "text" && !bare)
      throw unexpected(
        isKeyword(token) ? `quote it where ${token.text} is a value` : "a value is expected here",
      );
    next += 1;
    return token;
  }

  function takeSign(sign: string): boolean {
    const taken = peek().kind === "sign" && peek().text === sign;
    if (taken) next += 1;
    return taken;
  }

  function takeKeyword(keyword: string): boolean {
    const taken = isKeyword(peek(), keyword);
    if (taken) next += 1;
    return taken;
  }

  function peek(): Token {
    return tokens[Math.min(next, tokens.length - 1)]!;
  }

  function unexpected(message: string): QueryError {
    const { at, length } = peek();
    return new QueryError(message, source, at, length);
  }
}

function isKeyword(token: Token | undefined, which?: string): boolean {
  if (token?.kind !== "word") return false;
  const word = token.text.toLowerCase();
  return which === undefined ? KEYWORDS.has(word) : word === which;
}

function isThere(field: QueryField, run: Run): boolean {
  const value = field.value(run);
  return value !== null && !(Array.isArray(value) && field.kind === "list" && value.length === 0);
}

const recorded =
  (field: QueryField, test: (value: NonNullable<ReturnType<QueryField["value"]>>) => boolean): Predicate =>
  (run) => {
    const value = field.value(run);
    return value !== null && test(value);
  };
