import { type EvidenceOf, evidence } from "../../../core/evidence.js";
import type { Location } from "../../../core/location.js";
import { text } from "../study/names.js";
import { place } from "../study/project.js";
import type { Study } from "../study/study.js";

/** What a checkpoint holds, and which programs write it. */
export interface Written {
  readonly location: Location;
  readonly call: string;
  readonly detail: string;
  readonly programs: readonly string[];
}

const COUNTS = /\[["']\w*(?:epoch|step|iter)\w*["']\]|\.get\(["']\w*(?:epoch|step|iter)/i;
const GOES_ON = /start|begin|init|resume|last|first|_run$/i;

/**
 * Checkpoints with weights and a count of epochs or steps, from which the same program goes on, without the state of
 * the optimizer. What counts epochs and is never gone on from says so for information.
 */
export function withoutOptimizer(
  study: Study,
  written: readonly Written[],
): readonly EvidenceOf<"code.risk">[] {
  return written.flatMap(({ location, call, detail, programs }) => {
    if (!/\b(?:epoch|step)\b/.test(detail) || !/\bmodel\b/.test(detail) || /\boptimizer\b/.test(detail))
      return [];
    const files = study.graph.files.filter(({ path }) =>
      study.reach.loadedBy(path).some((program) => programs.includes(program)),
    );
    const apart = files.some(({ calls }) =>
      calls.some(
        ({ method, args }) =>
          method === "save_state" ||
          (method === "save" && args.some(({ value }) => /optim\w{0,60}\.state_dict/i.test(text(value)))),
      ),
    );
    const reads = files
      .flatMap(({ assignments }) => assignments)
      .find(({ target, value }) => GOES_ON.test(target) && COUNTS.test(text(value)));
    if (apart || reads === undefined) return [];
    const why = `the checkpoint holds ${detail}, and not the optimizer, and training goes on from it (${place(reads.location)})`;
    return [evidence("code.risk", location, { risk: "optimizer-not-saved", call, why, programs })];
  });
}
