import type { ChangeState } from "../../core/change.js";
import type { Code } from "../../core/code.js";
import type { DetectionContext } from "../../core/detector.js";
import type { Evidence } from "../../core/evidence.js";
import type { RepoModel } from "../../core/model.js";
import type { Problem } from "../../core/run.js";
import { detector as determinism } from "../../detectors/code/determinism/determinism.js";
import { detector as commits } from "../../detectors/code/programs/commit-logging.js";
import { detector as entries } from "../../detectors/code/programs/entries.js";
import { detector as training } from "../../detectors/code/programs/training.js";
import { detector as random } from "../../detectors/code/seeds/random.js";
import { detector as seeds } from "../../detectors/code/seeds/seeds.js";
import { readPurposes } from "../../detectors/purpose.js";
import { buildModel } from "../../model/build.js";
import { readCode } from "../../python/read-code.js";

/** One training program, as rules see a repository that holds nothing else. */
export interface Program {
  readonly path: string;
  readonly model: RepoModel;
  /**
   * It trains by what it calls, and is started by what it says itself or is called like it, not only because nothing
   * imports it.
   */
  readonly sure: boolean;
  /** It trains by what it calls. */
  readonly trains: boolean;
  readonly notebook: boolean;
}

const DETECTORS = [entries, training, seeds, random, determinism, commits];

/** Modules of trackers with which people record what they try out. */
const TRACKS =
  /^(?:aim|clearml|comet_ml|dvclive|mlflow|neptune|sacred|swanlab|tensorboardX?|torch\.utils\.tensorboard|trackio|wandb)(?:\.|$)/;

/**
 * The programs among `affected` that fit a model; those that are called like it, and notebooks and main programs that
 * begin a run of a tracker and show no other purpose, are not sure.
 * @param paths  what they are judged by
 * @param tracked  whether to look for trackers as well
 */
export async function trainingPrograms(
  state: ChangeState,
  {
    affected,
    paths,
    tracked,
  }: {
    readonly affected: ReadonlySet<string>;
    readonly paths: readonly string[];
    readonly tracked: boolean;
  },
  problem: (problem: Problem) => void,
): Promise<readonly Program[]> {
  const workspace = await state.view(paths);
  const files = await workspace.files();
  const code = await readCode(workspace, files, problem);
  const context: DetectionContext = { workspace, files, code, problem };
  const purposes = await readPurposes(context);
  const tracks = (path: string): boolean =>
    purposes.of(path).purpose === "unknown" &&
    (code.file(path)?.notebook === true || MAIN_NAME.test(path)) &&
    code.file(path)?.imports.some(({ module }) => TRACKS.test(module)) === true;
  const wanted = [...affected].filter((path) => {
    const file = code.file(path);
    if (file === undefined || file.test || file.vendored) return false;
    return purposes.trains(path) || isTraining(purposes.of(path).purpose) || tracks(path);
  });
  if (wanted.length === 0) return [];
  const evidence: Evidence[] = [];
  for (const detector of DETECTORS) evidence.push(...(await detector.detect(context)));
  const asksTrackers = tracked || wanted.some(tracks);
  const signs = asksTrackers
    ? (await import("../../trackers/index.js")).TRACKERS.map((one) => one.signs)
    : [];
  if (asksTrackers)
    evidence.push(...(await (await import("../../detectors/trackers.js")).detector.detect(context)));
  return wanted.flatMap((path) => {
    const seen = evidence.filter((one) => belongs(one, path, code)).map(forTraining);
    const entry = seen.filter(({ kind }) => kind === "code.entry");
    if (entry.length === 0 || (tracks(path) && !seen.some(beginsRun))) return [];
    return [
      {
        path,
        model: modelOf(files, seen, signs),
        trains: purposes.trains(path),
        sure:
          purposes.trains(path) &&
          (MAIN_NAME.test(path) || entry.some(({ confidence }) => confidence === "high")),
        notebook: code.file(path)?.notebook === true,
      },
    ];
  });
}

/** What people call the program that they start: a script of that name is one without a guard too. */
const MAIN_NAME =
  /(?:^|\/)(?:(?:\w+_)?(?:train(?:er|ing)?|finetune|fine_tune|pretrain)|main|run|fit|experiment)(?:_\w+)?\.py$/i;

const isTraining = (purpose: string): boolean => purpose === "training" || purpose === "sweep";

/** The program is judged as one that trains, whatever else it is for. */
const forTraining = (one: Evidence): Evidence =>
  one.kind === "code.entry" && !isTraining(one.purpose) ? { ...one, purpose: "training" } : one;

const beginsRun = (one: Evidence): boolean =>
  one.kind === "tracker.call" && one.role === "init" && one.on !== "no";

/** What says something of other programs alone is left out. */
function belongs(one: Evidence, program: string, code: Code): boolean {
  if (one.kind === "code.entry") return one.program === program;
  if ("programs" in one && one.programs !== undefined) return one.programs.includes(program);
  return code.importsOf(program).includes(one.location.path);
}

const NOTHING = { runs: [], executions: [] };

type Facts = Parameters<typeof buildModel>[0];

const modelOf = (files: Facts["files"], evidence: readonly Evidence[], signs: Facts["signs"]): RepoModel =>
  buildModel(
    {
      files,
      evidence,
      ledger: { clone: NOTHING, local: NOTHING },
      snapshot: null,
      history: {
        git: true,
        why: null,
        head: null,
        shallow: false,
        hasRemote: false,
        codeCommits: null,
        tags: null,
      },
      signs,
    },
    "clone",
  );
