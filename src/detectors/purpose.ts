import type { Call, Code, CodeFile } from "../core/code.js";
import type { DetectionContext } from "../core/detector.js";
import type { EntryPurpose } from "../core/evidence.js";
import { searchTool } from "./code/habits/search-calls.js";
import { isEvaluation } from "./code/study/evaluation-calls.js";
import { nameTable, shownName } from "./code/study/names.js";
import { place } from "./code/study/project.js";
import { runningCalls } from "./code/study/run-places.js";
import { type Study, studyOf } from "./code/study/study.js";
import { isTraining } from "./code/study/training-calls.js";

/** What a program is for, and what shows it: `calls loss.backward (train.py:40)`, `is called evaluate.py`. */
export interface Purpose {
  readonly purpose: EntryPurpose;
  /** Null where nothing shows a purpose. */
  readonly why: string | null;
}

/** What the programs of a repository are for. */
export interface Purposes {
  of(path: string): Purpose;
  /** Does the program fit a model, as far as its calls lead? */
  trains(path: string): boolean;
}

const known = new WeakMap<Code, Promise<Purposes>>();

/** What a program calls decides, then its name, then what it starts. Read once for all detectors of one audit. */
export function readPurposes(context: DetectionContext): Promise<Purposes> {
  const found = known.get(context.code) ?? studyOf(context).then(purposesIn);
  known.set(context.code, found);
  return found;
}

function purposesIn(study: Study): Purposes {
  const called = callsFor(study);
  const purposes = new Map<string, Purpose>();
  const own = (path: string): Purpose | null => {
    const byCall = (purpose: Called): Purpose | null => {
      const found = called[purpose].get(path);
      return found === undefined
        ? null
        : { purpose, why: `calls ${shown(found)} (${place(found.location)})` };
    };
    const named = nameSays(path);
    const sweep = byCall("sweep");
    // A training program may search under an option; a search trains too.
    const sure =
      sweep !== null && (named?.purpose !== "training" || sweeps(called.sweep.get(path)!)) ? sweep : null;
    return (
      sure ??
      (named?.purpose === "sweep" ? named : null) ??
      (study.training.has(path) ? byCall("training") : null) ??
      (named?.purpose === "training" ? named : null) ??
      byCall("serving") ??
      byCall("evaluation") ??
      named ??
      byCall("data")
    );
  };
  /** Does a default run come to the search? */
  const sweeps = (call: Call): boolean => {
    const file = study.graph.files.find(({ path }) => path === call.location.path);
    return file !== undefined && study.values.reached(file, call).on === "yes";
  };
  const of = (path: string): Purpose => {
    const found = purposes.get(path);
    if (found !== undefined) return found;
    const purpose = own(path) ?? startsOther(path) ?? NOTHING_SHOWN;
    purposes.set(path, purpose);
    return purpose;
  };
  /** A launcher is for what it starts; over and over in a loop it sweeps. */
  const startsOther = (path: string): Purpose | null => {
    const started = study.started.filter(({ from }) => from.path === path);
    for (const { program, call } of started) {
      const purpose = own(program)?.purpose;
      if (purpose === undefined) continue;
      const sweeps = purpose === "training" && (call.loops ?? []).length > 0;
      return {
        purpose: sweeps ? "sweep" : purpose,
        why: `starts ${program}${sweeps ? " in a loop" : ""} (${place(call.location)})`,
      };
    }
    return null;
  };
  return { of, trains: (path) => study.training.has(path) };
}

