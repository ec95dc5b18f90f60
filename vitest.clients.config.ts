import { defineConfig } from "vitest/config";
import base from "./vitest.config.js";

/** The comparison with the real Python clients; EXPTRACK_PYTHON names an interpreter that has them. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ["test/clients/**/*.test.ts"],
    exclude: [],
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
