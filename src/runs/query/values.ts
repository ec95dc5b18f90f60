import { compareText } from "../../core/location.js";
import type { Json } from "../../core/vocabulary.js";

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,4})?$/i;
const BEYOND: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  "+inf": Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
  "-inf": Number.NEGATIVE_INFINITY,
  "-infinity": Number.NEGATIVE_INFINITY,
};

/** A number, or the text of one (MLflow keeps every parameter as text); null: neither. */
export function numberIn(value: Json): number | null {
  if (typeof value === "number") return value;
  if (typeof value !== "string") return null;
  if (NUMBER.test(value)) return Number(value);
  const name = value.toLowerCase();
  return Object.hasOwn(BEYOND, name) ? BEYOND[name]! : null;
}

/** A recorded value as text: what `=` and `~` compare where it is no number. */
export function textIn(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Numbers by size before texts by code unit, NaN after both. */
export function compareAny(a: Json, b: Json): number {
  const [x, y] = [numberIn(a), numberIn(b)];
  if (x === null || y === null) return x === y ? compareText(textIn(a), textIn(b)) : x === null ? 1 : -1;
  if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
  return x < y ? -1 : x > y ? 1 : 0;
}

/** First moment of the time that a text names and the first one after it, in milliseconds: a day for `2026-01-02`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const TIME =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d)(?::(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?(Z|[+-]\d\d:?\d\d)?)?)?)?$/i;
const LENGTHS = [86_400_000, 3_600_000, 60_000, 1000, 1] as const;

/** A date or time of ISO 8601, also cut short; without a zone in UTC. null: it is none. */
export function spanOf(text: string): Span | null {
  const parts = TIME.exec(text);
  if (parts === null) return null;
  const [, year, month, day, hour, minute, second, fraction, zone] = parts;
  const at = (y: number, m: number): number =>
    Date.UTC(
      y,
      m,
      Number(day ?? 1),
      Number(hour ?? 0),
      Number(minute ?? 0),
      Number(second ?? 0),
      Math.floor(Number(`0.${fraction ?? "0"}`) * 1000),
    );
  const y = Number(year);
  const m = Number(month ?? 1) - 1;
  const moment = new Date(at(y, m));
  const exists =
    m >= 0 &&
    m < 12 &&
    moment.getUTCMonth() === m &&
    moment.getUTCDate() === Number(day ?? 1) &&
    Number(hour ?? 0) < 24 &&
    Number(minute ?? 0) < 60 &&
    Number(second ?? 0) < 60;
  if (!exists) return null;
  const from = moment.getTime() - offsetOf(zone);
  if (month === undefined) return { from, to: at(y + 1, 0) };
  if (day === undefined) return { from, to: at(y, m + 1) };
  const given = [hour, minute, second, fraction].filter((part) => part !== undefined).length;
  return { from, to: from + LENGTHS[given]! };
}

function offsetOf(zone: string | undefined): number {
  if (zone === undefined || zone.toUpperCase() === "Z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith("-") ? -minutes : minutes) * 60_000;
}