/** The call as a reader finds it; of a long receiver the method is enough. */
function shown(call: Call): string {
  const name = shownName(call);
  return /[\s[]/.test(name) || name.length > 60 ? `.${call.method}` : name;
}

const NOTHING_SHOWN: Purpose = { purpose: "unknown", why: null };

type Called = "sweep" | "training" | "serving" | "evaluation" | "data";

const SERVES = nameTable<true>({
  "uvicorn.run": true,
  "fastapi.FastAPI": true,
  "flask.Flask": true,
  "gradio.*": true,
  "streamlit.*": true,
  "ray.serve.run": true,
  "litserve.LitServer": true,
});
const PREPARES = nameTable<true>({
  "datasets.load_dataset": true,
  ".to_csv": true,
  ".to_parquet": true,
  ".save_to_disk": true,
  ".urlretrieve": true,
});

/**
 * For each purpose the programs that call for it, with the call that decides: a library's before one of the project's own
 * functions, one in the program's own file before others.
 */
function callsFor(study: Study): Readonly<Record<Called, ReadonlyMap<string, Call>>> {
  const found = {
    sweep: new Map<string, Call>(),
    training: new Map<string, Call>(),
    serving: new Map<string, Call>(),
    evaluation: new Map<string, Call>(),
    data: new Map<string, Call>(),
  };
  const weights = new Map<string, number>();
  for (const { file, call } of runningCalls(study)) {
    const purpose = purposeOfCall(study, file, call);
    if (purpose === null) continue;
    const calls = found[purpose];
    const foreign = study.graph.resolve(file, call.name, call.scope) === undefined;
    // What a function of the project is called is no better a witness than the program's own name.
    const own = (): boolean => file.functions.some(({ name }) => name.endsWith(`.${call.method}`));
    if (purpose === "evaluation" && (!foreign || own())) continue;
    for (const program of study.reach.runBy(file, call)) {
      const told = (foreign ? 2 : 0) + (file.path === program ? 1 : 0);
      if (told <= (weights.get(`${purpose} ${program}`) ?? -1)) continue;
      weights.set(`${purpose} ${program}`, told);
      calls.set(program, call);
    }
  }
  return found;
}

function purposeOfCall(study: Study, file: CodeFile, call: Call): Called | null {
  // A search that has to be asked for is not what the program is for.
  if (searchTool(call)?.sweeps === true) return study.values.reached(file, call).on === "no" ? null : "sweep";
  if (isTraining(file, call)) return "training";
  if (SERVES(call.name) === true) return "serving";
  // Training makes metrics too.
  if (isEvaluation(file, call)) return call.name.startsWith("torchmetrics.") ? null : "evaluation";
  return PREPARES(call.name) === true ? "data" : null;
}

/**
 * Words of file names, the first rule that fits. Names that say that a program does something else with what was trained
 * stand first. What may as well make data (`generate`, `sample`) or measure speed (`benchmark`) says nothing by itself.
 */
const BY_NAME: readonly (readonly [pattern: RegExp, purpose: EntryPurpose | null])[] = [
  [
    /^(?:plot|visuali[sz]e|vis|viz|show|draw|render|record|export|upload|install|analy[sz]e|compare|clean_?up|setup|convert[_.-](?:.{0,40}[_.-])?(?:models?|checkpoints?|ckpt|weights|pretrain(?:ed)?|lora))(?:[_.-]|$)|(?:^|[_.-])(?:utils?|helpers?)$/,
    null,
  ],
  [
    /(?:^|[_.-])(?:prepare|preprocess|preprocessing|preproc|download|featuri[sz]e|featuri[sz]ation|segregate|ingest|etl|tokenize|make_data(?:set)?|build_(?:data|vocab)\w*|get_data|split_data|data_?(?:prep|split|processing|cleaning|ingestion|generation))(?:[_.-]|\d|$)|^clean(?:ing)?[_.-]/,
    "data",
  ],
  [
    /(?:^|[_.-])(?:sweep|(?<!fine[_.-])(?:tune|tuner|tuning)|hpo|hyperopt|hparam\w*|grid_?search|random_?search|search|optuna)(?:[_.-]|\d|$)/,
    "sweep",
  ],
  [
    /(?:^|[_.-])(?:re|pre)?(?:train|trainer|training|finetune|fine_tune|finetuning|pretraining|fit)(?:[_.-]|\d|$)/,
    "training",
  ],
  [
    /(?:^|[_.-])(?:eval|evaluate|evaluation|evaluator|val|valid|validate|test|predict|prediction|inference|score|detect|demo|enjoy|rollout)(?:[_.-]|\d|$)/,
    "evaluation",
  ],
  [/(?:^|[_.-])(?:serve|serving|server|api|app|webapp|deploy)(?:[_.-]|\d|$)/, "serving"],
  [/(?:^|[_.-])(?:data|dataset|datasets|features?|split|clean|cleaning|convert)(?:[_.-]|\d|$)/, "data"],
];

/** Folders of which each program prepares data, whatever it is called. */
const PREPARING = /^(?:data_?)?(?:preprocess|preprocessing|preparation|prepare|prep)$/;
/** Names that say nothing; the folder may: `preprocess/run.py`. */
const GENERIC = /^(?:run|main|__main__|script|cli|app|job|step|component|entrypoint|notebook)$/;

function nameSays(path: string): Purpose | null {
  const parts = path.split("/");
  const file = parts.at(-1) ?? path;
  const name = file.replace(/\.\w+$/, "").toLowerCase();
  const folder = parts.at(-2) ?? "";
  const purpose = byName(name);
  const around = byName(folder.toLowerCase());
  if (
    around !== null &&
    (GENERIC.test(name) || (PREPARING.test(folder.toLowerCase()) && purpose !== "training"))
  )
    return { purpose: around, why: `lies in ${folder}/` };
  return purpose === null ? null : { purpose, why: `is called ${file}` };
}

/** Notebooks are called in plain words: `Tune the model.ipynb`. */
const byName = (name: string): EntryPurpose | null =>
  BY_NAME.find(([pattern]) => pattern.test(name.replaceAll(" ", "_")))?.[1] ?? null;
