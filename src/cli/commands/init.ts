import { audit } from "../../audit.js";
import { NO_CONFIGURATION } from "../../core/policy.js";
import type { Report } from "../../core/report.js";
import { UnreadableFile, type Workspace } from "../../core/workspace.js";
import { type DiffLine, unifiedDiff } from "../../init/diff.js";
import type { InitFacts, Plan, PlannedFile } from "../../init/facts.js";
import { planInit } from "../../init/plan.js";
import { textsWanted } from "../../init/texts-wanted.js";
import { excludedPatterns } from "../../init/vendored.js";
import { VERSION } from "../../version.js";
import { openWorkspace } from "../../workspace/open.js";
import { type Answer, asks } from "../ask.js";
import { paletteFor } from "../colour.js";
import { EXIT } from "../exit.js";
import { memoryFor } from "../memory-for.js";
import { print, writeOwnFiles } from "../output.js";
import { withoutExcluded } from "../policy.js";
import { Progress } from "../progress.js";
import { loadRules } from "../rules.js";
import { terminalLine } from "../terminal-line.js";
import { UsageError } from "../usage-error.js";
import type { InitCommandOptions } from "./init-options.js";

/** `exptrack init`: plans, shows, asks, writes. */
export async function runInit(path: string, options: InitCommandOptions): Promise<number> {
  const facts = await factsOf(path, options);
  if (facts.score === null)
    say("no machine learning was found here yet: there is no score to propose a threshold from");
  const plan = planInit(facts, options);
  if (options.dryRun) {
    for (const file of plan.files) await print(shown(file, options));
    return ended(plan, plan.files.length === 0 ? "nothing to do" : "nothing was written (--dry-run)");
  }
  if (plan.files.length === 0) return ended(plan, "nothing to do");
  const agreed = await agreedFiles(plan, options);
  await writeOwnFiles(path, agreed);
  if (!options.quiet)
    for (const file of agreed) await print(`${file.before === null ? "wrote" : "changed"} ${file.path}\n`);
  return ended(plan, agreed.length === 0 ? "nothing was written" : null);
}

/** @throws UsageError where there is nobody to ask */
async function agreedFiles(
  { files, notes }: Plan,
  options: InitCommandOptions,
): Promise<readonly PlannedFile[]> {
  const ask = options.yes ? null : asks();
  if (ask === null) {
    if (!options.yes || !options.quiet) for (const file of files) await print(shown(file, options));
    if (options.yes) return files;
    throw new UsageError(
      "nothing was written: there is no terminal to ask on; run exptrack init --yes, or --dry-run to look only (exit 2)",
      notes.map((note) => `exptrack: ${note}`),
    );
  }
  const agreed: PlannedFile[] = [];
  let all = false;
  try {
    for (const file of files) {
      await print(`${shown(file, options)}\n`);
      const answer: Answer = all
        ? "yes"
        : await ask.question(`${file.before === null ? "write" : "change"} ${file.path}?`);
      if (answer === "quit") return [];
      all ||= answer === "all";
      if (answer !== "no") agreed.push(file);
    }
  } finally {
    ask.close();
  }
  return agreed;
}

function ended({ notes }: Plan, last: string | null): number {
  for (const note of notes) say(note);
  if (last !== null) say(last);
  return EXIT.passed;
}

const say = (text: string): void => {
  process.stderr.write(`exptrack: ${text}\n`);
};

async function factsOf(path: string, options: InitCommandOptions): Promise<InitFacts> {
  const progress = new Progress(options.progress && !options.quiet);
  const workspace = await openWorkspace(path);
  try {
    if (workspace.source !== "directory")
      throw new UsageError("init needs a work tree to write into, and this repository is bare");
    progress.say("reading the repository");
    const paths = (await workspace.files())
      .filter((file) => file.scope !== "ignored")
      .map(({ path }) => path);
    // The threshold is to hold with the settings that are proposed.
    const configuration = { ...NO_CONFIGURATION, exclude: excludedPatterns(paths) };
    const report = await audit(withoutExcluded(workspace, configuration), {
      ruleSet: await loadRules(),
      local: true,
      memory: memoryFor(path, options),
    });
    return await factsFrom(workspace, report, paths);
  } finally {
    progress.clear();
    await workspace.close();
  }
}

async function factsFrom(workspace: Workspace, report: Report, paths: readonly string[]): Promise<InitFacts> {
  const texts = new Map<string, string | null>();
  for (const path of textsWanted(paths))
    texts.set(path, await workspace.read(path).then(exactText).catch(unreadable));
  const { present, folder, remotes } = workspace.git;
  return {
    version: VERSION,
    trackers: report.inventory.trackers
      .filter((tracker) => tracker.state !== "declared-only")
      .map((tracker) => tracker.id),
    score: report.score?.total ?? null,
    git: present,
    folder,
    remotes,
    paths,
    texts,
  };
}

/** What is added to a file must leave the rest of it as it is: no mark and no odd byte is lost. */
function exactText(bytes: Buffer): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function unreadable(error: unknown): null {
  if (error instanceof UnreadableFile) return null;
  throw error;
}

function shown(file: PlannedFile, { color }: InitCommandOptions): string {
  const palette = paletteFor(color, process.stdout, process.env);
  const paint: Readonly<Record<DiffLine["kind"], (text: string) => string>> = {
    file: palette.strong,
    hunk: palette.faint,
    same: (text) => text,
    added: palette.good,
    removed: palette.bad,
  };
  return unifiedDiff(file)
    .map(({ kind, text }) => `${paint[kind](terminalLine(text))}\n`)
    .join("");
}
