import type { Location } from "../location.js";

/** How counts and names are put into sentences. */

export const places = (items: readonly { readonly location: Location }[]): Location[] =>
  items.map((item) => item.location);

/** "3 of 12 runs", "all 12 runs", "both runs", "the one run". */
export function portion(part: number, whole: number, noun: string): string {
  if (part < whole) return `${part} of ${whole} ${noun}s`;
  return whole === 1 ? `the one ${noun}` : whole === 2 ? `both ${noun}s` : `all ${whole} ${noun}s`;
}

/** Mean over the items, 0 of none. */
export function mean<T>(items: readonly T[], value: (item: T) => number): number {
  return items.length === 0 ? 0 : items.reduce((sum, item) => sum + value(item), 0) / items.length;
}

/** Names in one line, the rest counted: "a, b, c and 4 more". */
export function listed(names: readonly string[], most = 3): string {
  const unique = [...new Set(names)];
  const shown = unique.slice(0, most).join(", ");
  return unique.length > most ? `${shown} and ${unique.length - most} more` : shown;
}
