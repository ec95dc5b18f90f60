import { defineSigns } from "../../core/tracker.js";
import { roles } from "../detect/call-roles.js";

/** Names as in ray 2.60.0 (`tune/__init__.py`, `train`). Every Tune or Train run keeps results under its storage path. */
export const signs = defineSigns({
  id: "ray",
  title: "Ray Tune",
  url: "https://docs.ray.io/en/latest/tune",
  packages: ["ray"],
  modules: ["ray.tune", "ray.train", "ray.air"],
  calls: {
    ...roles("init", ["ray.tune.run", "ray.tune.Tuner", "ray.tune.tuner.Tuner", "ray.tune.run_experiments"]),
    ...roles("init", ["ray.train.torch.TorchTrainer", "ray.train.tensorflow.TensorflowTrainer"]),
    ...roles("metrics", ["ray.tune.report", "ray.train.report", "ray.air.session.report"]),
    ...roles("other", ["ray.tune.*", "ray.train.*", "ray.air.*"]),
  },
  configFiles: [],
  mentions: ["Ray Tune", "ray.tune", "RayTune"],
  environment: ["TUNE_RESULT_DIR"],
  targets: [],
  off: [],
  recordsCommit: false,
  recordsParameters: true,
  tracksRuns: true,
});
