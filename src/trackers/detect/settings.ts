import type { Code, CodeFile } from "../../core/code.js";
import type { Location } from "../../core/location.js";
import type { TrackerSigns } from "../../core/tracker.js";
import type { TrackerId } from "../../core/vocabulary.js";
import type { FileEntry, Workspace } from "../../core/workspace.js";
import { CI_FILE } from "./mentions.js";
import { type ServerCommand, serverCommands } from "./mlflow-server.js";
import type { Paths } from "./paths.js";
import type { Setting } from "./switches.js";

/** Environment variables of trackers: where they are set, and to what where that is plain text. */

/** `value` is null where the file takes it from elsewhere; values of keys and tokens are never taken. */
export interface Variable {
  readonly tracker: TrackerId;
  readonly name: string;
  readonly value: string | null;
  /** Taken from the secret store of the CI. */
  readonly secret: boolean;
  readonly location: Location;
  /** The file makes the environment of a default run: `.env`, a container recipe. CI and examples do not. */
  readonly applies: boolean;
  /** A script or a Makefile: it holds for what is started through it. */
  readonly script: boolean;
}

/** What files that make environments or start programs say. */
export interface Surroundings {
  readonly variables: readonly Variable[];
  readonly servers: readonly ServerCommand[];
}

const ENVIRONMENT_FILE =
  /(?:^|\/)(?:\.env(?:\.[\w.-]+)?|[\w.-]*\.env|Dockerfile[\w.-]*|[\w.-]*\.Dockerfile|(?:docker-)?compose[\w.-]*\.ya?ml)$/;
const SCRIPT = /\.(?:sh|bash|slurm|sbatch)$|(?:^|\/)Makefile$/;
const EXAMPLE = /example|sample|template|\.dist$/i;
const SECRET = /KEY|TOKEN|PASSWORD|SECRET|USERNAME/;
const LARGEST = 256 * 1024;

export async function readSurroundings(
  workspace: Workspace,
  files: readonly FileEntry[],
  all: readonly TrackerSigns[],
): Promise<Surroundings> {
  const owners = new Map(all.flatMap((signs) => signs.environment.map((name) => [name, signs.id] as const)));
  const variables: Variable[] = [];
  const servers: ServerCommand[] = [];
  for (const { path, size, symlink } of files) {
    if (symlink || size > LARGEST) continue;
    const environment = ENVIRONMENT_FILE.test(path);
    const script = SCRIPT.test(path);
    if (!environment && !script && !CI_FILE.test(path)) continue;
    const text = await workspace.readText(path).catch(() => "");
    servers.push(...serverCommands(path, text));
    text.split("\n").forEach((line, index) => {
      if (/^\s*#/.test(line)) return;
      for (const [name, value] of assignmentsOf(line)) {
        const tracker = owners.get(name);
        if (tracker === undefined) continue;
        variables.push({
          tracker,
          name,
          value: SECRET.test(name) ? null : plain(value),
          secret: /\bsecrets\./.test(line),
          location: { path, line: index + 1 },
          applies: environment && !EXAMPLE.test(path),
          script,
        });
      }
    });
  }
  return { variables, servers };
}

/** `NAME=value` and `NAME: value` anywhere in a line, `ENV NAME value` of a container recipe. */
function assignmentsOf(line: string): readonly (readonly [string, string])[] {
  return [...line.slice(0, 1000).matchAll(ASSIGNMENT)].map(
    (found) => [found[1] ?? found[3] ?? "", found[2] ?? found[4] ?? ""] as const,
  );
}

const ASSIGNMENT =
  /\b([A-Z][A-Z0-9_]{3,60})(?:=|:[ \t]?)["']?([^\s"']{0,300})|^\s*ENV[ \t]+([A-Z][A-Z0-9_]{3,60})[ \t]+["']?([^\s"']{0,300})/g;

const plain = (value: string): string | null => (value === "" || /[$<{]/.test(value) ? null : value);

/** A variable that code sets to a fixed value. */
export interface SetByCode {
  readonly variable: string;
  readonly value: string;
  readonly file: CodeFile;
  readonly location: Location;
  readonly scope: string | null;
  readonly conditions: readonly string[];
}

/** Variables that the project's code sets: `os.environ["X"] = "…"`, `setdefault`, `update`, `%env X=…`. */
export function setByCode(code: Code): readonly SetByCode[] {
  return code.files.flatMap((file): readonly SetByCode[] => {
    if (file.test || file.vendored) return [];
    const assigned = file.assignments.flatMap(({ target, value, location, scope, conditions }) => {
      const variable = target.includes("environ[")
        ? /^(?:os\.)?environ\[["'](\w+)["']\]$/.exec(target)?.[1]
        : undefined;
      return variable === undefined || value.is !== "literal"
        ? []
        : [{ variable, value: String(value.value), file, location, scope, conditions }];
    });
    const called = file.calls.flatMap((call): readonly SetByCode[] => {
      if (!ENVIRONMENT_CALL.test(call.name)) return [];
      const { location, scope, conditions } = call;
      const [name, value] = call.args.map((argument) => argument.value);
      if (name?.is === "dict")
        return name.entries.flatMap((entry) =>
          entry.value.is === "literal"
            ? [{ variable: entry.key, value: String(entry.value.value), file, location, scope, conditions }]
            : [],
        );
      return name?.is === "literal" && value?.is === "literal"
        ? [{ variable: String(name.value), value: String(value.value), file, location, scope, conditions }]
        : [];
    });
    const magic = file.cells.flatMap(({ index, magics }) =>
      magics.flatMap(({ name, text, line }) => {
        const pair = name === "env" || name === "set_env" ? /^(\w+)[= ]\s*(\S+)$/.exec(text.trim()) : null;
        return pair === null
          ? []
          : [
              {
                variable: pair[1] ?? "",
                value: pair[2] ?? "",
                file,
                location: { path: file.path, cell: index, line },
                scope: null,
                conditions: [],
              },
            ];
      }),
    );
    return [...assigned, ...called, ...magic];
  });
}

const ENVIRONMENT_CALL = /^(?:os\.)?(?:environ\.(?:setdefault|update)|putenv)$/;

/** Settings that switch: those of files that make the environment, and those that a default run of code makes. */
export function settingsOf(
  variables: readonly Variable[],
  inCode: readonly SetByCode[],
  paths: Paths,
): readonly Setting[] {
  const fromFiles = variables.flatMap((one): readonly Setting[] =>
    one.applies && one.value !== null
      ? [{ variable: one.name, value: one.value, location: one.location, file: null }]
      : [],
  );
  const fromCode = inCode.flatMap((one): readonly Setting[] =>
    one.conditions.every((condition) => paths.holds(one.file, one.scope, condition).on === "yes") &&
    paths.programs(one.file, one)?.length !== 0
      ? [{ variable: one.variable, value: one.value, location: one.location, file: one.file }]
      : [],
  );
  return [...fromFiles, ...fromCode];
}
