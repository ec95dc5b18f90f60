import type { DetectionContext } from "../../../core/detector.js";
import { type EvidenceOf, evidence, type SearchMethod } from "../../../core/evidence.js";
import type { Location } from "../../../core/location.js";
import { at, entriesAt } from "../../../parsers/plain-data.js";
import { parseYaml } from "../../../parsers/yaml.js";
import { readCommands } from "../../commands.js";
import type { Study } from "../study/study.js";
import { methodOf } from "./search-calls.js";

type Search = EvidenceOf<"code.search">;
interface Read {
  readonly path: string;
  readonly yaml: { readonly value: unknown; lineOf(path: readonly string[]): number | undefined };
}

const NAMES =
  /(?:^|\/)(?:sweeps?\/[^/]+|[^/]*(?:sweep|katib|nni|hpo|tuning|search)[^/]*|config|experiment|guild)\.ya?ml$/i;
const NOT_HERE = /(?:^|\/)(?:\.[^/]+|mlruns|wandb|outputs|multirun|node_modules|docs)\//;
const LARGEST = 64 * 1024;
const MOST = 60;
const WANDB: Readonly<Record<string, SearchMethod>> = { grid: "grid", random: "random", bayes: "bayesian" };
const GUILD: Readonly<Record<string, SearchMethod>> = {
  random: "random",
  gp: "bayesian",
  forest: "bayesian",
  gbrt: "bayesian",
  bayesian: "bayesian",
};

/** Searches that files set up: W&B sweeps, Hydra sweepers, Katib, NNI, Guild, loops of shell scripts. */
export async function searchesInFiles(study: Study, context: DetectionContext): Promise<readonly Search[]> {
  const read: Read[] = study.configuration.files.map(({ path, yaml }) => ({ path, yaml }));
  const known = new Set(read.map(({ path }) => path));
  const more = context.files.filter(
    ({ path, size, symlink }) =>
      !symlink && size <= LARGEST && NAMES.test(path) && !NOT_HERE.test(path) && !known.has(path),
  );
  for (const { path } of more.slice(0, MOST)) {
    const text = await context.workspace.readText(path).catch(() => "");
    read.push({ path, yaml: parseYaml(text, "pyyaml") });
  }
  return [
    ...read.flatMap((file) => READERS.flatMap((reader) => reader(file) ?? [])),
    ...(await shellLoops(context)),
  ];
}

/**
 * W&B's sweep configuration (wandb/sdk/wandb_sweep.py, `wandb sweep FILE`): `method`, `parameters`, `early_terminate`.
 */
export function wandbSweep(
  value: unknown,
): Pick<Search, "method" | "space" | "prunes" | "objectives"> | null {
  const method = at(value, "method");
  const parameters = at(value, "parameters");
  if (typeof method !== "string" || !Object.hasOwn(WANDB, method)) return null;
  if (parameters === null || typeof parameters !== "object") return null;
  const searched = entriesAt(parameters).filter(([, one]) => at(one, "value") === undefined);
  return {
    method: WANDB[method]!,
    space: searched.map(([name]) => name).sort(),
    prunes: at(value, "early_terminate") !== undefined,
    objectives: 1,
  };
}

const READERS: readonly ((file: Read) => Search | null)[] = [
  (file) => {
    const found = wandbSweep(file.yaml.value);
    return found === null
      ? null
      : told(file, ["method"], {
          tool: "wandb",
          call: "sweep configuration",
          seeded: null,
          stored: true,
          ...found,
        });
  },
  hydraSweeper,
  (file) => {
    // kubeflow.org/v1beta1 Experiment: spec.algorithm.algorithmName, spec.parameters[].name.
    const spec = at(file.yaml.value, "spec");
    const algorithm = at(spec, "algorithm", "algorithmName");
    if (at(file.yaml.value, "kind") !== "Experiment" || typeof algorithm !== "string") return null;
    const parameters = at(spec, "parameters");
    const names = Array.isArray(parameters) ? parameters.map((one) => at(one, "name")) : [];
    const method = methodOf(algorithm);
    return told(file, ["spec", "algorithm"], {
      tool: "katib",
      call: algorithm,
      seeded: null,
      stored: true,
      ...(method === undefined ? {} : { method }),
      space: names.filter((name) => typeof name === "string").sort(),
      prunes: at(spec, "earlyStopping") !== undefined,
      objectives: 1,
    });
  },
  (file) => {
    // NNI's experiment configuration (nni.config.ExperimentConfig): tuner.name, searchSpace.
    const { value } = file.yaml;
    const tuner = at(value, "tuner", "name") ?? at(value, "tuner", "builtinTunerName");
    if (typeof tuner !== "string" || (at(value, "trialCommand") ?? at(value, "trial")) === undefined)
      return null;
    const method = methodOf(tuner);
    return told(file, ["tuner"], {
      tool: "nni",
      call: tuner,
      seeded: null,
      stored: true,
      ...(method === undefined ? {} : { method }),
      space: entriesAt(value, "searchSpace")
        .map(([name]) => name)
        .sort(),
      prunes: at(value, "assessor") !== undefined,
    });
  },
  (file) => {
    if (!/(?:^|\/)guild\.ya?ml$/.test(file.path)) return null;
    const optimizers = findKey(file.yaml.value, "optimizers", 6);
    if (optimizers === null) return null;
    const names = entriesAt(optimizers).map(([name, one]) => {
      const algorithm = typeof one === "string" ? one : at(one, "algorithm");
      return typeof algorithm === "string" ? algorithm : name;
    });
    const method = names.map((name) => GUILD[name]).find((one) => one !== undefined);
    return told(file, [], {
      tool: "guild",
      call: "optimizers",
      seeded: null,
      stored: true,
      ...(method === undefined ? {} : { method }),
    });
  },
];

