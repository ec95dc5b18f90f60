import {
  type Alias,
  Composer,
  CST,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  Parser,
  type Scalar,
  type YAMLMap,
} from "yaml";
import { resolvePlain, resolveTagged, type YamlDialect } from "./yaml-scalars.js";

export type { YamlDialect } from "./yaml-scalars.js";

/** Nesting beyond this is refused, so that whoever walks the value never runs out of stack. */
const MAX_DEPTH = 200;
/** A longer text is refused, in characters: its syntax tree takes a hundred times as much memory. */
const LARGEST_TEXT = 8 * 2 ** 20;
/** Nodes that aliases may repeat in all: enough for any configuration, and a bomb stops here. */
const MAX_REPEATED = 100_000;

export interface ParsedYaml {
  /**
   * Plain data: objects, arrays, numbers, texts, booleans, null. null where `error` is set, and for an empty text.
   * Keys are texts: other keys as JSON writes them.
   */
  readonly value: unknown;
  readonly error: { readonly message: string; readonly line: number } | null;
  /** 1-based line of the entry at a path of keys and indices (of its key, in a mapping); undefined: not there. */
  lineOf(path: readonly (string | number)[]): number | undefined;
  /** The same with the column. */
  placeOf(path: readonly (string | number)[]): Place | undefined;
  /** Keys that stand in one mapping twice, at their later place; for files in which that is a mistake. */
  repeatedKeys(): readonly RepeatedKey[];
  /** Where a second document of the text begins; null: there is none. */
  readonly secondDocument: Place | null;
}

/** 1-based. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface RepeatedKey extends Place {
  readonly key: string;
  readonly firstLine: number;
}

/**
 * The first document of a YAML text as the named library reads it. Never throws.
 *
 * Of equal keys the last wins, `<<` merges (the mapping's own keys win), unknown tags keep their content, timestamps
 * stay text, numbers that JSON cannot say become text (see `resolvePlain`).
 */
export function parseYaml(text: string, dialect: YamlDialect): ParsedYaml {
  if (text.length > LARGEST_KEPT) return read(text, dialect);
  const key = `${dialect} ${text}`;
  const found = kept.get(key) ?? read(text, dialect);
  if (!kept.has(key)) {
    keptLength += text.length;
    if (keptLength > MOST_KEPT) {
      kept.clear();
      keptLength = text.length;
    }
    kept.set(key, found);
  }
  return found;
}

/** Several readers ask for one file, a lock of DVC six times: what was read last is kept. Nobody changes what he gets. */
const kept = new Map<string, ParsedYaml>();
let keptLength = 0;
/** Characters: of all that is kept, and of one text. */
const MOST_KEPT = 4 * 2 ** 20;
const LARGEST_KEPT = 2 * 2 ** 20;

function read(text: string, dialect: YamlDialect): ParsedYaml {
  const lines = new LineCounter();
  const placeAt: PlaceAt = (offset) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const lineAt: LineAt = (offset) => placeAt(offset).line;
  try {
    if (text.length > LARGEST_TEXT)
      throw new Malformed(`more than ${LARGEST_TEXT / 2 ** 20} MiB of YAML: not parsed`, 1);
    const odd = NOT_PRINTABLE.exec(text);
    if (odd !== null)
      throw new Malformed("a control character or broken encoding", lineNumber(text, odd.index));
    const { document, second } = compose(text, lines, lineAt);
    const root = document?.contents ?? null;
    const targets = bindAliases(root, lineAt);
    const reading: Reading = { dialect, targets, lineAt, repeated: 0, open: new Set() };
    const value = root === null ? null : toPlain(root, reading, 0, null);
    const offsetAt = offsetFinder(root, reading);
    return {
      value,
      error: null,
      secondDocument: second === null ? null : placeAt(second),
      lineOf: (path) => mapped(offsetAt(path), lineAt),
      placeOf: (path) => mapped(offsetAt(path), placeAt),
      repeatedKeys: () => repeatedKeys(root, reading, placeAt),
    };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const { message, line } = error;
    const nowhere = () => undefined;
    return {
      value: null,
      error: { message, line },
      secondDocument: null,
      lineOf: nowhere,
      placeOf: nowhere,
      repeatedKeys: () => [],
    };
  }
}

class Malformed extends Error {
  constructor(
    message: string,
    readonly line: number,
  ) {
    super(message);
  }
}

