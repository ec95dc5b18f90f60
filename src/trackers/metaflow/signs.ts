import { defineSigns } from "../../core/tracker.js";
import { roles } from "../detect/call-roles.js";

/** Names as in metaflow 2.19.39. A flow is a class; every run of it is recorded with parameters and artifacts. */
export const signs = defineSigns({
  id: "metaflow",
  title: "Metaflow",
  url: "https://metaflow.org",
  packages: ["metaflow"],
  modules: ["metaflow"],
  calls: {
    ...roles("init", ["metaflow.FlowSpec", "metaflow.Runner"]),
    ...roles("params", ["metaflow.Parameter"]),
    ...roles("artifact", ["metaflow.IncludeFile"]),
    ...roles("other", ["metaflow.*"]),
  },
  configFiles: [],
  mentions: ["metaflow", "Metaflow"],
  environment: ["METAFLOW_PROFILE", "METAFLOW_DATASTORE_SYSROOT_LOCAL", "METAFLOW_DATASTORE_SYSROOT_S3"],
  targets: [],
  off: [],
  recordsCommit: true,
  recordsParameters: true,
  tracksRuns: true,
});
