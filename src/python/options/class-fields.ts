import type { Call, CodeFile, Parameter, Value } from "../../core/code.js";
import type { Location } from "../../core/location.js";
import type { Place, RawFacts } from "../raw.js";
import { keyword } from "./option-calls.js";

/** Fields of data classes and pydantic models, with their defaults. */

type Declared = Omit<CodeFile, "parameters">;
type By = Parameter["by"];

const DATACLASS =
  /(?:^|\.)(?:dataclass|attr\.s|attr\.attrs|attrs?\.define|attrs?\.frozen|attr\.mutable|chex\.dataclass|struct\.dataclass)$/;
const PYDANTIC_BASE =
  /^(?:pydantic(?:_settings|\.v1|\.generics)?\.(?:BaseModel|BaseSettings|GenericModel)|sqlmodel\.SQLModel)$/;
/** Classes of a framework whose subclasses hold options as fields. */
const OPTIONS_BASE = /^transformers\.(?:\w+\.)*(?:Seq2Seq)?TrainingArguments$|^trl\.\w+Config$/;

export function classFields(
  file: Declared,
  facts: RawFacts,
  locate: (place: Place) => Location,
): Parameter[] {
  const kinds = new Map<string, By>();
  if (file.classes.length === 0) return [];
  const cli = new Set<string>();
  for (const { name, args } of file.calls) {
    const given = name === "tyro.cli" ? args[0]?.value : undefined;
    if (given?.is === "name") cli.add(ownName(file, given.name));
  }
  for (const found of file.classes) {
    const inherited = found.bases.map((base) => kinds.get(ownName(file, base)));
    const pydantic = found.bases.some((base) => PYDANTIC_BASE.test(base)) || inherited.includes("pydantic");
    if (pydantic) kinds.set(found.name, "pydantic");
    else if (cli.has(found.name)) kinds.set(found.name, "tyro");
    else if (
      found.decorators.some((name) => DATACLASS.test(name.replace(/\(\)$/, ""))) ||
      found.bases.some((base) => OPTIONS_BASE.test(base))
    ) {
      kinds.set(found.name, "dataclass");
    }
  }
  if (kinds.size === 0) return [];
  const values = new Map(file.assignments.map((found) => [keyOf(found.target, found.location), found.value]));
  return facts.assignments.flatMap((field): Parameter[] => {
    const by = field.scope === null ? undefined : kinds.get(field.scope);
    if (
      by === undefined ||
      !/^[^\W_]\w*$/.test(field.target) ||
      /\bClassVar\b/.test(field.annotation ?? "")
    ) {
      return [];
    }
    if (by !== "pydantic" && field.annotation === null) return [];
    if (field.target === "model_config") return [];
    const location = locate(field.at);
    const value = values.get(keyOf(`${field.scope}.${field.target}`, location)) ?? null;
    const call =
      value?.is === "call"
        ? file.calls.find((made) => made.scope === field.scope && made.assignedTo === field.target)
        : undefined;
    const own =
      call !== undefined && /(?:^|\.)(?:field|Field|ib|attrib|list_field|choice|arg)$/.test(call.name);
    const given = own ? defaultOf(call) : value;
    const missing = given === null || (given.is === "name" && /(?:^|\.)MISSING$/.test(given.name));
    return [
      {
        name: field.target,
        by,
        default: given,
        flag: field.annotation === "bool",
        owner: field.scope!,
        ...(missing ? { required: true as const } : {}),
        location,
      },
    ];
  });
}

export function defaultOf(call: Call): Value | null {
  const factory = keyword(call.args, "default_factory");
  if (factory !== null)
    return factory.is === "expression" ? factory : { is: "expression", text: textOf(factory) };
  const [first] = call.args;
  const given = keyword(call.args, "default") ?? (first?.name === null ? first.value : null);
  return given?.is === "expression" && given.text === "..." ? null : given;
}

const textOf = (value: Value): string =>
  value.is === "name" ? `${value.name}()` : value.is === "call" ? value.text : "…";

/** The name inside this module of something that is told by its full name. */
export function ownName(file: Declared, name: string): string {
  return file.module !== null && name.startsWith(`${file.module}.`)
    ? name.slice(file.module.length + 1)
    : name;
}

const keyOf = (target: string, { line, column }: Location) => `${target}\n${line}\n${column}`;
