import { compareLocations } from "../../core/location.js";
import type { RepoModel } from "../../core/model.js";
import { activeTrackers } from "../../core/queries/training.js";
import type { Rule, Verdict } from "../../core/rule.js";
import type { Confidence } from "../../core/vocabulary.js";
import type { Answer, Asked } from "../question.js";
import { documentsOf } from "./documents.js";
import type { Program } from "./programs.js";
import { type Reached, reached } from "./reached.js";
import { isSource, sourceLines } from "./source-lines.js";

/** What changed code and configuration do to the training programs that they belong to. */
export async function askCode(asked: Asked): Promise<readonly Answer[]> {
  const { change, state, touched, problem } = asked;
  // Most sources belong to something that trains: what reads them is loaded while git searches.
  if (touched.some(isSource)) import("./programs.js").catch(() => {});
  const lines = await sourceLines(change, change.after);
  if (!touched.some(isSource) && lines.size === 0) return [];
  const part = await reached(change, state);
  if (part.affected.size === 0) return [];
  if (part.cut && state === change.after)
    problem({
      path: ".",
      message: "more code hangs together with the change than a hook reads: errors are shown as warnings",
    });
  const [first] = part.absent;
  if (first !== undefined && state === change.after)
    problem({
      path: first,
      message: `${first}${part.absent.length > 1 ? ` and ${part.absent.length - 1} more files` : ""} that the change hangs together with ${part.absent.length > 1 ? "are" : "is"} not in this clone: errors are shown as warnings`,
    });
  if (!(await holdsLine(asked, part.paths, LEARNS))) return [];
  const found = await answersIn(asked, part, part.paths);
  if (found.length === 0) return [];
  // How documents and scripts run a program may settle what its code leaves open.
  const documents = await documentsOf(state, [...new Set(found.map(({ path }) => path))]);
  const told = documents.length === 0 ? found : await answersIn(asked, part, [...part.paths, ...documents]);
  return told.map(({ answer }) => answer);
}

interface Found {
  readonly path: string;
  readonly answer: Answer;
}

async function answersIn(
  asked: Asked,
  { affected, cut, absent }: Reached,
  paths: readonly string[],
): Promise<readonly Found[]> {
  const { trainingPrograms } = await import("./programs.js");
  const tracked = await holdsLine(asked, paths, LEAVES_COMMIT);
  const programs = await trainingPrograms(asked.state, { affected, paths, tracked }, asked.problem);
  const suspects = programs.filter(isSuspect);
  if (suspects.length === 0) return [];
  const { rules } = await asked.rules();
  return suspects.flatMap((program) =>
    QUESTIONS.flatMap(({ rule, verdicts }) =>
      verdicts(program, rules).map(({ name, verdict, confidence, idiom }) => {
        const [first, ...others] = verdict.evidence;
        const location = verdict.at ?? first ?? { path: program.path };
        const whole = !cut && absent.length === 0;
        const sure = whole && program.sure && !program.notebook ? confidence : lesser(confidence);
        return {
          path: program.path,
          answer: {
            rule,
            outcome: verdict.outcome === "partial" ? "partial" : "fail",
            confidence: sure,
            message: location.path === program.path ? verdict.message : `${program.path}: ${verdict.message}`,
            location,
            related: others.slice(0, MOST_RELATED),
            subject: { path: program.path, name },
            idiom,
          } satisfies Answer,
        };
      }),
    ),
  );
}

const MOST_RELATED = 10;
const lesser = (confidence: Confidence): Confidence => (confidence === "low" ? "low" : "medium");

/** Modules of trackers that leave the commit to the program. */
const LEAVES_COMMIT = /tensorboard|SummaryWriter|CSVLogger|lightning|keras|trackio/;

/** Libraries without which nothing is known to train; a tree without them needs no parser. */
const LEARNS =
  /\b(?:accelerate|catboost|chainer|composer|datasets|dgl|diffusers|fastai|flax|gluon|gym|gymnasium|haiku|jax|keras|lightgbm|lightning|mlflow|mxnet|optax|optuna|paddle|pytorch_lightning|ray|sacred|sb3_contrib|sklearn|spacy|stable_baselines3|statsmodels|tensorflow|tf_keras|timm|torch|torchvision|transformers|trl|ultralytics|wandb|xgboost)\b/;

async function holdsLine(
  { change, state }: Asked,
  paths: readonly string[],
  words: RegExp,
): Promise<boolean> {
  const lines = await sourceLines(change, state);
  return paths.some((path) => lines.get(path)?.some((line) => words.test(line)) === true);
}

