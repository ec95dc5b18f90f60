import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MetricSummary, Run } from "../../src/core/run.js";
import { parseColumns, parseSort, sortRuns, spelledOut } from "../../src/runs/query/lists.js";
import { QueryError } from "../../src/runs/query/query-error.js";
import { unknownKeys } from "../../src/runs/query/unknown-keys.js";
import { parseWhere } from "../../src/runs/query/where.js";
import { publicRunOf } from "../tools/public-run.js";

const metric = (last: MetricSummary["last"], more: Partial<MetricSummary> = {}): MetricSummary => ({
  last,
  min: typeof last === "number" ? last : null,
  max: typeof last === "number" ? last : null,
  count: 1,
  lastStep: 0,
  ...more,
});

const RUN = publicRunOf({
  id: "0a1b",
  name: "brave-fox-12",
  status: "finished",
  startedAt: "2026-01-02T03:04:05.000Z",
  endedAt: "2026-01-02T04:04:05.000Z",
  commit: "89abcdef0123456789abcdef0123456789abcdef",
  dirty: true,
  params: {
    lr: "0.1",
    layers: [64, 32],
    "val/loss": 3,
    "model.name": "resnet",
    flag: "True",
    none: null,
    n: 7,
  },
  metrics: {
    acc: metric(0.9, { min: 0.1, max: 0.95, count: 12, lastStep: 11 }),
    loss: metric("NaN", { min: 0.2, max: 5 }),
    "loss.min": metric(42),
    "val/loss": metric(0.25),
    "top[5]": metric(1),
  },
  tags: { "mlflow.user": "ada", seed: "42" },
  artifacts: ["model/MLmodel"],
});

const holds = (expression: string, run: Run = RUN): boolean => parseWhere(expression).matches(run);

describe("B10: --where keeps the runs of which an expression holds", () => {
  test.each([
    // Numbers compare as numbers however the record holds them.
    ["params.lr > 0.01", true],
    ["params.lr = .10", true],
    ["params.lr == '1e-1'", true],
    ["params.lr < 0.1", false],
    ["params.lr <= 0.1 and params.n >= 7", true],
    ["params.lr > 0.01 and status = finished", true],
    ["params.lr > 0.01 and status = failed", false],
    ["params.lr > 1 or status = FINISHED", true],
    ["not params.lr > 1", true],
    ["not (params.lr > 1 or status = finished)", false],
    ["status = failed or status = finished and params.n = 7", true],
    ["(status = failed or status = finished) and params.n = 8", false],
    // Keys with odd characters, bare where they can be.
    ["params.val/loss = 3", true],
    ['params."val/loss" = 3', true],
    ["params.`val/loss` = 3", true],
    ["params['val/loss'] = 3", true],
    ["params.model.name = resnet", true],
    ['params."model.name" ~ NET', true],
    ["metrics.'top[5]' = 1", true],
    ["tags.mlflow.user = ada", true],
    ["tags.seed > 41", true],
    // Metrics: the last value, and the rest of the summary.
    ["metrics.acc >= 0.9", true],
    ["metrics.acc.last = 0.9 and metrics.acc.min < 0.2 and metrics.acc.max > 0.9", true],
    ["metrics.acc.count = 12 and metrics.acc.lastStep = 11", true],
    ["metrics.val/loss.min = 0.25", true],
    ['metrics."val/loss".min = 0.25', true],
    ["metrics.loss.min = 42", true],
    ['metrics."loss".min = 0.2', true],
    ["metrics.loss = nan", true],
    ["metrics.loss > 0 or metrics.loss <= 0", false],
    ["metrics.loss != 1", true],
    // Texts, lists, flags.
    ["name ~ FOX", true],
    ["name !~ fox", false],
    ["name = 'brave-fox-12'", true],
    ["params.layers = '[64,32]' and params.layers ~ 64", true],
    ["params.flag = true", true],
    ["artifacts ~ MLmodel", true],
    ["artifacts = model/MLmodel", true],
    ["dirty", true],
    ["dirty = yes and not abandoned", true],
    ["abandoned = false", true],
    ["commit = 89abcdef", true],
    ["commit != 89abcdef", false],
    // Membership and presence.
    ["tracker in (wandb, mlflow)", true],
    ["tracker not in (wandb, mlflow)", false],
    ["params.lr in (1, 0.1)", true],
    ["group is null", true],
    ["name is not null", true],
    ["params.none is null and params.nowhere is null", true],
    ["name = null", false],
    ["inputs is null and artifacts is not null", true],
    // What is not recorded passes no comparison.
    ["params.nowhere = 1 or params.nowhere != 1 or params.nowhere < 1", false],
    ["params.nowhere not in (1, 2)", false],
    ["not params.nowhere = 1", true],
    // Times: a date is all of that day.
    ["started = 2026-01-02", true],
    ["started = 2026-01 and started = 2026", true],
    ["started > 2026-01-02", false],
    ["started >= 2026-01-02 and started < 2026-01-03", true],
    ["started = 2026-01-02T03:04:05Z", true],
    ["started = '2026-01-02 04:04:05+01:00'", true],
    ["startedAt > 2026-01-02T03:04", false],
    ["duration = 3600 and ended > started" as string, null],
    ["duration >= 3600", true],
    // Answers have an order: lost < unobservable < approximate < exact.
    ["overall = lost and recoverability.code < approximate", true],
    ["recoverability.data >= unobservable", false],
    // As MLflow's own search writes it.
    ["attributes.status = 'FINISHED' AND metric.acc > 0.5 AND attributes.run_name = 'brave-fox-12'", true],
  ])("%s: %s", (expression, expected) => {
    if (expected === null) expect(() => holds(expression)).toThrow(QueryError);
    else expect(holds(expression)).toBe(expected);
  });

  test("names of JavaScript itself are no keys", () => {
    expect(holds("params.constructor is null and tags.__proto__ is null and metrics.toString is null")).toBe(
      true,
    );
    expect(() => holds("constructor = 1")).toThrow(QueryError);
    expect(() => holds("status = abandoned")).toThrow(/abandoned = true asks for runs/);
    expect(() => holds("status = done")).toThrow(/status is never done: it is one of finished/);
  });
});

