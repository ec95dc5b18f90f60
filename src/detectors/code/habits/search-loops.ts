import type { Call, CodeFile } from "../../../core/code.js";
import { type EvidenceOf, evidence } from "../../../core/evidence.js";
import type { Placed } from "../study/run-places.js";
import type { Study } from "../study/study.js";
import { isTraining } from "../study/training-calls.js";
import { identifiers } from "./observer.js";

/** Names that hyperparameters go by. */
const HYPERPARAMETER =
  /^_*(?:lr|learning_rate|alpha|batch_?size|bs|dropout|drop_rate|weight_decay|wd|hidden(?:_\w+)?|n_?(?:layers|hidden|units|estimators|neighbors)|num_(?:layers|units|heads)|(?:max_)?depth|k|c|gamma|lambda_?|lam|momentum|optimizer|opt|units|width|kernel|kernel_size|epsilon|temperature|tau|beta|sigma|n_components|l1|l2|reg)$/i;
const PRODUCT = /^(.{1,120}) in (?:\w+\()*(?:itertools\.)?product\(/;
const VALUES =
  /^(\w+) in (?:\w+\()?(?:[[(]\s*[-\d"'.]|(?:np|numpy)\.(?:linspace|logspace|arange|geomspace)\(|range\(|\w+s\b)/;
const head = new Map<string, readonly string[]>();

/** Hyperparameters that a loop goes through: `lr in [0.1, 0.01]`, `(lr, bs) in itertools.product(…)`. */
function searchedBy(loop: string): readonly string[] {
  let found = head.get(loop);
  if (found === undefined) {
    if (head.size > 20_000) head.clear();
    const targets = (PRODUCT.exec(loop) ?? VALUES.exec(loop))?.[1]?.match(/[A-Za-z_]\w*/g) ?? [];
    found = targets.filter((name) => HYPERPARAMETER.test(name));
    head.set(loop, found);
  }
  return found;
}

/** A search by hand: loops over hyperparameters in which a model is trained. */
export function searchByHand(study: Study, { file, call }: Placed): EvidenceOf<"code.search"> | null {
  const names = (call.loops ?? []).flatMap(searchedBy);
  if (
    names.length === 0 ||
    !(isTraining(file, call) ? uses(file, call, names) : handsOn(study, file, call, names))
  )
    return null;
  return evidence(
    "code.search",
    call.location,
    {
      tool: "loops",
      call: call.name,
      seeded: null,
      stored: null,
      method: "grid",
      space: [...new Set(names)].sort(),
    },
    "medium",
  );
}

/** Inside the loop something is made with what it goes through: `SGD(lr=lr)`, `KMeans(n_clusters=k)`. */
const uses = (file: CodeFile, call: Call, names: readonly string[]): boolean =>
  file.calls.some(
    (one) =>
      one.scope === call.scope &&
      one.loops?.some((loop) => call.loops?.includes(loop) === true) === true &&
      one.args.some(
        ({ name, value }) =>
          name !== null &&
          (HYPERPARAMETER.test(name) || /^n_clusters$/.test(name)) &&
          identifiers(value).some((used) => names.includes(used)),
      ),
  );

/** A function of the project that trains is handed what the loop goes through. */
function handsOn(study: Study, file: CodeFile, call: Call, names: readonly string[]): boolean {
  if (!call.args.some(({ value }) => identifiers(value).some((name) => names.includes(name)))) return false;
  const target = study.graph.resolve(file, call.name, call.scope);
  if (target === undefined || target.kind !== "function") return false;
  return target.file.calls.some((inner) => inner.scope === target.name && isTraining(target.file, inner));
}
