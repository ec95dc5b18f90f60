import type { Call, CodeFile } from "../../../core/code.js";
import { argument, text } from "../study/names.js";

/** `torch.Generator().manual_seed(s)` or `.seed()`: for what the generator is handed over; null: it is no generator. */
export function generatorUse(file: CodeFile, call: Call): "training" | "split" | null {
  if (call.method !== "manual_seed" && call.method !== "seed") return null;
  if (/^(?:torch|numpy|random|mxnet|paddle|dgl)\b(?!.*Generator)/.test(call.name)) return null;
  const object = call.name.slice(0, Math.max(0, call.name.lastIndexOf(".")));
  const maker = file.calls.find(({ assignedTo }) => assignedTo !== null && assignedTo === object);
  const byMaker = maker !== undefined && /Generator$/.test(maker.name);
  if (call.method === "seed" ? !byMaker && !/torch\.Generator/.test(object) : false) return null;
  if (!/Generator/.test(object) && maker !== undefined && !byMaker) return null;
  if (!/Generator|^g$|gen|rng/i.test(object) && maker === undefined) return null;
  const takers = file.calls.filter((taker) => {
    const handed = argument(taker, "generator");
    if (handed === undefined) return false;
    const shown = text(handed);
    return shown.includes("manual_seed")
      ? sameStretch(taker, call)
      : shown === object || shown === call.assignedTo;
  });
  return takers.length > 0 && takers.every(({ method }) => method === "random_split") ? "split" : "training";
}

function sameStretch(taker: Call, call: Call): boolean {
  const [from, at] = [taker.location.line ?? 0, call.location.line ?? 0];
  return taker.scope === call.scope && at >= from && at - from < 25;
}
