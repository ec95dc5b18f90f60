/**
 * How each library reads a scalar that carries no quotes. One text means different values to different libraries:
 * `1e-4` is a text for PyYAML and a number for the others, `010` is 8, 10 or 8, `on` is true or a text.
 *
 * - "pyyaml": PyYAML's SafeLoader (YAML 1.1; yaml/resolver.py, yaml/constructor.py of 6.0): W&B, MLflow, Lightning.
 * - "omegaconf": OmegaConf's loader, PyYAML with a wider float and without timestamps (omegaconf/_utils.py of 2.3): Hydra.
 * - "ruamel": ruamel.yaml's safe loader (YAML 1.2; resolver.py, constructor.py of 0.19): DVC reads and writes with it.
 * - "core": the core schema of YAML 1.2, for files that no Python library owns (CI workflows, model cards).
 * - "text": every scalar as it is written.
 */
export type YamlDialect = "pyyaml" | "omegaconf" | "ruamel" | "core" | "text";

type Kind = "null" | "bool" | "int" | "float";

/** All patterns run in linear time; the order is that of the library. */
const PYYAML: readonly (readonly [Kind, RegExp])[] = [
  ["bool", /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/],
  ["float", /^[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?$/],
  ["float", /^\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?$/],
  ["float", /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*$/],
  ["float", /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/],
  ["int", /^[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+)$/],
  ["int", /^[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+$/],
  ["null", /^(?:~|null|Null|NULL)?$/],
];

const DIALECTS: Readonly<Record<YamlDialect, readonly (readonly [Kind, RegExp])[]>> = {
  pyyaml: PYYAML,
  omegaconf: [
    ...PYYAML,
    ["float", /^[-+]?[0-9]+(?:_[0-9]+)*\.[0-9_]*(?:[eE][-+]?[0-9]+)?$/],
    ["float", /^[-+]?[0-9]+(?:_[0-9]+)*[eE][-+]?[0-9]+$/],
    ["float", /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+][0-9]+)?$/],
  ],
  ruamel: [
    ["bool", /^(?:true|True|TRUE|false|False|FALSE)$/],
    ["float", /^[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?$/],
    ["float", /^[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+$/],
    ["float", /^[-+]?\.[0-9_]+(?:[eE][-+][0-9]+)?$/],
    ["float", /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/],
    ["int", /^(?!_)[-+]?(?:0b[01_]+|0o[0-7_]+|[0-9_]+|0x[0-9a-fA-F_]+)$/],
    ["null", /^(?:~|null|Null|NULL)?$/],
  ],
  core: [
    ["bool", /^(?:true|True|TRUE|false|False|FALSE)$/],
    ["int", /^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$/],
    ["float", /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/],
    ["float", /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/],
    ["null", /^(?:~|null|Null|NULL)?$/],
  ],
  text: [],
};

/** Dialects in which a leading zero means base eight. */
const OCTAL_BY_ZERO: ReadonlySet<YamlDialect> = new Set(["pyyaml", "omegaconf"]);

/** Python refuses to read longer integers (sys.int_info.default_max_str_digits); no other scalar comes near. */
const LONGEST = 4300;

type Scalar = null | boolean | number | string;

/**
 * The value of a plain scalar. Timestamps stay text; what JSON has no number for becomes the text "NaN", "Infinity",
 * "-Infinity"; an integer that a double cannot hold becomes the text of its decimal digits.
 */
export function resolvePlain(text: string, dialect: YamlDialect): Scalar {
  if (text.length > LONGEST) return text;
  const kind = DIALECTS[dialect].find(([, pattern]) => pattern.test(text))?.[0];
  return kind === undefined ? text : construct(kind, text, dialect);
}

const TAGS: Readonly<Record<string, Kind>> = {
  "tag:yaml.org,2002:null": "null",
  "tag:yaml.org,2002:bool": "bool",
  "tag:yaml.org,2002:int": "int",
  "tag:yaml.org,2002:float": "float",
};

/** The value of a scalar that carries a tag: what the tag says where the text allows it, else the text. */
export function resolveTagged(text: string, tag: string, dialect: YamlDialect): Scalar {
  const kind = Object.hasOwn(TAGS, tag) ? TAGS[tag]! : undefined;
  return kind === undefined || text.length > LONGEST ? text : construct(kind, text, dialect);
}

function construct(kind: Kind, text: string, dialect: YamlDialect): Scalar {
  if (kind === "null") return null;
  if (kind === "bool") {
    const word = text.toLowerCase();
    if (/^(?:true|yes|on)$/.test(word)) return true;
    return /^(?:false|no|off)$/.test(word) ? false : text;
  }
  const digits = text.replaceAll("_", "").toLowerCase();
  const negative = digits.startsWith("-");
  const unsigned = digits.replace(/^[-+]/, "");
  const value = kind === "int" ? integer(unsigned, OCTAL_BY_ZERO.has(dialect)) : float(unsigned);
  if (value === null) return text;
  if (typeof value === "bigint") return safeNumber(negative ? -value : value);
  const signed = negative ? -value : value;
  return Number.isFinite(signed) ? signed : String(signed);
}

const safeNumber = (value: bigint): number | string =>
  value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER ? Number(value) : value.toString();

function integer(text: string, octalByZero: boolean): bigint | null {
  if (/^0b[01]+$|^0x[0-9a-f]+$|^0o[0-7]+$/.test(text)) return BigInt(text);
  if (octalByZero && /^0[0-7]+$/.test(text)) return BigInt(`0o${text}`);
  if (/^[0-9]+$/.test(text)) return BigInt(text);
  if (!/^[0-9]+(?::[0-9]+)+$/.test(text)) return null;
  return text.split(":").reduce((sum, part) => sum * 60n + BigInt(part), 0n);
}

function float(text: string): number | null {
  if (text === ".inf") return Number.POSITIVE_INFINITY;
  if (text === ".nan") return Number.NaN;
  // From the smallest part upwards, as Python adds them: another order rounds differently.
  if (/^[0-9]+(?::[0-9]+)+\.?[0-9]*$/.test(text)) {
    return text
      .split(":")
      .reverse()
      .reduce((sum, part, index) => sum + Number(part) * 60 ** index, 0);
  }
  return /^(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?$/.test(text) ? Number(text) : null;
}
