import type { CodeFile } from "../../core/code.js";
import { defineDetector } from "../../core/detector.js";
import { type EntryPurpose, type EvidenceOf, evidence } from "../../core/evidence.js";
import { compareText } from "../../core/location.js";
import { isEvaluation } from "./evaluation-calls.js";
import { isGuarded } from "./main-guard.js";
import { nameTable } from "./names.js";
import { runningCalls } from "./run-places.js";
import { searchTool } from "./search-calls.js";
import { type Study, studyOf } from "./study.js";
import { usesFramework } from "./training-calls.js";

/** The programs that somebody can start, and what each is for: what it calls decides, then its name. */
export const detector = defineDetector({
  id: "code-entries",
  async detect(context) {
    const study = await studyOf(context);
    const calls = callsFor(study);
    const byPath = new Map(study.graph.files.map((file) => [file.path, file]));
    const found: EvidenceOf<"code.entry">[] = [];
    for (const [program, by] of [...study.reach.programs].sort(([a], [b]) => compareText(a, b))) {
      const file = byPath.get(program);
      if (file === undefined || by === "library") continue;
      const named =
        by === "hydra"
          ? "hydra main"
          : by === "click"
            ? "click command"
            : by === "sacred"
              ? "sacred main"
              : by;
      const purpose = purposeOf(study, file, calls);
      if (by === "script" && purpose === "unknown" && !file.main) continue;
      found.push(
        evidence(
          "code.entry",
          startOf(file),
          { program, purpose, named },
          by === "script" ? "medium" : "high",
        ),
      );
    }
    return found;
  },
});

type Purposeful = Exclude<EntryPurpose, "unknown" | "training">;

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

function callsFor(study: Study): Readonly<Record<Purposeful, ReadonlySet<string>>> {
  const found = {
    sweep: new Set<string>(),
    serving: new Set<string>(),
    evaluation: new Set<string>(),
    data: new Set<string>(),
  };
  for (const { file, call } of runningCalls(study)) {
    const purpose: Purposeful | null =
      searchTool(call)?.sweeps === true
        ? "sweep"
        : SERVES(call.name) === true
          ? "serving"
          : isEvaluation(file, call)
            ? "evaluation"
            : PREPARES(call.name) === true
              ? "data"
              : null;
    if (purpose === null) continue;
    for (const program of study.reach.runBy(file, call)) found[purpose].add(program);
  }
  return found;
}

const NAMED: readonly (readonly [pattern: RegExp, purpose: EntryPurpose])[] = [
  [/(?:^|[_\W])(?:sweep|tune|tuner|hpo|hparam\w*|optimi[sz]e)(?:[_\W]|$)/i, "sweep"],
  [
    /(?:^|[_\W])(?:eval\w*|test|validate|predict|inference|infer|sample|generate|bench\w*)(?:[_\W]|$)/i,
    "evaluation",
  ],
  [
    /(?:^|[_\W])(?:data|dataset|prepare|preprocess\w*|download|featuri\w*|features?|clean|split|segregate|convert\w*)(?:[_\W]|$)/i,
    "data",
  ],
  [/(?:^|[_\W])(?:serve|server|api|app|deploy)(?:[_\W]|$)/i, "serving"],
];

function purposeOf(
  study: Study,
  file: CodeFile,
  calls: Readonly<Record<Purposeful, ReadonlySet<string>>>,
): EntryPurpose {
  if (calls.sweep.has(file.path)) return "sweep";
  if (study.training.has(file.path)) return "training";
  const base = file.path.slice(file.path.lastIndexOf("/") + 1).replace(/\.\w+$/, "");
  if (
    /^(?:run_|pre_?|fine_?)?train(?:er|ing)?(?:_|$)|^(?!plot|test|eval)\w*_train$/i.test(base) &&
    usesFramework(file)
  )
    return "training";
  if (calls.serving.has(file.path)) return "serving";
  if (calls.evaluation.has(file.path)) return "evaluation";
  const named = NAMED.find(([pattern]) => pattern.test(base))?.[1];
  if (named !== undefined) return named;
  return calls.data.has(file.path) ? "data" : "unknown";
}

/** Where a program starts: its guard's first call, else its first call at module level. */
function startOf(file: CodeFile): CodeFile["calls"][number]["location"] {
  const top = file.calls.filter(({ scope }) => scope === null);
  const start = top.find(({ location }) => isGuarded(file, location)) ?? (file.notebook ? undefined : top[0]);
  return start?.location ?? { path: file.path };
}
