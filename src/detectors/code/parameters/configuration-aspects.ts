import type { CodeFile, Value } from "../../../core/code.js";
import { type DetectionContext, defineDetector } from "../../../core/detector.js";
import {
  type ConfigurationAspect,
  type Evidence,
  evidence,
  type ParameterSource,
} from "../../../core/evidence.js";
import type { Location } from "../../../core/location.js";
import { namedSecret } from "../../../parsers/secret-names.js";
import { findSecrets } from "../../../parsers/secrets.js";
import { isVendored } from "../../tree-places.js";
import { text } from "../study/names.js";
import { valuesIn } from "../study/project.js";
import { once, runningCalls } from "../study/run-places.js";
import { type Study, studyOf } from "../study/study.js";
import { environmentOf } from "../values/access.js";
import { type ConfigurationFile, leaves } from "../values/configuration.js";
import { aspects, OF_THE_MACHINE } from "./configuration-means.js";
import { usedConfiguration } from "./used-configuration.js";

/**
 * What the configuration of a repository can do beside being there: composition, interpolation, mandatory values,
 * checks, variables of the environment, and whether secrets stand apart from it. Of each aspect one place in a file.
 */
export const detector = defineDetector({
  id: "code-configuration-aspects",
  async detect(context) {
    const study = await studyOf(context);
    const used = usedConfiguration(study);
    return [
      ...study.configuration.mains.flatMap(composing),
      ...study.configuration.files.flatMap((file) => {
        const by = used(file);
        return by === null ? [] : inFile(file, by);
      }),
      ...inCode(study),
      ...(await environmentFiles(context)),
      ...(await commandFiles(context)),
    ];
  },
});

const aspect = (
  location: Location,
  by: ParameterSource,
  shown: ConfigurationAspect,
  detail: string,
): Evidence => evidence("code.config", location, { by, detail, aspect: shown });

/** A defaults list of Hydra that names more than the file it stands in. */
function composing({ composition }: Study["configuration"]["mains"][number]): readonly Evidence[] {
  const files = new Set(composition?.parts.map(({ document }) => document.path));
  const own = composition?.parts.find(({ under, document }) => under.length === 0 && document.value !== null);
  if (files.size < 2 || own === undefined) return [];
  const line = own.document.line(["defaults"]);
  const location = { path: own.document.path, ...(line === undefined ? {} : { line }) };
  return [aspect(location, "hydra", "composition", `defaults list of ${files.size} files`)];
}

