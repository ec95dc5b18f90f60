import type { Location } from "../../core/location.js";

/** A command that starts MLflow's server or its viewer (mlflow 3.17.2, `cli/__init__.py`: `server`, `ui`). */
export interface ServerCommand {
  readonly location: Location;
  /** `--backend-store-uri` as written; null where it is not given, so that the client's default holds. */
  readonly backend: string | null;
  /** `--default-artifact-root` or `--artifacts-destination`. */
  readonly artifacts: string | null;
}

const COMMAND = /\bmlflow["',\s]+(?:server|ui)\b/g;
/** A command goes over several lines of a compose file or a script; what is longer is none. */
const LONGEST = 1200;

export function serverCommands(path: string, text: string): readonly ServerCommand[] {
  if (!text.includes("mlflow")) return [];
  return [...text.matchAll(COMMAND)].map((found) => {
    const start = text.lastIndexOf("\n", found.index) + 1;
    const end = text.slice(found.index, found.index + LONGEST).search(/\n[ \t]*\n|```|\bmlflow run\b|&&|;/);
    const command = text.slice(found.index, found.index + (end < 0 ? LONGEST : end));
    return {
      location: { path, line: text.slice(0, start).split("\n").length },
      backend: option(command, /--backend-store-uri["',=\s]+([^\s"',`]{1,200})/),
      artifacts: option(
        command,
        /--(?:default-artifact-root|artifacts-destination)["',=\s]+([^\s"',`]{1,200})/,
      ),
    };
  });
}

function option(command: string, pattern: RegExp): string | null {
  const value = pattern.exec(command)?.[1];
  return value === undefined || /[$<{%]/.test(value) ? null : value;
}
