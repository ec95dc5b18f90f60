import type { Assignment, CodeFile, Value } from "../../../core/code.js";
import type { Place } from "../study/graph.js";
import { lastPart, text } from "../study/names.js";
import { assignmentsTo } from "../study/project.js";
import type { Study } from "../study/study.js";
import { changing } from "./changing.js";

type Placed = { readonly file: CodeFile; readonly assignment: Assignment };

const drawn = new WeakMap<Study, ReadonlyMap<string, readonly Placed[]>>();

/** Values that are drawn under a condition, by the last part of what takes them: `seed` of `args.seed`. */
function drawnValues(study: Study): ReadonlyMap<string, readonly Placed[]> {
  const known = drawn.get(study);
  if (known !== undefined) return known;
  const found = new Map<string, Placed[]>();
  for (const file of study.graph.files) {
    for (const assignment of file.assignments) {
      if (assignment.conditions.length === 0 || changing(assignment.value) === null) continue;
      const name = lastPart(assignment.target);
      const all = found.get(name);
      if (all === undefined) found.set(name, [{ file, assignment }]);
      else all.push({ file, assignment });
    }
  }
  drawn.set(study, found);
  return found;
}

/**
 * What becomes of an option that is drawn where it is not given (`if args.seed < 0: args.seed = randint()`): "drawn"
 * where the default run comes to that, "given" where it does not, "unknown" where it cannot be told; null: no such option.
 */
export function optionDrawn(
  study: Study,
  file: CodeFile,
  place: Place,
  given: Value,
): { readonly is: "drawn" | "given" | "unknown"; readonly assignment: Assignment } | null {
  const name = lastPart(given.is === "name" ? given.name : text(given));
  const all = drawnValues(study).get(name);
  if (all === undefined) return null;
  const programs = study.reach.runBy(file, place);
  // `args = parser.parse_args()` right here: what another program draws for its own options is not meant.
  const holder = /^\w+(?=\.)/.exec(text(given))?.[0];
  const ownHolder =
    holder !== undefined && assignmentsTo(file, holder).some(({ scope }) => scope === place.scope);
  for (const { file: other, assignment } of all) {
    if (other !== file && ownHolder) continue;
    if (other !== file && !study.reach.runBy(other, assignment).some((program) => programs.includes(program)))
      continue;
    const { on } = study.values.holds(other, assignment.scope, assignment.conditions);
    return { is: on === "yes" ? "drawn" : on === "no" ? "given" : "unknown", assignment };
  }
  return null;
}
