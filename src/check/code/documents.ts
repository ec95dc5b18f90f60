import type { ChangeState } from "../../core/change.js";
import { baseName } from "../../core/paths.js";

/** Documents, scripts and pipelines, by the names that are read for commands. */
const RUNS_PROGRAMS =
  /(?:^|\/)(?:readme(?:\.\w+)?|(?:GNUm|m|M)akefile|MLproject|dvc\.yaml|(?:Dockerfile|Containerfile)(?:\.[\w.-]+)?|[Jj]ustfile|Taskfile\.ya?ml|noxfile\.py|tox\.ini|pyproject\.toml|package\.json)$|\.(?:md|rst|mk|sh|bash|zsh|slurm|sbatch|sub|pbs|lsf|job)$/i;
const MOST = 60;

/** Files that may run one of the programs, told by their names in the text. */
export async function documentsOf(
  state: ChangeState,
  programs: readonly string[],
): Promise<readonly string[]> {
  const words = new Set(
    programs.flatMap((path) => {
      const name = baseName(path);
      return [name, `-m ${path.replace(/\.py$/, "").replaceAll("/", ".")}`];
    }),
  );
  const found = await state.holding([...words], { endings: [], limit: 10_000 });
  return found.filter((path) => RUNS_PROGRAMS.test(path)).slice(0, MOST);
}
