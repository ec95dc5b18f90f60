import type { Call, CodeFile } from "../../../core/code.js";
import { defineDetector } from "../../../core/detector.js";
import { type Evidence, evidence } from "../../../core/evidence.js";
import type { Location } from "../../../core/location.js";
import { changing } from "../seeds/changing.js";
import { processFunctions, standsIn } from "../seeds/process-functions.js";
import { PYTHON_DRAWS } from "../seeds/random-table.js";
import { type Seeding, seedingsIn } from "../seeds/seed-calls.js";
import { usesWorkers } from "../seeds/worker-seeds.js";
import { enclosing } from "../study/graph.js";
import { canonicalName, isLiteral, text } from "../study/names.js";
import { place } from "../study/project.js";
import { type Study, studyOf } from "../study/study.js";

/**
 * Random numbers in worker processes that come out alike in all of them, or differ from run to run.
 *
 * Since PyTorch 1.9 a DataLoader seeds `random`, `torch` and NumPy's global generator of each worker from its base
 * seed and the worker's number (torch/utils/data/_utils/worker.py `_worker_loop`), so that a missing `worker_init_fn`
 * or `generator` is no defect. What it cannot reach are generators that the dataset carries into the workers.
 */
export const detector = defineDetector({
  id: "code-worker-randomness",
  async detect(context) {
    const study = await studyOf(context);
    const found: Evidence[] = [];
    const add = (file: CodeFile, call: Call, location: Location, why: string): void => {
      const programs = study.reach.runBy(file, call);
      if (programs.length === 0) return;
      found.push(
        evidence("code.risk", location, {
          risk: "worker-randomness",
          call: canonicalName(call.name),
          why,
          programs,
        }),
      );
    };
    const withWorkers = new Set<string>();
    const asked: Evidence[] = [];
    for (const file of study.graph.files)
      for (const call of file.calls.filter((one) => usesWorkers(study, file, one))) {
        const programs = study.reach.runBy(file, call);
        for (const program of programs) withWorkers.add(program);
        asked.push(
          evidence("code.sound", call.location, { risk: "worker-randomness", call: call.name, programs }),
        );
      }
    for (const file of study.graph.files) {
      for (const seeding of seedingsIn(study, file)) {
        const why = inLoader(study, file, seeding);
        if (why !== null) add(file, seeding.call, seeding.location, why);
      }
      if (study.reach.loadedBy(file.path).some((program) => withWorkers.has(program)))
        for (const { call, why } of copied(study, file)) add(file, call, call.location, why);
      for (const { call, why } of pooled(study, file)) add(file, call, call.location, why);
    }
    return found.length > 0 ? found : asked;
  },
});

/** A `worker_init_fn` that gives all workers one seed, or one that no later run repeats. */
function inLoader(study: Study, file: CodeFile, { call, fields }: Seeding): string | null {
  if (fields.own !== undefined || !standsIn(study, processFunctions(study).loaders, file, call)) return null;
  const [seed] = call.args;
  if (seed === undefined) return null;
  const moving = changing(seed.value);
  if (moving !== null && moving.source === null)
    return `${text(seed.value)} seeds the workers anew in each run, where PyTorch had seeded them from the run's own seed`;
  const parameters = file.functions.find(({ name }) => name === call.scope)?.parameters ?? [];
  const own = new Set(parameters.map(({ name }) => name));
  const { value } = study.values.resolve(file, call.scope, seed.value);
  if (value.is !== "literal" || typeof value.value !== "number") return null;
  if (
    text(seed.value)
      .split(/\W+/)
      .some((word) => own.has(word))
  )
    return null;
  return `${call.name}(${text(seed.value)}) gives all workers the same numbers, in each epoch again`;
}

const GENERATOR = /^(?:numpy\.random\.(?:default_rng|RandomState|Generator)|random\.Random)$/;

/** Draws in `__getitem__` from a generator that was made before the workers were: each has a copy in one state. */
function copied(study: Study, file: CodeFile): { call: Call; why: string }[] {
  const items = file.functions.filter(({ name }) => /(?:^|\.)(?:__getitem__|__iter__)$/.test(name));
  if (items.length === 0) return [];
  return items.flatMap(({ name }) => {
    const owner = enclosing(name)[1] ?? null;
    const before = file.calls.filter(
      (call) =>
        GENERATOR.test(canonicalName(call.name)) &&
        call.assignedTo !== null &&
        (call.scope === null || (call.scope === `${owner}.__init__` && call.assignedTo.startsWith("self."))),
    );
    return before.flatMap((maker) => {
      const drawn = file.calls.find((call) => call.scope === name && drawsFrom(call, maker));
      if (drawn === undefined || study.reach.runBy(file, drawn).length === 0) return [];
      const why = `each worker draws from its own copy of ${maker.assignedTo} (${place(maker.location)}), so that all of them draw the same`;
      return [{ call: drawn, why }];
    });
  });
}

function drawsFrom(call: Call, maker: Call): boolean {
  const object = call.name.slice(0, Math.max(0, call.name.lastIndexOf(".")));
  if (object === maker.assignedTo) return true;
  // Receivers are named after what made them where that is known: `numpy.random.default_rng().random`.
  return object === `${canonicalName(maker.name)}()` || object === `${maker.name}()`;
}

/** Draws from NumPy's global generator in functions of a pool: forked processes start from one state. */
function pooled(study: Study, file: CodeFile): { call: Call; why: string }[] {
  const { pools } = processFunctions(study);
  if (pools.size === 0) return [];
  const seeded = new Set(
    seedingsIn(study, file).flatMap(({ call, fields }) => (fields.own === undefined ? [call.scope] : [])),
  );
  const seen = new Set<string | null>();
  return file.calls.flatMap((call) => {
    const name = canonicalName(call.name);
    const numpy = /^numpy\.random\.[a-z_]+$/.test(name) && !/\.(?:seed|default_rng|get_state)$/.test(name);
    const python = name.startsWith("random.") && PYTHON_DRAWS.has(name.slice(7));
    if ((!numpy && !python) || seeded.has(call.scope) || seen.has(call.scope)) return [];
    if (!standsIn(study, pools, file, call) || isLiteral(call.args[0]?.value, null)) return [];
    seen.add(call.scope);
    const why = numpy
      ? "forked processes of a pool start from one state of NumPy's generator, and so draw the same"
      : "each process of the pool seeds Python's generator from the operating system";
    return [{ call, why }];
  });
}
