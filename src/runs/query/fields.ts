import { type MetricSummary, type Run, runKey } from "../../core/run.js";
import type { FieldKind, RunField } from "../../core/run-field.js";
import {
  CONFIDENCES,
  type Json,
  QUESTIONS,
  RECOVERED_STATES,
  RUN_SCOPES,
  RUN_STATUSES,
  TRACKER_IDS,
} from "../../core/vocabulary.js";
import { QueryError } from "./query-error.js";
import type { Token } from "./tokens.js";

/** The parts of a run whose keys the record chose. */
export const KEYED = ["params", "metrics", "tags"] as const;
export type Keyed = (typeof KEYED)[number];

export interface QueryField extends RunField {
  /** The values of a closed list. */
  readonly words: readonly string[] | null;
  /** Whether `words` has an order, lowest first. */
  readonly ordered: boolean;
  /** Where the key is the record's own: no run may have it. */
  readonly keyed: { readonly part: Keyed; readonly key: string } | null;
}

interface Known {
  readonly kind: FieldKind;
  readonly value: (run: Run) => Json;
  readonly words?: readonly string[];
  readonly ordered?: boolean;
}

/** Lowest first, so that `overall >= approximate` reads as it is meant. */
const RECOVERED: readonly string[] = RECOVERED_STATES.toReversed();
const time = (value: (run: Run) => Json): Known => ({ kind: "time", value });
const text = (value: (run: Run) => Json): Known => ({ kind: "text", value });
const flag = (value: (run: Run) => Json): Known => ({ kind: "flag", value });
const list = (value: (run: Run) => readonly string[]): Known => ({ kind: "list", value });
const word = (words: readonly string[], value: (run: Run) => Json): Known => ({ kind: "word", words, value });
const started = time((run) => run.startedAt);
const ended = time((run) => run.endedAt);
const overall: Known = {
  ...word(RECOVERED, (run) => run.recoverability.overall),
  ordered: true,
};

/** Every field that is no key of the record's own, in the order in which they are listed. */
const FIELDS: Readonly<Record<string, Known>> = {
  tracker: word(TRACKER_IDS, (run) => run.tracker),
  id: text((run) => run.id),
  key: text(runKey),
  name: text((run) => run.name),
  group: text((run) => run.group),
  parent: text((run) => run.parent),
  scope: word(RUN_SCOPES, (run) => run.scope),
  status: word(RUN_STATUSES, (run) => run.status),
  abandoned: flag((run) => run.abandoned),
  started,
  startedAt: started,
  ended,
  endedAt: ended,
  duration: { kind: "number", value: duration },
  commit: { kind: "commit", value: (run) => run.commit },
  dirty: flag((run) => run.dirty),
  command: text((run) => run.command),
  program: text((run) => run.program),
  description: text((run) => run.description),
  systemMetrics: flag((run) => run.systemMetrics),
  confidence: word(CONFIDENCES, (run) => run.confidence),
  path: text((run) => run.location.path),
  artifacts: list((run) => run.artifacts),
  inputs: list((run) => run.inputs.map((input) => input.source ?? input.name)),
  links: list((run) => run.links.map((link) => link.run)),
  "environment.python": text((run) => run.environment.python),
  "environment.packages": text((run) => run.environment.packages),
  "environment.hardware": text((run) => run.environment.hardware),
  overall,
  ...Object.fromEntries(
    QUESTIONS.map((question): [string, Known] => [
      `recoverability.${question}`,
      { ...word(RECOVERED, (run) => run.recoverability[question].state), ordered: true },
    ]),
  ),
  "recoverability.overall": overall,
};

/** As MLflow's own search writes them. */
const ALIASES: Readonly<Record<string, string>> = {
  param: "params",
  parameter: "params",
  parameters: "params",
  metric: "metrics",
  tag: "tags",
  run_id: "id",
  run_name: "name",
  start_time: "started",
  end_time: "ended",
};
const ATTRIBUTES = /^(?:attributes?|attr|run)\.(?=.)/;

/** The field that a word names. @throws QueryError */
export function fieldOf(token: Token, source: string): QueryField {
  const [first, ...rest] = token.pieces;
  const written = (first?.quoted ? "" : (first?.text ?? "")).replace(ATTRIBUTES, "");
  const dot = written.indexOf(".");
  const head = dot < 0 ? written : written.slice(0, dot);
  const part = KEYED.find((one) => one === (ALIASES[head] ?? head));
  if (part !== undefined && (dot >= 0 || rest[0]?.quoted)) {
    const pieces = [{ text: dot < 0 ? "" : written.slice(dot + 1), quoted: false }, ...rest];
    return keyedField(part, pieces);
  }
  const name = ALIASES[written] ?? written;
  const known = rest.length === 0 && Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
  if (known !== undefined) return field(written, known);
  throw new QueryError(`there is no field ${token.text}`, source, token.at, token.length, {
    word: token.text,
    known: [...Object.keys(FIELDS), ...KEYED.map((one) => `${one}.${dot < 0 ? "" : written.slice(dot + 1)}`)],
  });
}

/** A field by its own name, for lists of this program. */
export function fieldNamed(name: string): QueryField {
  return field(name, FIELDS[name]!);
}

function field(name: string, known: Known): QueryField {
  return {
    name,
    kind: known.kind,
    value: known.value,
    words: known.words ?? null,
    ordered: known.ordered ?? false,
    keyed: null,
  };
}

/** A field of a part whose keys the record chose. */
export function keyedField(part: Keyed, pieces: Token["pieces"]): QueryField {
  const key = pieces.map((piece) => piece.text).join("");
  const own = { words: null, ordered: false };
  if (part === "metrics") return { ...own, ...metricField(key, pieces) };
  const value = (run: Run): Json => (Object.hasOwn(run[part], key) ? (run[part][key] ?? null) : null);
  return { ...own, name: `${part}.${key}`, kind: "any", value, keyed: { part, key } };
}

type Aggregate = keyof MetricSummary;
const AGGREGATE = /\.(last|min|max|count|lastStep)$/;

/** `metrics.loss.min`: of the metric `loss`, unless the run has one that is called `loss.min`; quotes decide. */
function metricField(
  key: string,
  pieces: Token["pieces"],
): Pick<QueryField, "name" | "kind" | "value" | "keyed"> {
  const name = `metrics.${key}`;
  const last = pieces.at(-1);
  const aggregate = last?.quoted === false ? AGGREGATE.exec(last.text)?.[1] : undefined;
  const whole = (run: Run): MetricSummary | undefined =>
    Object.hasOwn(run.metrics, key) ? run.metrics[key] : undefined;
  if (aggregate === undefined)
    return {
      name,
      kind: "number",
      value: (run) => whole(run)?.last ?? null,
      keyed: { part: "metrics", key },
    };
  const stem = key.slice(0, -aggregate.length - 1);
  const decided = pieces.some((piece) => piece.quoted);
  const value = (run: Run): Json => {
    const own = decided ? undefined : whole(run);
    if (own !== undefined) return own.last;
    return Object.hasOwn(run.metrics, stem) ? (run.metrics[stem]?.[aggregate as Aggregate] ?? null) : null;
  };
  return { name, kind: "number", value, keyed: { part: "metrics", key: stem } };
}

/** Seconds. */
function duration(run: Run): number | null {
  if (run.startedAt === null || run.endedAt === null) return null;
  return (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000;
}
