import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type ClientView, expectSameView, readAll } from "../trackers/wandb/client-view.js";

const python = process.env.EXPTRACK_PYTHON ?? "python3";
const tool = (name: string): string => fileURLToPath(new URL(`../tools/${name}`, import.meta.url));

test("B1: run folders just written by the installed W&B client, offline, agree field by field", async () => {
  const folder = mkdtempSync(join(tmpdir(), "exptrack-wandb-client-"));
  try {
    const project = join(folder, "project");
    execFileSync(python, [tool("make_wandb.py"), project], { stdio: ["ignore", "ignore", "pipe"] });
    const dump = execFileSync(python, ["-W", "ignore", tool("dump_wandb.py"), project], {
      maxBuffer: 1 << 26,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const view = JSON.parse(dump.toString("utf8")) as ClientView;
    const store = await readAll(project);
    expect(store.runs).toHaveLength(11);
    expectSameView(store, view);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
