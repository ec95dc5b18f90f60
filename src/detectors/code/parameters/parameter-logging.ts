import type { Call } from "../../../core/code.js";
import { defineDetector } from "../../../core/detector.js";
import { type Evidence, evidence } from "../../../core/evidence.js";
import { compareText, type Location } from "../../../core/location.js";
import type { TrackerId } from "../../../core/vocabulary.js";
import type { TrackedCall } from "../../../trackers/detect/detect.js";
import { namedArguments } from "../../../trackers/detect/handed.js";
import { trackingOf } from "../../tracking.js";
import { type Placed, runningCalls } from "../study/run-places.js";
import { type Study, studyOf } from "../study/study.js";
import { declaredBy, isLearner, type Option } from "./declared-options.js";
import { stageParameters } from "./dvc-parameters.js";
import { fromHanded } from "./handed-parameters.js";
import { isHyperparameter, normalised } from "./hyperparameters.js";
import { autologged, estimatorParameters, hydraRecord, sacredRecords } from "./kept-parameters.js";
import type { ParameterRecord } from "./parameter-record.js";
import { mayWrite, writtenBy } from "./written-parameters.js";

/**
 * Which of the parameters that a training program declares reach a record of a default run. Where something is handed
 * over that cannot be followed, nothing is said.
 */
export const detector = defineDetector({
  id: "code-parameter-logging",
  async detect(context) {
    const study = await studyOf(context);
    if (study.training.size === 0) return [];
    const { calls } = await trackingOf(context);
    const stages = await stageParameters(context);
    const told = toldByCalls(study);
    return [...study.training].sort(compareText).flatMap((program): Evidence[] => {
      const file = study.graph.files.find(({ path }) => path === program);
      if (file === undefined) return [];
      const own = told.get(program) ?? [];
      // A dispatcher: which of several command lines a run reads cannot be told.
      if (new Set(own.flatMap(({ parses, file: { path } }) => (parses ? [path] : []))).size > 1) return [];
      const records = recordsOf(study, program, own, calls, stages.get(program) ?? null);
      const learners = own.flatMap(({ learns, call }) => (learns ? [call] : []));
      const found = judge(declaredBy(study, file, learners), records);
      return found === null
        ? []
        : [
            evidence(
              "code.parameter-logging",
              found.at ?? { path: program },
              { program, ...found.said },
              "medium",
            ),
          ];
    });
  },
});

type Said = { into: TrackerId | "file"; logged: string[]; missing: string[] };

function judge(
  options: readonly Option[],
  records: readonly ParameterRecord[],
): { said: Said; at: Location | null } | null {
  // So many belong to plug-ins of which a run takes a few.
  if (records.length === 0 || options.length > MOST_OPTIONS) return null;
  const own = new Set<string>();
  const covers = (record: ParameterRecord, { name, by }: Option): boolean =>
    (record.all && (by === "option" || record.constants === true)) ||
    record.names.some((one) => normalised(one) === normalised(name));
  let best = records[0]!;
  let most = -1;
  for (const record of records) {
    const count =
      options.length === 0 ? record.names.length : options.filter((option) => covers(record, option)).length;
    if (count > most || (count === most && record.names.length > best.names.length)) {
      best = record;
      most = count;
    }
  }
  for (const option of options) if (records.some((record) => covers(record, option))) own.add(option.name);
  const missing = options.filter(({ name }) => !own.has(name)).map(({ name }) => name);
  if (missing.length > 0 && records.some(({ open }) => open)) return null;
  // What is declared elsewhere, in a file of configuration or by the tracker itself, is known by the record alone.
  const logged = own.size > 0 ? [...own] : best.names.filter(isRecorded);
  if (logged.length + missing.length === 0) return null;
  return {
    said: {
      into: best.into,
      logged: sorted(logged).slice(0, MOST),
      missing: sorted(missing),
    },
    at: best.location,
  };
}

/** A variable's name among those of a record says nothing unless it is declared. */
const isRecorded = (name: string): boolean =>
  isHyperparameter(name) && /^[A-Za-z][\w./-]*$/.test(name) && !/^(?:self|cls|config|cfg|args)$/.test(name);

const MOST = 300;
const MOST_OPTIONS = 150;
const sorted = (names: readonly string[]): string[] => [...new Set(names)].sort(compareText);

const ROOTS: ReadonlySet<string> = new Set(
  "keras tensorflow tf_keras sklearn xgboost lightgbm catboost statsmodels optax peft transformers lightning pytorch_lightning json yaml toml tomli_w pickle omegaconf ruamel".split(
    " ",
  ),
);
const METHODS: ReadonlySet<string> = new Set(
  "ArgumentParser fit compile fit_generator write write_text writelines save".split(" "),
);

