import type { EvidenceOf } from "../core/evidence.js";
import { grouped } from "../core/grouped.js";
import { compareText } from "../core/location.js";
import type { RepoModel } from "../core/model.js";
import type { InventoryItem } from "../core/report.js";
import { type JudgedRun, runKey } from "../core/run.js";

/** What an experiment is for, in the order of the list. */
const TYPES = ["training", "sweep", "ablation", "A/B test", "evaluation"] as const;
type Type = (typeof TYPES)[number];

/** One thing that is of a type, and what shows it. */
interface Shown {
  readonly type: Type;
  readonly why: string;
  readonly location: InventoryItem["locations"][number];
}

const MOST_PLACES = 5;

/** The types of experiments that records show, and those that the code could make: two lines of each type at most. */
export function experimentTypes(model: RepoModel): InventoryItem[] {
  const recorded = inRecords(model);
  return [
    ...items(recorded, (count) => (count === 1 ? "1 run" : `${count} runs`)),
    ...items(inCode(model), () => "in code"),
  ].sort((a, b) => TYPES.indexOf(a.name as Type) - TYPES.indexOf(b.name as Type));
}

function items(shown: readonly Shown[], state: (count: number) => string): InventoryItem[] {
  return TYPES.flatMap((type) => {
    const own = shown.filter((one) => one.type === type);
    const reasons = [...new Set(own.map(({ why }) => why))];
    const rest = reasons.length > 2 ? ` and ${reasons.length - 2} more` : "";
    return own.length === 0
      ? []
      : [
          {
            kind: "experiment type",
            name: type,
            state: state(own.length),
            value: reasons.slice(0, 2).join("; ") + rest,
            locations: own.slice(0, MOST_PLACES).map(({ location }) => location),
          },
        ];
  });
}

// ── records ─────────────────────────────────────────────────────────────────────────────────────

/** Names that people give to such experiments, in groups, names, tags and files. */
const NAMED: readonly (readonly [Type, RegExp])[] = [
  ["ablation", /(?:^|[^a-z])ablat(?:e|ed|ion|ions|ing)(?:[^a-z]|$)/i],
  ["A/B test", /(?:^|[^a-z])a[/_-]?b[ _-]?test(?:s|ing)?(?:[^a-z]|$)/i],
];
const JOBS: readonly (readonly [Type, RegExp])[] = [
  ["training", /^(?:pre|fine)?-?_?train(?:ing)?$/i],
  ["evaluation", /^(?:eval(?:uation|uate)?|test(?:ing)?|inference|predict(?:ion)?)$/i],
  ["sweep", /^(?:sweep|tune|tuning|hpo|search)$/i],
];

function inRecords(model: RepoModel): Shown[] {
  const purposes = new Map(typed(model).map(({ program, purpose }) => [program, purpose] as const));
  const searched = searchedBelow(model.runs);
  return model.runs.flatMap((run): Shown[] => {
    const of = (type: Type, why: string): Shown => ({ type, why, location: run.location });
    const purpose = run.program === null ? undefined : purposes.get(run.program);
    const job = run.tags["wandb.job_type"];
    const found = [
      ...(sweepOf(run, searched) ?? []).map((why) => of("sweep", why)),
      ...NAMED.flatMap(([type, pattern]) => {
        const name = namesOf(run).find((text) => pattern.test(text));
        return name === undefined ? [] : [of(type, `is called ${name.slice(0, 60)}`)];
      }),
      ...JOBS.flatMap(([type, pattern]) =>
        job !== undefined && pattern.test(job) ? [of(type, `job type ${job}`)] : [],
      ),
      ...(purpose === "training" || purpose === "evaluation" || purpose === "sweep"
        ? [of(purpose, `runs of ${run.program}, which is for ${purpose === "sweep" ? "a search" : purpose}`)]
        : []),
    ];
    const loss = Object.entries(run.metrics).find(
      ([key, { count }]) => /loss/i.test(key) && (count ?? 0) > 1,
    );
    const types = [...new Map(found.map((one) => [one.type, one])).values()];
    return types.length > 0 || loss === undefined ? types : [of("training", `holds a series of ${loss[0]}`)];
  });
}

const namesOf = ({ name, group, tags }: JudgedRun): string[] => [
  ...(name === null ? [] : [name]),
  ...(group === null ? [] : [group]),
  ...Object.entries(tags).flatMap(([key, value]) =>
    key.startsWith("mlflow.") || key.startsWith("_") ? [] : [key, value],
  ),
];

function sweepOf(run: JudgedRun, searched: ReadonlySet<string>): string[] | null {
  if (run.tracker === "optuna" || run.tracker === "ray") return ["trials of a search"];
  if (run.tags["wandb.sweep"] !== undefined) return ["belong to a W&B sweep"];
  const { directory } = run.trace;
  if (run.tracker === "hydra" && run.group !== null && directory?.startsWith(`${run.group}/`))
    return ["jobs of a Hydra multirun"];
  return searched.has(runKey(run))
    ? ["nested below one run, with other values of the same parameters"]
    : null;
}

/** Fewest nested runs that look like a search and not like the steps of one run. */
const TRIALS = 3;

function searchedBelow(runs: readonly JudgedRun[]): ReadonlySet<string> {
  const children = grouped(runs, ({ tracker, parent, params }) =>
    parent === null || Object.keys(params).length === 0
      ? null
      : [tracker, parent, Object.keys(params).sort(compareText).join("\0")].join("\n"),
  );
  return new Set(
    [...children.values()]
      .filter((group) => group.length >= TRIALS && new Set(group.map(valuesOf)).size === group.length)
      .flat()
      .map(runKey),
  );
}

const valuesOf = (run: JudgedRun): string => JSON.stringify(Object.entries(run.params).sort());

// ── code ────────────────────────────────────────────────────────────────────────────────────────

/** Programs and configuration files, by their names. */
const NAMING_FILE = /\.(?:py|ipynb|sh|ya?ml|json|toml)$/i;

/** A test by its name alone may be one of the code: only what is called an evaluation is one. */
const EVALUATES = /eval|valid|infer|predict|bench|score/i;

type Typed = EvidenceOf<"code.entry"> & { readonly purpose: "training" | "evaluation" | "sweep" };

const typed = (model: RepoModel): readonly Typed[] =>
  model.evidence("code.entry").filter((entry): entry is Typed => {
    const { purpose, why, program } = entry;
    if (purpose === "evaluation") return why?.startsWith("calls ") === true || EVALUATES.test(program);
    return purpose === "training" || purpose === "sweep";
  });

function inCode(model: RepoModel): Shown[] {
  const entries = typed(model).map(
    ({ program, purpose, why, location }): Shown => ({
      type: purpose,
      why: why?.startsWith("calls ") ? `${program} ${why}` : `${program}, by its name`,
      location,
    }),
  );
  const searches = model
    .evidence("code.search")
    .map(({ call, location }): Shown => ({ type: "sweep", why: `calls ${call}`, location }));
  const records = new Set([...model.runs, ...model.logs].map(({ trace }) => trace.directory ?? "."));
  const named = model.files.flatMap(({ path }): Shown[] => {
    if (!NAMING_FILE.test(path) || liesIn(path, records)) return [];
    const type = NAMED.find(([, pattern]) => pattern.test(path))?.[0];
    return type === undefined ? [] : [{ type, why: `a file is called ${path}`, location: { path } }];
  });
  return [...entries, ...searches, ...named];
}

/** What a run left is no file of the code. */
function liesIn(path: string, folders: ReadonlySet<string>): boolean {
  for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1))
    if (folders.has(path.slice(0, end))) return true;
  return false;
}
