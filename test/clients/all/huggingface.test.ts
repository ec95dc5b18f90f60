import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../tools/repository.js";
import { type ClientView, expectRuns, read } from "../../trackers/huggingface/client-view.js";

const interpreter = process.env.EXPTRACK_PYTHON_ALL ?? "python3";

test("fresh output directories of the installed transformers are read as the client reads them", async () => {
  const home = temporaryFolder("home");
  const root = join(home, "churn");
  const env = { PATH: process.env.PATH, HOME: home, TZ: "UTC" };
  execFileSync(interpreter, ["test/tools/make_huggingface.py", root], {
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const view: ClientView = JSON.parse(
    execFileSync(interpreter, ["test/tools/dump_huggingface.py", root], { env }).toString(),
  );
  const all = await read(root);
  expect(all.problems).toEqual([]);
  expectRuns(all, view);
});
