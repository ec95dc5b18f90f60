import { type PbfReader, readNested, readText } from "./protobuf.js";
import { readTime, readUpdate, type WandbUpdate } from "./wandb-fields.js";

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
  host: string | null;
  /** The run and the step (or value of another metric) that it was forked or rewound from. */
  branch: { run: string; metric: string; value: number } | null;
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
  email: string | null;
  root: string | null;
  host: string | null;
  username: string | null;
  executable: string | null;
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
  13: "host",
} as const satisfies Record<number, keyof WandbRun>;

export function readRun(reader: PbfReader): WandbRun {
  return readNested<WandbRun>(
    reader,
    (field, run, inner) => {
      const name = RUN_TEXTS[field as keyof typeof RUN_TEXTS];
      if (name !== undefined) run[name] = readText(inner) || null;
      else if (field === 4) run.config = readUpdate(inner);
      else if (field === 5) run.summary = readUpdate(inner);
      else if (field === 10) run.tags.push(readText(inner));
      else if (field === 17) run.startedAt = readTime(inner);
      else if (field === 18) run.resumed = inner.readBoolean();
      else if (field === 20) run.runtime = inner.readVarint(true);
      else if (field === 21) run.git = readGit(inner);
      else if (field === 23) {
        run.branch = readNested(inner, readBranch, { run: "", metric: "", value: 0 });
      }
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
      host: null,
      branch: null,
      git: { remote: null, commit: null },
    },
  );
}

function readBranch(field: number, into: NonNullable<WandbRun["branch"]>, reader: PbfReader): void {
  if (field === 1) into.run = readText(reader);
  else if (field === 2) into.value = reader.readDouble();
  else if (field === 3) into.metric = readText(reader);
}

const ENVIRONMENT_TEXTS = {
  1: "os",
  2: "python",
  6: "program",
  7: "codePath",
  8: "codePathLocal",
  10: "email",
  11: "root",
  12: "host",
  13: "username",
  14: "executable",
  18: "gpu",
} as const satisfies Record<number, keyof WandbEnvironment>;

export function readEnvironment(reader: PbfReader): WandbEnvironment {
  return readNested<WandbEnvironment>(
    reader,
    (field, env, inner) => {
      const name = ENVIRONMENT_TEXTS[field as keyof typeof ENVIRONMENT_TEXTS];
      if (name !== undefined) env[name] = readText(inner) || null;
      else if (field === 3) env.startedAt = readTime(inner);
      else if (field === 5) env.args.push(readText(inner));
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
      email: null,
      root: null,
      host: null,
      username: null,
      executable: null,
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
      if (field === 1) into.name = readText(inner);
    },
    { name: "" },
  ).name;
}

function readGit(reader: PbfReader): WandbGit {
  return readNested<WandbGit>(
    reader,
    (field, git, inner) => {
      if (field === 1) git.remote = readText(inner) || null;
      else if (field === 2) git.commit = readText(inner) || null;
    },
    { remote: null, commit: null },
  );
}
