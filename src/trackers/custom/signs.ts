import { defineSigns } from "../../core/tracker.js";

/** What a project logs by its own means has no package and no call: it shows in its records alone. */
export const signs = defineSigns({
  id: "custom",
  title: "Custom logs",
  url: "docs/custom-logs.md",
  packages: [],
  modules: [],
  calls: {},
  configFiles: [],
  mentions: [],
  environment: [],
  targets: [],
  off: [],
  recordsCommit: false,
  recordsParameters: false,
  tracksRuns: false,
});
