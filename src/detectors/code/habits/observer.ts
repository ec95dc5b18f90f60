import type { Call, CodeFile, Value } from "../../../core/code.js";
import type { DetectionContext } from "../../../core/detector.js";
import type { Evidence } from "../../../core/evidence.js";
import { receiver, text } from "../study/names.js";
import { lastCall, madeBy } from "../study/project.js";
import type { Placed } from "../study/run-places.js";
import type { Study } from "../study/study.js";

/** Watches the one walk over the calls that run, and tells at its end what it has seen. */
export interface Observer {
  see(placed: Placed): void;
  /** What the composition of a Hydra main builds. */
  built?(call: Call): void;
  told(): readonly Evidence[] | Promise<readonly Evidence[]>;
}

export type Observe = (study: Study, context: DetectionContext) => Observer;

/** A call whose conditions a default run may meet. */
export const mayRun = (study: Study, { file, call }: Placed): boolean =>
  study.values.holds(file, call.scope, call.conditions).on !== "no";

/** What a value is at a place, a variable followed to what it was given. */
export const resolved = (study: Study, { file, call }: Placed, value: Value): Value =>
  study.values.resolve(file, call.scope, value).value;

const STRING = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g;

/** Names that a value is made of, without what stands in quotes. */
export function identifiers(value: Value): readonly string[] {
  if (value.is === "literal") return [];
  return (
    text(value)
      .replace(STRING, "''")
      .match(/[A-Za-z_]\w*/g) ?? []
  );
}

/** The call that made what an argument holds: a variable's maker, or none where it is written in place. */
export function makerOf(file: CodeFile, scope: string | null, value: Value | undefined): Call | undefined {
  return value?.is === "name" ? madeBy(file, value.name, scope) : undefined;
}

/**
 * The call that made the receiver of a method call. Its name carries what it was made of, where that is known:
 * `xgboost.XGBClassifier().fit`; then the nearest such call above is taken.
 */
export function receiverMadeBy(file: CodeFile, call: Call): Call | undefined {
  const object = receiver(call);
  if (object === null) return undefined;
  if (!object.endsWith("()")) return madeBy(file, object, call.scope);
  return lastCall(file, object.slice(0, -2), call);
}

/** Asks once for what many calls share: the conditions or loops around them, a name. */
export function remembered<T>(ask: (list: readonly string[]) => T): (list: readonly string[]) => T {
  const known = new WeakMap<readonly string[], { readonly answer: T }>();
  return (list) => {
    const found = known.get(list) ?? { answer: ask(list) };
    known.set(list, found);
    return found.answer;
  };
}
