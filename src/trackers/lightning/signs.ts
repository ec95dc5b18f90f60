import { defineSigns } from "../../core/tracker.js";
import { lightningLogger, roles } from "../detect/call-roles.js";

const CSV = lightningLogger("CSVLogger", "csv_logs");
const TRAINERS = [
  "lightning.Trainer",
  "lightning.pytorch.Trainer",
  "lightning.pytorch.trainer.Trainer",
  "lightning.pytorch.trainer.trainer.Trainer",
  "pytorch_lightning.Trainer",
  "pytorch_lightning.trainer.Trainer",
  "pytorch_lightning.trainer.trainer.Trainer",
];
/** Lightning 1.x: the Trainer made of command-line arguments. */
const FROM_ARGUMENTS = [
  "pytorch_lightning.Trainer.from_argparse_args",
  "pytorch_lightning.trainer.Trainer.from_argparse_args",
];
const COMMAND_LINES = [
  "lightning.pytorch.cli.LightningCLI",
  "pytorch_lightning.cli.LightningCLI",
  "pytorch_lightning.utilities.cli.LightningCLI",
];

/**
 * Names as in lightning 2.6.6 and pytorch_lightning 1.9.5. A Trainer without a `logger` argument writes
 * `lightning_logs/version_N` by itself (TensorBoard where it is installed, else CSV); `logger=False` writes nothing.
 */
export const signs = defineSigns({
  id: "lightning",
  title: "Lightning loggers",
  url: "https://lightning.ai",
  packages: ["lightning", "pytorch-lightning", "lightning-fabric"],
  modules: ["lightning", "pytorch_lightning", "lightning_fabric"],
  calls: {
    ...roles("init", [...TRAINERS, ...FROM_ARGUMENTS, ...COMMAND_LINES, ...CSV]),
    ...roles("params", [".save_hyperparameters", ".log_hyperparams"]),
    ...roles("metrics", ["self.log", "self.log_dict", "self.logger.log_metrics"]),
    ...roles("model", [
      "lightning.pytorch.callbacks.ModelCheckpoint",
      "pytorch_lightning.callbacks.ModelCheckpoint",
    ]),
  },
  configFiles: [],
  mentions: ["lightning_logs", "CSVLogger"],
  environment: [],
  targets: CSV,
  off: TRAINERS.map((call) => ({ call, argument: "logger", values: ["False"] })),
  recordsCommit: false,
  recordsParameters: false,
  tracksRuns: true,
});
