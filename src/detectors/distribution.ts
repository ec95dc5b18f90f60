import type { Call, Code } from "../core/code.js";
import { type Evidence, evidence } from "../core/evidence.js";

/** Training over several devices, and retries and schedules of orchestrators, as code shows them. */

const DISTRIBUTED: readonly (readonly [pattern: RegExp, name: string, state: string])[] = [
  [/^torch\.nn\.parallel\.(?:distributed\.)?DistributedDataParallel$/, "PyTorch DDP", "in code"],
  [
    /^torch\.distributed\.fsdp\.(?:\w+\.)?(?:FullyShardedDataParallel|fully_shard)$/,
    "PyTorch FSDP",
    "in code",
  ],
  [/^deepspeed\.initialize$/, "DeepSpeed", "in code"],
  [/^horovod\.\w+(?:\.\w+)?\.init$/, "Horovod", "in code"],
  [/^accelerate\.(?:accelerator\.)?Accelerator$/, "Accelerate", "in code"],
  [
    /^tensorflow\.distribute\.\w*Strategy$|^tensorflow\.distribute\.experimental\.\w+Strategy$/,
    "tf.distribute",
    "in code",
  ],
  [/^jax\.(?:pmap|sharding\.\w+)$/, "JAX pmap or sharding", "in code"],
  [/^ray\.train\.\w+\.\w+Trainer$/, "Ray Train", "in code"],
  // One process for all devices: slower than DDP, and the PyTorch documentation advises against it.
  [
    /^torch\.nn\.(?:parallel\.)?DataParallel$/,
    "DataParallel",
    "anti-pattern: one process drives all devices",
  ],
];

/** What all of them begin with: most names begin otherwise. */
const MAY_DISTRIBUTE =
  /^(?:torch\.(?:nn|distributed)|deepspeed|horovod|accelerate|tensorflow\.distribute|jax|ray)\./;
const ORCHESTRATOR = /^(?:airflow|prefect|dagster|kfp|luigi)\./;

export function distribution(code: Code): readonly Evidence[] {
  const found: Evidence[] = [];
  for (const file of code.files) {
    if (file.test || file.vendored) continue;
    const seen = new Set<string>();
    for (const call of file.calls) {
      const known = MAY_DISTRIBUTE.test(call.name)
        ? DISTRIBUTED.find(([pattern]) => pattern.test(call.name))
        : undefined;
      if (known !== undefined && !seen.has(known[1])) {
        seen.add(known[1]);
        found.push(
          evidence("inventory.item", call.location, {
            section: "training",
            item: "distributed training",
            name: known[1],
            state: known[2],
          }),
        );
      }
      if (ORCHESTRATOR.test(call.name)) found.push(...planned(call));
    }
  }
  return found;
}

/** Retries and schedules that a call is given. */
function planned(call: Call): readonly Evidence[] {
  return call.args.flatMap(({ name, value }) =>
    (name === "retries" || name === "schedule_interval" || name === "schedule") &&
    value.is === "literal" &&
    value.value !== null
      ? [
          evidence("inventory.item", call.location, {
            section: "pipelines",
            item: name === "retries" ? "retries" : "schedule",
            name: call.name,
            state: "in code",
            value: String(value.value),
          }),
        ]
      : [],
  );
}
