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
  /** Is a call the first of these that a run of the program makes? It is followed no further than to that one. */
  isFirst(program: string, call: Call, others: ReadonlySet<Place>): boolean;
}

export function orderOf(graph: CallGraph, reach: Reach): Order {
  const bodies = bodiesOf(graph);
  const runs = new Map<string, Run>();
  const runOf = (program: string): Run => {
    let found = runs.get(program);
    if (found === undefined) {
      found = runOfProgram(program, graph, reach, bodies);
      runs.set(program, found);
    }
    return found;
  };
  const places = new Map<CodeFile, ReadonlyMap<string, Call>>();
  return {
    of: (program, file, call) => {
      const { ranks, follow } = runOf(program);
      follow(never);
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
    isFirst: (program, call, others) => {
      const { ranks, firstOf, follow } = runOf(program);
      if (!ranks.has(call) && firstOf(others) === null) follow((one) => one === call || others.has(one));
      const rank = ranks.get(call);
      return rank !== undefined && (firstOf(others) ?? rank) >= rank;
    },
  };
}

/** The run of a program as far as it has been followed. */
interface Run {
  /** The rank of each call that it came to. */
  readonly ranks: ReadonlyMap<Place, number>;
  /** The rank of the first of these that it came to; null: it came to none. */
  firstOf(calls: ReadonlySet<Place>): number | null;
  /** On to the next call of which this is true, else to the end. */
  follow(until: (call: Call) => boolean): void;
}

const never = (): boolean => false;

type Step = Call | { readonly loads: readonly string[] };

/** What a node does: the same in every run that comes to it. */
interface Body {
  /** In the order of their evaluation. */
  readonly steps: readonly Step[];
  /** Where its calls lead. */
  readonly leads: ReadonlyMap<Call, readonly Edge[]>;
  /** What runs in its place, and what may run from now on. */
  readonly wrappers: readonly string[];
  readonly waiting: readonly string[];
}

interface Bodies {
  of(node: string): Body;
  /** What making an object of a class runs, and its other methods. */
  object(node: string): ObjectBody;
}

interface ObjectBody {
  readonly now: readonly string[];
  readonly later: readonly { readonly name: string; readonly node: string }[];
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

/** The standard library: it runs what it was handed, and no framework's methods. */
const STANDARD =
  /^(?:subprocess|threading|multiprocessing|torch\.multiprocessing|concurrent|asyncio|unittest|doctest|runpy|time|logging|http|socketserver)\./;

/** Does a call give a framework the word? `model.train()` of PyTorch only sets a mode. */
const drives = ({ name, method, args }: Call): boolean =>
  DRIVES.has(method) &&
  !STANDARD.test(name) &&
  (method !== "train" || args.length > 1 || /(?:trainer|runner|algo|agent|learner)\W*\.train$/i.test(name));

interface Frame {
  readonly node: string;
  body: Body | null;
  next: number;
}

function runOfProgram(program: string, graph: CallGraph, reach: Reach, bodies: Bodies): Run {
  const ranks = new Map<Place, number>();
  /** By rank. */
  const made: Place[] = [];
  const seen = new Set<string>();
  const open: Frame[] = [];
  /** What may run as soon as somebody else is at it, in the order of its coming up. */
  let waiting: string[] = [];
  /** Of these, what threads and processes are to run. */
  const threads: string[] = [];
  const methods = new Map<string, string[]>();

  const run = (nodes: readonly string[]): void => {
    for (let i = nodes.length - 1; i >= 0; i--) {
      const node = nodes[i]!;
      if (!seen.has(node) && reach.comesTo(program, node)) open.push({ node, body: null, next: 0 });
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
    const { now, later } = bodies.object(node);
    for (const { name, node: method } of later) {
      if (seen.has(method)) continue;
      waiting.push(method);
      callable(name, method);
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
    const body = bodies.of(node);
    frame.body = body;
    for (const next of body.waiting) waiting.push(next);
    run(body.wrappers);
    return true;
  };

  const make = (call: Call, edges: readonly Edge[]): void => {
    made[ranks.size] = call;
    ranks.set(call, ranks.size);
    const now: string[] = [];
    let known = false;
    for (const { to, how } of edges) {
      if (how === "call") known = true;
      else if (KEEPS.test(call.method) || graph.definition(to)?.kind === "class") {
        waiting.push(to);
        if (STANDARD.test(call.name)) threads.push(to);
        if (call.assignedTo !== null) callable(call.assignedTo, to);
        continue;
      }
      now.push(to);
    }
    const foreign = graph.foreign(call);
    // A method of that name of one's own is meant before any framework's.
    if (!known && drives(call) && (foreign || !methods.has(call.method))) release();
    else if (DRIVES.has(call.method) && STANDARD.test(call.name)) run(threads.splice(0));
    if (!known && !foreign) {
      byName(call.method);
      if (!call.name.includes(".") || call.name.startsWith("self.")) for (const name of CALLED) byName(name);
    }
    run(now);
    // Which of the configured objects this call makes cannot be told: they come no earlier than what is called by name.
    for (const node of reach.builtBy(call)) if (!seen.has(node)) waiting.push(node);
  };

  /** Does it come to one of these calls before there is nothing left to do? */
  const proceed = (until: (call: Call) => boolean): boolean => {
    for (let frame = open.at(-1); frame !== undefined; frame = open.at(-1)) {
      if (frame.body === null) {
        if (!enter(frame)) open.pop();
        continue;
      }
      const step = frame.body.steps[frame.next++];
      if (step === undefined) open.pop();
      else if ("loads" in step) run(step.loads);
      else {
        make(step, frame.body.leads.get(step) ?? NO_EDGES);
        if (until(step)) return true;
      }
    }
    return false;
  };

  const starts = reach.startsOf(program);
  const ahead = [starts.filter((node) => node.startsWith(`${program}::`)), starts];
  const follow = (until: (call: Call) => boolean): void => {
    while (!proceed(until)) {
      if (waiting.length > 0) {
        release();
        continue;
      }
      const nodes = ahead.shift();
      if (nodes === undefined) return;
      run(nodes);
    }
  };

  /** Sets that were asked about, and how far the calls were looked through for each. */
  const asked = new WeakMap<ReadonlySet<Place>, { looked: number; first: number | null }>();
  const firstOf: Run["firstOf"] = (calls) => {
    const known = asked.get(calls) ?? { looked: 0, first: null };
    asked.set(calls, known);
    for (; known.first === null && known.looked < made.length; known.looked++)
      if (calls.has(made[known.looked]!)) known.first = known.looked;
    return known.first;
  };
  return { ranks, firstOf, follow };
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

const placeOf = ({ cell, line, column }: Location): string => `${cell ?? ""}:${line}:${column}`;

/** Made once a node is come to. */
function bodiesOf(graph: CallGraph): Bodies {
  const files = new Map(graph.files.map((file) => [file.path, file]));
  const steps = new Map<string, ReadonlyMap<string, readonly Step[]>>();
  const bodies = new Map<string, Body>();
  const objects = new Map<string, ObjectBody>();
  const stepsOf = (node: string): readonly Step[] => {
    const path = node.slice(0, node.indexOf("::"));
    let byNode = steps.get(path);
    if (byNode === undefined) {
      const file = files.get(path);
      byNode = file === undefined ? new Map() : stepsIn(file, graph);
      steps.set(path, byNode);
    }
    return byNode.get(node) ?? [];
  };
  return {
    of: (node) => {
      let body = bodies.get(node);
      if (body === undefined) {
        body = bodyOf(node, stepsOf(node), graph);
        bodies.set(node, body);
      }
      return body;
    },
    object: (node) => {
      let body = objects.get(node);
      if (body === undefined) {
        body = objectOf(node, graph);
        objects.set(node, body);
      }
      return body;
    },
  };
}

function bodyOf(node: string, steps: readonly Step[], graph: CallGraph): Body {
  const leads = new Map<Call, Edge[]>();
  const wrappers: string[] = [];
  const waiting: string[] = [];
  for (const edge of graph.edges(node)) {
    if (edge.how === "load") continue;
    if (edge.how === "wrap") wrappers.push(edge.to, ...partsOf(edge.to, graph));
    else if (edge.by === null) waiting.push(edge.to);
    if (edge.by === null) continue;
    const known = leads.get(edge.by);
    if (known === undefined) leads.set(edge.by, [edge]);
    else known.push(edge);
  }
  return { steps, leads, wrappers, waiting };
}

function objectOf(node: string, graph: CallGraph): ObjectBody {
  const now: string[] = [];
  const later: { name: string; node: string }[] = [];
  const names = new Set<string>();
  const classes = [node];
  for (let i = 0; i < classes.length; i++) {
    for (const { to } of graph.edges(classes[i]!)) {
      const found = graph.definition(to);
      if (found?.kind === "class") {
        if (!classes.includes(to)) classes.push(to);
        continue;
      }
      const name = lastPart(to);
      if (CONSTRUCTING.has(name) && !names.has(name)) now.push(to);
      else later.push({ name, node: to });
      names.add(name);
    }
  }
  return { now, later };
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
