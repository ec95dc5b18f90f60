import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../tools/repository.js";
import { type ClientView, expectRuns, readAll } from "../trackers/hydra/client-view.js";

const interpreter = process.env.EXPTRACK_PYTHON ?? "python3";

test("fresh runs of the installed Hydra are read as OmegaConf reads them", async () => {
  const home = temporaryFolder("home");
  const root = join(home, "churn");
  const env = { PATH: process.env.PATH, HOME: home, TZ: "UTC" };
  execFileSync(interpreter, ["test/tools/make_hydra.py", root], {
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const view: ClientView = JSON.parse(
    execFileSync(interpreter, ["test/tools/dump_hydra.py", root], { env }).toString(),
  );
  const { runs, problems } = await readAll(root);
  expect(problems).toEqual([]);
  expect(runs.length).toBe(9);
  expectRuns(runs, view);
});
