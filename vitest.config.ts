import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: {
    alias: { "exptrack/core": fileURLToPath(new URL("./src/core/index.ts", import.meta.url)) },
  },
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/clients/**"],
    env: { TZ: "UTC", NO_COLOR: "1" },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // One fewer than the processors by default, which is one where there are two; most tests wait for a process.
    maxWorkers: "100%",
  },
});
