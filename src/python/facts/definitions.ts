import type { RawArgument, RawFunction } from "../raw.js";
import type { Syntax } from "../syntax.js";
import { nameOf, readValue, textOf } from "../values.js";
import { argumentsOf } from "./calls.js";
import type { Context, Handler, Walk } from "./walk.js";

type Decorators = readonly { readonly name: string; readonly args: readonly RawArgument[] }[];

export const definedFunction: Handler = (node, context, walk) => addFunction(node, context, walk, []);
export const definedClass: Handler = (node, context, walk) => addClass(node, context, walk, []);

export const decorated: Handler = (node, context, walk) => {
  const definition = node.children.at(-1);
  const expressions = node.children.flatMap((child) =>
    child.type === "decorator" ? child.children.slice(0, 1) : [],
  );
  const decorators = expressions.map((expression) =>
    expression.type === "call"
      ? {
          name: nameOf(expression.children[0] ?? expression, walk.source),
          args: argumentsOf(expression, walk),
        }
      : { name: nameOf(expression, walk.source), args: [] },
  );
  if (definition?.type === "function_definition") addFunction(definition, context, walk, decorators);
  else if (definition?.type === "class_definition") addClass(definition, context, walk, decorators);
  else if (definition !== undefined && definition.type !== "decorator") walk.open(definition, context);
  walk.all(expressions, context);
};

export const returned: Handler = (node, context, walk) => {
  const [given] = node.children;
  if (context.scope !== null && (given?.type === "call" || given?.type === "identifier")) {
    const value = readValue(given, walk.source);
    walk.facts.returns.push({ value, scope: context.scope, at: walk.place(node) });
  }
  walk.all(node.children, context);
};

function addFunction(node: Syntax, context: Context, walk: Walk, decorators: Decorators): void {
  const name = qualified(node, context, walk);
  const parameters = node.children.find((child) => child.type === "parameters")?.children ?? [];
  walk.facts.functions.push({
    name,
    decorators,
    parameters: parameters.flatMap((parameter) => readParameter(parameter, walk)),
    scope: context.scope,
    at: walk.place(node),
  });
  openDefinition(node, walk, context, {
    ...context,
    scope: name,
    conditions: [],
    loops: [],
    caught: false,
    globals: new Set(),
  });
}

function addClass(node: Syntax, context: Context, walk: Walk, decorators: Decorators): void {
  const name = qualified(node, context, walk);
  const bases = node.children.find((child) => child.type === "argument_list")?.children ?? [];
  walk.facts.classes.push({
    name,
    bases: bases.filter((base) => base.type !== "keyword_argument").map((base) => nameOf(base, walk.source)),
    decorators: decorators.map((decorator) => decorator.name),
    scope: context.scope,
    at: walk.place(node),
  });
  openDefinition(node, walk, context, { ...context, scope: name, globals: new Set() });
}

/** The body belongs to the definition; defaults, bases and annotations to what encloses it. */
function openDefinition(node: Syntax, walk: Walk, outside: Context, inside: Context): void {
  const body = node.children.findLast((child) => child.type === "block");
  if (body !== undefined) walk.open(body, inside);
  walk.all(
    node.children.slice(1).filter((child) => child !== body),
    outside,
  );
}

function qualified(node: Syntax, context: Context, walk: Walk): string {
  const [first] = node.children;
  const name = first?.type === "identifier" ? walk.name(first) : "?";
  return context.scope === null ? name : `${context.scope}.${name}`;
}

function readParameter(node: Syntax, walk: Walk): RawFunction["parameters"] {
  const typed = node.type === "typed_parameter" || node.type === "typed_default_parameter";
  const defaulted = node.type === "default_parameter" || node.type === "typed_default_parameter";
  if (!typed && !defaulted && node.type !== "identifier" && !node.type.includes("splat")) return [];
  const annotation = typed ? node.children.find((child) => child.type === "type") : undefined;
  const value = defaulted && node.children.length > 1 ? node.children.at(-1)! : null;
  return [
    {
      name: walk.name(typed || defaulted ? (node.children[0] ?? node) : node).replace(/^\*+ */, ""),
      default: value === null ? null : readValue(value, walk.source),
      annotation: annotation === undefined ? null : textOf(annotation, walk.source),
      at: walk.place(node),
      defaultAt: value === null ? null : walk.place(value),
    },
  ];
}
