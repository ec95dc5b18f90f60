import type { Value } from "../../../core/code.js";
import { type CodeRisk, type Evidence, evidence } from "../../../core/evidence.js";
import type { Location } from "../../../core/location.js";
import { type ConfigMap, leavesOf, select } from "../../../parsers/config-tree.js";
import { parseHydraOverride } from "../../../parsers/hydra-override.js";
import { isLiteral, nameTable, text } from "../study/names.js";
import { once, type Placed } from "../study/run-places.js";
import type { Study } from "../study/study.js";
import type { HydraMain } from "../values/configuration.js";
import { mayRun, type Observe, resolved } from "./observer.js";

/** What Hydra's own habits do to a run: where its output goes, where it runs, what it is not given, what no record keeps. */

/** Calls that open what is there, their path the first argument. */
const READS = nameTable<true>({
  open: true,
  "pandas.read_csv": true,
  "pandas.read_parquet": true,
  "pandas.read_json": true,
  "pandas.read_excel": true,
  "pandas.read_pickle": true,
  "pandas.read_table": true,
  "numpy.load": true,
  "numpy.loadtxt": true,
  "numpy.genfromtxt": true,
  "torch.load": true,
  "joblib.load": true,
  "os.listdir": true,
  "PIL.Image.open": true,
  "polars.read_csv": true,
  "polars.read_parquet": true,
});
const FINDS_BACK =
  /^hydra\.(?:utils\.)?(?:to_absolute_path|get_original_cwd)$|(?:^|\.)(?:to_absolute_path|get_original_cwd)$/;
/** Names of environment variables that say where and who, not what is trained. */
const SURROUNDINGS =
  /PATH|DIR|ROOT|HOME|USER|LOGNAME|KEY|TOKEN|SECRET|PASS|HOST|UR[LI]|PORT|ENTITY|PROJECT|WANDB|MLFLOW|COMET|NEPTUNE|CLEARML|NAME|CACHE|SLURM|RANK|WORLD|MASTER|CUDA|GPU|DEVICE|FOLDER|STORE|STORAGE|BUCKET|ENDPOINT|MAIL|ACCOUNT|PARTITION|TMP|TEMP|LOG|DEBUG|OUTPUT|WORKERS|SERVER|REGION|CREDENTIAL|JOB|ID$/i;
const VARIABLE = /\$\{(?:oc\.)?env:\s*([A-Za-z_]\w{0,80})/g;

export const hydraRuns: Observe = (study, context) => {
  const { mains } = study.configuration;
  if (mains.length === 0) return { see() {}, told: () => [] };
  const programs = new Set(mains.map(({ file }) => file.path));
  const reads: Placed[] = [];
  const findsBack = new Set<string>();
  const resolves = new Set<string>();
  const asksMissing = new Set<string>();
  const run = ({ file, call }: Placed): readonly string[] =>
    study.reach.runBy(file, call).filter((one) => programs.has(one));
  const note = (placed: Placed, into: Set<string>): void => {
    for (const program of run(placed)) into.add(program);
  };
  return {
    see(placed) {
      const { call } = placed;
      if (call.scope !== null && READS(call.name) !== undefined) reads.push(placed);
      if (FINDS_BACK.test(call.name)) note(placed, findsBack);
      if (call.method === "is_missing") note(placed, asksMissing);
      if (call.method === "resolve" && /OmegaConf/i.test(call.name)) note(placed, resolves);
      if (call.args.some(({ name, value }) => name === "resolve" && isLiteral(value, true)))
        note(placed, resolves);
    },
    told() {
      const first = once();
      const paths = new Set(context.files.flatMap(({ path }) => ancestorsOf(path)));
      const found: Evidence[] = [];
      const add = (risk: CodeRisk, main: HydraMain, location: Location, call: string, why: string): void => {
        if (first(risk, location.path, location.line, call))
          found.push(evidence("code.risk", location, { risk, call, why, programs: [main.file.path] }));
      };
      for (const main of mains) {
        if (main.function === "") continue;
        for (const { at, key, value } of outputFolders(study, main)) {
          const where = outside(value, main.composition?.tree);
          if (where !== null) add("output-outside-project", main, at, key, `${key} is ${where}`);
        }
        const program = main.file.path;
        const moved = findsBack.has(program) ? null : movedBy(study, main);
        if (moved !== null)
          for (const placed of reads) {
            if (!run(placed).includes(program) || !mayRun(study, placed)) continue;
            const path = relativePath(study, placed);
            if (path !== null && paths.has(path))
              add(
                "moved-working-folder",
                main,
                placed.call.location,
                placed.call.name,
                `${path} is looked for in the run's own folder: ${moved}`,
              );
          }
        if (!asksMissing.has(program))
          for (const { key, at } of notGiven(study, main))
            add(
              "mandatory-not-given",
              main,
              at,
              key,
              `${key} is ??? and none of the commands that run ${program} gives it`,
            );
        if (!resolves.has(program))
          for (const { key, at, variable } of fromEnvironment(main))
            add(
              "unrecorded-environment",
              main,
              at,
              variable,
              `${key} takes the environment's ${variable}, and Hydra records the reference, not the value`,
            );
      }
      return found;
    },
  };
};

const ancestorsOf = (path: string): string[] => {
  const found = [path];
  for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1))
    found.push(path.slice(0, end));
  return found;
};

