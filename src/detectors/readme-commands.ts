import type { DetectionContext } from "../core/detector.js";
import { type EntryPurpose, type Evidence, evidence } from "../core/evidence.js";
import { baseName, folderOf } from "../core/paths.js";
import { installOf } from "../parsers/install-command.js";
import { parseShellCommands, type ShellCommand } from "../parsers/shell-command.js";
import { entryOf } from "./code/programs/entries.js";
import { type Purposes, readPurposes } from "./purpose.js";
import { endsOf, isPlaceholder, missingFile, missingLinks, pulledBy } from "./readme-missing.js";
import { notebookLinks } from "./readme-notebooks.js";
import { type Programs, programsOf } from "./readme-programs.js";
import { purposeOf } from "./readme-purposes.js";
import { type Snippet, snippetsOf } from "./readme-snippets.js";
import { type DocumentText, placeIn } from "./readme-text.js";
import { withoutRunner } from "./runner-prefix.js";
import { resolvePath } from "./tree-places.js";

/** Fetches the data that a pointer of this repository names. */
const FETCHES = /^(?:dvc (?:pull|fetch)|git lfs (?:pull|fetch)|git annex get|datalad get)\b/;

/** Tools that run what a repository describes. `needs`: the files one of which must be there; `purpose`: where no word tells another. */
const RUNNERS: readonly {
  readonly words: RegExp;
  readonly needs: RegExp;
  readonly purpose?: EntryPurpose;
}[] = [
  { words: /^make(?: -\S+)* [a-z]/, needs: /(?:^|\/)(?:GNU)?[Mm]akefile$/ },
  { words: /^mise r(?:un)? [a-z]/, needs: /(?:^|\/)\.?mise(?:\/config)?\.toml$/ },
  { words: /^just [a-z]/, needs: /(?:^|\/)\.?[Jj]ustfile$/ },
  { words: /^mlflow run (?:\.|https?:|git@)/, needs: /(?:^|\/)MLproject$/, purpose: "training" },
  { words: /^dvc (?:repro|exp run)\b/, needs: /(?:^|\/)dvc\.yaml$/, purpose: "training" },
  { words: /^snakemake\b/, needs: /(?:^|\/)Snakefile$|\.smk$/, purpose: "training" },
  { words: /^nextflow run\b/, needs: /\.nf$/, purpose: "training" },
  { words: /^kedro run\b/, needs: /(?:^|\/)(?:catalog|parameters)\w*\.ya?ml$|(?:^|\/)pyproject\.toml$/ },
  { words: /^zenml pipeline run\b/, needs: /\.py$/ },
  {
    words: /^(?:docker[- ]compose|podman-compose) (?:-\S+ \S+ )?(?:up|run)\b/,
    needs: /(?:^|\/)(?:docker-)?compose[\w.-]*\.ya?ml$/,
  },
  { words: /^wandb (?:sweep|agent)\b/, needs: /\.ya?ml$/, purpose: "sweep" },
  { words: /^guild run\b/, needs: /(?:^|\/)guild\.yml$/ },
  { words: /^jupyter(?:[- ](?:notebook|lab))?(?: \S+\.ipynb)?$/, needs: /\.ipynb$/ },
  {
    words: /^(?:pixi|hatch|rye|poe|nox|tox|invoke|inv|doit) (?:run )?[a-z]/,
    needs: /(?:^|\/)(?:pixi\.toml|pyproject\.toml|noxfile\.py|tox\.ini|tasks\.py|dodo\.py)$/,
  },
];
const NOT_A_RUN =
  /^(?:(?:make|mise r(?:un)?) (?:setup|install|clean|lint|format|test|docs?|env|venv|check|help|build|requirements|style|quality|rebuild|exec|shell|bash|pull|push|up|down|logs|stop)\b|(?:tox|nox)\b)/;

const SCRIPT = /\.(?:py|sh|bash|ipynb|R|r|jl|lua|m|bat|sbatch|slurm|pl)$/;
const DEVELOPMENT = /(?:^|\/)(?:setup\.py|conftest\.py|manage\.py)$|(?:^|\/)tests?\/|(?:^|\/)test_[^/]+$/;

