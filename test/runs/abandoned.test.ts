import { describe, expect, test } from "vitest";
import { abandonedRuns } from "../../src/runs/abandoned.js";
import { runRecord } from "../tools/run-record.js";

const running = (at: string | null, id = "a") => runRecord({ id, status: "running", startedAt: at });
const later = runRecord({ id: "later", startedAt: "2026-01-03T00:00:00.000Z" });

describe("B8: runs that still say running", () => {
  test("abandoned when their store went on for more than a day without them", () => {
    const run = running("2026-01-01T00:00:00.000Z");
    expect(abandonedRuns([run, later], null).has(run)).toBe(true);
  });

  test("not abandoned when nothing is recorded after them", () => {
    const run = running("2026-01-01T00:00:00.000Z");
    expect(abandonedRuns([run], null).size).toBe(0);
  });

  test("a commit a day later abandons them too", () => {
    const run = running("2026-01-01T00:00:00.000Z");
    expect(abandonedRuns([run], "2026-01-02T00:00:01Z").has(run)).toBe(true);
    expect(abandonedRuns([run], "2026-01-01T23:59:59Z").size).toBe(0);
  });

  test("a run without any time cannot be told", () => {
    expect(abandonedRuns([running(null), later], "2026-02-01T00:00:00Z").size).toBe(0);
  });

  test("another store's runs say nothing of this one", () => {
    const run = running("2026-01-01T00:00:00.000Z");
    expect(abandonedRuns([run, { ...later, trace: { ...later.trace, store: "elsewhere" } }], null).size).toBe(
      0,
    );
  });

  test("a heartbeat decides where there is one, and a time that is none is passed over", () => {
    const run = runRecord({
      status: "running",
      startedAt: "2026-01-01T00:00:00.000Z",
      trace: { lastRecordedAt: "2026-01-02T12:00:00.000Z" },
    });
    expect(abandonedRuns([run, later], null).size).toBe(0);
    const odd = runRecord({ id: "odd", startedAt: "yesterday" });
    expect(abandonedRuns([running("2026-01-01T00:00:00.000Z"), odd, later], null).size).toBe(1);
  });
});
