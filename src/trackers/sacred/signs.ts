import { defineSigns } from "../../core/tracker.js";
import { roles } from "../detect/call-roles.js";

const OBSERVERS = [
  "FileStorageObserver",
  "MongoObserver",
  "QueuedMongoObserver",
  "SqlObserver",
  "TinyDbObserver",
  "S3Observer",
  "GoogleCloudStorageObserver",
];

/** Names as in sacred 0.8.7 (`experiment.py`, `run.py`, `observers/__init__.py`). */
export const signs = defineSigns({
  id: "sacred",
  title: "Sacred",
  url: "https://github.com/IDSIA/sacred",
  packages: ["sacred"],
  modules: ["sacred"],
  calls: {
    ...roles(
      "init",
      OBSERVERS.flatMap((name) => [
        `sacred.observers.${name}`,
        `sacred.observers.${name}.create`,
        `sacred.observers.file_storage.${name}`,
        `sacred.observers.mongo.${name}`,
        `sacred.observers.mongo.${name}.create`,
      ]),
    ),
    ...roles("init", ["sacred.Experiment", "sacred.experiment.Experiment"]),
    ...roles("init", ["sacred.Experiment().automain", "sacred.Experiment().main", "sacred.Experiment().run"]),
    ...roles("params", ["sacred.Experiment().config", "sacred.Experiment().named_config"]),
    ...roles("params", [".add_config", ".add_named_config"]),
    ...roles("metrics", [".log_scalar", "sacred.stflow.LogFileWriter"]),
    ...roles("artifact", [".add_artifact", ".add_resource", ".open_resource"]),
    ...roles("other", ["sacred.*"]),
  },
  configFiles: [],
  mentions: ["Sacred", "sacred.observers", "sacredboard", "Omniboard"],
  environment: ["SACRED_SETTINGS"],
  targets: [],
  off: [],
  recordsCommit: true,
  recordsParameters: true,
  tracksRuns: true,
});
