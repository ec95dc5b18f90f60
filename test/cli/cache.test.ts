import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { exptrack } from "../tools/command-line.js";
import { buildRepository, temporaryFolder } from "../tools/repository.js";

const { root } = buildRepository({
  commits: [
    {
      files: {
        "README.md": "# Digits\n\nTrains a classifier of digits.\n",
        "train.py":
          'import mlflow\nfrom sklearn.svm import SVC\n\nif __name__ == "__main__":\n    mlflow.log_param("C", 1.0)\n    SVC(C=1.0).fit([[0], [1]], [0, 1])\n',
      },
    },
  ],
});

const audit = (cache: string, ...options: string[]) =>
  exptrack(["audit", root, "--no-report", "-f", "json", ...options], { env: { EXPTRACK_CACHE_DIR: cache } });

describe("the cache of an audit", () => {
  const without = audit(temporaryFolder(), "--no-cache").stdout;

  test("lies where it is told to, and changes no byte of the report", () => {
    const cache = join(temporaryFolder(), "made", "on", "demand");
    expect(audit(cache).stdout).toBe(without);
    expect(readdirSync(cache)).toHaveLength(1);
    expect(audit(cache).stdout).toBe(without);
  });

  test("--no-cache neither reads nor writes one", () => {
    const cache = join(temporaryFolder(), "cache");
    expect(audit(cache, "--no-cache").stdout).toBe(without);
    expect(existsSync(cache)).toBe(false);
  });

  test("damaged files, and a file in its place, are no problem of the repository", () => {
    const cache = temporaryFolder();
    audit(cache);
    for (const name of readdirSync(cache)) {
      const bytes = readFileSync(join(cache, name));
      bytes[bytes.length - 1]! ^= 1;
      writeFileSync(join(cache, name), bytes);
    }
    expect(audit(cache).stdout).toBe(without);
    const file = join(temporaryFolder(), "file");
    writeFileSync(file, "");
    expect(audit(file).stdout).toBe(without);
  });

  test("is never made inside the audited folder", () => {
    const inside = join(root, "cache");
    mkdirSync(inside);
    expect(audit(inside).stdout).toBe(without);
    expect(readdirSync(inside)).toEqual([]);
  });
});