/** Whether rules may have something to say of it. */
const isSuspect = ({ model }: Program): boolean =>
  model.seeds.sources.some(isOpen) ||
  model.evidence("code.determinism").length > 0 ||
  activeTrackers(model).length > 0;

const isOpen = ({ verdict }: RepoModel["seeds"]["sources"][number]): boolean =>
  verdict !== "seeded" && verdict !== "not-needed";

interface Open {
  /** What it speaks of, within the program. */
  readonly name: string;
  readonly verdict: Verdict;
  readonly confidence: Confidence;
  readonly idiom: readonly string[];
}

interface RuleQuestion {
  readonly rule: string;
  verdicts(program: Program, rules: readonly Rule[]): readonly Open[];
}

/** What each rule says of a program alone. */
const QUESTIONS: readonly RuleQuestion[] = [
  {
    rule: "unseeded-randomness",
    verdicts: ({ model }, rules) =>
      model.seeds.sources.filter(isOpen).flatMap((source) => {
        const seeds = { ...model.seeds, sources: [source] };
        return failures("unseeded-randomness", { ...model, seeds }, rules).map((verdict) => ({
          name: source.source,
          verdict,
          confidence: isCertain(model, source) ? "high" : "medium",
          idiom: frameworksOf(model),
        }));
      }),
  },
  {
    rule: "determinism-defeated",
    verdicts: ({ model }, rules) =>
      failures("determinism-defeated", model, rules).map((verdict) => ({
        name: verdict.message,
        verdict,
        confidence: "high",
        idiom: [],
      })),
  },
  {
    rule: "run-without-commit",
    verdicts: ({ path, model }, rules) => {
      const trackers = activeTrackers(model);
      if (trackers.length === 0) return [];
      const ids = new Set(trackers.map(({ id }) => id));
      const places = model
        .evidence("tracker.call")
        .filter((call) => call.role === "init" && call.on !== "no" && ids.has(call.tracker))
        .map(({ location }) => location)
        .sort((a, b) => Number(b.path === path) - Number(a.path === path) || compareLocations(a, b));
      return failures("run-without-commit", model, rules).map((verdict) => ({
        name: trackers.map(({ id }) => id).join(" "),
        verdict: {
          ...verdict,
          message: `${trackers.map(({ title }) => title).join(" and ")} ${trackers.length === 1 ? "does" : "do"} not store the commit of a run, and the code does not either`,
          evidence: places.length > 0 ? places : verdict.evidence,
        },
        // A launcher may keep it.
        confidence: "medium",
        idiom: trackers.map(({ id }) => (id === "lightning" ? "tensorboard" : id)),
      }));
    },
  },
];

function failures(id: string, model: RepoModel, rules: readonly Rule[]): readonly Verdict[] {
  const rule = rules.find((one) => one.id === id);
  const answer = rule?.check(model, {}) ?? [];
  const verdicts = "outcome" in answer ? [answer] : answer;
  return verdicts.filter(({ outcome }) => outcome === "fail" || outcome === "partial");
}

/**
 * What a condition decides is not certain, nor is what comes first where the draw and the seed stand in two files: the
 * way to the draw may depend on what the tree does not hold.
 */
function isCertain(model: RepoModel, { source, verdict }: RepoModel["seeds"]["sources"][number]): boolean {
  if (verdict === "conditional") return isOff(model, source);
  const early = model.evidence("code.random").filter((draw) => draw.source === source && draw.early === true);
  const seeds = new Set(model.evidence("code.seed").map(({ location }) => location.path));
  return early.length === 0 || early.some(({ location }) => seeds.has(location.path));
}

/** A seed is there that a default run leaves out: `seed: null`, an option that is off. */
const isOff = (model: RepoModel, source: string): boolean =>
  model
    .evidence("code.seed")
    .some((seed) => seed.sources.some((one) => one === source) && (seed.on === "no" || seed.value === null));

const FRAMEWORKS: readonly (readonly [pattern: RegExp, idiom: string])[] = [
  [/lightning/, "lightning"],
  [/^transformers/, "huggingface"],
];

function frameworksOf(model: RepoModel): readonly string[] {
  const modules = model.evidence("code.ml-import").map(({ module }) => module);
  return FRAMEWORKS.flatMap(([pattern, idiom]) => (modules.some((one) => pattern.test(one)) ? [idiom] : []));
}
