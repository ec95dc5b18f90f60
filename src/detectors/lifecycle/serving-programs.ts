import type { Call, Code, CodeFile, Value } from "../../core/code.js";
import type { DetectionContext } from "../../core/detector.js";
import type { Location } from "../../core/location.js";
import { packageOf, type Use, usesOf } from "../../core/uses.js";
import { studyOf } from "../code/study/study.js";
import { isUnderExamples, isUnderTests } from "../tree-places.js";
import { LOADS_MODEL, MODEL_SERVERS, NO_MODEL, PACKAGES, WEB } from "./serving-tables.js";

/** A file that answers requests with a model. */
export interface ServingProgram {
  readonly file: CodeFile;
  readonly tool: string;
  readonly detail: string;
  /** Where the surface is made. */
  readonly use: Use;
  /** A web framework that hands on what it is given; null: a server made for models. */
  readonly web: string | null;
  /** Why it serves nothing here. */
  readonly apart: string | null;
}

const known = new WeakMap<Code, Promise<readonly ServingProgram[]>>();

/** Found once for the detectors of one audit. */
export function servingPrograms(context: DetectionContext): Promise<readonly ServingProgram[]> {
  const found = known.get(context.code) ?? find(context);
  known.set(context.code, found);
  return found;
}

async function find(context: DetectionContext): Promise<readonly ServingProgram[]> {
  const { code } = context;
  const own = new Set(code.files.flatMap(({ module }) => (module === null ? [] : [packageOf(module)])));
  const found: ServingProgram[] = [];
  for (const file of code.files) {
    if (file.test || file.vendored) continue;
    const names = usesOf(file).filter(({ name }) => PACKAGES.has(packageOf(name)));
    const web = names.find(({ name }) => WEB.test(name));
    const loads = web === undefined ? undefined : loadedModel(code, file, own);
    const asked = web === undefined || loads !== undefined ? undefined : askedServer(file);
    if (web !== undefined && (loads !== undefined || asked !== undefined)) {
      const tool = packageOf(web.name);
      const detail =
        loads === undefined
          ? `asks a model server (${file.path}:${asked?.line ?? 1})`
          : `loads a model (${loads.name}, ${loads.location.path}:${loads.location.line ?? 1})`;
      found.push({ file, tool, detail, use: web, web: tool, apart: await apartOf(context, file, web) });
    }
    for (const [pattern, tool] of MODEL_SERVERS) {
      const use = names.find(({ name }) => pattern.test(name));
      const apart = isUnderExamples(file.path) ? "in an example" : null;
      if (use !== undefined) found.push({ file, tool, detail: use.name, use, web: null, apart });
    }
  }
  return found;
}

async function apartOf(context: DetectionContext, file: CodeFile, web: Use): Promise<string | null> {
  if (isUnderExamples(file.path)) return "in an example";
  if (web.scope === null || file.notebook) return null;
  const { reach } = await studyOf(context);
  const running = reach.runBy(file, web).filter((path) => !isUnderExamples(path) && !isUnderTests(path));
  return running.length === 0 ? "in a function that no program here calls" : null;
}

/** A program that runs more files than this is part of a library: only what it imports itself speaks of it. */
const MOST_FILES = 50;

/** The first call that loads a model in what a file runs; a project's own `load_model` is told by what it calls itself. */
function loadedModel(code: Code, file: CodeFile, own: ReadonlySet<string>): Call | undefined {
  const all = code.importsOf(file.path);
  const near = new Set([file.path, ...file.imports.flatMap((one) => one.file ?? [])]);
  return (all.length > MOST_FILES ? all.filter((path) => near.has(path)) : all)
    .flatMap((path) => code.file(path)?.calls ?? [])
    .find(({ name }) => LOADS_MODEL.test(name) && !NO_MODEL.test(name) && !own.has(packageOf(name)));
}

/** Where a file names an address at which model servers answer (MLflow's, SageMaker's). */
function askedServer(file: CodeFile): Location | undefined {
  const named = (value: Value): boolean =>
    value.is === "literal" && typeof value.value === "string" && SCORES.test(value.value);
  return (
    file.assignments.find(({ value }) => named(value)) ??
    file.calls.find(({ args }) => args.some(({ value }) => named(value)))
  )?.location;
}

const SCORES = /^https?:\/\/[^\s?]{1,200}\/invocations\/?$/;

/** The files that serving runs: what answers, and what it imports. */
export async function servedFiles(context: DetectionContext): Promise<readonly CodeFile[]> {
  const programs = (await servingPrograms(context)).filter(({ apart }) => apart === null);
  const paths = new Set(programs.flatMap(({ file }) => context.code.importsOf(file.path)));
  return [...paths].flatMap((path) => context.code.file(path) ?? []).filter((file) => !file.test);
}
