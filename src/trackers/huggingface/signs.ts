import { defineSigns } from "../../core/tracker.js";
import { roles } from "../detect/call-roles.js";

const TRAINERS = [
  "transformers.Trainer",
  "transformers.Seq2SeqTrainer",
  "transformers.trainer.Trainer",
  "trl.SFTTrainer",
  "trl.DPOTrainer",
  "trl.PPOTrainer",
  "trl.GRPOTrainer",
  "trl.RewardTrainer",
  "setfit.Trainer",
  "setfit.SetFitTrainer",
  "sentence_transformers.SentenceTransformerTrainer",
];
const ARGUMENTS = [
  "transformers.TrainingArguments",
  "transformers.Seq2SeqTrainingArguments",
  "transformers.training_args.TrainingArguments",
  "trl.SFTConfig",
  "trl.DPOConfig",
  "trl.PPOConfig",
  "trl.GRPOConfig",
  "sentence_transformers.SentenceTransformerTrainingArguments",
];

/**
 * Names as in transformers 5.23.0 and trl. A Trainer keeps `trainer_state.json` and `training_args.bin` with each
 * checkpoint; what `report_to` names is tracked beside it.
 */
export const signs = defineSigns({
  id: "huggingface",
  title: "Hugging Face Trainer",
  url: "https://huggingface.co/docs/transformers/main_classes/trainer",
  packages: ["transformers", "trl", "setfit"],
  modules: [...TRAINERS, ...ARGUMENTS],
  calls: {
    ...roles("init", TRAINERS),
    ...roles("params", ARGUMENTS),
    ...roles("metrics", [".log_metrics", ".save_metrics", ".save_state"]),
  },
  configFiles: [],
  mentions: ["trainer_state.json", "report_to"],
  environment: [],
  targets: TRAINERS,
  off: [],
  recordsCommit: false,
  recordsParameters: true,
  tracksRuns: true,
});