describe("B10 and F4: what cannot be understood says where and what would do", () => {
  test.each([
    ["parms.lr > 1", 0, 8, /no field parms\.lr/],
    ["lr > 1", 0, 2, /no field lr/],
    ["status = finishd", 9, 7, /one of finished, failed/],
    ["status < finished", 9, 8, /no order/],
    ["metrics.acc > good", 14, 4, /is a number/],
    ["metrics.acc ~ 1", 14, 1, /looks into texts/],
    ["started > yesterday", 10, 9, /2026-01-31/],
    ["started = 2026-02-30", 10, 10, /is a time/],
    ["dirty > 1", 8, 1, /true or false/],
    ["params.lr", 9, 1, /operator is expected/],
    ["params.lr >", 11, 1, /value is expected/],
    ["params.lr > 1 and", 17, 1, /field is expected/],
    ["(params.lr > 1", 14, 1, /\) is missing/],
    ["params.lr > 1)", 13, 1, /end is expected/],
    ["params.lr > 1 status = finished", 14, 6, /and, or/],
    ["name = 'fox", 7, 4, /closing ' is missing/],
    ["params.a[0] > 1", 8, 1, /quoted/],
    ["name like '%fox%'", 5, 4, /LIKE is written ~/],
    ["tracker in mlflow", 11, 6, /\( is expected/],
    ["name is fox", 8, 3, /null is expected/],
    ["name = or", 7, 2, /quote it/],
    ["", 0, 1, /field is expected/],
    ["! dirty", 0, 1, /not expected/],
  ])("%s", (expression, at, length, message) => {
    const error = failure(expression);
    expect(error.message).toMatch(message);
    expect([error.at, error.length]).toEqual([at, length]);
  });

  test("the words that are possible come with it", () => {
    expect(failure("parms.lr > 1").unknown?.known).toContain("params.lr");
    expect(failure("strated > 2026").unknown?.known).toContain("started");
    expect(failure("status = finishd").unknown?.known).toContain("finished");
  });

  test("any text is an expression or a QueryError within it, at once", () => {
    const words = fc.constantFrom(
      ...[
        "params.lr",
        "status",
        "and",
        "or",
        "not",
        "(",
        ")",
        "=",
        "<",
        "~",
        "in",
        ",",
        "is",
        "null",
        "1",
        "'x'",
        "`",
        "[",
      ],
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words, { maxLength: 40 }).map((all) => all.join(" ")),
        ),
        (text) => {
          try {
            parseWhere(text).matches(RUN);
          } catch (error) {
            expect(error).toBeInstanceOf(QueryError);
            expect((error as QueryError).at).toBeLessThanOrEqual(text.length);
          }
        },
      ),
      { numRuns: 500 },
    );
    expect(() => parseWhere("(".repeat(5000))).toThrow(QueryError);
    expect(() => parseWhere("not ".repeat(500))).toThrow(/nested too deep/);
  });

  function failure(expression: string): QueryError {
    try {
      parseWhere(expression);
    } catch (error) {
      if (error instanceof QueryError) return error;
      throw error;
    }
    throw new Error(`${expression} was understood`);
  }
});

