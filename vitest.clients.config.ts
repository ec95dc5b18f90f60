import { defineConfig } from "vitest/config";
import base from "./vitest.config.js";

/** Comparisons that need an interpreter of their own, by the variable that names it: without it they are left out. */
const OF_OTHERS = {
  EXPTRACK_PYTHON_OLD: "test/clients/*-old.test.ts",
  EXPTRACK_PYTHON_ALL: "test/clients/all/**",
};

/**
 * The comparison with the real Python clients. EXPTRACK_PYTHON names an interpreter that has them
 * (test/tools/requirements-clients.txt), EXPTRACK_PYTHON_OLD one with older ones (requirements-clients-old.txt),
 * EXPTRACK_PYTHON_ALL one with those that are heavy to install (requirements-clients-all.txt); `npm run test:clients`
 * makes them.
 */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ["test/clients/**/*.test.ts"],
    exclude: Object.entries(OF_OTHERS).flatMap(([variable, files]) =>
      process.env[variable] === undefined ? [files] : [],
    ),
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
