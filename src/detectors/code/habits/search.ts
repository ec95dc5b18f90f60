import type { Call, Value } from "../../../core/code.js";
import { type EvidenceOf, evidence, type SearchMethod } from "../../../core/evidence.js";
import { argument, isLiteral, receiver, shownName, text, unpacksKeywords } from "../study/names.js";
import { place } from "../study/project.js";
import { once, type Placed } from "../study/run-places.js";
import type { Study } from "../study/study.js";
import { makerOf, type Observe, resolved } from "./observer.js";
import { methodOf, type SearchCall, searchTool, spaceCall } from "./search-calls.js";
import { searchesInFiles, wandbSweep } from "./search-files.js";
import { searchByHand } from "./search-loops.js";

type Search = EvidenceOf<"code.search">;

interface Named {
  readonly tool: string;
  readonly name: string;
  readonly programs: readonly string[];
}

const PRUNES = new Set(["should_prune", "PyTorchLightningPruningCallback", "LightGBMPruningCallback"]);

/**
 * Searches for hyperparameters: tool, method, space, seed of the sampler, and whether trials are kept and a stopped
 * search goes on.
 */
export const search: Observe = (study, context) => {
  const started: { placed: Placed; tool: SearchCall }[] = [];
  const byHand: Search[] = [];
  const named: Named[] = [];
  const pruning = new Set<string>();
  const keepers = new Map<string, string>();
  const optimizing = new Set<string>();
  const first = once();
  return {
    see(placed) {
      const { file, call } = placed;
      const tool = searchTool(call);
      if (tool !== undefined) started.push({ placed, tool });
      const spaces = spaceCall(call.name);
      if (spaces !== undefined) {
        const name = argument(call, "name", spaces === "scikit-optimize" ? undefined : 0);
        if (name?.is === "literal" && typeof name.value === "string")
          named.push({ tool: spaces, name: name.value, programs: study.reach.runBy(file, call) });
      }
      if (PRUNES.has(call.method) || call.method.endsWith("PruningCallback"))
        for (const program of study.reach.runBy(file, call)) pruning.add(program);
      if (call.method === "optimize" || call.method === "ask")
        for (const program of study.reach.runBy(file, call)) optimizing.add(program);
      if (keepsResults(call)) {
        const by = `${shownName(call)} (${place(call.location)})`;
        for (const program of study.reach.runBy(file, call))
          if (!keepers.has(program)) keepers.set(program, by);
      }
      if (call.loops !== undefined) {
        const hand = searchByHand(study, placed);
        if (hand !== null && first(file.path, call.scope)) byHand.push(hand);
      }
    },
    async told() {
      const searches = ({ placed, tool }: (typeof started)[number]): boolean =>
        tool.tool !== "optuna" || !isStudy(placed.call) || isSearched(study, placed, optimizing);
      return [
        ...started
          .filter(searches)
          .map(({ placed, tool }) => searchOf(study, placed, tool, named, pruning, keepers)),
        ...byHand,
        ...(await searchesInFiles(study, context)),
      ];
    },
  };
};

const isStudy = ({ name }: Call): boolean => /^optuna\.(?:create|load)_study$/.test(name);

/** A study of Optuna is opened to be looked at as well: what searches is asked for trials, here or where it is handed to. */
function isSearched(study: Study, { file, call }: Placed, optimizing: ReadonlySet<string>): boolean {
  if (call.method === "create_study" || call.assignedTo === null)
    return study.reach.runBy(file, call).some((program) => optimizing.has(program));
  return file.calls.some(
    (one) =>
      (one.method === "optimize" || one.method === "ask") &&
      one.scope === call.scope &&
      shownName(one) === `${call.assignedTo}.${one.method}`,
  );
}

