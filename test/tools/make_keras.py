"""Writes logs of Keras's CSVLogger with the installed client, on any backend.

    python make_keras.py PROJECT_DIR
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras
import numpy as np
from keras.callbacks import Callback, CSVLogger, EarlyStopping, LearningRateScheduler


class Interrupt(Callback):
    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 3:
            raise KeyboardInterrupt


class Perplexity(Callback):
    """Adds what is no number everywhere: a list, a number that is not finite."""

    def on_epoch_end(self, epoch, logs=None):
        logs["by_class"] = [0.5, 0.25 * epoch]
        logs["perplexity"] = float("inf") if epoch == 1 else float("nan") if epoch == 2 else 1.5 + epoch


def fit(callbacks, epochs=4, validate=True, metrics=("mae",), model=None, **options):
    keras.utils.set_random_seed(1)
    x, y = np.random.rand(32, 3).astype("float32"), np.random.rand(32, 1).astype("float32")
    if model is None:
        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
        model.compile(optimizer=keras.optimizers.SGD(0.1), loss="mse", metrics=list(metrics))
    if validate:
        options["validation_data"] = (x, y)
    model.fit(x, y, epochs=epochs, batch_size=8, verbose=0, callbacks=callbacks, **options)
    return model


def main(project):
    Path(project).mkdir(parents=True)
    os.chdir(project)
    Path("logs").mkdir()
    fit([CSVLogger("training.log")])
    fit([CSVLogger("logs/wide-net.csv"), LearningRateScheduler(lambda epoch: 0.1 / (epoch + 1))], epochs=3)
    fit([CSVLogger("logs/history.csv", separator=";")], validate=False, epochs=2)
    fit([CSVLogger("logs/history.tsv", separator="\t")], epochs=1)
    model = fit([CSVLogger("logs/resumed.csv", append=True)], epochs=3)
    fit([CSVLogger("logs/resumed.csv", append=True)], epochs=5, model=model, initial_epoch=3)
    fit([CSVLogger("logs/again.csv", append=True)], epochs=2)
    fit([CSVLogger("logs/again.csv", append=True)], epochs=3)
    fit([EarlyStopping(monitor="loss", patience=0, min_delta=10), CSVLogger("logs/stopped.csv")], epochs=5)
    fit([Perplexity(), CSVLogger("logs/odd.csv")], epochs=3)
    try:
        fit([Interrupt(), CSVLogger("logs/interrupted.csv")], epochs=6)
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main(sys.argv[1])
