import type { Call, CodeFile, Value } from "../../../core/code.js";
import { parseShellCommands } from "../../../parsers/shell-command.js";

/** A program of the project that code starts as a process of its own. */
export interface Started {
  readonly program: string;
  readonly from: CodeFile;
  readonly call: Call;
}

const STARTS =
  /^(?:subprocess\.(?:run|call|check_call|check_output|Popen|getoutput|getstatusoutput)|os\.(?:system|popen|exec[lv]p?e?|spawn[lv]p?e?)|asyncio\.create_subprocess_(?:exec|shell)|sh\.python\d?|commands\.getoutput)$/;
const PYTHON_PROGRAM = /\.py\b|-m\b/;

/** `subprocess.run([sys.executable, "train.py"])`, `os.system("python train.py")` and the like, of own files. */
export function startedIn(files: readonly CodeFile[]): readonly Started[] {
  const paths = new Set(files.map(({ path }) => path));
  const modules = new Map(files.map((file) => [file.module, file.path]));
  const found: Started[] = [];
  for (const file of files) {
    for (const call of file.calls) {
      if (!STARTS.test(call.name)) continue;
      const written = commandOf(file, call);
      if (written === null || !PYTHON_PROGRAM.test(written)) continue;
      for (const { program, module } of parseShellCommands(written)) {
        const path = program === null ? undefined : locate(file, program, module);
        if (path !== undefined && path !== file.path) found.push({ program: path, from: file, call });
      }
    }
  }
  return found;

  function locate(from: CodeFile, program: string, module: boolean): string | undefined {
    if (module) return modules.get(program) ?? modules.get(`${program}.__main__`);
    const folder = from.path.slice(0, from.path.lastIndexOf("/") + 1);
    const plain = program.replace(/^(?:\.\/)+/, "");
    return [folder + plain, plain].find((path) => paths.has(path));
  }
}

/** The command line that a call is handed, with `X` for what the text does not tell. */
function commandOf(file: CodeFile, call: Call): string | null {
  const [first, ...rest] = call.args.filter(({ name }) => name === null || name === "args");
  if (first === undefined) return null;
  const value =
    first.value.is === "name" ? (heldBy(file, first.value.name, call) ?? first.value) : first.value;
  if (value.is === "list") return value.items.map(word).join(" ");
  if (/exec|spawn/.test(call.method) || call.name.startsWith("sh."))
    return [value, ...rest.map((one) => one.value)].map(word).join(" ");
  return line(value);
}

function heldBy(file: CodeFile, name: string, call: Call): Value | undefined {
  const given = file.assignments.filter(
    ({ target, scope }) => target === name && (scope === call.scope || scope === null),
  );
  return given.find(({ value }) => value.is === "list" || value.is === "expression" || value.is === "literal")
    ?.value;
}

const word = (value: Value): string => {
  if (value.is === "name" && value.name === "sys.executable") return "python";
  const written = line(value);
  return written === null || /\s/.test(written) ? "X" : written;
};

function line(value: Value): string | null {
  if (value.is === "literal") return typeof value.value === "string" ? value.value : null;
  if (value.is !== "expression" && value.is !== "call") return null;
  const text = value.text
    .replace(/\{ ?sys\.executable ?\}/g, "python")
    .replace(/\bsys\.executable ?\+ ?/g, '"python" + ');
  const parts = [...text.matchAll(/f?"([^"]{0,400})"|f?'([^']{0,400})'/g)].map(
    (match) => match[1] ?? match[2] ?? "",
  );
  return parts.length === 0 ? null : parts.join("").replace(/\{[^{}]{0,100}\}/g, "X");
}