function searchOf(
  study: Study,
  placed: Placed,
  tool: SearchCall,
  named: readonly Named[],
  pruning: ReadonlySet<string>,
  keepers: ReadonlyMap<string, string>,
): Search {
  const { file, call } = placed;
  const programs = study.reach.runBy(file, call);
  const storage = storageOf(study, placed, tool);
  const keptBy = programs.map((program) => keepers.get(program)).find((one) => one !== undefined);
  const stored =
    tool.stored === "always" || (tool.stored === "never" ? false : kept(given(study, placed, tool.stored)));
  const spaceValue =
    tool.space === undefined ? undefined : followed(study, placed, argument(call, ...tool.space));
  const sweep = tool.tool === "wandb" && spaceValue !== undefined ? wandbSweep(plain(spaceValue)) : null;
  const space = sweep?.space ?? [
    ...(spaceValue === undefined || tool.tool === "wandb" ? [] : keysOf(spaceValue)),
    ...named.flatMap(({ tool: by, name, programs: where }) =>
      by === tool.tool && where.some((program) => programs.includes(program)) ? [name] : [],
    ),
  ];
  const objectives = sweep?.objectives ?? objectivesOf(study, placed, tool);
  const method = sweep?.method ?? methodOfCall(study, placed, tool, objectives);
  const prunes =
    sweep?.prunes ??
    prunesOf(
      study,
      placed,
      tool,
      method,
      programs.some((program) => pruning.has(program)),
    );
  const resumes = resumesOf(study, placed, tool, stored);
  return evidence("code.search", call.location, {
    tool: tool.tool,
    call: call.name,
    seeded: tool.seed.length === 0 ? null : seeded(study, placed, tool.seed),
    stored: stored || !unpacksKeywords(call) ? stored : null,
    ...(method === undefined ? {} : { method }),
    ...(space.length === 0 ? {} : { space: [...new Set(space)].sort() }),
    ...(prunes === undefined ? {} : { prunes }),
    ...(objectives === undefined ? {} : { objectives }),
    ...(resumes === undefined ? {} : { resumes }),
    ...(storage === null ? {} : { storage }),
    ...(keptBy === undefined ? {} : { keptBy }),
    programs,
  });
}

const CALLBACKS =
  /^(?:MLflowCallback|WeightsAndBiasesCallback|NeptuneCallback|TensorBoardCallback|CometCallback|MLflowLoggerCallback|WandbLoggerCallback)$/;
const WRITES =
  /^(?:dump|dumps|safe_dump|to_csv|to_json|to_pickle|to_excel|to_parquet|savetxt|save|write|writerow|writerows|write_text|log|log_params?|log_dict|log_metrics?|add_row|append_row)$/;
const RESULTS = /study|trial|best|result|cv_|param|score/i;

/** The table of trials, a tracker's callback, or a file that is handed what the search found. */
const keepsResults = (call: Call): boolean =>
  call.method === "trials_dataframe" ||
  CALLBACKS.test(call.method) ||
  (WRITES.test(call.method) &&
    RESULTS.test([receiver(call) ?? "", ...call.args.map(({ value }) => text(value))].join(" ")));

/** Where trials are kept, where that is a text: Optuna's storage, Ray's folder of results. */
function storageOf(study: Study, placed: Placed, tool: SearchCall): string | null {
  const names =
    tool.tool === "ray"
      ? ["storage_path", "local_dir"]
      : tool.tool === "optuna"
        ? ["storage"]
        : typeof tool.stored === "string"
          ? []
          : tool.stored;
  const found = given(study, placed, names);
  if (found?.is === "literal" && typeof found.value === "string") return found.value;
  // `Tuner(run_config=RunConfig(storage_path="/tmp/x"))`
  const run = tool.tool === "ray" ? argument(placed.call, "run_config") : undefined;
  const maker = run === undefined ? "" : text(resolved(study, placed, run));
  return /\b(?:storage_path|local_dir)\s*=\s*["']([^"'\n]{1,200})["']/.exec(maker)?.[1] ?? null;
}

/** A storage in memory keeps nothing. */
const kept = (storage: Value | undefined): boolean =>
  storage !== undefined &&
  !(storage.is === "literal" && storage.value === "sqlite:///:memory:") &&
  !(storage.is === "call" && storage.name.endsWith("InMemoryStorage"));

function given(study: Study, placed: Placed, names: readonly string[]): Value | undefined {
  for (const name of names) {
    const value = argument(placed.call, name);
    if (value === undefined) continue;
    const follow = resolved(study, placed, value);
    return isLiteral(follow, null) ? undefined : follow;
  }
  return undefined;
}

const followed = (study: Study, placed: Placed, value: Value | undefined): Value | undefined =>
  value === undefined ? undefined : resolved(study, placed, value);

/** `random_state=0`, or a sampler that was made with `seed=`. */
function seeded(study: Study, placed: Placed, names: readonly string[]): boolean | null {
  const value = given(study, placed, names);
  if (value === undefined) return unpacksKeywords(placed.call) ? null : false;
  if (value.is === "literal") return true;
  const shown = text(value);
  if (SEEDED.test(shown)) return true;
  // `TuneConfig(search_alg=algorithm)`: the seed is where the algorithm is made.
  const inner = /\bsearch_alg\s*=\s*([A-Za-z_]\w*)\s*[,)]/.exec(shown)?.[1];
  if (inner !== undefined && inner !== "None") {
    const maker = placed.file.calls.find(
      (call) => call.assignedTo === inner && call.scope === placed.call.scope,
    );
    if (maker === undefined || unpacksKeywords(maker)) return null;
    return maker.args.some((one) => /seed|random_state/.test(one.name ?? "") && !isLiteral(one.value, null));
  }
  return value.is === "call" && /Sampler|Search|TuneConfig/.test(value.name) ? false : null;
}

