import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { COMPOSITIONS } from "../parsers/hydra-compositions.js";

const interpreter = process.env.EXPTRACK_PYTHON ?? "python3";

test("C1: the installed Hydra composes what the committed compositions say", () => {
  const fresh = execFileSync(interpreter, [
    "test/tools/dump_hydra_compositions.py",
    join(COMPOSITIONS, "conf"),
    join(COMPOSITIONS, "asked.json"),
  ]).toString();
  expect(JSON.parse(fresh)).toEqual(JSON.parse(readFileSync(join(COMPOSITIONS, "client.json"), "utf8")));
});
