import type { Call, CodeFile } from "../../../core/code.js";
import { argument, isLiteral, lastPart, made, unpacksKeywords } from "../study/names.js";
import { imports } from "../study/project.js";
import {
  type Draw,
  draws,
  NO_DRAW,
  NUMPY_SILENT,
  PYTHON_DRAWS,
  TORCH_DROPOUT,
  TORCH_WEIGHTS,
} from "./random-table.js";
import { seedCall } from "./seed-table.js";
import { nameIn } from "./star-names.js";
import { stateArgument } from "./state-arguments.js";

const LOADER =
  /^torch\.utils\.data\.(?:dataloader\.)?DataLoader$|^torch_geometric\.(?:loader|data)\.\w*Loader$/;
const DATASET =
  /(?:^|\.)(?:\w*(?:ds|dataset|data|train|Dataset)\w*|map|batch|cache|from_tensor_slices|zip)\.shuffle$/i;
const AGENT = /\.(?:A2C|DDPG|DQN|PPO|SAC|TD3|TQC|TRPO|QRDQN|RecurrentPPO|MaskablePPO)$/;

/**
 * The draw behind a call. What is seeded by an argument of its own (`generator=`, `seed=`) is none, nor is what an
 * argument keeps from drawing (`shuffle=False`, `p=0`).
 */
export function drawOf(file: CodeFile, call: Call): Draw | undefined {
  const name = nameIn(file, call);
  if (name.startsWith("numpy.random.")) {
    const drawn = name.slice("numpy.random.".length);
    return drawn.includes(".") || NUMPY_SILENT.has(drawn)
      ? undefined
      : { source: "numpy", purpose: "training" };
  }
  if (name.startsWith("random.")) return ofPython(name);
  // procgen 0.10 env.py: without `rand_seed` it asks random.SystemRandom.
  if (/^procgen\.(?:env\.)?ProcgenEnv$/.test(name))
    return argument(call, "rand_seed") !== undefined || unpacksKeywords(call)
      ? undefined
      : {
          source: "gym",
          purpose: "training",
          apart: "ProcgenEnv without rand_seed takes one from the operating system",
        };
  const state = stateArgument(file, call);
  if (state !== undefined)
    return state.given === undefined || isLiteral(state.given, null)
      ? { source: state.source, purpose: state.purpose }
      : undefined;
  const generator = argument(call, "generator");
  if (generator !== undefined && !isLiteral(generator, null)) return undefined;
  if (TORCH_WEIGHTS.test(name)) return { source: "torch", purpose: "training", weights: true };
  if (TORCH_DROPOUT.test(name))
    return isLiteral(argument(call, "p", 0), 0)
      ? undefined
      : { source: "torch", purpose: "training", later: true };
  if (LOADER.test(name)) {
    const shuffle = argument(call, "shuffle", name.startsWith("torch.utils") ? 2 : undefined);
    return shuffle === undefined || isLiteral(shuffle, false) || isLiteral(shuffle, null)
      ? undefined
      : { source: "torch", purpose: "training", later: true };
  }
  if (name.endsWith(".random_split") && argument(call, "generator", 2) !== undefined) return undefined;
  if (/^(?:stable_baselines3|sb3_contrib)\./.test(name))
    return AGENT.test(name) && argument(call, "seed") === undefined
      ? { source: "torch", purpose: "training" }
      : undefined;
  if (call.method === "train" && made(call)?.startsWith("ultralytics.") === true)
    return { source: "torch", purpose: "training", later: true };
  // A split, and loaders that shuffle by Python's generator (fastai/data/load.py).
  if (name.startsWith("fastai.") && seedCall(name)?.silent === true)
    return argument(call, "seed") === undefined
      ? { source: "torch", purpose: "split" }
      : { source: "python", purpose: "training", later: true };
  if (call.method === "shuffle" && name.includes(".") && imports(file, "tensorflow") && DATASET.test(name))
    return argument(call, "seed", 1) === undefined
      ? { source: "tensorflow", purpose: "training" }
      : undefined;
  return NO_DRAW.test(name) ? undefined : draws(name);
}

/** Functions of the module draw from one generator; `random.SystemRandom()` has none that can be seeded. */
function ofPython(name: string): Draw | undefined {
  const system = /^random\.SystemRandom(?:\(\))?\.(\w+)$/.exec(name)?.[1];
  if (system !== undefined && PYTHON_DRAWS.has(system))
    return {
      source: "python",
      purpose: "training",
      apart: "random.SystemRandom takes from the operating system, which no seed reaches",
    };
  return PYTHON_DRAWS.has(name.slice("random.".length))
    ? { source: "python", purpose: "training" }
    : undefined;
}

const PRETRAINED = /^(?:torchvision\.models\.|timm\.)/;

/** Why what a call makes needs no seed although such calls draw: its weights are loaded. Null: it does draw. */
export function loadedWeights(file: CodeFile, call: Call): string | null {
  const name = nameIn(file, call);
  if (unpacksKeywords(call)) return null;
  // They are loaded unless None is given (keras/src/applications: weights="imagenet").
  if (/(?:^|\.)keras\.applications\./.test(name))
    return isLiteral(argument(call, "weights", 1), null) ? null : `${lastPart(name)} loads its weights`;
  if (!PRETRAINED.test(name)) return null;
  const asked =
    argument(call, "weights") ?? argument(call, "pretrained", name.startsWith("torchvision.") ? 0 : 1);
  if (asked === undefined || isLiteral(asked, null) || isLiteral(asked, false)) return null;
  const fixed = asked.is === "literal" || (asked.is === "name" && /Weights\b/.test(asked.name));
  return fixed ? `${lastPart(name)} loads its weights` : null;
}
