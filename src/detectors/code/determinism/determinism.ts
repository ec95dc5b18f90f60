import type { CodeFile } from "../../../core/code.js";
import { defineDetector } from "../../../core/detector.js";
import { evidence } from "../../../core/evidence.js";
import { seedingsIn } from "../seeds/seed-calls.js";
import type { Place } from "../study/graph.js";
import { isLiteral } from "../study/names.js";
import { place } from "../study/project.js";
import { type Study, studyOf } from "../study/study.js";
import { type Found, switchesIn } from "./determinism-switches.js";
import { HASH_SEED, type Meaning } from "./determinism-table.js";

/** Switches that ask for equal results to the bit, with the value they are set to and what they really do. */
export const detector = defineDetector({
  id: "code-determinism",
  async detect(context) {
    const study = await studyOf(context);
    const all = switchesIn(study);
    return all.map((one) => {
      const { location, name, value, programs } = one;
      const meaning = defeated(study, one, all) ?? one.meaning;
      return evidence("code.determinism", location, {
        switch: name,
        value: value.slice(0, 80),
        ...(meaning === null ? {} : { effect: meaning.effect }),
        ...(meaning?.why === undefined ? {} : { why: meaning.why }),
        programs,
      });
    });
  },
});

/** What keeps a switch from doing what it reads like, in the programs that come to it; null: nothing does. */
function defeated(study: Study, one: Found, all: readonly Found[]): Meaning | null {
  switch (one.name) {
    case "cudnn.deterministic":
    case "Trainer.deterministic":
      return one.meaning?.effect === "asked-for" ? benchmarked(one, all) : null;
    case HASH_SEED:
      return restarted(one);
    case "tensorflow.enable_op_determinism":
      return seeded(study, one.programs, "tensorflow")
        ? null
        : {
            effect: "none",
            why: "TensorFlow raises an error where an operation draws without a seed, and nothing seeds it",
          };
    case "CUBLAS_WORKSPACE_CONFIG":
      return tooLate(study, one, usesCuda, "CUDA was first used");
    case "XLA_FLAGS":
      return tooLate(study, one, usesJax, "JAX was first used");
    default:
      return null;
  }
}

/**
 * cuDNN tries out algorithms and takes the fastest, which differs from run to run, while `benchmark` is on: PyTorch
 * then leaves only the choice among deterministic ones to it (aten/src/ATen/native/cudnn/Conv_v7.cpp), and Lightning
 * warns that `deterministic` is ignored (lightning 2.6 accelerator_connector.py `_set_torch_flags`).
 */
function benchmarked(one: Found, all: readonly Found[]): Meaning | null {
  const wanted = one.name.replace("deterministic", "benchmark");
  const beside = all.filter(
    (other) =>
      (other.name === wanted || other.name === "cudnn.benchmark") &&
      other.programs.some((program) => one.programs.includes(program)),
  );
  const on = beside.find(({ value, unsure }) => value === "True" && !unsure);
  // Where it is also switched off, the two stand in different branches.
  if (on === undefined || one.unsure || beside.some(({ value }) => value === "False")) return null;
  const at = on.location === one.location ? "beside it" : `at ${place(on.location)}`;
  return {
    effect: "none",
    why: `${wanted === on.name ? on.name : "cudnn.benchmark"} is True ${at}, so that cuDNN chooses its algorithms by timing them`,
  };
}

/** A program that starts itself again with the variable set. */
function restarted({ at }: Found): Meaning | null {
  if (at === null) return null;
  const again = at.file.calls.find(
    ({ name, location }) =>
      /^os\.exec\w+$/.test(name) && (location.line ?? 0) > (at.place.location.line ?? 0),
  );
  if (again !== undefined)
    return { effect: "asked-for", why: `the program starts itself again (${place(again.location)})` };
  const child = at.file.calls.find(({ name }) => /^(?:subprocess\.|os\.system$)/.test(name));
  return child === undefined
    ? null
    : {
        effect: "none",
        why: `PYTHONHASHSEED is read before the program starts: set in it, it reaches only what is started later (${place(child.location)})`,
      };
}

function seeded(study: Study, programs: readonly string[], source: "tensorflow"): boolean {
  return study.graph.files.some((file) =>
    seedingsIn(study, file).some(
      ({ call, fields }) =>
        fields.sources.includes(source) &&
        fields.value !== null &&
        fields.on !== "no" &&
        study.reach.runBy(file, call).some((program) => programs.includes(program)),
    ),
  );
}

type Uses = (call: CodeFile["calls"][number]) => boolean;

/** Work on the device; who only asks for devices, or picks one, makes no handle of cuBLAS. */
const usesCuda: Uses = ({ name, method, args }) =>
  method === "cuda" ||
  (method === "to" &&
    args.some(
      ({ value }) => isLiteral(value, "cuda") || isLiteral(value, "cuda:0") || isLiteral(value, 0),
    )) ||
  /^torch\.cuda\.(?:synchronize|make_graphed_callables|graph|comm\.\w+)$/.test(name);
const usesJax: Uses = ({ name }) =>
  /^jax\.(?:random|numpy|devices|local_devices|device_put|device_count|default_backend)\b/.test(name);

/** A variable that a library has read by the time it is set. */
function tooLate(study: Study, { at, programs }: Found, uses: Uses, what: string): Meaning | null {
  if (at === null) return null;
  for (const program of programs) {
    const set = rankOf(study, program, at.file, at.place);
    if (set === null) continue;
    for (const file of study.graph.files) {
      for (const call of file.calls) {
        if (!uses(call) || study.values.reached(file, call).on === "no") continue;
        const rank = study.order.of(program, file, call);
        if (rank !== null && rank < set)
          return { effect: "none", why: `it is set after ${what} (${place(call.location)})` };
      }
    }
  }
  return null;
}

/** Assignments have no rank: theirs is that of the first call below them in the same stretch of code. */
function rankOf(study: Study, program: string, file: CodeFile, at: Place): number | null {
  const exact = study.order.of(program, file, at);
  if (exact !== null) return exact;
  const line = at.location.line ?? 0;
  const beside = file.calls.filter(
    ({ scope, location }) => scope === at.scope && location.cell === at.location.cell,
  );
  const below = beside.find(({ location }) => (location.line ?? 0) > line);
  if (below !== undefined) return study.order.of(program, file, below);
  const above = beside.at(-1);
  const rank = above === undefined ? null : study.order.of(program, file, above);
  return rank === null ? null : rank + 0.5;
}
