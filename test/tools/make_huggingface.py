"""Writes output directories of the Trainer with the installed transformers: a whole training with everything that the
example scripts save, one that was interrupted, one of which only a checkpoint is left.

    python make_huggingface.py PROJECT_DIR
"""

import inspect
import os
import shutil
import sys
import warnings
from pathlib import Path

os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", TOKENIZERS_PARALLELISM="false")
warnings.filterwarnings("ignore")

import torch
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    EarlyStoppingCallback,
    Trainer,
    TrainerCallback,
    TrainingArguments,
    set_seed,
)


class Rows(torch.utils.data.Dataset):
    def __len__(self):
        return 24

    def __getitem__(self, index):
        return {"input_ids": torch.tensor([index % 7 + 1, index % 5 + 1, 2]), "labels": torch.tensor(index % 2)}


class Interrupt(TrainerCallback):
    def on_step_end(self, args, state, control, **kwargs):
        if state.global_step == 8:
            raise KeyboardInterrupt


def scores(prediction):
    right = (prediction.predictions.argmax(-1) == prediction.label_ids).mean()
    return {"accuracy": float(right), "odd": float("nan")}


def trainer(folder, callbacks=(), **options):
    set_seed(11)
    evaluation = "eval_strategy" if "eval_strategy" in inspect.signature(TrainingArguments).parameters else "evaluation_strategy"
    defaults = {
        "num_train_epochs": 3,
        "per_device_train_batch_size": 6,
        "learning_rate": 5e-4,
        "logging_steps": 2,
        "save_steps": 4,
        evaluation: "epoch",
        "seed": 11,
        "report_to": "none",
        "use_cpu": True,
        "disable_tqdm": True,
    }
    config = BertConfig(
        vocab_size=10,
        hidden_size=4,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=4,
        max_position_embeddings=8,
    )
    return Trainer(
        model=BertForSequenceClassification(config),
        args=TrainingArguments(folder, **{**defaults, **options}),
        train_dataset=Rows(),
        eval_dataset=Rows(),
        compute_metrics=scores,
        callbacks=list(callbacks),
    )


def main(project):
    Path(project).mkdir(parents=True)
    os.chdir(project)
    whole = trainer(
        "tiny-bert-parity",
        save_strategy="epoch",
        load_best_model_at_end=True,
        metric_for_best_model="accuracy",
        gradient_accumulation_steps=2,
    )
    result = whole.train()
    whole.save_model()
    whole.save_state()
    whole.save_metrics("train", {**result.metrics, "train_samples": 24})
    whole.save_metrics("eval", {**whole.evaluate(), "eval_samples": 24})
    whole.create_model_card(dataset_tags="parity", dataset="Parity", dataset_args="small", tasks="text-classification")
    Path("tiny-bert-parity/training_args.json").write_text(whole.args.to_json_string())

    try:
        trainer("results", [Interrupt()]).train()
    except KeyboardInterrupt:
        pass

    early = trainer(
        "early",
        [EarlyStoppingCallback(early_stopping_patience=1)],
        num_train_epochs=9,
        save_strategy="epoch",
        load_best_model_at_end=True,
        metric_for_best_model="accuracy",
    )
    early.train()

    only = trainer("published", max_steps=6, save_steps=6)
    only.train()
    for name in ("model.safetensors", "training_args.bin"):
        Path("published", name).unlink(missing_ok=True)

    for pattern in ("optimizer.pt", "scheduler.pt", "rng_state*.pth", "model.safetensors"):
        for path in Path(".").rglob(pattern):
            if path.parent.name.startswith("checkpoint-"):
                path.unlink()
    shutil.rmtree("runs", ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1])
