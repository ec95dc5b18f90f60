import type { CheckReport } from "../core/check.js";

/** The whole answer, with a version of its shape. */
export const checkJson = (report: CheckReport): string =>
  `${JSON.stringify({ schemaVersion: 1, ...report }, null, 2)}\n`;
