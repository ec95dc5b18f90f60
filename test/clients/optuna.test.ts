import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../tools/repository.js";
import { type ClientView, expectTrials, readAll } from "../trackers/optuna/client-view.js";

const interpreter = process.env.EXPTRACK_PYTHON ?? "python3";

test("B1: fresh storages of the installed Optuna are read as it reads them itself", async () => {
  const home = temporaryFolder("home");
  const store = join(home, "store");
  const env = { PATH: process.env.PATH, HOME: home, TZ: "UTC" };
  execFileSync(interpreter, ["test/tools/make_optuna.py", store], {
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const view: ClientView = JSON.parse(
    execFileSync(interpreter, ["test/tools/dump_optuna.py", store], { env }).toString(),
  );
  const ledger = await readAll(store, { series: true });
  expect(ledger.problems).toEqual([]);
  expect(ledger.runs.length).toBe(29);
  expectTrials(ledger, view);
});
