import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { refuseTerminal, withSink, writeAll } from "../../src/cli/sink.js";
import { temporaryFolder } from "../tools/repository.js";

describe("G1: output in pieces", () => {
  test("waits for the reader: no more than a batch is taken ahead of it", async () => {
    let taken = 0;
    let written = 0;
    const ahead: number[] = [];
    const line = "x".repeat(99);
    async function* lines(): AsyncGenerator<string> {
      for (let at = 0; at < 5000; at += 1) {
        taken += 1;
        yield `${line}\n`;
      }
    }
    const slow = {
      write: async (piece: string | Uint8Array) => {
        await new Promise((resolve) => setImmediate(resolve));
        ahead.push(taken - written);
        written += piece.length / 100;
      },
    };
    await writeAll(slow, lines());
    expect(written).toBe(5000);
    expect(Math.max(...ahead)).toBeLessThan(1000);
  });

  test("a file appears whole or not at all", async () => {
    const folder = temporaryFolder();
    const target = join(folder, "deep/out.csv");
    await withSink(target, async (sink) => {
      await sink.write("a\n");
      expect(readdirSync(join(folder, "deep"))).not.toContain("out.csv");
      await sink.write(new Uint8Array([98, 10]));
    });
    expect(readFileSync(target, "utf8")).toBe("a\nb\n");
    const failing = withSink(target, async (sink) => {
      await sink.write("c\n");
      throw new Error("broken off");
    });
    await expect(failing).rejects.toThrow("broken off");
    expect(readFileSync(target, "utf8")).toBe("a\nb\n");
    expect(readdirSync(join(folder, "deep"))).toEqual(["out.csv"]);
  });
});

describe("B10: bytes and terminals", () => {
  const isTTY = process.stdout.isTTY;
  afterEach(() => {
    process.stdout.isTTY = isTTY;
  });

  test("parquet is refused on a terminal, with what to do instead", () => {
    process.stdout.isTTY = true;
    expect(() => refuseTerminal(undefined)).toThrow(/-o/);
    expect(() => refuseTerminal("-")).toThrow(/-o/);
    expect(() => refuseTerminal("runs.parquet")).not.toThrow();
    process.stdout.isTTY = false;
    expect(() => refuseTerminal(undefined)).not.toThrow();
  });
});