const placeOf = ({ path, line }: { readonly path: string; readonly line?: number | undefined }): Location =>
  line === undefined ? { path } : { path, line };

interface Folder {
  readonly key: string;
  readonly value: string;
  readonly at: Location;
}

/** `hydra.run.dir` and `hydra.sweep.dir` as configured, and as commands give them. */
function outputFolders(study: Study, main: HydraMain): readonly Folder[] {
  const keys = ["hydra.run.dir", "hydra.sweep.dir"];
  const configured = keys.flatMap((key): Folder[] => {
    const leaf = main.composition === null ? null : select(main.composition.tree, key.split("."));
    return leaf?.is === "leaf" && typeof leaf.value === "string" && leaf.place().path !== ""
      ? [{ key, value: leaf.value, at: placeOf(leaf.place()) }]
      : [];
  });
  const given = study.configuration.given.of(main.file.path).flatMap(({ args, location }) =>
    args.flatMap((word): Folder[] => {
      const override = word.startsWith("-") ? null : parseHydraOverride(word);
      return override !== null && keys.includes(override.key) && typeof override.value === "string"
        ? [{ key: override.key, value: override.value, at: location }]
        : [];
    }),
  );
  return [...configured, ...given];
}

const MOST_HOPS = 6;

/** A leading reference is followed; where it leads to what only a run knows, nothing is said. */
function outside(given: string, tree: ConfigMap | undefined): string | null {
  let value = given;
  for (let hop = 0; hop < MOST_HOPS; hop++) {
    const reference = /^\$\{([\w.]+)\}/.exec(value);
    if (reference === null || tree === undefined) break;
    const leaf = select(tree, reference[1]!.split("."));
    if (leaf?.is !== "leaf" || typeof leaf.value !== "string") return null;
    value = leaf.value + value.slice(reference[0].length);
  }
  if (/^\/(?:var\/)?tmp(?:\/|$)|^\/dev\/shm(?:\/|$)|^\$\{oc\.env:TMPDIR/.test(value))
    return `in a temporary folder (${value})`;
  if (/^(?:\/|~\/|[A-Za-z]:[\\/])/.test(value)) return `outside the project (${value})`;
  return /^\.\.\//.test(value) ? `outside the project (${value})` : null;
}

/** Why a run changes its working folder; null: it does not, or that cannot be told. */
function movedBy(study: Study, main: HydraMain): string | null {
  const commands = study.configuration.given.of(main.file.path);
  if (commands.some(({ args }) => args.some((word) => /^\+{0,2}hydra\.job\.chdir=/.test(word)))) return null;
  const leaf = main.composition === null ? null : select(main.composition.tree, ["hydra", "job", "chdir"]);
  if (leaf?.is === "leaf" && leaf.value !== null) {
    const { path, line } = leaf.place();
    return leaf.value === true
      ? `hydra.job.chdir is true (${line === undefined ? path : `${path}:${line}`})`
      : null;
  }
  // hydra/version.py and hydra/main.py of 1.3: without version_base the defaults of 1.1 hold, and those change it.
  const decorator = main.file.functions
    .find(({ name }) => name === main.function)
    ?.decorators.find(({ name }) => /^hydra\.(?:experimental\.)?main$/.test(name));
  if (decorator === undefined || decorator.args.some(({ name }) => name === "**")) return null;
  const base = decorator.args.find(({ name }) => name === "version_base")?.value ?? decorator.args[2]?.value;
  if (base === undefined)
    return "hydra.main has no version_base, so that the run changes its folder as in Hydra 1.1";
  return isLiteral(base, "1.1") || isLiteral(base, "1.0") || isLiteral(base, 1.1)
    ? `version_base is ${text(base)}, so that the run changes its folder`
    : null;
}

function relativePath(study: Study, placed: Placed): string | null {
  const [first, second] = placed.call.args;
  if (first === undefined || first.name !== null) return null;
  const mode =
    placed.call.args.find(({ name }) => name === "mode")?.value ??
    (placed.call.name === "open" ? second?.value : undefined);
  if (mode?.is === "literal" && /[wax+]/.test(`${mode.value}`)) return null;
  const value: Value = resolved(study, placed, first.value);
  if (value.is !== "literal" || typeof value.value !== "string") return null;
  const path = value.value.replace(/^(?:\.\/)+/, "").replace(/\/+$/, "");
  return path === "" || /^(?:[/~.$]|\w+:)/.test(path) ? null : path;
}

interface Missing {
  readonly key: string;
  readonly at: Location;
}

/** What is `???` though documents and scripts show how the program is run. */
function notGiven(study: Study, main: HydraMain): readonly Missing[] {
  const commands = study.configuration.given.of(main.file.path);
  if (main.composition === null || commands.length === 0) return [];
  const words = commands.flatMap(({ args }) => args);
  // Configurations of other names or folders, and words that a shell fills in, may give anything.
  if (words.some((word) => /^(?:-c[npd]|--config-(?:name|path|dir))\b|[$<{]|^\+?experiment=/.test(word)))
    return [];
  const given = words.flatMap((word) => parseHydraOverride(word)?.key ?? []);
  const isGiven = (key: string): boolean =>
    given.some((one) => one === key || key.startsWith(`${one}.`) || one.startsWith(`${key}.`));
  const isSet = (key: string): boolean => {
    const name = key.slice(key.lastIndexOf(".") + 1);
    return study.graph.files.some((file) =>
      file.assignments.some(({ target }) => target.endsWith(`.${name}`) || target.includes(`"${name}"`)),
    );
  };
  const leaves = [...leavesOf(main.composition.tree)].flatMap(({ path, leaf }): Missing[] => {
    const key = path.join(".");
    return leaf.value === "???" && path[0] !== "hydra" && !isGiven(key) && !isSet(key)
      ? [{ key, at: placeOf(leaf.place()) }]
      : [];
  });
  const groups = main.composition.mandatory.flatMap(({ group, path, line }): Missing[] =>
    isGiven(group) ? [] : [{ key: group, at: placeOf({ path, line }) }],
  );
  return [...leaves, ...groups].filter(({ at }) => at.path !== "");
}

function fromEnvironment(main: HydraMain): readonly (Missing & { readonly variable: string })[] {
  if (main.composition === null) return [];
  return [...leavesOf(main.composition.tree)].flatMap(({ path, leaf }) => {
    if (typeof leaf.value !== "string" || path[0] === "hydra" || SURROUNDINGS.test(path.at(-1) ?? ""))
      return [];
    return [...leaf.value.matchAll(VARIABLE)].flatMap(([, variable]) =>
      SURROUNDINGS.test(variable!)
        ? []
        : [{ key: path.join("."), at: placeOf(leaf.place()), variable: variable! }],
    );
  });
}
