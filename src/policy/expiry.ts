/**
 * Is a day over? A suppression holds through its last day; one whose day cannot be read does not hold.
 * @param expires  ISO 8601 date; null: it does not expire
 * @param today  ISO 8601 date
 */
export function isExpired(expires: string | null, today: string): boolean {
  if (expires === null) return false;
  return !isDay(expires) || expires < today;
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
