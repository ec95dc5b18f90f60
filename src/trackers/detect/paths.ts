import type { Call, CodeFile, Value } from "../../core/code.js";
import type { Switch } from "./switch.js";

/** Where something stands in a file. */
export type Place = Pick<Call, "scope" | "location">;

/** A call that leads into a function or a class. */
export interface Way {
  readonly file: CodeFile;
  readonly call: Pick<Call, "args" | "scope" | "location" | "conditions" | "loops" | "caught">;
}

/** How programs come to places of the code: what the study of the code knows, as far as tracking asks for it. */
export interface Paths {
  /** Paths of the programs that run a place, sorted; null where the repository starts nothing. */
  programs(file: CodeFile, place: Place): readonly string[] | null;
  /** What leads into the function that a place stands in, from code that runs; empty where nothing shows it. */
  ways(file: CodeFile, place: Place): readonly Way[];
  /** Does a condition hold by default? */
  holds(file: CodeFile, scope: string | null, condition: string): Switch;
  /** A value as far as constants, parameters of functions and configuration fix it. */
  resolve(file: CodeFile, scope: string | null, value: Value): Value;
  /** Does code that runs speak of a name, so that it may lead to it in a way that cannot be followed? */
  speaksOf(name: string): boolean;
}
