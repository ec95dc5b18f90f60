import type { Location } from "../../../core/location.js";
import type { TrackerId } from "../../../core/vocabulary.js";

/** One place that takes parameters into a record. */
export interface ParameterRecord {
  readonly into: TrackerId | "file";
  readonly location: Location;
  /** Names under which, or from which, something is recorded. */
  readonly names: readonly string[];
  /** Everything that the options hold. */
  readonly all: boolean;
  /** The constants of the program as well: nanoGPT's `{k: globals()[k] for k in config_keys}`. */
  readonly constants?: true;
  /** Something that cannot be followed. */
  readonly open: boolean;
}