function inFile(file: ConfigurationFile, by: ParameterSource): readonly Evidence[] {
  const first = once();
  const found: Evidence[] = [];
  const add = (path: readonly string[], shown: ConfigurationAspect, source: ParameterSource): void => {
    if (!first(shown)) return;
    const line = file.yaml.lineOf(path);
    found.push(
      aspect({ path: file.path, ...(line === undefined ? {} : { line }) }, source, shown, path.join(".")),
    );
  };
  for (const { path, value } of leaves(file.yaml.value)) {
    if (typeof value !== "string") continue;
    const variable = /\$\{(?:oc\.)?env:\s*(\w+)/.exec(value)?.[1];
    if (variable !== undefined)
      add(path, namedSecret(variable) === null ? "environment" : "secret-apart", "environment");
    else if (value.includes("${")) add(path, "interpolation", by);
    else if (value === "???") add(path, "mandatory", by);
    else if (findSecrets(value, path.at(-1)!).length > 0) add(path, "secret-inside", by);
  }
  return found;
}

const PYDANTIC_CHECK = /(?:^|\.)(?:field_validator|model_validator|validator|root_validator)$/;

function inCode(study: Study): readonly Evidence[] {
  const first = once();
  const found: Evidence[] = [];
  const add = (location: Location, by: ParameterSource, shown: ConfigurationAspect, detail: string): void => {
    if (first(location.path, shown, by)) found.push(aspect(location, by, shown, detail));
  };
  for (const { call } of runningCalls(study)) {
    const known = aspects(call.name);
    if (known !== undefined) add(call.location, known.by, known.aspect, call.name);
    const variable = call.name.includes("env") ? variableOf(call.name, call.args[0]?.value) : null;
    if (variable !== null && namedSecret(variable) !== null)
      add(call.location, "environment", "secret-apart", variable);
    else if (variable !== null && !OF_THE_MACHINE.test(variable))
      add(call.location, "environment", "environment", variable);
    if (
      call.method === "store" &&
      /(?:^|\.)(?:cs|config_store|ConfigStore\.instance\(\))\.store$|ConfigStore/.test(call.name)
    )
      add(call.location, "hydra", "typed", "ConfigStore");
    if (call.method === "add_argument" && call.args.some(({ name }) => name === "choices"))
      add(call.location, "argparse", "validated", "choices");
  }
  for (const file of study.graph.files) {
    for (const { required, by, name, location, variable } of file.parameters) {
      if (required === true && (by === "argparse" || by === "click" || by === "absl"))
        if (!isPositional(file, name)) add(location, by, "mandatory", name);
      if (variable !== undefined) add(location, "environment", "environment", variable);
    }
    for (const { decorators, location } of file.functions)
      if (decorators.some(({ name }) => PYDANTIC_CHECK.test(name)))
        add(location, "pydantic", "validated", "validator");
    for (const { target, value, location } of file.assignments) {
      if (value.is === "literal" && typeof value.value !== "string") continue;
      for (const part of valuesIn(value)) {
        const shown = text(part);
        const variable = shown.includes("[") ? environmentOf(shown)?.name : undefined;
        if (variable === undefined) continue;
        if (namedSecret(variable) !== null) add(location, "environment", "secret-apart", variable);
        else if (!OF_THE_MACHINE.test(variable)) add(location, "environment", "environment", variable);
      }
      const key = /["']?([\w-]+)["']?\]?$/.exec(target)?.[1] ?? target;
      if (
        value.is === "literal" &&
        typeof value.value === "string" &&
        findSecrets(value.value, key).length > 0
      )
        add(location, "constant", "secret-inside", key);
    }
  }
  return found;
}

const isPositional = (file: CodeFile, name: string): boolean =>
  file.parameters.some((one) => one.name === name && one.by === "argparse" && one.options === undefined);

/** `os.environ.get("X")`, `os.getenv("X")` */
function variableOf(name: string, value: Value | undefined): string | null {
  if (!/^(?:os\.)?(?:environ\.get|getenv|environ\.pop)$/.test(name)) return null;
  return value?.is === "literal" && typeof value.value === "string" ? value.value : null;
}

const LARGEST = 64 * 1024;

/** A `.env` that git holds, with a secret in it; one that is ignored, and a template for it, keep secrets apart. */
async function environmentFiles({ files, workspace }: DetectionContext): Promise<readonly Evidence[]> {
  const found: Evidence[] = [];
  for (const { path, size, scope, symlink } of files) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    if (symlink || size > LARGEST || scope !== "tracked" || !/^\.env(?:\.\w+)?$/.test(name)) continue;
    if (/^\.env\.(?:example|sample|template|dist)$/.test(name)) {
      found.push(aspect({ path }, "environment", "secret-apart", path));
      continue;
    }
    const lines = (await workspace.readText(path).catch(() => "")).split(/\r?\n/);
    const at = lines.findIndex((line) => {
      const pair = /^(?:export\s+)?(\w+)\s*=\s*(.+)$/.exec(line.trim());
      return pair !== null && findSecrets(pair[2]!, pair[1]).length > 0;
    });
    if (at >= 0) {
      const key = /^(?:export\s+)?(\w+)/.exec(lines[at]!.trim())?.[1] ?? name;
      found.push(aspect({ path, line: at + 1 }, "environment", "secret-inside", key));
    }
  }
  return found;
}

const COMMAND_FILE = /\.(?:sh|bash|zsh)$|(?:^|\/)(?:Dockerfile|Containerfile)(?:\.[\w-]+)?$|\.dockerfile$/i;
/** `export NAME=value`, `docker run -e NAME=value`, `ENV NAME="value"` */
const GIVEN = /(?:^|[\s"'])([A-Za-z_]\w{0,80})=["']?([^\s"'\\;]+)/g;

/** A secret that a shell script or a container recipe hands to what it starts. */
async function commandFiles({ files, workspace }: DetectionContext): Promise<readonly Evidence[]> {
  const found: Evidence[] = [];
  for (const { path, size, scope, symlink } of files) {
    if (symlink || size > LARGEST || scope !== "tracked" || !COMMAND_FILE.test(path) || isVendored(path))
      continue;
    const lines = (await workspace.readText(path).catch(() => "")).split(/\r?\n/);
    for (const [at, line] of lines.entries()) {
      if (line.trimStart().startsWith("#")) continue;
      const pair = [...line.matchAll(GIVEN)].find(([, key, value]) => findSecrets(value!, key).length > 0);
      if (pair === undefined) continue;
      found.push(aspect({ path, line: at + 1 }, "environment", "secret-inside", pair[1]!));
      break;
    }
  }
  return found;
}
