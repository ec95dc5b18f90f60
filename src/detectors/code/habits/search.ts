import type { Call, Value } from "../../../core/code.js";
import { type EvidenceOf, evidence } from "../../../core/evidence.js";
import { argument, shownName, text, unpacksKeywords } from "../study/names.js";
import { place } from "../study/project.js";
import { once, type Placed } from "../study/run-places.js";
import type { Study } from "../study/study.js";
import type { Observe } from "./observer.js";
import { followed } from "./search-arguments.js";
import { type SearchCall, searchTool, spaceCall } from "./search-calls.js";
import { searchesInFiles, wandbSweep } from "./search-files.js";
import { isStored, keepsResults, resumesOf, storageOf } from "./search-keeping.js";
import { searchByHand } from "./search-loops.js";
import { methodOfCall, objectivesOf, prunesOf, seeded } from "./search-method.js";

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
  const stored = isStored(study, placed, tool);
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
