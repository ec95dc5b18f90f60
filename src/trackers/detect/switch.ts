import type { On } from "../../core/evidence.js";

/** Does a default run do this? `why` names the switch and its place. */
export interface Switch {
  readonly on: On;
  readonly why: string | null;
}
export const ON: Switch = { on: "yes", why: null };

const ORDER: Readonly<Record<On, number>> = { no: 0, unknown: 1, yes: 2 };

/** The switch that stops most: all have to be passed. */
export const weakest = (switches: readonly Switch[]): Switch =>
  switches.reduce((least, one) => (ORDER[one.on] < ORDER[least.on] ? one : least), ON);

/** The best of several ways. */
export const strongest = (switches: readonly Switch[]): Switch =>
  switches.reduce((most, one) => (ORDER[one.on] > ORDER[most.on] ? one : most));
