import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../tools/repository.js";
import { type ClientView, expectRuns, readAll } from "../trackers/sacred/client-view.js";

const interpreter = process.env.EXPTRACK_PYTHON ?? "python3";

test.each([
  ["file", 11],
  ["tinydb", 10],
  ["sql", 10],
])(
  "fresh runs of the installed Sacred, observer %s, are read as the client reads them",
  async (observer, count) => {
    const home = temporaryFolder("home");
    const root = join(home, "credit");
    const env = { PATH: process.env.PATH, HOME: home, TZ: "UTC", PYTHONWARNINGS: "ignore" };
    execFileSync(interpreter, ["test/tools/make_sacred.py", root, observer], {
      env,
      stdio: ["ignore", "ignore", "inherit"],
    });
    const view: ClientView = JSON.parse(
      execFileSync(interpreter, ["test/tools/dump_sacred.py", root], { env }).toString(),
    );
    const { runs, problems } = await readAll(root);
    expect(problems).toEqual([]);
    expect(runs.length).toBe(count);
    expectRuns(runs, view);
  },
);
