import { expect, test } from "vitest";
import { detector } from "../../src/detectors/trackers.js";
import { observe } from "../tools/observe.js";
import type { Files } from "../tools/repository.js";

const look = (files: Files) => observe(detector, files);
const items = async (files: Files) =>
  (await look(files)).of("inventory.item").map(({ item, name }) => `${item}: ${name}`);

const TRAIN =
  "import mlflow\nmlflow.set_tracking_uri('http://localhost:5000')\nwith mlflow.start_run():\n    mlflow.log_metric('a', 1)\n";

test("C9: the stores of a server come from its command, over lines of a compose file too, without credentials", async () => {
  expect(
    await items({
      "train.py": TRAIN,
      "docker-compose.yml":
        "services:\n  mlflow:\n    command: >\n      mlflow server\n      --backend-store-uri postgresql://bob:secret@db/mlflow\n      --default-artifact-root s3://bucket/runs\n",
    }),
  ).toEqual(["mlflow backend store: postgresql://db/mlflow", "mlflow artifact store: s3://bucket/runs"]);
});

test("C9: a store that a variable names is not told", async () => {
  const files = { "train.py": TRAIN, Makefile: "server:\n\tmlflow server --backend-store-uri $(DB)\n" };
  expect(await items(files)).toEqual([]);
});

test("C9: nested runs, autologging by flavour and authentication by variable, whose value is never told", async () => {
  const seen = await look({
    "train.py":
      "import mlflow\nmlflow.sklearn.autolog()\nwith mlflow.start_run():\n    with mlflow.start_run(nested=True):\n        pass\n",
    ".env": "MLFLOW_TRACKING_PASSWORD=hunter2\n",
  });
  expect(seen.of("inventory.item").map(({ item, name }) => `${item}: ${name}`)).toEqual([
    "mlflow autolog: sklearn",
    "mlflow nested runs: mlflow.start_run",
    "mlflow authentication: MLFLOW_TRACKING_PASSWORD",
  ]);
  expect(JSON.stringify(seen.all)).not.toContain("hunter2");
});

test("C9: of an address with credentials neither user nor password is told", async () => {
  const seen = await look({
    "train.py": TRAIN.replace("http://localhost:5000", "http://bob:hunter2@mlflow.example.org"),
  });
  expect(seen.of("code.risk").map(({ risk }) => risk)).toEqual(["unguarded-server"]);
  expect(JSON.stringify(seen.all)).not.toMatch(/hunter2|bob/);
});

test("C9: two stores are no mismatch where the address may come from outside", async () => {
  const files = {
    "train.py": TRAIN.replace("http://localhost:5000", "sqlite:///a.db"),
    Makefile: "ui:\n\tmlflow ui --backend-store-uri sqlite:///b.db\n",
  };
  expect((await look(files)).of("code.risk").map(({ risk }) => risk)).toEqual(["store-mismatch"]);
  const addressed = { ...files, "run.sh": "MLFLOW_TRACKING_URI=sqlite:///b.db python train.py\n" };
  expect((await look(addressed)).of("code.risk")).toEqual([]);
});
