"""Writes logs of Lightning's CSVLogger with the installed client.

    python make_lightning.py PROJECT_DIR

Runs with pytorch-lightning 1.9 and lightning 2.x.
"""

import os
import sys
import warnings
from pathlib import Path

import torch

try:
    import lightning.pytorch as pl
    from lightning.pytorch.callbacks import ModelCheckpoint
    from lightning.pytorch.loggers import CSVLogger, TensorBoardLogger
except ModuleNotFoundError:
    import pytorch_lightning as pl
    from pytorch_lightning.callbacks import ModelCheckpoint
    from pytorch_lightning.loggers import CSVLogger, TensorBoardLogger

warnings.filterwarnings("ignore")


class Opaque:
    def __init__(self):
        self.kind = "callback"


class Module(pl.LightningModule):
    def __init__(self, width=4, lr=1e-05, layers=(8, 4), dropout=None, data_dir="/home/ada/data", seed=7):
        super().__init__()
        self.save_hyperparameters()
        self.layer = torch.nn.Linear(width, 1)

    def training_step(self, batch, index):
        loss = (self.layer(batch) ** 2).mean()
        self.log("train_loss", loss, on_step=True, on_epoch=True)
        if self.current_epoch == 1:
            self.log("late, and quoted", float("nan") if index == 0 else loss)
        return loss

    def validation_step(self, batch, index):
        self.log("val_loss", (self.layer(batch) ** 2).mean())

    def test_step(self, batch, index):
        self.log("test_acc", torch.tensor(0.75))

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.1)


def fit(logger, epochs=3, **options):
    pl.seed_everything(1)
    data = torch.utils.data.DataLoader(torch.randn(32, 4), batch_size=8)
    trainer = pl.Trainer(
        logger=logger,
        max_epochs=epochs,
        accelerator="cpu",
        log_every_n_steps=1,
        enable_progress_bar=False,
        enable_model_summary=False,
        callbacks=[ModelCheckpoint(save_top_k=1, monitor="val_loss")],
        **options,
    )
    model = Module()
    trainer.fit(model, data, data)
    return trainer, model, data


def main(project):
    Path(project).mkdir(parents=True)
    os.chdir(project)
    trainer, model, data = fit(CSVLogger("."))
    trainer.test(model, data, verbose=False)
    fit(CSVLogger("logs", name="ablation"), epochs=2)
    fit(CSVLogger("logs", name="ablation", version="no-dropout"), epochs=1)
    fit([TensorBoardLogger("both"), CSVLogger("both")], epochs=1)

    odd = CSVLogger("by_hand", name="odd")
    odd.log_hyperparams({"callback": Opaque(), "sizes": (1, 2), "device": torch.device("cpu"), "note": "1e-4"})
    for step in (0, 5, 3):
        odd.log_metrics({"score": float("inf") if step == 5 else step / 2, "größe": -step}, step)
    odd.finalize("success")
    silent = CSVLogger("by_hand", name="silent")
    silent.log_hyperparams({})
    silent.save()
    try:
        from lightning.fabric.loggers import CSVLogger as Plain
    except ModuleNotFoundError:
        return
    plain = Plain("fabric")
    for step in range(4):
        plain.log_metrics({"loss": 1 / (step + 1)}, step)
    plain.finalize("success")


if __name__ == "__main__":
    main(sys.argv[1])
