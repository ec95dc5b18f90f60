import { posix } from "node:path";
import { compareText } from "../../core/location.js";
import { BLANK_TRACE, type Exposure, type RunRecord } from "../../core/run.js";
import type { Json } from "../../core/vocabulary.js";
import type { Workspace } from "../../core/workspace.js";
import { at, entriesAt, flattened, listAt, textAt } from "../../parsers/plain-data.js";
import { commandOf, namedConfigs } from "./command.js";
import { type Entry, latest, type Resource, statusOf } from "./entry.js";
import { isWhole } from "./imports.js";
import { summariesOf } from "./metrics.js";
import { isAbsolute, type Place, placeOf } from "./place.js";
import { chooseRepository, type Repository } from "./repositories.js";
import { parseTime } from "./times.js";

/** Paths of the audited tree. */
export type Tree = ReadonlySet<string>;

/** One run out of what its observer kept. */
export async function toRunRecord(entry: Entry, tree: Tree, workspace: Workspace): Promise<RunRecord> {
  const { experiment, host, meta } = entry;
  const name = textAt(experiment, "name") ?? null;
  const baseDir = textAt(experiment, "base_dir") ?? null;
  const mainfile = textAt(experiment, "mainfile") ?? null;
  const repository = await chooseRepository(experiment, workspace.git);
  const place = placeOf({ baseDir, mainfile, url: repository.url }, entry.store, tree);
  const dependencies = listAt(experiment, "dependencies").length > 0;
  const startedAt = iso(entry.startTime);
  return {
    tracker: "sacred",
    id: entry.id,
    name: null,
    group: name,
    parent: null,
    status: statusOf(entry.status),
    startedAt,
    endedAt: iso(entry.stopTime),
    commit: repository.commit,
    dirty: repository.dirty,
    command: commandOf(meta, place.program),
    params: paramsOf(entry.config),
    metrics: summariesOf(entry),
    tags: Object.fromEntries(namedConfigs(meta).map((tag) => [tag, ""])),
    description: commentOf(meta),
    inputs: entry.resources.map((resource) => inputOf(resource, place)),
    environment: {
      python: textAt(host, "python_version") ?? null,
      packages: dependencies ? entry.record : null,
      hardware: hardwareOf(host),
    },
    artifacts: entry.artifacts.map((artifact) => artifact.name),
    program: place.program,
    systemMetrics: false,
    confidence: "high",
    location: { path: entry.record, run: `sacred:${entry.id}` },
    trace: {
      ...BLANK_TRACE,
      store: entry.store,
      directory: entry.directory,
      lastRecordedAt: latest(entry.startTime, entry.heartbeat, entry.stopTime),
      remote: repository.url,
      sources: sourcesOf(entry, mainfile, place, tree),
      missingArtifacts: entry.artifacts.filter(({ here }) => !here).map((artifact) => artifact.name),
      artifactFiles: entry.artifacts.map(({ name, path, digest }) => ({ name, path, digest })),
      packages: dependencies ? "partial" : null,
      incomplete: entry.incomplete,
      hidden: entry.hidden,
      defaultName: name === null || name === defaultName(mainfile),
      failureIn: entry.failed ? "fail_trace" : null,
      absolutePaths: absolutePaths(entry, baseDir, mainfile, repository),
      personal: personalData(host, entry.record),
      texts: [...entry.texts],
    },
  };
}

const iso = (text: string | null): string | null => {
  const time = parseTime(text);
  return time === null ? null : new Date(time).toISOString();
};

function paramsOf(config: unknown): Record<string, Json> {
  const leaves = [...flattened(config)].filter(([key]) => key !== "");
  return Object.fromEntries(leaves.sort(([a], [b]) => compareText(a, b)));
}

/** `meta.comment`; before 0.7.3 only among the options. */
function commentOf(meta: unknown): string | null {
  const comment = textAt(meta, "comment") ?? textAt(meta, "options", "--comment");
  return comment === undefined || comment.trim() === "" ? null : comment;
}

/** Without a name of its own an experiment is called like its main file (sacred/experiment.py). */
const defaultName = (mainfile: string | null): string | null =>
  mainfile === null ? null : posix.basename(mainfile.replaceAll("\\", "/")).replace(/\.pyc?$/, "");

function inputOf({ file, md5 }: Resource, place: Place): RunRecord["inputs"][number] {
  const source = place.rebased(file);
  return {
    name: posix.basename(source),
    source,
    digest: md5 === null ? null : `md5:${md5}`,
    kind: "resource",
  };
}

/** `2 × GeForce GTX 980, Intel(R) Core(TM) i7-4820K CPU @ 3.70GHz` */
function hardwareOf(host: unknown): string | null {
  const models = new Map<string, number>();
  for (const gpu of listAt(host, "gpus", "gpus")) {
    const model = textAt(gpu, "model") ?? "GPU";
    models.set(model, (models.get(model) ?? 0) + 1);
  }
  const cpu = textAt(host, "cpu") ?? "";
  const parts = [
    ...[...models].map(([model, count]) => `${count} × ${model}`),
    ...(cpu === "" || cpu === "Unknown" ? [] : [cpu]),
  ];
  return parts.length === 0 ? null : parts.join(", ");
}

function sourcesOf(
  { sources }: Entry,
  mainfile: string | null,
  { base }: Place,
  tree: Tree,
): RunRecord["trace"]["sources"] {
  const paths = new Set(sources.flatMap(({ path }) => path ?? []));
  if (paths.size === 0) return null;
  const whole = mainfile !== null && base !== null && isWhole(sources, mainfile, base, tree);
  return { paths: [...paths].sort(compareText), whole };
}

function absolutePaths(
  { resources }: Entry,
  baseDir: string | null,
  mainfile: string | null,
  { url }: Repository,
): string[] {
  const fields = {
    "experiment.base_dir": baseDir !== null && isAbsolute(baseDir),
    "experiment.mainfile": mainfile !== null && isAbsolute(mainfile),
    "experiment.repositories.url": url?.startsWith("git:/") === true || (url !== null && isAbsolute(url)),
    resources: resources.some(({ file }) => isAbsolute(file)),
  };
  return Object.entries(fields).flatMap(([field, is]) => (is ? [field] : []));
}

/** What the host says of a person; `ENV` holds the variables that the experiment asked for. */
const PERSONAL: Readonly<Record<string, string>> = {
  USER: "user name",
  LOGNAME: "user name",
  USERNAME: "user name",
  HOME: "home folder",
  USERPROFILE: "home folder",
  HOSTNAME: "host name",
  COMPUTERNAME: "host name",
};

function personalData(host: unknown, path: string): Exposure[] {
  const said = (key: string, what: string): Exposure => ({ kind: "personal", what, path, key });
  const isSaid = (value: unknown) => typeof value === "string" && value !== "";
  return [
    ...(isSaid(at(host, "hostname")) ? [said("host.hostname", "host name")] : []),
    ...["user", "username"].flatMap((key) =>
      isSaid(at(host, key)) ? [said(`host.${key}`, "user name")] : [],
    ),
    ...entriesAt(host, "ENV").flatMap(([name, value]) =>
      Object.hasOwn(PERSONAL, name) && isSaid(value) ? [said(`host.ENV.${name}`, PERSONAL[name]!)] : [],
    ),
  ];
}
