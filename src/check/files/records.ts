import { compareLocations, compareText } from "../../core/location.js";
import type { RepoModel } from "../../core/model.js";
import type { Rule, Verdict } from "../../core/rule.js";
import type { JudgedRun } from "../../core/run.js";
import type { Confidence } from "../../core/vocabulary.js";
import { check } from "../../judge/check.js";
import { readLedger } from "../../ledger/read.js";
import { TRACKERS } from "../../trackers/index.js";
import type { Answer, Asked } from "../question.js";
import { mayBeRecord } from "./concerns.js";
import { type Model, modelsOf } from "./record-groups.js";
import { surroundingOf } from "./record-paths.js";

/** Rules that judge a run by its own record; those that need all runs, or what lies elsewhere, are the audit's. */
const RULES: ReadonlySet<string> = new Set([
  "run-without-commit",
  "dirty-run-without-patch",
  "commit-not-in-repository",
  "commit-without-program",
  "secret-in-record",
  "personal-data-in-record",
  "failed-run-without-reason",
  "non-finite-result",
  "foreign-artifact-path",
  "model-without-signature",
]);
const SECRET = "secret-in-record";
/**
 * A locked stage is tied by the hashes of its files, which no commit holds before it is made; what a lock says of the
 * pipeline is asked elsewhere.
 */
const OF_LOCKS: ReadonlySet<string> = new Set([SECRET, "personal-data-in-record"]);
/** Names by which records are tied to the project: its programs, and the files that show where it begins. */
const CODE =
  /\.(?:py|ipynb|toml|cfg)$|(?:^|\/)(?:requirements[^/]*\.txt|environment\.ya?ml|MLproject|package\.json)$/i;
const isCode = (path: string): boolean => CODE.test(path);
const MOST_CODE = 10_000;
/** A store of more files than this is read in part. */
const MOST_FILES = 20_000;
const MOST_RELATED = 20;

/** What the rules of records say of the runs whose files are among the changed ones. */
export async function askRecords(asked: Asked): Promise<readonly Answer[]> {
  const { change, state, problem } = asked;
  // A file that comes in or goes away belongs to a run of the other state all the same.
  const touched = change.files.map(({ path, from }) => (state === change.after ? path : (from ?? path)));
  const records = touched.filter(mayBeRecord);
  if (records.length === 0) return [];
  const view = await state.view(await around(asked, records));
  const ledger = await readLedger(view, {
    trackers: TRACKERS,
    declared: async () => new Map(),
    problem,
    exposures: true,
  });
  const isTouched = touchedBy(touched);
  const changed = ledger.here.runs.filter(isTouched);
  if (changed.length === 0) return [];
  const models = await modelsOf(asked, view, ledger, changed);
  const rules = (await asked.rules()).rules.filter(({ id }) => RULES.has(id));
  return models.flatMap((one) => rules.flatMap((rule) => answersOf(rule, one, asked)));
}

/** The changed records with the rest of their runs and what their readers look for. */
async function around({ state, problem }: Asked, records: readonly string[]): Promise<readonly string[]> {
  const paths = await state.paths();
  const known = new Set(paths);
  const folders = new Set<string>();
  const wanted = new Set<string>();
  for (const record of records) {
    const surrounding = surroundingOf(record, (path) => known.has(path));
    for (const folder of surrounding.folders) folders.add(folder);
    for (const file of surrounding.files) wanted.add(file);
  }
  const isWithin = (path: string): boolean => {
    for (let end = path.indexOf("/"); end >= 0; end = path.indexOf("/", end + 1))
      if (folders.has(path.slice(0, end + 1))) return true;
    return path.endsWith(".log") && wanted.has(`${path.slice(0, path.lastIndexOf("/") + 1)}*.log`);
  };
  const chosen = paths.filter((path) => wanted.has(path) || isWithin(path));
  if (chosen.length <= MOST_FILES) return [...chosen, ...paths.filter(isCode).slice(0, MOST_CODE)];
  problem({
    path: chosen[0] ?? ".",
    message: `the changed run records lie among ${chosen.length} files, of which a hook reads ${MOST_FILES}: an audit reads them all`,
  });
  return [...records, ...chosen].slice(0, MOST_FILES);
}

/** One of its own files was changed. */
function touchedBy(touched: readonly string[]): (run: JudgedRun) => boolean {
  const paths = new Set(touched);
  const folders = new Set(
    touched.flatMap((path) => {
      const above: string[] = [];
      for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1))
        above.push(path.slice(0, end));
      return above;
    }),
  );
  return ({ location, trace, status }) =>
    status !== "deleted" &&
    location.commit === undefined &&
    (paths.has(location.path) || (trace.directory !== null && folders.has(trace.directory)));
}

function answersOf(rule: Rule, { name, model }: Model, { policy, problem }: Asked): readonly Answer[] {
  const runs = [...model.runs, ...model.logs];
  const [first] = runs;
  if (first === undefined) return [];
  if (runs.some(({ tracker }) => tracker === "dvc") && !OF_LOCKS.has(rule.id)) return [];
  const verdicts = check([rule], model, problem, policy.configuration.rules).get(rule.id) ?? [];
  return verdicts.flatMap((verdict): Answer[] => {
    if ((verdict.outcome !== "fail" && verdict.outcome !== "partial") || verdict.silent === true) return [];
    const places = [...verdict.evidence].sort(compareLocations);
    const location = verdict.at ?? places[0] ?? first.location;
    // Of one run there is no share to tell.
    const message = verdict.message
      .replace(/^the one /, "this ")
      .replace(/ named no commit$/, " named no git commit: which code ran cannot be told");
    return [
      {
        rule: rule.id,
        outcome: verdict.outcome,
        confidence: confidenceOf(rule, verdict, model),
        message,
        location,
        related: places.filter((one) => compareLocations(one, location) !== 0).slice(0, MOST_RELATED),
        subject: { path: location.path, name: `${name} ${withoutCounts(message)}` },
        idiom: [...new Set(runs.map(({ tracker }) => tracker))].sort(compareText),
      },
    ];
  });
}

function confidenceOf(rule: Rule, verdict: Verdict, model: RepoModel): Confidence {
  if (rule.id === SECRET) return "high";
  // What a configuration system left may lie beside a record that was not changed.
  const tracks = (run: JudgedRun): boolean => model.tracker(run.tracker)?.tracksRuns !== false;
  return rule.id === "run-without-commit" && !model.runs.some(tracks)
    ? "medium"
    : (verdict.confidence ?? "high");
}

/** What a sentence says of some runs, whatever their number. */
const withoutCounts = (message: string): string =>
  message.replace(/^(?:this|both|all \d+|\d+ of \d+) /, "").replace(/\bruns\b/, "run");
