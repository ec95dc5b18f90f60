import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type ClientView, expectSameView, readAll } from "../trackers/tensorboard/client-view.js";

const python = process.env.EXPTRACK_PYTHON ?? "python3";
const tool = (name: string): string => fileURLToPath(new URL(`../tools/${name}`, import.meta.url));

test.each(["tensorboardx", "tensorboard"])(
  "B1: event files just written by %s agree with TensorBoard's own view",
  async (writer) => {
    const folder = mkdtempSync(join(tmpdir(), "exptrack-tensorboard-client-"));
    try {
      execFileSync(python, [tool("make_tensorboard.py"), folder, writer], {
        stdio: ["ignore", "ignore", "pipe"],
      });
      const dump = execFileSync(python, [tool("dump_tensorboard.py"), folder], {
        maxBuffer: 1 << 26,
        stdio: ["ignore", "pipe", "pipe"],
      });
      const store = await readAll(folder);
      expect(store.problems).toEqual([]);
      expectSameView(store, JSON.parse(dump.toString("utf8")) as ClientView);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
