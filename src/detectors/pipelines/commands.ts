import type { DetectionContext } from "../../core/detector.js";
import { type Evidence, evidence } from "../../core/evidence.js";
import type { Location } from "../../core/location.js";
import { folderOf } from "../../core/paths.js";
import { readCommands, type SourcedCommand } from "../commands.js";
import { readPurposes } from "../purpose.js";
import { definitionOf, pipelineItem } from "./item.js";

/** Makefiles, scripts and cluster jobs that run at least one training program, and how commands run pipelines. */
export async function fromCommands(context: DetectionContext): Promise<readonly Evidence[]> {
  const { code } = context;
  const commands = await readCommands(context);
  const purposes = await readPurposes(context);
  const found: Evidence[] = commands.flatMap(launched);
  const byPath = new Map<string, SourcedCommand[]>();
  for (const one of commands) byPath.set(one.location.path, [...(byPath.get(one.location.path) ?? []), one]);
  for (const [path, own] of byPath) {
    const source = own[0]?.source;
    if (source !== "Makefile" && source !== "shell script" && source !== "SLURM") continue;
    const programs = own.filter((one) => one.program !== null && code.file(one.program)?.test === false);
    const trainer = programs.find((one) => purposes.trains(one.program ?? ""));
    if (trainer === undefined) continue;
    const tool = source === "Makefile" ? "make" : source === "SLURM" ? "slurm" : "shell";
    const names = [
      ...new Set(programs.map((one) => (source === "Makefile" ? one.group : one.program) ?? "")),
    ];
    found.push(evidence("pipeline.definition", trainer.location, definitionOf(tool, { names, edges: [] })));
    const folder = folderOf(path) === "" ? "" : ` -C ${folderOf(path)}`;
    const command =
      source === "Makefile"
        ? `make${folder} ${trainer.group ?? ""}`.trim()
        : source === "SLURM"
          ? `sbatch ${path}`
          : `bash ${path}`;
    found.push(evidence("pipeline.command", trainer.location, { tool, command }));
    if (source === "Makefile" || source === "SLURM") {
      const text = await context.workspace.readText(path).catch(() => "");
      found.push(...(source === "Makefile" ? makeVariables(path, text) : slurmMail(path, text)));
    }
  }
  return found;
}

/** `EPOCHS ?= 10`: what a call of make may set. */
function makeVariables(path: string, text: string): readonly Evidence[] {
  const lines = text.split("\n");
  const settable = lines.flatMap((line) => /^([A-Za-z_]\w{0,60})[ \t]*\?=/.exec(line)?.[1] ?? []);
  const first = lines.findIndex((line) => /^[A-Za-z_]\w{0,60}[ \t]*\?=/.test(line));
  return settable.length === 0
    ? []
    : [
        pipelineItem(
          "parameters",
          { path, line: first + 1 },
          "make",
          "variables that a call may set",
          settable.join(", "),
        ),
      ];
}

/** `#SBATCH --mail-type=FAIL`: mail about the job. */
function slurmMail(path: string, text: string): readonly Evidence[] {
  return text.split("\n").flatMap((line, index) => {
    const mail = /^#SBATCH[ \t]+--mail-type[= \t]+([\w,]{1,80})/.exec(line)?.[1];
    return mail === undefined || !/FAIL|ALL/i.test(mail)
      ? []
      : [pipelineItem("alerting", { path, line: index + 1 }, "slurm mail", "about the job", mail)];
  });
}

const LAUNCHES: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^(?:torchrun|python[\d.]* -m torch\.distributed\.(?:launch|run))\b/, "PyTorch DDP"],
  [/^accelerate launch\b/, "Accelerate"],
  [/^deepspeed\b/, "DeepSpeed"],
  [/^horovodrun\b/, "Horovod"],
];

/** Launchers of several processes, and commands that go on from what is done. */
function launched({ command, location }: SourcedCommand): readonly Evidence[] {
  const line = command.words.join(" ");
  const found: Evidence[] = [];
  const launcher = LAUNCHES.find(([pattern]) => pattern.test(line));
  if (launcher !== undefined)
    found.push(pipelineItem("distributed training", location, launcher[1], "launched", command.words[0]));
  if (/^nextflow run\b/.test(line) && command.words.includes("-resume"))
    found.push(pipelineItem("resume", location, "nextflow -resume", "in a command"));
  if (/^python[\d.]* \S+\.py (?:--\S+ )*resume\b/.test(line))
    found.push(pipelineItem("resume", location, "metaflow resume", "in a command"));
  const times = /^snakemake\b.*?\s--(?:restart-times|retries)[= ](\d+)/.exec(line)?.[1];
  if (times !== undefined && times !== "0")
    found.push(pipelineItem("retries", location, "snakemake --retries", "in a command", times));
  return [...found, ...scheduled(line, location)];
}

/** `crontab` lines have no file of their own; a deployment's command may carry the schedule. */
function scheduled(line: string, location: Location): readonly Evidence[] {
  const cron = /^prefect deploy\b.*?\s--(?:cron|interval|rrule)[= ]["']?([^"']{1,60})/.exec(line)?.[1];
  return cron === undefined
    ? []
    : [pipelineItem("schedule", location, "prefect deploy", "in a command", cron)];
}