/** What YAML forbids in a stream (PyYAML's and ruamel's reader.py refuse it as well). */
const NOT_PRINTABLE = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

function lineNumber(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return line;
}

/** Every scalar is left as text here: the dialect decides later. */
const OPTIONS = {
  schema: "failsafe",
  uniqueKeys: false,
  merge: false,
  resolveKnownTags: false,
  strict: true,
  logLevel: "silent",
} as const;

function compose(
  text: string,
  lines: LineCounter,
  lineAt: LineAt,
): { readonly document: Document.Parsed | null; readonly second: number | null } {
  const parser = new Parser(lines.addNewLine);
  const tokens = [...parser.parse(text)];
  for (const token of tokens) refuseDepth(token, lineAt);
  const first = new Composer(OPTIONS).compose(tokens, false, text.length).next();
  const document = first.done === true ? null : (first.value as Document.Parsed);
  const error = document?.errors[0];
  if (error !== undefined) throw new Malformed(firstLine(error.message), lineAt(error.pos[0]));
  const second = tokens.filter(({ type }) => type === "document")[1];
  return { document, second: second?.offset ?? null };
}

const firstLine = (message: string): string => message.split("\n", 1)[0]!;

/** The composer recurses, so depth is measured on the flat token tree first. */
function refuseDepth(token: CST.Token, lineAt: LineAt): void {
  const open: { token: CST.Token; depth: number }[] = [{ token, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    if (depth > MAX_DEPTH)
      throw new Malformed(`nested deeper than ${MAX_DEPTH} levels`, lineAt(token.offset));
    if (token.type === "document") {
      if (token.value !== undefined) open.push({ token: token.value, depth });
    } else if (CST.isCollection(token)) {
      for (const { key, value } of token.items) {
        if (key) open.push({ token: key, depth: depth + 1 });
        if (value) open.push({ token: value, depth: depth + 1 });
      }
    }
  }
}

type LineAt = (offset: number) => number;
type PlaceAt = (offset: number) => Place;
/** What each alias stands for. */
type Targets = ReadonlyMap<Alias, Node>;

/** Each alias stands for the nearest node before it that carries its anchor. */
function bindAliases(root: Node | null, lineAt: LineAt): Targets {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  const visit = (node: unknown): void => {
    if (isPair(node)) {
      visit(node.key);
      visit(node.value);
    } else if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target === undefined) throw new Malformed(`undefined alias ${node.source}`, lineAt(offsetOf(node)));
      targets.set(node, target);
    } else if (isScalar(node) || isMap(node) || isSeq(node)) {
      if (node.anchor !== undefined) anchors.set(node.anchor, node as Node);
      if (!isScalar(node)) for (const item of node.items) visit(item);
    }
  };
  visit(root);
  return targets;
}

const offsetOf = (node: unknown): number => (node as Node | null)?.range?.[0] ?? 0;

interface Reading {
  readonly dialect: YamlDialect;
  readonly targets: Targets;
  readonly lineAt: LineAt;
  repeated: number;
  /** Nodes whose aliases are being followed, to see a loop. */
  readonly open: Set<Node>;
}

/** `within`: the outermost alias whose content this is. */
function toPlain(node: Node | null, reading: Reading, depth: number, within: Alias | null): unknown {
  if (node === null) return null;
  const fail = (message: string): never => {
    throw new Malformed(message, reading.lineAt(offsetOf(node)));
  };
  if (depth > MAX_DEPTH) fail(`nested deeper than ${MAX_DEPTH} levels`);
  if (within !== null && ++reading.repeated > MAX_REPEATED) {
    throw new Malformed("aliases repeat too much content", reading.lineAt(offsetOf(within)));
  }
  if (isAlias(node)) {
    const target = reading.targets.get(node)!;
    if (reading.open.has(target)) fail(`alias ${node.source} contains itself`);
    return toPlain(target, reading, depth, within ?? node);
  }
  if (isScalar(node)) return scalarValue(node, reading.dialect);
  reading.open.add(node);
  const value = isMap(node)
    ? mappingValue(node, reading, depth, within)
    : isSeq(node)
      ? node.items.map((item) => toPlain(item as Node | null, reading, depth + 1, within))
      : null;
  reading.open.delete(node);
  return value;
}

