import { SECRET_KINDS, type SecretKind } from "./secret-kinds.js";
import {
  entropyOf,
  isPlaceholder,
  isSecretValue,
  type NamedSecret,
  namedSecret,
  wordsOf,
} from "./secret-names.js";

/** A part of a text, `[start, end)` in UTF-16 units. */
export interface Found {
  readonly what: string;
  readonly start: number;
  readonly end: number;
}

const NOTHING: readonly Found[] = [];
/** Shorter texts hold no secret that its form gives away. */
const SHORTEST = 12;

/**
 * Secrets in a text, by their own form, in addresses, and as values of names that promise one. Doubt is decided for
 * the text: placeholders, variables, paths and words are none. Linear in the length of the text.
 *
 * @param key  name of the field whose whole value the text is
 */
export function findSecrets(text: string, key?: string): readonly Found[] {
  const whole = key === undefined ? null : wholeValue(text, key);
  if (whole !== null) {
    // A form of its own tells more than the name that it stands under.
    const [formed] = byForm(text);
    return [formed === undefined ? whole : { ...whole, what: formed.what }];
  }
  if (text.length < SHORTEST) return NOTHING;
  const found = [...byForm(text), ...tokens(text), ...inAddresses(text), ...assigned(text)];
  return found.length === 0 ? NOTHING : apart(found);
}

const SCHEME = /^(?:Bearer|Basic|Token)\s{1,3}/i;

