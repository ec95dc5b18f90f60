import { BLANK_TRACE, type RunRecord, type RunTrace } from "../../src/core/run.js";

type Given = Partial<Omit<RunRecord, "trace">> & { readonly trace?: Partial<RunTrace> };

/** A run record with nothing recorded but what the test gives. */
export function runRecord({ trace, ...given }: Given = {}): RunRecord {
  const tracker = given.tracker ?? "mlflow";
  const id = given.id ?? "a";
  const directory = trace?.directory === undefined ? `store/${id}` : trace.directory;
  return {
    tracker,
    id,
    name: null,
    group: null,
    parent: null,
    status: "finished",
    startedAt: null,
    endedAt: null,
    commit: null,
    dirty: null,
    command: null,
    params: {},
    metrics: {},
    tags: {},
    description: null,
    inputs: [],
    environment: { python: null, packages: null, hardware: null },
    artifacts: [],
    program: null,
    systemMetrics: null,
    confidence: "high",
    location: { path: `${directory ?? "store"}/meta.yaml`, run: `${tracker}:${id}` },
    ...given,
    trace: {
      ...BLANK_TRACE,
      store: "store",
      directory,
      ...trace,
    },
  };
}
