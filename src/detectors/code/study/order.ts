import type { Call, CodeFile } from "../../../core/code.js";
import type { Location } from "../../../core/location.js";
import type { CallGraph, Edge, Place } from "./graph.js";
import { lastPart } from "./names.js";
import { compareInFile } from "./project.js";
import type { Reach } from "./reach.js";

/** What comes before what in the run of a program. Conditions do not matter: a branch counts as taken. */
export interface Order {
  /**
   * Rank at which a call is first made in a run of the program, in rising order; null where the run does not come to
   * it. An import runs the module's top level, a call of the project's own function its body; arguments come before
   * the call that takes them. What is handed on runs after the call that takes it, methods that nobody calls by name
   * once a framework is let go, or at the end.
   */
  of(program: string, file: CodeFile, call: Place): number | null;
}

export function orderOf(graph: CallGraph, reach: Reach): Order {
  const steps = stepsOf(graph);
  const runs = new Map<string, ReadonlyMap<Place, number>>();
  const places = new Map<CodeFile, ReadonlyMap<string, Call>>();
  return {
    of: (program, file, call) => {
      let ranks = runs.get(program);
      if (ranks === undefined) {
        ranks = walk(program, graph, reach, steps);
        runs.set(program, ranks);
      }
      const rank = ranks.get(call);
      if (rank !== undefined) return rank;
      let calls = places.get(file);
      if (calls === undefined) {
        // Of calls that begin at one place, `Net().to()`, the last is made first.
        calls = new Map(file.calls.map((found) => [placeOf(found.location), found]));
        places.set(file, calls);
      }
      const known = calls.get(placeOf(call.location));
      return known === undefined ? null : (ranks.get(known) ?? null);
    },
  };
}

type Step = Call | { readonly loads: readonly string[] };

interface Steps {
  /** What a node does, in the order of its evaluation. */
  of(node: string): readonly Step[];
}

/** Methods that the construction of an object runs. */
const CONSTRUCTING: ReadonlySet<string> = new Set(["__new__", "__init__", "__post_init__", "__enter__"]);
/** Methods that run where an object is called like a function. */
const CALLED = ["__call__", "forward"];
/** What only keeps the function that it is handed: `Thread(target=f)`, `partial(f, 1)`. */
const KEEPS = /^(?:_*[A-Z]|partial$)/;
/** Calls that give a framework the word: what it was handed runs in them. */
const DRIVES: ReadonlySet<string> = new Set([
  "fit",
  "train",
  "test",
  "validate",
  "predict",
  "evaluate",
  "run",
  "launch",
  "learn",
  "optimize",
  "tune",
  "spawn",
  "start",
]); // prettier-ignore

interface Frame {
  readonly node: string;
  steps: readonly Step[] | null;
  next: number;
  leads: ReadonlyMap<Call, readonly Edge[]>;
}

