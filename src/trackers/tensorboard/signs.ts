import { defineSigns } from "../../core/tracker.js";
import { lightningLogger, roles } from "../detect/call-roles.js";

const LOGGERS = lightningLogger("TensorBoardLogger", "tensorboard");
const WRITERS = [
  "torch.utils.tensorboard.SummaryWriter",
  "torch.utils.tensorboard.writer.SummaryWriter",
  "torch.utils.tensorboard.FileWriter",
  "tensorboardX.SummaryWriter",
  "tensorboardX.writer.SummaryWriter",
  "tensorboardX.GlobalSummaryWriter",
  "tensorboardX.FileWriter",
  "tensorboard_logger.configure",
  "tensorboard_logger.Logger",
  "flax.metrics.tensorboard.SummaryWriter",
  "clu.metric_writers.create_default_writer",
  "clu.metric_writers.SummaryWriter",
  "mmengine.visualization.TensorboardVisBackend",
  "tensorflow.summary.create_file_writer",
  "tensorflow.summary.FileWriter",
  "tensorflow.compat.v1.summary.FileWriter",
  "tensorflow.compat.v2.summary.create_file_writer",
  "tensorflow.contrib.summary.create_file_writer",
  "tensorflow.train.SummaryWriter",
];
const CALLBACKS = [
  "keras.callbacks.TensorBoard",
  "tensorflow.keras.callbacks.TensorBoard",
  "tensorflow.python.keras.callbacks.TensorBoard",
  "tf_keras.callbacks.TensorBoard",
];

/** Names as in tensorboard 2.20, tensorboardX 2.6, torch 2.x, tensorflow 1.x and 2.x, clu 0.0.12 (`metric_writers/`). */
export const signs = defineSigns({
  id: "tensorboard",
  title: "TensorBoard",
  url: "https://www.tensorflow.org/tensorboard",
  packages: ["tensorboard", "tensorboardx", "tensorboard-logger", "tb-nightly"],
  modules: [
    "torch.utils.tensorboard",
    "tensorboardX",
    "tensorboard",
    "tensorboard_logger",
    "flax.metrics.tensorboard",
    "clu.metric_writers",
    "tensorflow.summary",
    ...CALLBACKS,
    ...LOGGERS,
  ],
  calls: {
    ...roles("init", [...WRITERS, ...CALLBACKS, ...LOGGERS]),
    ...roles("params", [".add_hparams", ".write_hparams", "tensorboard.plugins.hparams.api.hparams"]),
    ...roles("metrics", [
      ".add_scalar",
      ".add_scalars",
      ".write_scalars",
      "tensorflow.summary.scalar",
      "tensorflow.compat.v2.summary.scalar",
    ]),
    ...roles("metrics", [
      "tensorflow.compat.v1.summary.scalar",
      "tensorflow.scalar_summary",
      "tensorboard_logger.log_value",
    ]),
    ...roles("metrics", [".add_histogram", ".add_pr_curve", ".add_text", ".add_summary"]),
    ...roles("artifact", [
      ".add_figure",
      ".add_image",
      ".add_images",
      ".add_video",
      ".add_audio",
      ".add_graph",
    ]),
    // Reading events back is no tracking.
    ...roles("other", [
      "tensorboard.*",
      "torch.utils.tensorboard.*",
      "tensorboardX.*",
      "clu.metric_writers.*",
      "tensorflow.summary.FileWriter().*",
      "tensorflow.compat.v1.summary.FileWriter().*",
      "tensorflow.train.SummaryWriter().*",
    ]),
  },
  configFiles: [],
  mentions: ["tensorboard", "TensorBoard", "Tensorboard", "tensorboardX", "TensorboardX"],
  environment: ["TENSORBOARD_LOGGING_DIR"],
  targets: [...LOGGERS, ...WRITERS, ...CALLBACKS],
  off: [],
  recordsCommit: false,
  recordsParameters: false,
  tracksRuns: true,
});