/** Hydra's sweeper in configuration: Optuna, Ax or Nevergrad (hydra_plugins/hydra_*_sweeper/config.py). */
function hydraSweeper(file: Read): Search | null {
  for (const path of [["hydra", "sweeper"], []]) {
    const found = at(file.yaml.value, ...path);
    const target = at(found, "_target_");
    const tool =
      typeof target === "string" ? /hydra_(optuna|ax|nevergrad)_sweeper/i.exec(target)?.[1] : undefined;
    if (tool === undefined) continue;
    const filled = (value: unknown): boolean => value !== undefined && value !== null;
    const sampler = at(found, "sampler");
    const named = at(sampler, "_target_");
    const method =
      typeof named === "string" ? methodOf(named) : tool === "nevergrad" ? "evolutionary" : "bayesian";
    const direction = at(found, "direction");
    const space = [
      ...entriesAt(found, "params"),
      ...entriesAt(found, "search_space"),
      ...entriesAt(found, "parametrization"),
      ...entriesAt(found, "ax_config", "params"),
    ];
    return told(file, [...path, "_target_"], {
      tool: tool.toLowerCase(),
      call: `hydra_${tool.toLowerCase()}_sweeper`,
      seeded: filled(at(sampler, "seed")) || filled(at(found, "seed")),
      stored: filled(at(found, "storage")),
      ...(method === undefined ? {} : { method }),
      space: space.map(([name]) => name).sort(),
      objectives: Array.isArray(direction) ? direction.length : 1,
      resumes: filled(at(found, "storage")) && filled(at(found, "study_name")),
    });
  }
  return null;
}

function told(
  file: Read,
  path: readonly string[],
  fields: Omit<Search, "kind" | "location" | "confidence">,
): Search {
  const line = path.length === 0 ? 1 : file.yaml.lineOf(path);
  const location: Location = { path: file.path, ...(line === undefined ? {} : { line }) };
  return evidence("code.search", location, fields);
}

function findKey(value: unknown, key: string, depth: number): unknown {
  if (depth === 0 || value === null || typeof value !== "object") return null;
  const own = Array.isArray(value) ? undefined : at(value, key);
  if (own !== undefined) return own;
  for (const inner of Object.values(value)) {
    const found = findKey(inner, key, depth - 1);
    if (found !== null) return found;
  }
  return null;
}

const LOOP = /^[ \t]*for[ \t]+([A-Za-z_]\w*)[ \t]+in[ \t]+(\S[^\n;#]*)/gm;
const VARIABLE = /^(?:--?[\w.-]*[= ]?|[\w.+~-]+=)?["']?\$\{?([A-Za-z_]\w*)\}?["']?$/;
const TUNED =
  /lr|rate|batch|dropout|decay|layers|hidden|depth|alpha|beta|gamma|lambda|momentum|units|dim|temp/i;

/** Loops of shell scripts that hand a hyperparameter to a program: `for lr in 0.1 0.01; do python train.py --lr $lr`. */
async function shellLoops(context: DetectionContext): Promise<Search[]> {
  const used = new Map<string, { line: number; variables: Set<string>; program: string }>();
  for (const { source, location, command, program } of await readCommands(context)) {
    if (program === null || (source !== "shell script" && source !== "SLURM")) continue;
    const variables = command.args.flatMap((arg) => VARIABLE.exec(arg)?.[1] ?? []);
    if (variables.length === 0) continue;
    const known = used.get(location.path) ?? { line: location.line ?? 1, variables: new Set(), program };
    for (const name of variables) known.variables.add(name);
    used.set(location.path, known);
  }
  const found: Search[] = [];
  for (const [path, { line, variables, program }] of used) {
    const text = await context.workspace.readText(path).catch(() => "");
    const looped = [...text.matchAll(LOOP)].flatMap(([, name, values]) =>
      variables.has(name!) && TUNED.test(name!) && values!.trim().split(/\s+/).length > 1 ? [name!] : [],
    );
    if (looped.length > 0)
      found.push(
        evidence(
          "code.search",
          { path, line },
          {
            tool: "shell loops",
            call: program,
            seeded: null,
            stored: null,
            method: "grid",
            space: [...new Set(looped)].sort(),
          },
          "medium",
        ),
      );
  }
  return found;
}
