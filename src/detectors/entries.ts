import { type DetectionContext, defineDetector } from "../core/detector.js";
import type { Evidence } from "../core/evidence.js";
import type { Location } from "../core/location.js";
import { at, entriesAt } from "../parsers/plain-data.js";
import { parseToml } from "../parsers/toml.js";
import { entryOf } from "./code/programs/entries.js";
import { readCommands } from "./commands.js";
import { readPurposes } from "./purpose.js";
import { withConstants } from "./setup-text.js";

/** Programs that Makefiles, scripts, containers, CI, task runners, pipelines, notebooks and packaging start. */
export const detector = defineDetector({
  id: "entries",
  async detect(context) {
    const commands = await readCommands(context);
    const purposes = await readPurposes(context);
    const isProgram = (path: string): boolean =>
      /\.(?:py|ipynb|R|r|jl|m)$/.test(path) && context.code.file(path)?.test !== true;
    const named = commands.flatMap(({ program, location, source }): readonly Named[] =>
      program === null || !isProgram(program) || program === location.path
        ? []
        : [{ program, location, named: source }],
    );
    return once([...named, ...(await consoleScripts(context))]).map(
      ({ program, location, named: by }): Evidence =>
        entryOf(program, by, location, purposes.of(program), "high"),
    );
  },
});

interface Named {
  readonly program: string;
  readonly location: Location;
  readonly named: string;
}

/** The first place of each program and source in each file is enough. */
function once(all: readonly Named[]): readonly Named[] {
  const seen = new Set<string>();
  return all.filter(({ program, named, location }) => {
    const key = [program, named, location.path].join("\0");
    return seen.has(key) ? false : Boolean(seen.add(key));
  });
}

async function consoleScripts({ workspace, files, code }: DetectionContext): Promise<readonly Named[]> {
  const modules = new Map(code.files.map((file) => [file.module, file.path]));
  const found: Named[] = [];
  for (const { path, symlink } of files) {
    const name = path.split("/").at(-1) ?? path;
    if (symlink || !["pyproject.toml", "setup.cfg", "setup.py"].includes(name)) continue;
    const text = await workspace.readText(path).catch(() => "");
    for (const { target, line } of targetsOf(name, text)) {
      const program = modules.get(target.split(":")[0]?.trim() ?? "");
      if (program !== undefined) found.push({ program, location: { path, line }, named: "console script" });
    }
  }
  return found;
}

interface Target {
  readonly target: string;
  readonly line: number;
}

function targetsOf(name: string, text: string): readonly Target[] {
  if (name === "pyproject.toml") {
    const parsed = parseToml(text);
    const tables = [
      ["project", "scripts"],
      ["tool", "poetry", "scripts"],
    ];
    return tables.flatMap((path) => {
      return entriesAt(parsed.value, ...path).flatMap(([key, value]): readonly Target[] => {
        const target = typeof value === "string" ? value : at(value, "callable");
        return typeof target === "string" ? [{ target, line: parsed.lineOf([...path, key]) ?? 1 }] : [];
      });
    });
  }
  if (!text.includes("console_scripts")) return [];
  return withConstants(text)
    .split("\n")
    .flatMap((line, index): readonly Target[] => {
      const target =
        /^[\s"'[]{0,80}[\w.-]{1,80}[ \t]{0,20}=[ \t]{0,20}([A-Za-z_][\w.]{0,150}:[A-Za-z_]\w{0,80})/.exec(
          line,
        )?.[1];
      return target === undefined ? [] : [{ target, line: index + 1 }];
    });
}
