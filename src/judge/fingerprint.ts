import { createHash } from "node:crypto";
import type { Location } from "../core/location.js";

/** What stands at a location, so that a finding is known again after lines have moved. */
export interface Surroundings {
  /** Text of the line, or of the cell where no line is named, without comments; null where there is none. */
  line(location: Location): string | null;
  /** The functions and classes around the line, `Trainer.fit`; empty where there are none. */
  symbol(location: Location): string;
}

/**
 * Names findings: a hash of rule, run or line (without its white space) and the symbols around it; equal ones of one
 * report are numbered, `0123456789abcdef-2`. The path stays out: a rename keeps the fingerprint, and whoever compares
 * takes the path beside it.
 */
export class Fingerprints {
  readonly #seen = new Map<string, number>();

  constructor(private readonly surroundings: Surroundings) {}

  next(rule: string, location: Location): string {
    const place =
      location.run ??
      `${(this.surroundings.line(location) ?? "").replace(/\s+/g, "")}\0${this.surroundings.symbol(location)}`;
    const hash = createHash("sha256").update(`${rule}\0${place}`).digest("hex").slice(0, 16);
    const count = (this.#seen.get(hash) ?? 0) + 1;
    this.#seen.set(hash, count);
    return count === 1 ? hash : `${hash}-${count}`;
  }
}
