import type { Argument, CodeFile, Value } from "../../core/code.js";
import type { Location } from "../../core/location.js";
import type { TrackerCall } from "./calls.js";
import type { Paths } from "./paths.js";
import {
  interpolated,
  isName,
  nameText,
  PARSED,
  topLevel,
  variablesIn,
  variablesInText,
  WHOLE_NAME,
  wholeIn,
} from "./recorded-names.js";

/** What a tracking call is handed: parameters or metrics, as far as the text shows them. */
export interface Handed {
  /** Names as they are recorded; of an f-string the fixed parts: `val/{}`. */
  readonly names: readonly string[];
  /** Names of variables whose values go under those names: `args.lr` of `{"lr": args.lr}`. */
  readonly from: readonly string[];
  /** What is handed over whole: `vars(args)`, `cfg`. */
  readonly whole: string | null;
  /** Something is handed over whose names the text does not show. */
  readonly open: boolean;
}

const NOTHING: Handed = { names: [], from: [], whole: null, open: false };

/** Calls that take one name and one value. */
const SINGLE =
  /^(?:log_param|log_metric|log_parameter|log_value|send_metric|add_scalar|add_histogram|add_pr_curve|log_scalar|scalar|scalar_summary|report_single_value|report_scalar|record|track|set_user_attr|log_plot)$/;
/** Keywords under which a call takes what it records. */
const KEYWORDS: Readonly<Record<"params" | "metrics", readonly string[]>> = {
  params: ["config", "params", "hparams", "hparam_dict", "parameters", "dictionary", "mutable", "d", "prms"],
  metrics: ["metrics", "data", "dictionary", "tag_scalar_dict", "scalars", "dic", "logs", "values", "row"],
};
/** Arguments of a single value that carry its name. */
const NAME_KEYWORDS = ["key", "name", "tag", "title"];
/** Calls of which the mapping is the second argument. */
const SECOND = /^(?:add_scalars|write_scalars|init_trackers)$/;
/** What starts a run takes parameters under a keyword only. */
const BY_KEYWORD = /^(?:init|init_run|create_experiment|start|Run|setup_wandb)$/;

/** Where a value stands, and what a name in it means beyond its file. */
export interface Reading {
  readonly file: CodeFile;
  readonly scope: string | null;
  readonly location: Location;
  readonly paths: Pick<Paths, "resolve" | "ways">;
}

export function handedBy(
  given: TrackerCall & { readonly assigned?: Value },
  role: "params" | "metrics",
  paths: Pick<Paths, "resolve" | "ways">,
): Handed {
  const call = { ...given, paths };
  const { args } = call;
  if (call.signs.id === "huggingface" && role === "params") return namedArguments(call);
  if (call.assigned !== undefined) return assigned(call, call.assigned);
  const method = lastPart(call.name);
  const plain = args.filter(({ name }) => name === null);
  const named = args.find(({ name }) => name !== null && KEYWORDS[role].includes(name));
  if (method === "save_hyperparameters") return saved(args);
  if (method === "add_text") return textual(call, plain.slice(1));
  if (SINGLE.test(method) || (method === "log" && (call.name.startsWith("self.") || plain.length > 1)))
    return single(call, plain);
  if (named !== undefined) return mapping(call, named.value, 2);
  if (BY_KEYWORD.test(method)) return NOTHING;
  const splat = args.find(({ name }) => name === "**");
  const handed = splat ?? plain[SECOND.test(method) ? 1 : 0];
  return handed === undefined ? NOTHING : mapping(call, handed.value, 2);
}

/** The keywords of a call and what goes under them: of an object that records all that it is made with. */
export const namedArguments = ({ args }: Pick<TrackerCall, "args">): Handed => ({
  ...NOTHING,
  names: args.flatMap(({ name }) => (name === null || name.startsWith("*") ? [] : [name])),
  from: args.flatMap(({ value }) => variablesIn(value)),
  open: args.some(({ name }) => name === "**"),
});

const lastPart = (name: string): string => name.slice(name.lastIndexOf(".") + 1);

/** `wandb.config.lr = 3`, `run["parameters"] = {...}`. */
function assigned(call: TrackerCall & Reading, value: Value): Handed {
  const own = /^.*?\bconfig(?:\.(\w+)|\[["']([^"']+)["']\])$/.exec(call.name);
  const name = own?.[1] ?? own?.[2];
  return name === undefined
    ? mapping(call, value, 2)
    : { ...NOTHING, names: [name], from: variablesIn(value) };
}

function saved(args: readonly Argument[]): Handed {
  const chosen = args.flatMap(({ name, value }) =>
    name === null && value.is === "literal" && typeof value.value === "string" ? [value.value] : [],
  );
  if (chosen.length > 0) return { ...NOTHING, names: chosen, from: chosen };
  const [first] = args;
  const whole =
    first?.name === null && first.value.is === "name" ? first.value.name : "the arguments of __init__";
  return { ...NOTHING, whole };
}

/** Text under a tag: nothing but a mapping that is written out says what is in it. */
function textual(call: TrackerCall & Reading, plain: readonly Argument[]): Handed {
  const shown = plain[0] === undefined ? null : wholeIn(plain[0].value);
  if (shown !== null) return { ...NOTHING, whole: shown };
  const value = plain[0]?.value;
  const made = value?.is === "name" ? mapping(call, value, 2) : NOTHING;
  return made.whole !== null || made.names.length > 0 ? made : { ...NOTHING, open: true };
}

