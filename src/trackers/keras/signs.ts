import { defineSigns } from "../../core/tracker.js";
import { roles } from "../detect/call-roles.js";

const ROOTS = [
  "keras.callbacks",
  "tensorflow.keras.callbacks",
  "tensorflow.python.keras.callbacks",
  "tf_keras.callbacks",
];
const under = (name: string): readonly string[] => ROOTS.map((root) => `${root}.${name}`);
const LOGS = [...under("CSVLogger"), ...under("RemoteMonitor")];
const HISTORY = under("History");

/** Callbacks that keep metrics, as in keras 3.15.1 (`src/callbacks`). */
export const signs = defineSigns({
  id: "keras",
  title: "Keras callbacks",
  url: "https://keras.io/api/callbacks",
  packages: ["keras", "tf-keras"],
  modules: [...LOGS, ...HISTORY],
  calls: {
    ...roles("init", LOGS),
    // A History lives in memory only.
    ...roles("other", HISTORY),
    ...roles("model", under("ModelCheckpoint")),
  },
  configFiles: [],
  mentions: [],
  environment: [],
  targets: LOGS,
  off: [],
  recordsCommit: false,
  recordsParameters: false,
  tracksRuns: true,
});
