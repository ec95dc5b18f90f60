import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../tools/repository.js";
import { type ClientView, expectExperiments, expectStages, readAll } from "../trackers/dvc/client-view.js";

const interpreter = process.env.EXPTRACK_PYTHON ?? "python3";

test("a fresh project of the installed DVC, with experiments, is read as the client reads it", async () => {
  const home = temporaryFolder("home");
  const root = join(home, "churn");
  const env = { PATH: process.env.PATH, HOME: home, TZ: "UTC" };
  execFileSync(interpreter, ["test/tools/make_dvc.py", root], {
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const view: ClientView = JSON.parse(
    execFileSync(interpreter, ["test/tools/dump_dvc.py", root], { env }).toString(),
  );
  const { runs, problems } = await readAll(root);
  expect(problems).toEqual([]);
  expectStages(runs, view);
  expectExperiments(runs, view);
  expect(Object.keys(view.experiments ?? {})).toEqual(["crisp-tire", "lr-high"]);
});