const SEEDED =
  /\b(?:random_)?(?:state_)?seed\s*=\s*(?!None\b)|\brandom_state(?:_seed)?\s*=\s*(?!None\b)|default_rng\(\s*\w/;

function methodOfCall(
  study: Study,
  placed: Placed,
  tool: SearchCall,
  objectives: number | undefined,
): SearchMethod | undefined {
  if (tool.method !== undefined) return tool.method;
  const { call } = placed;
  if (tool.tool === "optuna") {
    const pruner = followed(study, placed, argument(call, "pruner"));
    if (pruner !== undefined && /Hyperband|SuccessiveHalving/.test(text(pruner))) return "hyperband";
  }
  for (const name of tool.by ?? []) {
    const value = followed(study, placed, argument(call, name));
    if (value === undefined || isLiteral(value, null)) continue;
    const maker = makerOf(placed.file, call.scope, argument(call, name));
    const inner = (maker?.args ?? []).map((one) => text(resolved(study, placed, one.value)));
    const found = methodOf([text(value), ...inner].join(" "));
    if (found !== undefined) return found;
    return undefined;
  }
  if (unpacksKeywords(call)) return undefined;
  // optuna/study/study.py: NSGA-II for several objectives, else TPE.
  if (tool.tool === "optuna") return (objectives ?? 1) > 1 ? "evolutionary" : "bayesian";
  // ray/tune: without a search algorithm the variants of the space are generated by grid and by lot.
  if (tool.tool === "ray") {
    const space = followed(study, placed, tool.space && argument(call, ...tool.space));
    return space !== undefined && /grid_search/.test(text(space)) ? "grid" : "random";
  }
  return undefined;
}

function objectivesOf(study: Study, placed: Placed, tool: SearchCall): number | undefined {
  if (tool.tool !== "optuna" || placed.call.method !== "create_study") return undefined;
  const directions = followed(study, placed, argument(placed.call, "directions"));
  if (directions === undefined || isLiteral(directions, null)) return 1;
  return directions.is === "list" ? directions.items.length : undefined;
}

function prunesOf(
  study: Study,
  placed: Placed,
  tool: SearchCall,
  method: SearchMethod | undefined,
  asks: boolean,
): boolean | undefined {
  if (tool.tool === "optuna") {
    const pruner = followed(study, placed, argument(placed.call, "pruner"));
    // The default pruner prunes nothing unless a trial asks whether it should go on.
    return asks && !(pruner !== undefined && /NopPruner/.test(text(pruner)));
  }
  return method === "hyperband" ? true : undefined;
}

function resumesOf(study: Study, placed: Placed, tool: SearchCall, stored: boolean): boolean | undefined {
  const { call } = placed;
  const on = (name: string): boolean => {
    const value = followed(study, placed, argument(call, name));
    return value !== undefined && !isLiteral(value, null) && !isLiteral(value, false);
  };
  switch (tool.tool) {
    case "optuna":
      if (call.method === "load_study") return true;
      return unpacksKeywords(call) ? undefined : stored && on("load_if_exists");
    case "ray":
      return on("resume");
    case "keras-tuner":
      // keras_tuner/engine/base_tuner.py: an existing project is reloaded unless it is to be overwritten.
      return !on("overwrite");
    case "hyperopt":
      return stored;
    default:
      return undefined;
  }
}

/** Keys of a space: of a mapping, of a list of mappings, or `name` of a list of declarations. */
function keysOf(value: Value): string[] {
  if (value.is === "list") {
    return value.items.flatMap((item) => {
      if (item.is !== "dict") return [];
      const name = item.entries.find(({ key }) => key === "name")?.value;
      return name?.is === "literal" && typeof name.value === "string" ? [name.value] : keysOf(item);
    });
  }
  if (value.is !== "dict") return [];
  // Ray Train keeps what is searched one mapping deeper.
  return value.entries.flatMap(({ key, value: entry }) =>
    key === "**" ? [] : key === "train_loop_config" && entry.is === "dict" ? keysOf(entry) : [key],
  );
}

/** A value of code as plain data, as far as it is. */
function plain(value: Value): unknown {
  switch (value.is) {
    case "literal":
      return value.value;
    case "list":
      return value.items.map(plain);
    case "dict":
      return Object.fromEntries(value.entries.map(({ key, value: entry }) => [key, plain(entry)]));
    default:
      return text(value);
  }
}
