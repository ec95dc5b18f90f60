import { type Install, installOf } from "./install-command.js";
import { parseShellCommands } from "./shell-command.js";

/** A container recipe: what the image that it makes is built on, and what is installed in it. */
export interface ContainerRecipe {
  readonly base: ImageName | null;
  readonly installs: readonly Install[];
}

export interface ImageName {
  readonly image: string;
  readonly tag: string | null;
  readonly digest: boolean;
  /** False where the name comes from outside (`ARG` without default). */
  readonly known: boolean;
  readonly line: number;
}

interface Instruction {
  readonly keyword: string;
  readonly text: string;
  /** Line of each character run: continuation lines keep their newline in `text`. */
  readonly line: number;
}

interface Stage {
  readonly name: string | null;
  readonly base: string;
  readonly line: number;
  readonly instructions: Instruction[];
}

/** A Dockerfile or Containerfile: base and installs of the final stage, with the stages it stands on or copies from. */
export function parseDockerfile(text: string): ContainerRecipe {
  const args = new Map<string, string>();
  const stages: Stage[] = [];
  for (const instruction of instructionsOf(text)) {
    if (instruction.keyword === "ARG" && stages.length === 0) {
      const [name, ...value] = instruction.text.split("=");
      if (value.length > 0)
        args.set(
          name!.trim(),
          value
            .join("=")
            .trim()
            .replace(/^["']|["']$/g, ""),
        );
    } else if (instruction.keyword === "FROM") {
      const words = instruction.text.split(/\s+/).filter((word) => !word.startsWith("--"));
      const alias = words[1]?.toLowerCase() === "as" ? (words[2] ?? null) : null;
      stages.push({
        name: alias?.toLowerCase() ?? null,
        base: substitute(words[0] ?? "", args),
        line: instruction.line,
        instructions: [],
      });
    } else stages.at(-1)?.instructions.push(instruction);
  }
  const last = stages.at(-1);
  if (last === undefined) return { base: null, installs: [] };
  const used = contributing(stages, stages.length - 1, new Set());
  const root = baseOf(stages, stages.length - 1);
  return {
    base: root === null ? null : imageName(root.base, root.line),
    installs: [...used]
      .sort((a, b) => a - b)
      .flatMap((index) => stages[index]!.instructions.flatMap(installsOf)),
  };
}

/** An Apptainer or Singularity definition: `From:` and what `%post` installs. */
export function parseSingularity(text: string): ContainerRecipe {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const from = lines.findIndex((line) => /^\s*from\s*:/i.test(line));
  const post = lines.findIndex((line) => /^%post\b/.test(line));
  const after = post < 0 ? -1 : lines.findIndex((line, index) => index > post && /^%[a-z]+/.test(line));
  const body = post < 0 ? "" : lines.slice(post + 1, after < 0 ? undefined : after).join("\n");
  return {
    base: from < 0 ? null : imageName(lines[from]!.replace(/^\s*from\s*:\s*/i, "").trim(), from + 1),
    installs: parseShellCommands(body).flatMap((command) => installOf(command, post + 1)),
  };
}

/** `registry/image:tag@sha256:…`; a tag may be missing, a port is no tag. */
export function imageName(text: string, line: number): ImageName {
  const [name = "", digest] = text.replace(/^docker:\/\//, "").split("@");
  const slash = name.lastIndexOf("/");
  const colon = name.indexOf(":", slash + 1);
  return {
    image: colon < 0 ? name : name.slice(0, colon),
    tag: colon < 0 ? null : name.slice(colon + 1),
    digest: digest?.startsWith("sha256:") === true,
    known: !text.includes("$"),
    line,
  };
}

function* instructionsOf(text: string): Generator<Instruction> {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  for (let i = 0; i < lines.length; i += 1) {
    const match = /^\s*([A-Za-z]{2,12})\s+(.*)$/.exec(lines[i]!);
    if (match === null || lines[i]!.trim().startsWith("#")) continue;
    const first = i;
    const body = [match[2]!];
    while (/[\\`]\s*$/.test(lines[i]!) && i + 1 < lines.length) {
      i += 1;
      // A comment line inside a continued instruction is dropped and does not end it.
      while (lines[i]?.trim().startsWith("#") && i + 1 < lines.length) {
        body.push("\\");
        i += 1;
      }
      body.push(lines[i]!);
    }
    const heredoc = /<<-?["']?([A-Za-z_]+)["']?/.exec(body[0]!);
    if (heredoc !== null && /^(?:RUN|COPY)$/i.test(match[1]!)) {
      body[0] = "";
      while (i + 1 < lines.length && lines[i + 1]!.trim() !== heredoc[1]) body.push(lines[++i]!);
      i += 1;
    }
    yield { keyword: match[1]!.toUpperCase(), text: body.join("\n"), line: first + 1 };
  }
}

/** `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME:+instead}`, as far as `ARG` defaults tell. */
function substitute(text: string, args: ReadonlyMap<string, string>): string {
  return text
    .replace(/\$([A-Za-z_]\w{0,60})/g, (whole, name) => args.get(name) ?? whole)
    .replace(/\$\{([A-Za-z_]\w{0,60})(?::([-+])([^}]{0,200}))?\}/g, (whole, name, sign, other) => {
      const value = args.get(name) || undefined;
      if (sign === "+") return value === undefined ? "" : other;
      return value ?? other ?? args.get(name) ?? whole;
    });
}

const stageNamed = (stages: readonly Stage[], name: string, before: number): number =>
  stages.findLastIndex(
    (stage, index) => index < before && (stage.name === name.toLowerCase() || String(index) === name),
  );

function baseOf(stages: readonly Stage[], index: number): Stage | null {
  const stage = stages[index];
  if (stage === undefined) return null;
  const parent = stageNamed(stages, stage.base, index);
  return parent < 0 ? stage : baseOf(stages, parent);
}

function contributing(stages: readonly Stage[], index: number, seen: Set<number>): Set<number> {
  const stage = stages[index];
  if (stage === undefined || seen.has(index)) return seen;
  seen.add(index);
  const names = stage.instructions
    .filter((instruction) => instruction.keyword === "COPY")
    .flatMap((instruction) => /--from=(\S{1,100})/.exec(instruction.text)?.[1] ?? []);
  for (const name of [stage.base, ...names]) contributing(stages, stageNamed(stages, name, index), seen);
  return seen;
}

function installsOf(instruction: Instruction): readonly Install[] {
  if (instruction.keyword !== "RUN") return [];
  const text = instruction.text.replace(/^(?:\s*--[a-z]+=\S+)+/, (options) => " ".repeat(options.length));
  const json = /^\s*\[/.test(text) ? text.replace(/[[\],]/g, " ") : text;
  return parseShellCommands(json).flatMap((command) => installOf(command, instruction.line - 1));
}
