import type { Call, CodeFile } from "../../../core/code.js";
import { isLiteral, text } from "../study/names.js";
import { imports } from "../study/project.js";
import type { Bench } from "./danger.js";

const WINDOW = /%\s*\(?\s*([A-Za-z_][\w.]*)\s*\)?\s*(?:==|!=|\)|$)/;
const ACCUMULATES = /accum/i;

/** Gradients of several batches are summed where their mean is meant: the loss is not divided by their number. */
export const accumulation: Bench = {
  methods: new Set(["step"]),
  risk: "gradient-accumulation",
  judge: (study, { file, call }) => {
    if (
      !/optim|opt$|scaler/i.test(call.name) ||
      call.loops === undefined ||
      imports(file, "accelerate", "deepspeed")
    )
      return null;
    const window = call.conditions.map((one) => WINDOW.exec(one)?.[1]).find((name) => name !== undefined);
    if (window === undefined || !ACCUMULATES.test(window)) return null;
    const size = study.values.resolve(file, call.scope, { is: "name", name: window }).value;
    if (isLiteral(size, 1) || isLiteral(size, null)) return null;
    const backward = file.calls.find(
      (one) => one.method === "backward" && one.scope === call.scope && one.loops !== undefined,
    );
    if (backward === undefined) return null;
    if (backward.args.some(({ value }) => ACCUMULATES.test(text(value))) || divides(file, call, window))
      return "sound";
    return {
      why: `gradients of ${window} batches are summed and nothing divides the loss by ${window}`,
      confidence: "medium",
    };
  },
};

/** Anything around divides by the window, or hands it on to where that may happen. */
function divides(file: CodeFile, step: Call, window: string): boolean {
  const last = window.slice(window.lastIndexOf(".") + 1);
  const uses = (shown: string): boolean =>
    shown.includes(last) || /\/\s*\w*accum|\bmean\b.*accum|reduction\s*=\s*["']sum/i.test(shown);
  return (
    file.assignments.some(
      ({ scope, value, target }) =>
        scope === step.scope && target !== window && uses(text(value)) && !/%/.test(text(value)),
    ) ||
    file.calls.some(
      ({ scope, args, name }) =>
        scope === step.scope &&
        (args.some(({ value }) => uses(text(value)) && !/%/.test(text(value))) || /\/[^/]*accum/i.test(name)),
    )
  );
}
