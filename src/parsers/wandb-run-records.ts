import { type PbfReader, readNested } from "./protobuf.js";
import { readTime, readUpdate, text, type WandbUpdate } from "./wandb-fields.js";

export interface WandbGit {
  remote: string | null;
  commit: string | null;
}

/** `wandb_internal.RunRecord`. */
export interface WandbRun {
  id: string | null;
  project: string | null;
  group: string | null;
  jobType: string | null;
  name: string | null;
  notes: string | null;
  tags: string[];
  sweep: string | null;
  config: WandbUpdate;
  summary: WandbUpdate;
  /** Milliseconds since the epoch, like every time here. */
  startedAt: number | null;
  /** Seconds that earlier parts of a resumed run took. */
  runtime: number;
  resumed: boolean;
  git: WandbGit;
}

/** `wandb_internal.EnvironmentRecord`, which the core writes in parts. */
export interface WandbEnvironment {
  os: string | null;
  python: string | null;
  startedAt: number | null;
  args: string[];
  program: string | null;
  codePath: string | null;
  codePathLocal: string | null;
  root: string | null;
  gpu: string | null;
  gpuCount: number;
  gpus: string[];
  cpuCount: number;
  cpuCountLogical: number;
  git: WandbGit;
}

const RUN_TEXTS = {
  1: "id",
  3: "project",
  6: "group",
  7: "jobType",
  8: "name",
  9: "notes",
  12: "sweep",
} as const satisfies Record<number, keyof WandbRun>;

export function readRun(reader: PbfReader): WandbRun {
  return readNested<WandbRun>(
    reader,
    (field, run, inner) => {
      const name = RUN_TEXTS[field as keyof typeof RUN_TEXTS];
      if (name !== undefined) run[name] = text(inner) || null;
      else if (field === 4) run.config = readUpdate(inner);
      else if (field === 5) run.summary = readUpdate(inner);
      else if (field === 10) run.tags.push(text(inner));
      else if (field === 17) run.startedAt = readTime(inner);
      else if (field === 18) run.resumed = inner.readBoolean();
      else if (field === 20) run.runtime = inner.readVarint(true);
      else if (field === 21) run.git = readGit(inner);
    },
    {
      id: null,
      project: null,
      group: null,
      jobType: null,
      name: null,
      notes: null,
      tags: [],
      sweep: null,
      config: { update: [], remove: [] },
      summary: { update: [], remove: [] },
      startedAt: null,
      runtime: 0,
      resumed: false,
      git: { remote: null, commit: null },
    },
  );
}

const ENVIRONMENT_TEXTS = {
  1: "os",
  2: "python",
  6: "program",
  7: "codePath",
  8: "codePathLocal",
  11: "root",
  18: "gpu",
} as const satisfies Record<number, keyof WandbEnvironment>;

export function readEnvironment(reader: PbfReader): WandbEnvironment {
  return readNested<WandbEnvironment>(
    reader,
    (field, env, inner) => {
      const name = ENVIRONMENT_TEXTS[field as keyof typeof ENVIRONMENT_TEXTS];
      if (name !== undefined) env[name] = text(inner) || null;
      else if (field === 3) env.startedAt = readTime(inner);
      else if (field === 5) env.args.push(text(inner));
      else if (field === 9) env.git = readGit(inner);
      else if (field === 16) env.cpuCount = inner.readVarint();
      else if (field === 17) env.cpuCountLogical = inner.readVarint();
      else if (field === 19) env.gpuCount = inner.readVarint();
      else if (field === 24) env.gpus.push(readName(inner));
    },
    {
      os: null,
      python: null,
      startedAt: null,
      args: [],
      program: null,
      codePath: null,
      codePathLocal: null,
      root: null,
      gpu: null,
      gpuCount: 0,
      gpus: [],
      cpuCount: 0,
      cpuCountLogical: 0,
      git: { remote: null, commit: null },
    },
  );
}

function readName(reader: PbfReader): string {
  return readNested(
    reader,
    (field, into, inner) => {
      if (field === 1) into.name = text(inner);
    },
    { name: "" },
  ).name;
}

function readGit(reader: PbfReader): WandbGit {
  return readNested<WandbGit>(
    reader,
    (field, git, inner) => {
      if (field === 1) git.remote = text(inner) || null;
      else if (field === 2) git.commit = text(inner) || null;
    },
    { remote: null, commit: null },
  );
}