/** Commands, installations and files that documents name and the tree does not hold. */
export async function commandEvidence(
  context: DetectionContext,
  documents: readonly DocumentText[],
): Promise<readonly Evidence[]> {
  const programs = await programsOf(context);
  const purposes = await readPurposes(context);
  const inTree = endsOf(context);
  const held = new Set(context.files.map(({ path }) => path));
  const pulled = await pulledBy(context);
  const isHeld = (path: string): boolean => inTree(path) || pulled(path);
  return documents.flatMap((document) => {
    const found = snippetsOf(document).flatMap((snippet) =>
      snippetEvidence(context, document, snippet, programs, purposes),
    );
    const links =
      document.role === "readme" || document.role === "nested" ? missingLinks(document, isHeld) : [];
    const opened = notebookLinks(document, (path) => held.has(path), purposes);
    return [...onceEach([...found, ...opened]), ...links];
  });
}

/** "Clone `owner/name` and run their script": one of another repository. */
const OTHERS_CLONED = /\bclone\s+(?!(?:this|the|our|my)\b)|\b(?:clone|check\s?out)\s+the\s+official\b/i;

/** The same command twice in a document says no more than once. */
function onceEach(all: readonly Evidence[]): readonly Evidence[] {
  const seen = new Set<string>();
  return all.filter((one) => {
    const key = JSON.stringify({ ...one, location: null });
    return !seen.has(key) && seen.add(key);
  });
}

function snippetEvidence(
  context: DetectionContext,
  document: DocumentText,
  snippet: Snippet,
  programs: Programs,
  purposes: Purposes,
): readonly Evidence[] {
  const home = folderOf(document.path);
  const comments = commentsOf(snippet.text);
  let folder = home;
  let foreign = false;
  return parseShellCommands(snippet.text)
    .slice(0, MOST_COMMANDS)
    .flatMap((command): readonly Evidence[] => {
      const [first = "", second] = command.words;
      if (first === "git" && second === "clone") foreign = !clonesThis(context, command);
      if (first === "cd" && second !== undefined) folder = resolvePath(folder, second) ?? home;
      // A file's name alone is a mention or a line of a listing, not a command.
      const alone = command.words.length < 2;
      const asked = alone && snippet.asked && command.program !== null;
      if (alone && !asked && (snippet.inline || (command.program === first && !first.startsWith("./"))))
        return [];
      if (/^(?:-h|--help|--version)$/.test(command.words.at(-1) ?? "")) return [];
      const line = snippet.line + command.line - 1;
      const place = placeIn(document, line);
      const text = shown(command);
      const around = comments.get(command.line) ?? snippet.around;
      if (isInstall(command)) return [evidence("docs.install", place, { detail: text })];
      if (FETCHES.test(text)) return [evidence("docs.data", place, { detail: text })];
      if (command.program === null) {
        const run = toolRun(context, command, programs, purposes, around, snippet.heading);
        return run === null ? [] : [evidence("docs.command", place, { command: text, ...run })];
      }
      const program = programs.find(command.program, command.module, [folder, home]);
      // `test_ind.py` may be the name of an experiment.
      if (DEVELOPMENT.test(command.program) && (program === null || !purposes.trains(program))) return [];
      const told = purposeOf(program ?? command.program, command.args, around, snippet.heading);
      if (program !== null) {
        const purpose = purposeByCode(purposes, program, told);
        const sure = asked ? "medium" : "high";
        const run = evidence("docs.command", place, { command: text, program, purpose }, sure);
        const named = document.role === "readme" ? "README" : "documents";
        const isProgram = /\.(?:py|ipynb|R|r|jl|m)$/.test(program);
        return isProgram ? [run, entryOf(program, named, place, purposes.of(program), sure)] : [run];
      }
      if (asked) return [];
      const elsewhere =
        foreign ||
        command.module ||
        command.program.startsWith("/") ||
        resolvePath(folder, command.program) === null ||
        OTHERS_CLONED.test(around) ||
        isFetched(document, command.program);
      if (elsewhere || !SCRIPT.test(command.program)) return [];
      // A placeholder still shows how it is meant to be run; an absent file runs nothing.
      const invented = isPlaceholder(command.program) || snippet.shown || document.role === "page";
      const purpose = invented ? told : "unknown";
      const run = evidence("docs.command", place, { command: text, program: null, purpose }, "low");
      return invented ? [run] : [run, missingFile(document, line, command.program)];
    });
}

