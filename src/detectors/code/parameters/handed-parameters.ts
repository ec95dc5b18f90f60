import type { Call, CodeFile } from "../../../core/code.js";
import type { TrackerId } from "../../../core/vocabulary.js";
import type { Handed } from "../../../trackers/detect/handed.js";
import { PARSED, variablesIn, wholeIn } from "../../../trackers/detect/recorded-names.js";
import { scopeNode } from "../study/graph.js";
import { argument } from "../study/names.js";
import type { Study } from "../study/study.js";
import type { ParameterRecord } from "./parameter-record.js";

/** Names that hold parsed options wherever they stand. */
const OPTIONS =
  /(?:^|\.)(?:args|opts?|options|flags|parsed_args|arguments|hparams?|hps?|cli_args|parser_args)$/i;
/** What a call hands over, against the options of the programs that load its file. */
export function fromHanded(
  study: Study,
  file: CodeFile,
  call: Pick<Call, "name" | "scope" | "location">,
  handed: Handed,
  into: TrackerId | "file",
): ParameterRecord {
  const names = [
    ...handed.names,
    ...[...handed.from, ...throughParameters(study, file, call.scope, handed.from)].map(lastName),
  ];
  const base = { into, location: call.location };
  if (handed.whole === null) return { ...base, names, all: false, open: handed.open };
  if (handed.whole === "the arguments of __init__")
    return { ...base, ...throughConstructor(study, file, call.scope, names) };
  if (PARSED.test(handed.whole)) return { ...base, names, all: true, open: false };
  const root = rootOf(handed.whole);
  if (
    file.assignments.some(
      ({ target, value }) => target === root && "text" in value && /\bglobals\(\)/.test(value.text),
    )
  )
    return { ...base, names, all: true, constants: true, open: false };
  const all = OPTIONS.test(root) || isParsed(study, file, call.scope, root);
  return { ...base, names, all, open: handed.open || !all };
}

/** What callers hand to the parameters of the function around: `img_scale=args.scale` makes `scale` of `img_scale`. */
function throughParameters(
  study: Study,
  file: CodeFile,
  scope: string | null,
  from: readonly string[],
): readonly string[] {
  const facts = scope === null ? undefined : file.functions.find(({ name }) => name === scope);
  if (facts === undefined) return [];
  const asked = facts.parameters.flatMap(({ name }, index) => (from.includes(name) ? [{ name, index }] : []));
  if (asked.length === 0) return [];
  const bound = ["self", "cls"].includes(facts.parameters[0]?.name ?? "") ? 1 : 0;
  return study.reach.callersOf(scopeNode(file.path, facts.name)).flatMap(({ by, how }) =>
    by === null || how !== "call"
      ? []
      : asked.flatMap(({ name, index }) => {
          const given = argument(by, name, index - bound);
          return given === undefined ? [] : variablesIn(given);
        }),
  );
}

export const lastName = (name: string): string => name.slice(name.lastIndexOf(".") + 1);

/** `args` of `vars(args)`, of `args.__dict__` and of `OmegaConf.to_container(args, …)`. */
function rootOf(whole: string): string {
  const plain = whole.replace(
    /\.(?:__dict__|items|dict|to_dict|model_dump|_asdict|as_dict|asdict|flag_values_dict)(?:\(\)?)?$/,
    "",
  );
  const inner = /\(\s*([\w.]+)/.exec(plain)?.[1];
  return (inner ?? plain).replace(/\.__dict__$/, "");
}

/** A variable that takes what a parser gives, in this file or in one that hands it on under the same name. */
function isParsed(study: Study, file: CodeFile, scope: string | null, root: string): boolean {
  const hydra = study.configuration.mains.some(({ file: main }) =>
    study.reach.loadedBy(file.path).includes(main.path),
  );
  if (hydra && /^(?:cfg|config|conf)$/.test(root)) return true;
  const name = lastName(root);
  return study.graph.files.some(
    (other) =>
      (other === file ||
        study.reach.loadedBy(other.path).some((path) => study.reach.loadedBy(file.path).includes(path))) &&
      other.assignments.some(
        ({ target, value, scope: at }) =>
          lastName(target) === name &&
          (other !== file || at === scope || at === null || root.includes(".")) &&
          ((value.is === "call" && PARSED.test(value.text)) ||
            (value.is === "call" && declaresOptions(study, value.name))),
      ),
  );
}

/** An object of a dataclass whose fields are the options. */
function declaresOptions(study: Study, name: string): boolean {
  const last = lastName(name);
  return study.graph.files.some(
    ({ classes, parameters }) =>
      classes.some((one) => one.name === last) &&
      parameters.some(({ by }) => by === "dataclass" || by === "pydantic"),
  );
}

/** `save_hyperparameters()` keeps what the constructor of its class is handed (lightning 2.6, `core/mixins/hparams_mixin.py`). */
function throughConstructor(
  study: Study,
  file: CodeFile,
  scope: string | null,
  names: readonly string[],
): Pick<ParameterRecord, "names" | "all" | "open"> {
  const owner = scope?.split(".")[0] ?? "";
  const made = study.graph.files.flatMap((other) =>
    other.calls.filter((call) => {
      const target = study.graph.resolve(other, call.name.replace(/\.load_from_checkpoint$/, ""), call.scope);
      return target?.file === file && target.name === owner;
    }),
  );
  const parameters =
    file.functions.find(({ name }) => name === `${owner}.__init__`)?.parameters.map(({ name }) => name) ?? [];
  const given = made.flatMap(({ args }) => args.flatMap(({ value }) => variablesIn(value)));
  const all = made.some(({ args }) =>
    args.some(({ value }) => OPTIONS.test(wholeIn(value) ?? "") || /\bvars\(/.test(wholeIn(value) ?? "")),
  );
  return {
    names: [...names, ...parameters, ...given.map(lastName)],
    all,
    open: made.some(({ args }) => args.some(({ name }) => name === "**")) && !all,
  };
}
