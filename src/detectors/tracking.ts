import type { Code, CodeFile } from "../core/code.js";
import type { DetectionContext } from "../core/detector.js";
import { type Tracking, trackingIn } from "../trackers/detect/detect.js";
import type { Paths, Way } from "../trackers/detect/paths.js";
import { presumed } from "../trackers/detect/presumed.js";
import { TRACKERS } from "../trackers/index.js";
import type { Edge } from "./code/study/graph.js";
import { runningCalls } from "./code/study/run-places.js";
import { type Study, studyOf } from "./code/study/study.js";

const SIGNS = TRACKERS.map(({ signs }) => signs);

const known = new WeakMap<Code, Promise<Tracking>>();
const pathsKnown = new WeakMap<Study, Paths>();

/** What is tracked in a repository, by the study of its code: made once. */
export function trackingOf(context: DetectionContext): Promise<Tracking> {
  let made = known.get(context.code);
  if (made === undefined) {
    made = studyOf(context).then((study) => trackingIn(context, SIGNS, pathsOf(study)));
    known.set(context.code, made);
  }
  return made;
}

/** The study of the code, as tracking asks it. */
export function pathsOf(study: Study): Paths {
  let made = pathsKnown.get(study);
  if (made === undefined) {
    made = paths(study);
    pathsKnown.set(study, made);
  }
  return made;
}

function paths(study: Study): Paths {
  const { graph, reach, values } = study;
  const byPath = new Map(graph.files.map((file) => [file.path, file]));
  const started = [...reach.programs.values()].some((by) => by !== "library");
  const waysKnown = new Map<string, readonly Way[]>();

  const waysTo = (node: string): readonly Way[] => {
    const found = waysKnown.get(node);
    if (found !== undefined) return found;
    waysKnown.set(node, []);
    const ways = reach.callersOf(node).flatMap((edge) => stepsBack(edge));
    waysKnown.set(node, ways);
    return ways;
  };
  /** A method runs where its class is made: what leads to the class leads to it. */
  const stepsBack = ({ from, by }: Edge): readonly Way[] => {
    const file = byPath.get(from.slice(0, from.indexOf("::")));
    if (file === undefined) return [];
    return by === null ? waysTo(from) : [{ file, call: by }];
  };

  let words: ReadonlySet<string> | null = null;
  return {
    programs: (file, place) => (started ? reach.runBy(file, place) : null),
    ways: (file, place) => (place.scope === null ? [] : waysTo(graph.nodeOf(file, place))),
    holds: (file, scope, condition) =>
      presumed(file, scope, condition, (part) => values.holds(file, scope, [part])),
    resolve: (file, scope, value) => values.resolve(file, scope, value).value,
    speaksOf: (name) => {
      words ??= wordsOf(study);
      return words.has(name);
    },
  };
}

/** Names of what running code calls on objects, and names in its texts, by which a registry may find something. */
function wordsOf(study: Study): ReadonlySet<string> {
  const words = new Set<string>();
  for (const { call } of runningCalls(study)) if (call.name.includes(".")) words.add(call.method);
  for (const file of study.graph.files)
    if (isLoaded(study, file))
      for (const { value } of file.strings)
        if (value.length < 120) words.add(value.slice(value.lastIndexOf(".") + 1));
  return words;
}

const isLoaded = (study: Study, file: CodeFile): boolean => study.reach.loadedBy(file.path).length > 0;
