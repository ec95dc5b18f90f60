import { expect, test } from "vitest";
import type { RepoModel } from "../../src/core/model.js";
import { recordedInputs } from "../../src/model/recorded-inputs.js";
import { runRecord } from "../tools/run-record.js";

const input = (name: string, digest: string | null) => ({ name, source: null, digest, kind: "dataset" });

test("A4: data that records name as input is lineage, with the runs that read it and whether a digest ties it", () => {
  const runs = [
    runRecord({ id: "a", inputs: [input("wine", "mlflow:1a2b"), input("wine", "mlflow:1a2b")] }),
    runRecord({ id: "b", inputs: [input("wine", "mlflow:1a2b"), input("labels", null)] }),
    runRecord({ id: "c" }),
  ];
  const items = recordedInputs({ runs } as unknown as RepoModel);
  expect(items.map(({ kind, name, state, value }) => [kind, name, state, value])).toEqual([
    ["lineage", "labels", "input of 1 run", "no digest"],
    ["lineage", "wine", "input of 2 runs", "mlflow:1a2b"],
  ]);
  expect(items[1]?.locations).toEqual(runs.slice(0, 2).map(({ location }) => location));
});
