import { createHash } from "node:crypto";
import type { Location } from "../core/location.js";

/** What stands at a location, so that a finding is known again after lines have moved. */
export interface Surroundings {
  /** Text of the line, or null where there is none. */
  line(location: Location): string | null;
}

/**
 * Names a finding by rule, run or line (white space normalised) and ordinal among equals. The path stays out: a
 * rename keeps the fingerprint, and whoever compares takes the path beside it.
 */
export class Fingerprints {
  readonly #seen = new Map<string, number>();

  constructor(private readonly surroundings: Surroundings) {}

  next(rule: string, location: Location): string {
    const place = location.run ?? (this.surroundings.line(location) ?? "").replace(/\s+/g, " ").trim();
    const subject = `${rule}\0${place}`;
    const ordinal = this.#seen.get(subject) ?? 0;
    this.#seen.set(subject, ordinal + 1);
    return createHash("sha256").update(`${subject}\0${ordinal}`).digest("hex").slice(0, 16);
  }
}
