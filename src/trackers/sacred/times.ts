const TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)?$/;

/** A recorded moment (`utcnow()`, without a zone) in milliseconds since the epoch; null: none. */
export function parseTime(text: string | null): number | null {
  const match = TIME.exec(text ?? "");
  if (match === null) return null;
  const [, day, clock, fraction = "", zone = "Z"] = match;
  const time = Date.parse(`${day}T${clock}.${fraction.slice(0, 3).padEnd(3, "0")}${zone}`);
  return Number.isNaN(time) ? null : time;
}
