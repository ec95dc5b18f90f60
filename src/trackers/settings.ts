import type { Code } from "../core/code.js";
import type { Location } from "../core/location.js";
import type { TrackerSigns } from "../core/tracker.js";
import type { TrackerId } from "../core/vocabulary.js";
import type { FileEntry, Workspace } from "../core/workspace.js";
import { CI_FILE } from "./mentions.js";
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
}

const ENVIRONMENT_FILE =
  /(?:^|\/)(?:\.env(?:\.[\w.-]+)?|[\w.-]*\.env|Dockerfile[\w.-]*|[\w.-]*\.Dockerfile|(?:docker-)?compose[\w.-]*\.ya?ml)$/;
const SCRIPT = /\.(?:sh|bash|slurm|sbatch)$|(?:^|\/)Makefile$/;
const EXAMPLE = /example|sample|template|\.dist$/i;
const SECRET = /KEY|TOKEN|PASSWORD|SECRET|USERNAME/;
const LARGEST = 256 * 1024;

export async function readVariables(
  workspace: Workspace,
  files: readonly FileEntry[],
  all: readonly TrackerSigns[],
): Promise<readonly Variable[]> {
  const owners = new Map(all.flatMap((signs) => signs.environment.map((name) => [name, signs.id] as const)));
  const variables: Variable[] = [];
  for (const { path, size, symlink } of files) {
    if (symlink || size > LARGEST) continue;
    const environment = ENVIRONMENT_FILE.test(path);
    if (!environment && !SCRIPT.test(path) && !CI_FILE.test(path)) continue;
    const text = await workspace.readText(path).catch(() => "");
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
        });
      }
    });
  }
  return variables;
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

/** Settings that switch: those of files that make the environment, and those that code makes unconditionally. */
export function settingsOf(code: Code, variables: readonly Variable[]): readonly Setting[] {
  const fromFiles = variables.flatMap((one): readonly Setting[] =>
    one.applies && one.value !== null
      ? [{ variable: one.name, value: one.value, location: one.location, file: null }]
      : [],
  );
  const fromCode = code.files
    .filter((file) => !file.test && !file.vendored)
    .flatMap((file): readonly Setting[] => [
      ...file.assignments.flatMap((one): readonly Setting[] => {
        const variable = /^(?:os\.)?environ\[["'](\w+)["']\]$/.exec(one.target)?.[1];
        const { value } = one;
        return variable === undefined || one.conditions.length > 0 || value.is !== "literal"
          ? []
          : [{ variable, value: String(value.value), location: one.location, file }];
      }),
      ...file.calls.flatMap((call): readonly Setting[] => {
        if (!/^(?:os\.)?(?:environ\.setdefault|putenv)$/.test(call.name) || call.conditions.length > 0)
          return [];
        const [name, value] = call.args.map((argument) => argument.value);
        return name?.is === "literal" && value?.is === "literal"
          ? [{ variable: String(name.value), value: String(value.value), location: call.location, file }]
          : [];
      }),
    ]);
  return [...fromFiles, ...fromCode];
}
