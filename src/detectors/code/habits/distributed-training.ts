import type { Value } from "../../../core/code.js";
import type { Evidence } from "../../../core/evidence.js";
import type { Location } from "../../../core/location.js";
import { pipelineItem } from "../../pipelines/item.js";
import { argument, isLiteral, nameTable, text } from "../study/names.js";
import { once, type Placed } from "../study/run-places.js";
import type { Study } from "../study/study.js";
import { stateOf } from "./default-states.js";
import { type Observe, resolved } from "./observer.js";

const DATA_PARALLEL = "DataParallel";
const DISTRIBUTED = nameTable<string>({
  "torch..DistributedDataParallel": "PyTorch DDP",
  "torch..FullyShardedDataParallel": "PyTorch FSDP",
  "torch..fully_shard": "PyTorch FSDP",
  "deepspeed.initialize": "DeepSpeed",
  "horovod..init": "Horovod",
  "accelerate..Accelerator": "Accelerate",
  "tensorflow.distribute.MirroredStrategy": "tf.distribute",
  "tensorflow.distribute..MultiWorkerMirroredStrategy": "tf.distribute",
  "tensorflow.distribute..TPUStrategy": "tf.distribute",
  "tensorflow.distribute..ParameterServerStrategy": "tf.distribute",
  "jax.pmap": "JAX pmap",
  "jax.sharding.NamedSharding": "JAX sharding",
  "ray.train..TorchTrainer": "Ray Train",
  "ray.train..TensorflowTrainer": "Ray Train",
  "ray.train..HorovodTrainer": "Ray Train",
  // One process for all devices: torch.nn.DataParallel's own documentation sends to DistributedDataParallel.
  "torch..DataParallel": DATA_PARALLEL,
});

/** Trainers that are told by an argument how to distribute. */
const TRAINERS = nameTable<readonly string[]>({
  "lightning..Trainer": ["strategy", "accelerator", "num_nodes"],
  "lightning..Fabric": ["strategy", "num_nodes"],
  "transformers..TrainingArguments": ["fsdp", "deepspeed"],
  "transformers..Seq2SeqTrainingArguments": ["fsdp", "deepspeed"],
});
const STRATEGIES: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/fsdp/i, "PyTorch FSDP"],
  [/deepspeed/i, "DeepSpeed"],
  [/horovod/i, "Horovod"],
  [/ddp|DistributedDataParallel/i, "PyTorch DDP"],
  [/^dp$/, DATA_PARALLEL],
];

/** Training over several devices: by what, and whether by default. */
export const distributedTraining: Observe = (study) => {
  const found: Evidence[] = [];
  const first = once();
  return {
    see(placed) {
      const { file, call } = placed;
      const spread = DISTRIBUTED(call.name) ?? strategyOf(study, placed);
      if (spread !== undefined && first(file.path, spread))
        found.push(spreadItem(call.location, spread, stateOf(study, placed)));
    },
    built(call) {
      for (const name of TRAINERS(call.name) ?? []) {
        const spread = strategyNamed(name, argument(call, name));
        if (spread !== undefined && first(call.location.path, spread))
          found.push(spreadItem(call.location, spread, "by default"));
      }
    },
    told: () => found,
  };
};

const spreadItem = (location: Location, name: string, state: string): Evidence =>
  name === DATA_PARALLEL
    ? pipelineItem(
        "distributed training",
        location,
        name,
        "anti-pattern: one process drives all devices",
        state,
      )
    : pipelineItem("distributed training", location, name, state);

function strategyOf(study: Study, placed: Placed): string | undefined {
  for (const name of TRAINERS(placed.call.name) ?? []) {
    const value = argument(placed.call, name);
    const spread = value === undefined ? undefined : strategyNamed(name, resolved(study, placed, value));
    if (spread !== undefined) return spread;
  }
  return undefined;
}

function strategyNamed(name: string, value: Value | undefined): string | undefined {
  if (value === undefined || isLiteral(value, null) || isLiteral(value, "")) return undefined;
  if (name === "num_nodes")
    return value.is === "literal" && typeof value.value === "number" && value.value > 1
      ? "PyTorch DDP"
      : undefined;
  if (name === "fsdp" || name === "deepspeed")
    return value.is === "literal" && value.value !== false
      ? name === "fsdp"
        ? "PyTorch FSDP"
        : "DeepSpeed"
      : undefined;
  if (value.is !== "literal" && value.is !== "call") return undefined;
  const shown = text(value);
  return STRATEGIES.find(([pattern]) => pattern.test(shown))?.[1];
}
