import type { Confidence } from "../../core/vocabulary.js";
import { absence } from "../absent.js";
import type { Answer, Asked } from "../question.js";
import { documentsOf } from "./documents.js";
import { type Reached, reached } from "./reached.js";
import { isSuspect, RULE_QUESTIONS, WITHOUT_COMMIT } from "./rule-questions.js";
import { isSource, sourceLines } from "./source-lines.js";
import { tacitAnswers } from "./tacit-answers.js";

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
  if (state === change.after)
    for (const one of absence(
      part.absent.filter((path) => !touched.includes(path)),
      "is not in this clone, and the changed code uses it: errors are shown as warnings",
    ))
      problem(one);
  if (!(await holdsLine(asked, part.paths, LEARNS))) return [];
  const found = await answersIn(asked, part, part.paths);
  if (found.length === 0) return [];
  // How documents and scripts run a program may settle what its code leaves open.
  const documents = await documentsOf(state, [...new Set(found.map(({ path }) => path))]);
  const told = documents.length === 0 ? found : await answersIn(asked, part, [...part.paths, ...documents]);
  const answers = told.map(({ answer }) => answer);
  // What starts the program may keep the commit for it.
  const asksCommit = answers.some(({ rule, confidence }) => rule === WITHOUT_COMMIT && confidence === "high");
  return asksCommit && (await state.holding(KEEPING_COMMITS, { endings: [], limit: 1 })).length > 0
    ? answers.map((answer) =>
        answer.rule === WITHOUT_COMMIT ? { ...answer, confidence: lesser(answer.confidence) } : answer,
      )
    : answers;
}

/** What nobody asks git, or CI, for a commit without. */
const KEEPING_COMMITS = [
  "rev-parse",
  "git describe",
  "hexsha",
  "GIT_COMMIT",
  "GIT_SHA",
  "GITHUB_SHA",
  "CI_COMMIT_SHA",
  "git_commit",
  "git_sha",
  "git_hash",
  "commit_hash",
];

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
  const tacit =
    asked.state === asked.change.after
      ? []
      : programs.flatMap((program) =>
          tacitAnswers(program).map((answer) => ({ path: program.path, answer })),
        );
  if (suspects.length === 0) return tacit;
  const { rules } = await asked.rules();
  const spoken = suspects.flatMap((program) =>
    RULE_QUESTIONS.flatMap(({ rule, verdicts }) =>
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
  return [...spoken, ...tacit];
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
  return paths.some((path) => words.test(lines.get(path) ?? ""));
}
