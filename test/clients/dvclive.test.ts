import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../tools/repository.js";
import { type ClientView, expectExperiments, expectFolders, read } from "../trackers/dvclive/client-view.js";

const interpreter = process.env.EXPTRACK_PYTHON ?? "python3";

test("fresh folders and experiments of the installed DVCLive are read as the client reads them", async () => {
  const home = temporaryFolder("home");
  const root = join(home, "churn");
  const env = { PATH: process.env.PATH, HOME: home, TZ: "UTC" };
  execFileSync(interpreter, ["test/tools/make_dvclive.py", root], {
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const view: ClientView = JSON.parse(
    execFileSync(interpreter, ["test/tools/dump_dvclive.py", root], { env }).toString(),
  );
  const all = await read(root);
  expect(all.problems).toEqual([]);
  expectFolders(all, view);
  expectExperiments(all, view);
  expect(Object.keys(view.experiments)).toEqual(["higher-rate", "lower-rate"]);
});
