import type { CodeFile } from "../../../core/code.js";
import { type CodeRisk, type Evidence, evidence } from "../../../core/evidence.js";
import type { Confidence } from "../../../core/vocabulary.js";
import type { TrackedCall } from "../../../trackers/detect/detect.js";
import type { Paths } from "../../../trackers/detect/paths.js";
import { loopsAround, runsOnMainProcess } from "../../../trackers/detect/process.js";
import { pathsOf, trackingOf } from "../../tracking.js";
import { canonicalName, isLiteral, text } from "../study/names.js";
import { once } from "../study/run-places.js";
import { mayRun, type Observe } from "./observer.js";

/** What makes several processes of one program, each of which comes to everything that no guard keeps from it. */
const SEVERAL_PROCESSES =
  /^(?:torch\.distributed\.(?:distributed_c10d\.)?init_process_group|deepspeed\.init_distributed|horovod\.\w+(?:\.\w+)?\.init)$/;
/** Inits that make a run wherever they are called; loggers and callbacks of frameworks look at the rank themselves. */
const MAKES_A_RUN =
  /^(?:wandb\.init|mlflow\.start_run|neptune\.init_run|swanlab\.init|trackio\.init|comet_ml\.(?:Experiment|start))$/;
/** One record for each process is asked for, or the rank decides in the call. */
const BY_PROCESS = /rank|is_main|is_master|main_process|world_size|process_index/i;
/** The argument that holds the step, and where it stands (mlflow 3.17.2 `tracking/fluent.py`, tensorboardX and torch `add_scalar`). */
const STEPS: readonly (readonly [name: RegExp, argument: string, position: number])[] = [
  [/^mlflow\.log_metric$/, "step", 2],
  [/^mlflow\.log_metrics$/, "step", 1],
  [/(?:^|\.)add_scalars?$/, "global_step", 2],
];
/** Rounds of one training; folds, trials and models are several. */
const ROUNDS =
  /epoch|\bstep|_steps?\b|batch|loader|\biter(?:ation)?s?\b|\bepisodes?\b|n_updates|num_updates/i;
const SEVERAL = /fold|trial|\bsplits?\b|models?\b|seeds?\b|params?\b|configs?\b|grid|product\(|\.items\(/i;

/** Troubles of tracking that only the way of a program shows: its processes, its loops, what it never ends. */
export const trackingHabits: Observe = (study, context) => {
  const distributed = new Map<string, string>();
  return {
    see(placed) {
      const { file, call } = placed;
      if (!SEVERAL_PROCESSES.test(call.name) || !mayRun(study, placed)) return;
      for (const program of study.reach.runBy(file, call))
        if (!distributed.has(program)) distributed.set(program, canonicalName(call.name));
    },
    async told() {
      const { calls } = await trackingOf(context);
      const paths = pathsOf(study);
      const first = once();
      const found: Evidence[] = [];
      const tell = (one: TrackedCall, risk: CodeRisk, why: string | "sound", sure: Confidence): void => {
        const { name, location } = one.call;
        if (!first(risk, location.path, location.cell, location.line)) return;
        const about = { risk, call: name, programs: one.programs ?? [] };
        found.push(
          why === "sound"
            ? evidence("code.sound", location, about)
            : evidence("code.risk", location, { ...about, why }, sure),
        );
      };
      const made = calls.filter((one) => one.switch.on !== "no" && (one.programs?.length ?? 0) > 0);
      for (const one of made) {
        if (one.role === "init" && MAKES_A_RUN.test(one.call.name)) {
          const process = one.programs?.map((program) => distributed.get(program)).find(Boolean);
          if (process !== undefined)
            tell(
              one,
              "every-process-logs",
              choosesProcessAt(paths, one)
                ? "sound"
                : `${process} makes several processes, and each begins a run of its own`,
              "medium",
            );
          const open = begunInLoop(one, made);
          if (open !== null) tell(one, "run-left-open", open, "medium");
        } else if (one.role === "metrics") {
          const steps = stepOf(paths, one, made);
          if (steps !== null) tell(one, "metric-without-step", steps, "high");
        }
      }
      return found;
    },
  };
};

const headOf = (loop: string): string => (loop.startsWith("while ") ? loop : `for ${loop}`).slice(0, 80);

/** The rank decides at the call, at what it is handed, or on the way to it. */
function choosesProcessAt(paths: Paths, { call }: TrackedCall): boolean {
  return (
    runsOnMainProcess(paths, call.file, call) ||
    call.args.some(({ name, value }) => name === "group" || BY_PROCESS.test(text(value)))
  );
}

/** `run = wandb.init(…)` in a loop: "sound" where something ends its run; null where it stands in none, or `with` holds it. */
function begunInLoop({ tracker, call, programs }: TrackedCall, all: readonly TrackedCall[]): string | null {
  if (call.name !== "wandb.init" || call.args.some(({ name }) => name === "**")) return null;
  const written = writtenAt(call.file, call);
  const head = written?.loops?.at(-1);
  if (written === undefined || head === undefined || /^while\b/.test(head)) return null;
  if (call.args.some(({ name }) => name === "reinit")) return "sound";
  if (written.assignedTo === null) return null;
  const ends = all.some(
    (one) =>
      one.tracker === tracker &&
      one.role === "finish" &&
      one.programs?.some((program) => programs?.includes(program)) === true,
  );
  const run = written.assignedTo;
  const byName = call.file.calls.some(({ name }) => name === `${run}.finish` || name === `${run}.__exit__`);
  return ends || byName ? "sound" : `the loop \`${headOf(head)}\` begins runs and nothing ends them`;
}

/**
 * A metric that the rounds of a loop log: why they all log to one step (it has one name, in a run that began before
 * the loop), or "sound" where the call is handed a step.
 */
function stepOf(paths: Paths, one: TrackedCall, all: readonly TrackedCall[]): string | null {
  const { call } = one;
  const known = STEPS.find(([name]) => name.test(call.name));
  if (known === undefined || (one.tracker !== "mlflow" && one.tracker !== "tensorboard")) return null;
  const [, argument, position] = known;
  const { args } = call;
  const head = loopsAround(paths, call.file, call).at(-1);
  if (head === undefined || !ROUNDS.test(head) || SEVERAL.test(head)) return null;
  if (args.some(({ name }) => name === "*" || name === "**")) return null;
  if (
    args.some(({ name }) => name === argument) ||
    args.filter(({ name }) => name === null).length > position
  )
    return "sound";
  if (
    call.conditions.some(
      (condition) => !/%/.test(condition) && /==|\blast\b|final|best|\bnot \(/i.test(condition),
    )
  )
    return null;
  const named = args[0]?.value;
  const fixed = isLiteral(named, "") ? false : named?.is === "literal" || named?.is === "dict";
  if (!fixed) return null;
  const begins = all.some(
    ({ tracker, role, call: init, programs }) =>
      tracker === one.tracker &&
      role === "init" &&
      programs?.some((program) => one.programs?.includes(program)) === true &&
      loopsAround(paths, init.file, init).includes(head),
  );
  return begins ? "sound" : `every round of \`${headOf(head)}\` logs it without a step`;
}

const writtenAt = (
  file: CodeFile,
  { name, location }: TrackedCall["call"],
): CodeFile["calls"][number] | undefined =>
  file.calls.find(
    (one) => one.name === name && one.location.line === location.line && one.location.cell === location.cell,
  );
