/** Bindings of a gin-config file (`gin/config_parser.py` of gin-config 0.5): `train.seed = 1`, `model/Net.width = 8`. */
export interface ParsedGin {
  /** By configurable and parameter, scopes left out: `{train: {seed: 1}}`. References and macros stay text. */
  readonly value: Readonly<Record<string, unknown>>;
  lineOf(path: readonly (string | number)[]): number | undefined;
}

const BINDING = /^(?:[\w.-]{1,100}\/){0,5}([A-Za-z_][\w.]{0,200})[ \t]*=[ \t]*(.{0,2000})$/;

export function parseGin(text: string): ParsedGin {
  const value: Record<string, unknown> = {};
  const lines = new Map<string, number>();
  text.split(/\r?\n/).forEach((written, index) => {
    const found = BINDING.exec(written.replace(/(^|\s)#.*$/, "").trim());
    if (found === null) return;
    const parts = found[1]!.split(".");
    const parameter = parts.pop()!;
    const owner = parts.pop() ?? "";
    if (owner === "__proto__" || parameter === "__proto__") return;
    const shown = found[2]!.trim();
    // A macro, `LR = 0.1`, stands by itself.
    if (owner === "") value[parameter] = literalOf(shown);
    else {
      const known = (Object.hasOwn(value, owner) ? value[owner] : undefined) as
        | Record<string, unknown>
        | undefined;
      value[owner] = { ...(typeof known === "object" ? known : {}), [parameter]: literalOf(shown) };
    }
    lines.set(owner === "" ? parameter : `${owner}\0${parameter}`, index + 1);
  });
  for (const [owner, given] of Object.entries(value))
    if (typeof given === "object" && given !== null)
      value[owner] = Object.fromEntries(
        Object.entries(given).map(([key, one]) => [key, macro(one, value)] as const),
      );
  return { value, lineOf: (path) => lines.get(path.join("\0")) };
}

/** `%LR` */
function macro(value: unknown, all: Readonly<Record<string, unknown>>): unknown {
  const name = typeof value === "string" && value.startsWith("%") ? value.slice(1) : null;
  return name !== null && Object.hasOwn(all, name) ? all[name] : value;
}

function literalOf(text: string): unknown {
  if (text === "None") return null;
  if (text === "True" || text === "False") return text === "True";
  if (/^[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text)) return Number(text.replaceAll("_", ""));
  return text.replace(/^(["'])(.*)\1$/s, "$2");
}
