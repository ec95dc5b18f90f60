import type { Argument, CodeFile } from "../../core/code.js";
import type { TrackerSigns } from "../../core/tracker.js";
import type { TrackerCall } from "./calls.js";
import type { Paths } from "./paths.js";
import { listed, REPORT_NAMES } from "./reported.js";
import { ON, type Switch, weakest } from "./switch.js";
import { type Choice, choicesOf } from "./switches.js";

/** A run that a call which is no tracker's own makes for a tracker. */
export interface MadeFor extends TrackerCall {
  readonly switch: Switch;
}

const ACCELERATOR = /^accelerate\.(?:accelerator\.)?Accelerator$/;
const OF_ACCELERATOR = /(?:^|[._])accelerator$|Accelerator\(\)$/i;
const SB3 = /^(?:stable_baselines3?|sb3_contrib)(?:\.|$)/;

type Plain = Omit<TrackerCall, "signs" | "role"> & { readonly method: string };

const OF_INTEREST: ReadonlySet<string> = new Set(["Accelerator", "init_trackers", "log"]);

function callsOfInterest(file: CodeFile): readonly Plain[] {
  const baselines = file.imports.some(({ module }) => SB3.test(module));
  return file.calls.flatMap((call) =>
    OF_INTEREST.has(call.method) || (baselines && call.args.some(({ name }) => name === "tensorboard_log"))
      ? [{ ...call, file }]
      : [],
  );
}

/**
 * Runs of Accelerate (`Accelerator(log_with=…)`, started by `init_trackers`, fed by `log`) and of Stable-Baselines
 * (`tensorboard_log=`), asked of every call.
 */
export function madeForTrackers(
  paths: Paths,
  files: readonly CodeFile[],
  all: readonly TrackerSigns[],
  at: (call: Plain) => Switch,
): readonly MadeFor[] {
  const made: MadeFor[] = [];
  const owner = (name: string): TrackerSigns | undefined =>
    all.find((signs) => signs.id === REPORT_NAMES[name]);
  const accelerators: { call: Plain; choices: readonly Choice[] }[] = [];
  const starts: Plain[] = [];
  const logs: Plain[] = [];
  for (const call of files.flatMap(callsOfInterest)) {
    const { method } = call;
    if (method === "Accelerator" && ACCELERATOR.test(call.name)) {
      const given = call.args.find(({ name }) => name === "log_with");
      if (given !== undefined) accelerators.push({ call, choices: listed(paths, call, given.value) });
    } else if (method === "init_trackers") starts.push(call);
    else if (method === "log" && OF_ACCELERATOR.test(call.name.slice(0, -".log".length))) logs.push(call);
    else {
      const given: Argument | undefined = call.args.find(({ name }) => name === "tensorboard_log");
      if (given === undefined) continue;
      const signs = owner("tensorboard");
      if (signs === undefined) continue;
      const choices = choicesOf(paths, call, given.value);
      const kept = choices.find(({ text }) => text !== "None" && text !== "");
      if (given.value.is === "literal" && kept === undefined) continue;
      const none: Switch = { on: "no", why: "tensorboard_log is not set" };
      const state = weakest([at(call), kept ?? (choices.length > 0 ? none : ON)]);
      const name = `${call.name}(tensorboard_log=…)`;
      for (const role of ["init", "metrics"] as const)
        made.push({ ...call, signs, role, name, args: [], switch: state });
    }
  }
  for (const { call, choices } of accelerators)
    for (const choice of choices) {
      const signs = owner(choice.text);
      if (signs === undefined) continue;
      const name = `${call.name}(log_with="${choice.text}")`;
      if (starts.length === 0) {
        const why = "init_trackers is never called";
        made.push({ ...call, signs, role: "init", name, args: [], switch: { on: "no", why } });
      }
      for (const start of starts) {
        const state = weakest([at(call), choice, at(start)]);
        made.push({ ...start, signs, role: "init", name, switch: state });
        if (
          start.args.some(({ name: given }, index) => given === "config" || (given === null && index === 1))
        )
          made.push({ ...start, signs, role: "params", switch: state });
      }
      for (const log of logs)
        made.push({ ...log, signs, role: "metrics", switch: weakest([choice, at(log)]) });
    }
  return made;
}