function wholeValue(text: string, key: string): Found | null {
  if (text.length < 6 || text.length > 600) return null;
  const named = namedSecret(key);
  if (named === null) return null;
  const start = (/^\s*["']?/.exec(text)?.[0].length ?? 0) + (SCHEME.exec(text)?.[0].length ?? 0);
  const value = text.slice(start).replace(/["']?\s*$/, "");
  return isSecretValue(value, named) ? { what: inWords(named, key), start, end: start + value.length } : null;
}

const WORDS: Readonly<Record<NamedSecret, string>> = {
  password: "password",
  key: "API key",
  token: "access token",
  secret: "secret",
};
/** `WANDB_API_KEY` is told by its owner. */
const OWNERS: readonly (readonly [word: string, what: string])[] = [
  ["wandb", "W&B key"],
  ["comet", "Comet key"],
  ["kaggle", "Kaggle key"],
  ["clearml", "ClearML key"],
  ["neptune", "Neptune token"],
  ["aws", "AWS secret key"],
];

function inWords(named: NamedSecret, name: string): string {
  if (named === "password") return WORDS.password;
  const words = wordsOf(name);
  return OWNERS.find(([word]) => words.includes(word))?.[1] ?? WORDS[named];
}

const MARKED = new RegExp(
  SECRET_KINDS.flatMap((kind) => kind.marks)
    .map((mark) => mark.replace(/[.?/]/g, "\\$&"))
    .join("|"),
);

function* byForm(text: string): Iterable<Found> {
  yield* privateKeys(text);
  if (!MARKED.test(text)) return;
  for (const kind of SECRET_KINDS) {
    if (!kind.marks.some((mark) => text.includes(mark))) continue;
    for (const match of text.matchAll(kind.pattern)) {
      const secret = match.groups?.secret ?? match[0];
      if (!isLikely(secret, kind)) continue;
      const start = match.index + match[0].indexOf(secret);
      yield { what: kind.what, start, end: start + secret.length };
    }
  }
}

const isLikely = (secret: string, { entropy = 0 }: SecretKind): boolean =>
  entropyOf(secret) >= entropy && !/EXAMPLE|x{8}|\*{3}/i.test(secret);

const KEY_HEADER = /-----BEGIN[ A-Z0-9]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
/** A header alone is talk of keys. */
const LEAST_KEY = 64;

function* privateKeys(text: string): Iterable<Found> {
  if (!text.includes("PRIVATE KEY")) return;
  let done = 0;
  for (const match of text.matchAll(KEY_HEADER)) {
    const start = match.index + match[0].length;
    if (start < done) continue;
    const close = text.indexOf("-----END", start);
    const end = close < 0 ? text.length : close;
    done = end;
    if (
      end - start >= LEAST_KEY &&
      /^(?:\\[nr]|[\sA-Za-z0-9+/=:,.-]){64}/.test(text.slice(start, start + 200))
    )
      yield { what: "private key", start, end };
  }
}

const TOKEN_TAIL = /\.eyJ[\w-]{10,8192}\.[\w-]{10,1024}/g;

/** JSON web tokens: two objects and a signature. The header is looked for backwards from the first dot. */
function* tokens(text: string): Iterable<Found> {
  if (!text.includes(".eyJ")) return;
  for (const match of text.matchAll(TOKEN_TAIL)) {
    const start = backwards(text, match.index, 4096, WORD_OR_DASH);
    if (isTokenHeader(text.slice(start, match.index)))
      yield { what: "JSON web token", start, end: match.index + match[0].length };
  }
}

function isTokenHeader(part: string): boolean {
  if (!part.startsWith("eyJ")) return false;
  try {
    return "alg" in JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  } catch {
    return false;
  }
}

const CREDENTIALS = /:\/\/(?<user>[^\s:@/?#"'<>]{0,100}):(?<password>[^\s@/"'<>]{3,200})@[\w[-]/g;
const TOKEN_AS_USER = /:\/\/(?<token>[\w.~-]{20,255})@(?<host>[\w.-]{1,255})/g;
const DATABASES =
  /(?:postgres\w*|mysql|mariadb|mongodb|redis|rediss|mssql|oracle|clickhouse|snowflake|cockroachdb)$/;

/** `postgresql://ada:…@host/runs`, `https://…@host/repository.git`. */
function* inAddresses(text: string): Iterable<Found> {
  if (!text.includes("://") || !text.includes("@")) return;
  for (const match of text.matchAll(CREDENTIALS)) {
    const { user = "", password = "" } = match.groups ?? {};
    if (isPlaceholder(password) || password === user) continue;
    const scheme =
      text.slice(backwards(text, match.index, 30, SCHEME_LETTER), match.index).split("+")[0] ?? "";
    const start = match.index + 3 + user.length + 1;
    yield {
      what: DATABASES.test(scheme) ? "database password" : "password in an address",
      start,
      end: start + password.length,
    };
  }
  for (const match of text.matchAll(TOKEN_AS_USER)) {
    const { token = "", host = "" } = match.groups ?? {};
    // The key in an address of Sentry is made to be public.
    if (host.endsWith("sentry.io") || !isSecretValue(token, "token")) continue;
    yield { what: "token in an address", start: match.index + 3, end: match.index + 3 + token.length };
  }
}

const LAST_WORDS = /passw(?:or)?d|passphrase|passcode|pwd|_pass(?![a-z])|secret|token|key|authorization/gi;
/** After an option (`--token x`, also as two items of a list) white space is enough. */
const SET_TO = /["'\]]{0,2}[ \t]{0,3}(?:=>|[:=])[ \t]{0,3}["']?|["']?,?\s{1,8}["']?/y;
const PLAIN_SET = /[:=]/;
const VALUE = /(?:(?:Bearer|Basic|Token)\s{1,3})?([^\s"'`,;<>()[\]{}|&\\]{6,512})/iy;

/** `api_key=…`, `"password": "…"`, `--token …` within a text. Calls, variables and types on the right are none. */
function assigned(text: string): Found[] {
  const found: Found[] = [];
  LAST_WORDS.lastIndex = 0;
  for (let match = LAST_WORDS.exec(text); match !== null; match = LAST_WORDS.exec(text)) {
    const after = match.index + match[0].length;
    SET_TO.lastIndex = after;
    const sign = SET_TO.exec(text)?.[0];
    if (sign === undefined) continue;
    const from = backwards(text, match.index, 60, NAME_LETTER);
    const name = text.slice(from, after);
    if (!PLAIN_SET.test(sign) && !name.startsWith("--")) continue;
    const named = namedSecret(name);
    if (named === null) continue;
    VALUE.lastIndex = after + sign.length;
    const value = VALUE.exec(text);
    if (value?.[1] === undefined) continue;
    const end = value.index + value[0].length;
    // Each value is looked at once, whatever stands in it: this keeps the search linear.
    LAST_WORDS.lastIndex = end;
    if (/[([{]/.test(text[end] ?? "") || !isSecretValue(value[1], named)) continue;
    found.push({ what: inWords(named, name), start: end - value[1].length, end });
  }
  return found;
}

const WORD_OR_DASH = /[\w-]/;
const NAME_LETTER = /[\w.-]/;
const SCHEME_LETTER = /[a-z0-9+]/;

/** Start of the run of accepted characters that ends before `end`. */
function backwards(text: string, end: number, most: number, accepted: RegExp): number {
  let start = end;
  while (start > 0 && end - start < most && accepted.test(text[start - 1]!)) start--;
  return start;
}

/** In order, and of overlapping ones the first. */
function apart(found: readonly Found[]): Found[] {
  const sorted = [...found].sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Found[] = [];
  for (const one of sorted) if (one.start >= (kept.at(-1)?.end ?? 0)) kept.push(one);
  return kept;
}