describe("B10: --sort", () => {
  const runs = [
    publicRunOf({
      id: "a",
      params: { lr: "0.1" },
      metrics: { acc: metric(0.5) },
      startedAt: "2026-01-01T00:00:00Z",
    }),
    publicRunOf({ id: "b", params: { lr: "1e-3" }, metrics: { acc: metric("NaN") } }),
    publicRunOf({
      id: "c",
      params: { lr: "big" },
      metrics: { acc: metric(0.7) },
      startedAt: "2025-01-01T00:00:00.5Z",
    }),
    publicRunOf({ id: "d", params: { lr: 10 } }),
    publicRunOf({ id: "e", metrics: { acc: metric(0.7) } }),
  ];
  const order = (sort: string): string =>
    sortRuns(runs, parseSort(sort))
      .map((run) => run.id)
      .join("");

  test.each([
    ["params.lr", "badce"],
    ["-params.lr", "cdabe"],
    ["metrics.acc", "acebd"],
    ["-metrics.acc", "ceabd"],
    ["metrics.acc desc, -id", "ecadb"],
    ["started", "cabde"],
    ["-started,id", "acbde"],
    ['-metrics."acc".max', "ceabd"],
    ["dirty", "abcde"],
  ])("%s gives %s: numbers as numbers, what is not recorded last either way", (sort, expected) => {
    expect(order(sort)).toBe(expected);
  });

  test.each(["", "params.lr metrics.acc", "params.lr,", "-nonsense", "a=b"])("%s is refused", (sort) => {
    expect(() => parseSort(sort)).toThrow(QueryError);
  });
});

describe("B10: --columns", () => {
  const runs = [
    publicRunOf({ params: { b: 1, a: 2 }, metrics: { "x.min": metric(1) } }),
    publicRunOf({ params: { c: 1 }, tags: { t: "u" } }),
  ];
  const names = (columns: string) => spelledOut(parseColumns(columns), runs).map((field) => field.name);

  test("are the fields as they are named, each once; params.* is every key", () => {
    expect(names("id, name,id,metrics.x")).toEqual(["id", "name", "metrics.x"]);
    expect(names("params.*,metrics.*,tags.*")).toEqual([
      "params.a",
      "params.b",
      "params.c",
      "metrics.x.min",
      "tags.t",
    ]);
  });

  test("of very many keys the rarest are left out, and it is said", () => {
    const wide = [
      publicRunOf({ params: Object.fromEntries(Array.from({ length: 2500 }, (_, at) => [`k${at}`, at])) }),
      publicRunOf({ params: { k2499: 1 } }),
    ];
    const said: unknown[] = [];
    const fields = spelledOut(parseColumns("params.*"), wide, (...all) => said.push(all));
    expect(fields.length).toBe(2000);
    expect(fields.map((field) => field.name)).toContain("params.k2499");
    expect(said).toEqual([["params", 500]]);
  });

  test("a spelled-out key is taken as it is", () => {
    const [field] = spelledOut(parseColumns("metrics.*"), runs);
    expect(runs.map((run) => field?.value(run))).toEqual([1, null]);
  });
});

describe("B10: a key that no run has", () => {
  const runs = [publicRunOf({ params: { lr: 1 }, metrics: { acc: metric(1) } })];
  const unknown = (expression: string) =>
    unknownKeys(parseWhere(expression).fields, runs).map(({ key, known, elsewhere }) => ({
      key,
      known,
      elsewhere,
    }));

  test("is named with the keys that there are, and where it is a key of another part", () => {
    expect(unknown("params.lrr > 1 and params.lr > 1")).toEqual([
      { key: "lrr", known: ["lr"], elsewhere: [] },
    ]);
    expect(unknown("params.acc > 1")).toEqual([{ key: "acc", known: ["lr"], elsewhere: ["metrics"] }]);
    expect(unknown("metrics.acc.max > 1 and status = finished")).toEqual([]);
  });
});
