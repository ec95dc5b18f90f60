import type { Code } from "../core/code.js";
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

export function distribution(code: Code): readonly Evidence[] {
  const seen = new Set<string>();
  return code.files
    .filter((file) => !file.test && !file.vendored)
    .flatMap((file) =>
      file.calls.flatMap((call): readonly Evidence[] => {
        const found: Evidence[] = [];
        const known = DISTRIBUTED.find(([pattern]) => pattern.test(call.name));
        if (known !== undefined && !seen.has(`${file.path}\0${known[1]}`)) {
          seen.add(`${file.path}\0${known[1]}`);
          found.push(
            evidence("inventory.item", call.location, {
              section: "training",
              item: "distributed training",
              name: known[1],
              state: known[2],
            }),
          );
        }
        if (/^(?:airflow|prefect|dagster|kfp|luigi)\./.test(call.name))
          for (const { name, value } of call.args) {
            if (name !== "retries" && name !== "schedule_interval" && name !== "schedule") continue;
            if (value.is !== "literal" || value.value === null) continue;
            found.push(
              evidence("inventory.item", call.location, {
                section: "pipelines",
                item: name === "retries" ? "retries" : "schedule",
                name: call.name,
                state: "in code",
                value: String(value.value),
              }),
            );
          }
        return found;
      }),
    );
}