/** Merged keys come first, so that the mapping's own win; of several merged mappings the first of a list wins. */
function mappingValue(map: YAMLMap, reading: Reading, depth: number, within: Alias | null): object {
  const merged: Record<string, unknown> = {};
  const own: Record<string, unknown> = {};
  for (const { key, value } of map.items as { key: Node | null; value: Node | null }[]) {
    if (isMergeKey(key)) {
      const plain = toPlain(value, reading, depth + 1, within);
      for (const source of Array.isArray(plain) ? plain.toReversed() : [plain]) {
        if (!isObject(source)) {
          throw new Malformed("only mappings can be merged with <<", reading.lineAt(offsetOf(key)));
        }
        for (const [name, inherited] of Object.entries(source)) put(merged, name, inherited);
      }
    } else {
      put(own, keyText(key, reading, depth, within), toPlain(value, reading, depth + 1, within));
    }
  }
  for (const [name, value] of Object.entries(own)) put(merged, name, value);
  return merged;
}

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isMergeKey = (key: unknown): boolean =>
  isScalar(key) && key.type === "PLAIN" && key.source === "<<" && key.tag === undefined;

function put(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[key] = value;
  }
}

function keyText(key: Node | null, reading: Reading, depth: number, within: Alias | null): string {
  const value = toPlain(key, reading, depth + 1, within);
  return typeof value === "string" ? value : JSON.stringify(value);
}

function scalarValue(scalar: Scalar, dialect: YamlDialect): unknown {
  const text = String(scalar.value);
  if (scalar.tag !== undefined) return resolveTagged(text, scalar.tag, dialect);
  return scalar.type === "PLAIN" ? resolvePlain(text, dialect) : text;
}

/** Looks entries up again by the keys that the value shows; each mapping is indexed at its first use. */
function offsetFinder(
  root: Node | null,
  reading: Reading,
): (path: readonly (string | number)[]) => number | undefined {
  const indexes = new Map<YAMLMap, Map<string, { key: Node | null; value: Node | null }>>();
  const indexOf = (map: YAMLMap) => {
    const known = indexes.get(map);
    if (known !== undefined) return known;
    const index = new Map<string, { key: Node | null; value: Node | null }>();
    const pairs = map.items as { key: Node | null; value: Node | null }[];
    for (const { value } of pairs.filter(({ key }) => isMergeKey(key))) {
      const source = followed(value);
      for (const from of isSeq(source) ? source.items.map(followed).toReversed() : [source]) {
        if (isMap(from)) for (const [name, pair] of indexOf(from)) index.set(name, pair);
      }
    }
    for (const pair of pairs.filter(({ key }) => !isMergeKey(key))) {
      index.set(keyText(pair.key, reading, 0, null), pair);
    }
    indexes.set(map, index);
    return index;
  };
  const followed = (node: unknown): unknown => (isAlias(node) ? reading.targets.get(node) : node);

  return (path) => {
    let node: Node | null = root;
    let place = root;
    for (const step of path) {
      const parent = followed(node);
      if (isMap(parent)) {
        const pair = indexOf(parent).get(String(step));
        if (pair === undefined) return undefined;
        node = pair.value;
        place = pair.key;
      } else if (isSeq(parent) && typeof step === "number" && step < parent.items.length) {
        node = parent.items[step] as Node | null;
        place = node;
      } else {
        return undefined;
      }
    }
    return place === null ? undefined : offsetOf(place);
  };
}

const mapped = <T>(offset: number | undefined, at: (offset: number) => T): T | undefined =>
  offset === undefined ? undefined : at(offset);

function repeatedKeys(root: Node | null, reading: Reading, placeAt: PlaceAt): RepeatedKey[] {
  const repeated: RepeatedKey[] = [];
  const visit = (node: unknown): void => {
    if (isSeq(node)) for (const item of node.items) visit(item);
    if (!isMap(node)) return;
    const first = new Map<string, number>();
    for (const { key, value } of node.items as { key: Node | null; value: Node | null }[]) {
      const name = keyText(key, reading, 0, null);
      const place = placeAt(offsetOf(key));
      const firstLine = first.get(name);
      if (firstLine === undefined) first.set(name, place.line);
      else if (!isMergeKey(key)) repeated.push({ key: name, firstLine, ...place });
      visit(value);
    }
  };
  visit(root);
  return repeated;
}