/** Does a call make a learner, or write a file? The other calls keep no parameters. */
const matters = ({ name, method }: Call): boolean =>
  METHODS.has(method) || ROOTS.has(name.slice(0, name.search(/\.|$/))) || name.startsWith("torch.optim.");

/** A call that says something of parameters, whichever program runs it. */
interface Telling extends Placed {
  readonly parses: boolean;
  readonly learns: boolean;
  /** What it writes into files. */
  records(): readonly ParameterRecord[];
}

/** Calls that parse options, make a learner or write a file, by the programs that train. */
function toldByCalls(study: Study): ReadonlyMap<string, readonly Telling[]> {
  const found = new Map<string, Telling[]>();
  for (const placed of runningCalls(study)) {
    const telling = tellingOf(study, placed);
    if (telling === null) continue;
    for (const program of study.reach.runBy(placed.file, placed.call)) {
      const list = found.get(program);
      if (list === undefined) found.set(program, [telling]);
      else list.push(telling);
    }
  }
  return found;
}

function tellingOf(study: Study, { file, call }: Placed): Telling | null {
  const parses = call.method === "ArgumentParser";
  const learns = isLearner(call);
  const saves = SAVED_CONFIGURATION.test(call.name);
  const writes = mayWrite(call);
  if (!parses && !learns && !saves && !writes) return null;
  let known: readonly ParameterRecord[] | undefined;
  const records = (): readonly ParameterRecord[] => {
    const own = saves ? [fromHanded(study, file, call, namedArguments(call), "file")] : [];
    const written = writes ? writtenBy(study, file, call) : null;
    return written === null || study.values.reached(file, call).on === "no"
      ? own
      : [...own, fromHanded(study, file, call, written, "file")];
  };
  return {
    file,
    call,
    parses,
    learns,
    records: () => {
      known ??= records();
      return known;
    },
  };
}

/** The calls of a program that a tracker's own logging may look at. */
const runningIn = (study: Study, program: string): readonly Placed[] =>
  runningCalls(study).filter(
    ({ file, call }) => matters(call) && study.reach.runBy(file, call).includes(program),
  );

function recordsOf(
  study: Study,
  program: string,
  told: readonly Telling[],
  calls: readonly TrackedCall[],
  stage: ParameterRecord | null,
): readonly ParameterRecord[] {
  const own = calls.filter(
    ({ programs, switch: { on } }) => on !== "no" && (programs === null || programs.includes(program)),
  );
  const found: ParameterRecord[] = stage === null ? [] : [stage];
  let known: readonly Placed[] | undefined;
  const running = (): readonly Placed[] => {
    known ??= runningIn(study, program);
    return known;
  };
  for (const one of own) {
    const { tracker, role, call } = one;
    if (role === "params" && one.handed?.whole?.includes("get_params(") === true)
      found.push(estimatorParameters(tracker, call.location, running()));
    else if (role === "params" && one.handed !== null)
      found.push(fromHanded(study, call.file, call, one.handed, tracker));
    else if (role === "autolog") found.push(autologged(call.name, tracker, call.location, running()));
    else if (role === "init" && READS_COMMAND_LINE.has(tracker))
      found.push({ into: tracker, location: call.location, names: [], all: true, open: false });
    // A run with metrics and without parameters is a record all the same.
    else if (role === "metrics" && KEEPS_RUNS.has(tracker) && one.switch.on === "yes")
      found.push({ into: tracker, location: call.location, names: [], all: false, open: false });
    else if (role === "init" && REPORTS_FOR.test(call.name))
      found.push({ into: tracker, location: call.location, names: [], all: false, open: true });
  }
  for (const { records } of told) found.push(...records());
  const hydra = hydraRecord(study, program);
  if (hydra !== null) found.push(hydra);
  found.push(...sacredRecords(study, program, own));
  return found;
}

/** Objects that write themselves beside the model: `adapter_config.json` of peft, the quantisation of transformers. */
const SAVED_CONFIGURATION = /^peft\.(?:\w+\.)*\w+Config$|^transformers\.BitsAndBytesConfig$/;

/** Integrations that take the parameters of another framework: Ray's trials, Optuna's, Keras' and boosters' own. */
const REPORTS_FOR = /^(?:ray|optuna|optuna_integration)\.|Callback$|_callback$/;

/** Clients that take the options of argparse by themselves: comet_ml 3.58 (`parse_args`), clearml 2.1 (`auto_connect_arg_parser`). */
const READS_COMMAND_LINE: ReadonlySet<TrackerId> = new Set(["comet", "clearml"]);
const KEEPS_RUNS: ReadonlySet<TrackerId> = new Set([
  "mlflow",
  "wandb",
  "tensorboard",
  "neptune",
  "aim",
  "dvclive",
  "swanlab",
  "trackio",
  "lightning",
]);