function single(call: TrackerCall, plain: readonly Argument[]): Handed {
  const key = call.args.find(({ name }) => name !== null && NAME_KEYWORDS.includes(name)) ?? plain[0];
  const value = call.args.find(({ name }) => name === "value") ?? plain.find((one) => one !== key);
  const name = key === undefined ? null : nameText(key.value);
  return {
    ...NOTHING,
    names: name === null ? [] : [name],
    from: value === undefined ? [] : variablesIn(value.value),
    open: name === null,
  };
}

/** The names of a mapping: a literal, `dict(…)`, a variable one step back, or something handed over whole. */
export function mapping(standing: Reading, value: Value, steps: number): Handed {
  if (value.is === "dict") {
    const entries = value.entries.filter(({ key }) => key !== "**");
    const inner = value.entries
      .filter(({ key }) => key === "**")
      .map((entry) => mapping(standing, entry.value, steps));
    const names = entries.flatMap(({ key, value: entry }) => {
      const name = interpolated(key) ?? key;
      const below = entry.is === "dict" ? mapping(standing, entry, 0).names : [];
      return below.length > 0 ? below.map((one) => `${name}.${one}`) : [name];
    });
    return join([
      ...inner,
      {
        ...NOTHING,
        names: names.filter(isName),
        from: entries.flatMap((entry) => variablesIn(entry.value)),
        open: !names.every(isName),
      },
    ]);
  }
  if (value.is === "call" && value.name === "dict") return keywords(standing, value.text, steps);
  if (value.is === "name") {
    const made = steps > 0 ? variable(standing, value.name, steps - 1) : null;
    if (made !== null) return made;
    const handed = steps > 0 ? throughCallers(standing, value.name, steps - 1) : null;
    if (handed !== null) return handed;
    const known = steps > 0 ? standing.paths.resolve(standing.file, standing.scope, value) : value;
    if (known.is === "call" && PARSED.test(known.text)) return { ...NOTHING, whole: known.text };
    if (known.is === "dict" || (known.is !== "literal" && wholeIn(known) !== null && known !== value))
      return mapping(standing, known, 0);
    const whole = wholeIn(value);
    return whole === null ? { ...NOTHING, open: true } : { ...NOTHING, whole };
  }
  // An estimator of scikit-learn tells all that its constructor was given.
  const told = value.is === "call" && value.name.endsWith(".get_params") ? value.text : null;
  const whole = told ?? wholeIn(value);
  return whole === null ? { ...NOTHING, open: true } : { ...NOTHING, whole };
}

/** A variable that is assigned a mapping in the same scope or at module level, with what is put into it later. */
function variable(standing: Reading, name: string, steps: number): Handed | null {
  const { file, scope } = standing;
  const near = file.assignments.filter(({ scope: at }) => at === scope || at === null);
  const made = near.filter(({ target }) => target === name);
  const put = near.flatMap(({ target, value }) => {
    if (!target.startsWith(`${name}[`)) return [];
    const key = /\[\s*f?(["'])(.+)\1\s*\]$/.exec(target.slice(name.length))?.[2];
    return key === undefined ? [] : [{ key: key.replace(/\{[^{}]*\}/g, "{}"), value }];
  });
  const last = made.findLast(({ scope: at }) => at === scope) ?? made.at(-1);
  if (last === undefined) return null;
  const own = mapping({ ...standing, scope: last.scope }, last.value, steps);
  if (own.open && put.length === 0) return own.whole === null && WHOLE_NAME.test(name) ? null : own;
  return join([
    own,
    { ...NOTHING, names: put.map(({ key }) => key), from: put.flatMap(({ value }) => variablesIn(value)) },
  ]);
}

/** What every caller hands to a parameter of the function around; null where the name is none, or nobody is seen to call. */
function throughCallers(standing: Reading, name: string, steps: number): Handed | null {
  const { file, scope, location, paths } = standing;
  const facts = scope === null ? undefined : file.functions.find((one) => one.name === scope);
  const index = facts?.parameters.findIndex((one) => one.name === name) ?? -1;
  if (facts === undefined || index < 0) return null;
  const position = /^(?:self|cls)$/.test(facts.parameters[0]?.name ?? "") ? index - 1 : index;
  const handed = paths.ways(file, { scope, location }).map((way): Handed | null => {
    const plain = way.call.args.filter((one) => one.name === null);
    const given = way.call.args.find((one) => one.name === name) ?? plain[position];
    return given === undefined
      ? null
      : mapping(
          { file: way.file, scope: way.call.scope, location: way.call.location, paths },
          given.value,
          steps,
        );
  });
  const known = handed.filter((one) => one !== null);
  if (known.length === 0) return null;
  const all = join(known);
  return all.open && all.names.length === 0 && all.whole === null ? null : all;
}

/** `dict(lr=args.lr, **more)`. */
function keywords(standing: Reading, text: string, steps: number): Handed {
  if (!text.endsWith(")")) return { ...NOTHING, open: true };
  const parts = topLevel(text.slice(text.indexOf("(") + 1, -1));
  return join(
    parts.map((part): Handed => {
      const pair = /^([A-Za-z_]\w*)\s*=(?!=)\s*(.*)$/s.exec(part);
      if (pair !== null) return { ...NOTHING, names: [pair[1]!], from: variablesInText(pair[2]!) };
      const splat = part.replace(/^\*\*/, "").trim();
      return /^[A-Za-z_][\w.]*$/.test(splat)
        ? mapping(standing, { is: "name", name: splat }, steps)
        : mapping(standing, { is: "expression", text: splat }, steps);
    }),
  );
}

function join(parts: readonly Handed[]): Handed {
  return {
    names: parts.flatMap(({ names }) => names),
    from: parts.flatMap(({ from }) => from),
    whole: parts.find(({ whole }) => whole !== null)?.whole ?? null,
    open: parts.some(({ open }) => open),
  };
}
