const GREATEST = 8.64e15;

/** ISO 8601 in UTC, of milliseconds since the epoch; null: none is recorded, or it is no moment after the epoch. */
export function isoOf(milliseconds: number | null): string | null {
  if (milliseconds === null || !(milliseconds > 0) || milliseconds > GREATEST) return null;
  return new Date(milliseconds).toISOString();
}
