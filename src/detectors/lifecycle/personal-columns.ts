import { defineDetector } from "../../core/detector.js";
import type { Evidence } from "../../core/evidence.js";
import { itemsOf } from "../../core/inventory-items.js";
import { delimitedReader } from "../../parsers/delimited.js";
import { findMailAddresses } from "../../parsers/personal.js";
import { isUnderDocumentation, isUnderExamples, isUnderTests, isVendored } from "../tree-places.js";

/**
 * Columns of tracked data files that hold what identifies a person: told by their names, and only where the first
 * values look like it. The column is named, never a value.
 */
export const detector = defineDetector({
  id: "personal-columns",
  async detect({ workspace, files }) {
    const wanted = files.filter(
      ({ path, size, scope, symlink }) =>
        DATA.test(path) && !symlink && scope === "tracked" && size > 0 && size <= LARGEST && !isMadeUp(path),
    );
    const found: Evidence[] = [];
    for (const { path } of wanted.slice(0, MOST_FILES)) {
      const head = await workspace.read(path, { limit: HEAD }).catch(() => null);
      if (head === null) continue;
      const text = head.toString("utf8");
      if (text.startsWith("version https://git-lfs") || text.includes("\0")) continue;
      for (const [kind, column] of personalIn(
        /json/i.test(path.slice(path.lastIndexOf("."))) ? objects(text) : rows(path, text),
      ))
        found.push(
          governance("personal data", { path, line: 1 }, kind, "in a tracked data file", `column ${column}`),
        );
    }
    return found;
  },
});

const governance = itemsOf("governance");

type Table = ReadonlyMap<string, readonly string[]>;

const DATA = /\.(?:csv|tsv|jsonl|ndjson|json)$/i;
const LARGEST = 2 * 1024 ** 3;
const HEAD = 32 * 1024;
const MOST_FILES = 200;
const MOST_ROWS = 50;

/** Nobody's data: made for tests and demonstrations, generated, or made anonymous. */
const MADE_UP =
  /synth|fak(?:e|er|ed)|dummy|mock|sample|example|toy|demo|simulat|generated|anonym|pseudonym|template|schema|placeholder|lock/i;
const isMadeUp = (path: string): boolean =>
  MADE_UP.test(path) ||
  isUnderTests(path) ||
  isUnderExamples(path) ||
  isUnderDocumentation(path) ||
  isVendored(path);

interface Personal {
  readonly kind: string;
  /** Of a column's name with `-`, `_` and blanks left out, lower case. */
  readonly column: RegExp;
  readonly value: (text: string) => boolean;
}

const digits = (text: string): number => text.replace(/\D/g, "").length;

const PERSONAL: readonly Personal[] = [
  {
    kind: "e-mail address",
    column: /^(?:(?:user|customer|contact|author|client|patient|employee|student)?emails?|emailaddress)$/,
    value: (text) => findMailAddresses(text).length > 0,
  },
  {
    kind: "phone number",
    column: /^(?:customer|contact|home|work)?(?:(?:tele)?phone|mobile|cellphone)(?:number|no|num)?$/,
    value: (text) =>
      /^[+\d() .-]{7,24}$/.test(text) && digits(text) >= 7 && digits(text) <= 15 && !/^\d+\.\d+$/.test(text),
  },
  {
    kind: "social security number",
    column: /^(?:ssn|socialsecurity(?:number|no)?)$/,
    value: (text) => /^\d{3}-?\d{2}-?\d{4}$/.test(text),
  },
  {
    kind: "date of birth",
    column: /^(?:dob|dateofbirth|birthdate|birthday)$/,
    value: (text) => /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}/.test(text),
  },
  {
    kind: "card or account number",
    column: /^(?:creditcard(?:number|no)?|ccnum(?:ber)?|iban)$/,
    value: (text) => /^\d[\d -]{11,22}$|^[A-Z]{2}\d{2}[A-Z0-9 ]{10,32}$/.test(text),
  },
  {
    kind: "passport number",
    column: /^passport(?:number|no)$/,
    value: (text) => /^[A-Z0-9]{6,12}$/.test(text),
  },
  {
    kind: "street address",
    column: /^(?:street|home|postal|mailing)address$/,
    value: (text) => /\d/.test(text) && /[A-Za-z]{3}/.test(text),
  },
  {
    kind: "name of a person",
    column: /^(?:patient|employee|student|full)name$/,
    value: (text) => /^\p{L}[\p{L}.'-]*(?:,? \p{L}[\p{L}.'-]*){1,3}$/u.test(text),
  },
];

function personalIn(table: Table): readonly (readonly [kind: string, column: string])[] {
  return [...table].flatMap(([column, values]): readonly (readonly [string, string])[] => {
    const name = column.toLowerCase().replace(/[-_ ]/g, "");
    const known = PERSONAL.find((one) => one.column.test(name));
    const filled = values.filter((value) => value !== "");
    const like = known === undefined ? 0 : filled.filter((value) => known.value(value)).length;
    return known !== undefined && like > 0 && like >= filled.length / 2
      ? [[known.kind, column.slice(0, 60)]]
      : [];
  });
}

/** First rows of a delimited text, by column. */
function rows(path: string, text: string): Table {
  const first = text.slice(0, text.indexOf("\n") + 1 || undefined);
  const delimiter = path.toLowerCase().endsWith(".tsv")
    ? "\t"
    : !first.includes(",") && first.includes(";")
      ? ";"
      : ",";
  let header: readonly string[] | null = null;
  const columns = new Map<string, string[]>();
  let count = 0;
  const reader = delimitedReader(delimiter, {
    row(cells) {
      if (header === null) {
        header = cells.map((cell) => cell.replace(/^\uFEFF/, "").trim());
        for (const name of header) columns.set(name, []);
      } else if (count++ < MOST_ROWS) {
        header.forEach((name, at) => {
          columns.get(name)?.push((cells[at] ?? "").trim());
        });
      }
    },
    fault() {},
  });
  // A last line that is cut says nothing.
  reader.push(text.slice(0, text.lastIndexOf("\n") + 1));
  reader.end();
  return columns;
}

/** Texts of the first objects of JSON lines, or of a list of objects, by key. */
function objects(text: string): Table {
  const columns = new Map<string, string[]>();
  if (!/^\s*(?:\[\s*)?\{/.test(text)) return columns;
  const isList = /^\s*\[/.test(text);
  if (!isList && !/^\s*\{[^\n]*\}\s*\n\s*\{/.test(text)) return columns;
  let seen = 0;
  for (const [, key = "", value = ""] of text.matchAll(/"([\w -]{1,60})"[ \t]*:[ \t]*"([^"\\\n]{0,200})"/g)) {
    if (seen++ > MOST_ROWS * 40) break;
    columns.set(key, [...(columns.get(key) ?? []), value]);
  }
  return columns;
}