/** What a tool runs: `make train`, `dvc repro`, an installed command; null where it runs nothing of this repository. */
function toolRun(
  context: DetectionContext,
  command: ShellCommand,
  programs: Programs,
  purposes: Purposes,
  around: string,
  heading: string,
): { program: string | null; purpose: EntryPurpose } | null {
  const words = withoutRunner(command.words);
  const texts = [command.words.join(" "), words.join(" ")];
  const first = words[0] ?? "";
  if (texts.some((text) => NOT_A_RUN.test(text))) return null;
  const runner = RUNNERS.find(
    (one) =>
      texts.some((text) => one.words.test(text)) && context.files.some((file) => one.needs.test(file.path)),
  );
  const program = runner === undefined ? programs.installed(first) : null;
  if (runner === undefined && program === null) return null;
  const told = purposeOf(runner === undefined ? first : (words.at(-1) ?? ""), command.args, around, heading);
  const purpose = told === "unknown" ? (runner?.purpose ?? told) : told;
  return { program, purpose: program === null ? purpose : purposeByCode(purposes, program, purpose) };
}

/** Research code calls its experiments `add_test.py` or `ppo.py`: where the name does not tell, what the file does decides. */
function purposeByCode(purposes: Purposes, program: string, told: EntryPurpose): EntryPurpose {
  const open = told === "unknown" || (told === "evaluation" && /(?:^|[-_/])test(?:_\w+)?\.py$/.test(program));
  return open && purposes.trains(program) ? "training" : told;
}

/** No block of a document tells more than this. */
const MOST_COMMANDS = 2000;
const SECRET = /((?:api[_-]?key|token|secret|passw(?:or)?d|credential)s?[\w-]{0,20}[= ])([^\s=]{3,})/gi;

/** The command as the report may show it: one line, nothing secret. */
const shown = (command: ShellCommand): string =>
  command.words
    .join(" ")
    .replace(SECRET, "$1***")
    .replace(/:\/\/[^/\s:@]{1,100}:[^/\s@]{1,200}@/g, "://***@")
    .slice(0, 300);

/** `# Train the model` above a command says what it does. */
function commentsOf(text: string): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  let comment = "";
  text.split("\n").forEach((line, index) => {
    const match = /^\s*(?:#|\/\/|REM )\s*(.{0,200})$/.exec(line);
    if (match !== null) comment = match[1]!;
    else if (line.trim() === "") comment = "";
    else if (comment !== "") found.set(index + 1, comment);
  });
  return found;
}

/** `wget https://host/Miniconda.sh` before `bash Miniconda.sh`. */
function isFetched(document: DocumentText, program: string): boolean {
  const name = baseName(program).replace(/[^\w-]/g, "\\$&");
  return new RegExp(
    `https?://[^\\s"']{1,500}/${name}|(?:\\s-[oO]|--output(?:-document)?[= ]|\\s>)\\s*(?:\\./)?${name}(?:\\s|$)`,
  ).test(document.text);
}

const isInstall = (command: ShellCommand): boolean =>
  installOf(command).length > 0 ||
  /^(?:conda|mamba|micromamba) (?:env )?(?:create|update)\b|^(?:python\d?(?:\.\d+)?) setup\.py (?:install|develop|build)|^(?:make|just|mise r(?:un)?) (?:install|setup|env|venv|environment|requirements|build|create_environment|deps)\b|^(?:docker|podman|nvidia-docker) (?:build|pull)\b|^(?:singularity|apptainer) (?:build|pull)\b|^pipenv (?:install|sync)|^easy_install\b|^(?:\.\/|bash |sh |source )?(?:scripts\/)?(?:install|setup|setup_env|create_env)\.sh\b|^uv venv\b|^(?:brew|npm|yarn) install\b|^docker[- ]compose build|^nix (?:develop|build|shell)|^nix-shell/.test(
    command.words.filter((word) => word !== "sudo").join(" "),
  );

function clonesThis(context: DetectionContext, command: ShellCommand): boolean {
  const address = command.words.find((word) => /[:/]/.test(word)) ?? "";
  const name = baseName(address.replace(/\.git$|\/$/g, "")).toLowerCase();
  return (
    name === context.workspace.name.toLowerCase() ||
    name === "" ||
    isPlaceholder(address) ||
    context.workspace.name.toLowerCase().endsWith(name)
  );
}
