import type { CodeFile } from "../../../core/code.js";
import { type CodeRisk, type EvidenceOf, evidence } from "../../../core/evidence.js";
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
      const found: EvidenceOf<"code.risk">[] = [];
      const tell = ({ call, programs }: TrackedCall, risk: CodeRisk, why: string, sure: Confidence): void => {
        if (!first(risk, call.location.path, call.location.cell, call.location.line)) return;
        found.push(
          evidence(
            "code.risk",
            call.location,
            { risk, call: call.name, why, programs: programs ?? [] },
            sure,
          ),
        );
      };
      const made = calls.filter((one) => one.switch.on !== "no" && (one.programs?.length ?? 0) > 0);
      for (const one of made) {
        if (one.role === "init" && MAKES_A_RUN.test(one.call.name)) {
          const process = one.programs?.map((program) => distributed.get(program)).find(Boolean);
          if (process !== undefined && !choosesProcessAt(paths, one))
            tell(
              one,
              "every-process-logs",
              `${process} makes several processes, and each begins a run of its own`,
              "medium",
            );
          const loop = leftOpenIn(one, made);
          if (loop !== null)
            tell(one, "run-left-open", `the loop \`${loop}\` begins runs and nothing ends them`, "medium");
        } else if (one.role === "metrics") {
          const loop = stepless(paths, one, made);
          if (loop !== null)
            tell(one, "metric-without-step", `every round of \`${loop}\` logs it without a step`, "high");
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

/** `run = wandb.init(…)` in a loop, and nothing that the program comes to ends a run; `with` shows no variable. */
function leftOpenIn({ tracker, call, programs }: TrackedCall, all: readonly TrackedCall[]): string | null {
  if (call.name !== "wandb.init" || call.args.some(({ name }) => name === "reinit" || name === "**"))
    return null;
  const written = writtenAt(call.file, call);
  const head = written?.loops?.at(-1);
  if (written === undefined || written.assignedTo === null || head === undefined) return null;
  const ends = all.some(
    (one) =>
      one.tracker === tracker &&
      one.role === "finish" &&
      one.programs?.some((program) => programs?.includes(program)) === true,
  );
  const run = written.assignedTo;
  const byName = call.file.calls.some(({ name }) => name === `${run}.finish` || name === `${run}.__exit__`);
  return ends || byName || /^while\b/.test(head) ? null : headOf(head);
}

/** The loop whose rounds all log to one step: a metric of one name, in a run that began before the loop. */
function stepless(paths: Paths, one: TrackedCall, all: readonly TrackedCall[]): string | null {
  const { call } = one;
  const known = STEPS.find(([name]) => name.test(call.name));
  if (known === undefined || (one.tracker !== "mlflow" && one.tracker !== "tensorboard")) return null;
  const [, argument, position] = known;
  const { args } = call;
  if (args.some(({ name }) => name === argument || name === "*" || name === "**")) return null;
  if (args.filter(({ name }) => name === null).length > position) return null;
  if (
    call.conditions.some(
      (condition) => !/%/.test(condition) && /==|\blast\b|final|best|\bnot \(/i.test(condition),
    )
  )
    return null;
  const named = args[0]?.value;
  const fixed = isLiteral(named, "") ? false : named?.is === "literal" || named?.is === "dict";
  if (!fixed) return null;
  const head = loopsAround(paths, call.file, call).at(-1);
  if (head === undefined || !ROUNDS.test(head) || SEVERAL.test(head)) return null;
  const begins = all.some(
    ({ tracker, role, call: init, programs }) =>
      tracker === one.tracker &&
      role === "init" &&
      programs?.some((program) => one.programs?.includes(program)) === true &&
      loopsAround(paths, init.file, init).includes(head),
  );
  return begins ? null : headOf(head);
}

const writtenAt = (
  file: CodeFile,
  { name, location }: TrackedCall["call"],
): CodeFile["calls"][number] | undefined =>
  file.calls.find(
    (one) => one.name === name && one.location.line === location.line && one.location.cell === location.cell,
  );