/** One run of a program: the rank of each call that it comes to. */
function walk(program: string, graph: CallGraph, reach: Reach, steps: Steps): ReadonlyMap<Place, number> {
  const ranks = new Map<Place, number>();
  const seen = new Set<string>();
  const open: Frame[] = [];
  /** What may run as soon as somebody else is at it, in the order of its coming up. */
  let waiting: string[] = [];
  const methods = new Map<string, string[]>();

  const run = (nodes: readonly string[]): void => {
    for (let i = nodes.length - 1; i >= 0; i--) {
      const node = nodes[i]!;
      if (!seen.has(node) && reach.comesTo(program, node))
        open.push({ node, steps: null, next: 0, leads: NO_LEADS });
    }
  };
  const release = (): void => {
    const now = waiting;
    waiting = [];
    run(now);
  };
  const callable = (name: string, node: string): void => {
    const same = methods.get(name);
    if (same === undefined) methods.set(name, [node]);
    else same.push(node);
  };
  const byName = (name: string): void => {
    const named = methods.get(name);
    if (named === undefined) return;
    methods.delete(name);
    run(named);
  };

  /** The object's constructor runs, its other methods may from now on. */
  const construct = (node: string): void => {
    const now: string[] = [];
    const names = new Set<string>();
    const classes = [node];
    for (let i = 0; i < classes.length; i++) {
      for (const { to } of graph.edges(classes[i]!)) {
        const found = graph.definition(to);
        if (found?.kind === "class") {
          if (!classes.includes(to)) classes.push(to);
          continue;
        }
        const last = lastPart(to);
        if (CONSTRUCTING.has(last) && !names.has(last)) now.push(to);
        else if (!seen.has(to)) {
          waiting.push(to);
          callable(last, to);
        }
        names.add(last);
      }
    }
    run(now);
  };

  const enter = (frame: Frame): boolean => {
    const { node } = frame;
    if (seen.has(node)) return false;
    seen.add(node);
    if (graph.definition(node)?.kind === "class") {
      open.pop();
      construct(node);
      return true;
    }
    frame.steps = steps.of(node);
    const leads = new Map<Call, Edge[]>();
    const wrappers: string[] = [];
    for (const edge of graph.edges(node)) {
      if (edge.how === "load") continue;
      if (edge.how === "wrap") wrappers.push(edge.to, ...partsOf(edge.to, graph));
      else if (edge.by === null) waiting.push(edge.to);
      if (edge.by === null) continue;
      const known = leads.get(edge.by);
      if (known === undefined) leads.set(edge.by, [edge]);
      else known.push(edge);
    }
    frame.leads = leads;
    run(wrappers);
    return true;
  };

  const make = (call: Call, edges: readonly Edge[]): void => {
    ranks.set(call, ranks.size);
    const now: string[] = [];
    let known = false;
    for (const { to, how } of edges) {
      if (how === "call") known = true;
      else if (KEEPS.test(call.method) || graph.definition(to)?.kind === "class") {
        waiting.push(to);
        if (call.assignedTo !== null) callable(call.assignedTo, to);
        continue;
      }
      now.push(to);
    }
    const foreign = graph.foreign(call);
    if (!known && DRIVES.has(call.method)) release();
    if (!known && !foreign) {
      byName(call.method);
      if (!call.name.includes(".") || call.name.startsWith("self.")) for (const name of CALLED) byName(name);
    }
    run(now);
    // Which of the configured objects this call makes cannot be told: they come no earlier than what is called by name.
    for (const node of reach.builtBy(call)) if (!seen.has(node)) waiting.push(node);
  };

  const proceed = (): void => {
    for (let frame = open.at(-1); frame !== undefined; frame = open.at(-1)) {
      if (frame.steps === null) {
        if (!enter(frame)) open.pop();
        continue;
      }
      const step = frame.steps[frame.next++];
      if (step === undefined) open.pop();
      else if ("loads" in step) run(step.loads);
      else make(step, frame.leads.get(step) ?? NO_EDGES);
    }
  };

  const starts = reach.startsOf(program);
  const own = starts.filter((node) => node.startsWith(`${program}::`));
  for (const nodes of [own, starts]) {
    run(nodes);
    proceed();
    while (waiting.length > 0) {
      release();
      proceed();
    }
  }
  return ranks;
}

/** What a decorator's body defines: the functions that run in place of the decorated one. */
function partsOf(node: string, graph: CallGraph): readonly string[] {
  const found: string[] = [];
  const open = [node];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const { to, how } of graph.edges(at)) {
      if (how !== "part" || found.includes(to)) continue;
      found.push(to);
      open.push(to);
    }
  }
  return found;
}

const NO_EDGES: readonly Edge[] = [];
const NO_LEADS: ReadonlyMap<Call, readonly Edge[]> = new Map();

const placeOf = ({ cell, line, column }: Location): string => `${cell ?? ""}:${line}:${column}`;

/** Steps by node, made once a file is come to. */
function stepsOf(graph: CallGraph): Steps {
  const files = new Map(graph.files.map((file) => [file.path, file]));
  const known = new Map<string, ReadonlyMap<string, readonly Step[]>>();
  return {
    of: (node) => {
      const path = node.slice(0, node.indexOf("::"));
      let byNode = known.get(path);
      if (byNode === undefined) {
        const file = files.get(path);
        byNode = file === undefined ? new Map() : stepsIn(file, graph);
        known.set(path, byNode);
      }
      return byNode.get(node) ?? [];
    },
  };
}

function stepsIn(file: CodeFile, graph: CallGraph): ReadonlyMap<string, readonly Step[]> {
  const steps = new Map<string, Step[]>();
  const add = (node: string, step: Step): void => {
    const held = steps.get(node);
    if (held === undefined) steps.set(node, [step]);
    else held.push(step);
  };
  /** Calls around the one that is looked at: they are made after it. */
  const around: Call[] = [];
  const close = (depth: number): void => {
    while (around.length > depth) {
      const call = around.pop()!;
      add(graph.nodeOf(file, call), call);
    }
  };
  let next = 0;
  const load = (until: Location | null): void => {
    for (let found = file.imports[next]; found !== undefined; found = file.imports[++next]) {
      if (until !== null && compareInFile(found.location, until) > 0) return;
      const loads = graph.loads(found);
      if (loads.length === 0) continue;
      close(0);
      add(graph.nodeOf(file, found), { loads });
    }
  };
  for (const call of file.calls) {
    load(call.location);
    close(call.inside ?? 0);
    around.push(call);
  }
  close(0);
  load(null);
  return steps;
}
