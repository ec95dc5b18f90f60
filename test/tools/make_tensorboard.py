"""Writes TensorBoard event files with one of the real writers.

    python make_tensorboard.py PROJECT_DIR tensorboardx|tensorboard|torch|lightning

Only the package named is imported; `tensorboard` writes what TensorFlow 2's summaries write (tensors with a plugin
name), through TensorBoard's own event writer.
"""

import json
import math
import sys
import time
from pathlib import Path

import numpy as np


def write_common(make_writer):
    """What torch's and tensorboardX's SummaryWriter share."""
    writer = make_writer("runs/baseline")
    for step in range(20):
        writer.add_scalar("train/loss", float("nan") if step == 7 else 1 / (step + 1), step)
        writer.add_scalar("größe", -step, step * 10)
    writer.add_scalar("train/loss", 9.0, 5)  # earlier step, written last
    writer.add_scalar("train/loss", 0.25, 19)  # the greatest step once more
    writer.add_scalar("diverged", math.inf, 0)
    writer.add_scalar("diverged", -math.inf, 1)
    writer.add_scalar("no step", 3)
    writer.add_histogram("weights", np.array([0.0, 1.0, 2.0]), 0)
    writer.add_text("note", "a *text*", 0)
    writer.add_text("args", json.dumps({"lr": 0.1, "epochs": 3, "model": None, "nested": {"deep": [1, 2]}}))
    writer.close()

    writer = make_writer("runs/ppo")
    values = {"exp_name": "ppo", "seed": 1, "target": None, "lr": 0.00025, "pipe": "a|b"}
    rows = "\n".join(f"|{key}|{value}|" for key, value in values.items())
    writer.add_text("hyperparameters", f"|param|value|\n|-|-|\n{rows}")
    writer.add_scalar("charts/episodic_return", 12.5, 100)
    writer.close()

    writer = make_writer("runs/search")
    writer.add_scalar("loss", 0.5, 0)
    writer.add_hparams({"lr": 0.1, "batch": 32, "optimizer": "adam", "amsgrad": True}, {"hparam/accuracy": 0.9})
    writer.close()

    writer = make_writer("runs/restarted")
    for step in range(10):
        writer.add_scalar("loss", 10 - step, step)
    writer.close()
    time.sleep(1.1)  # the file's name carries the second
    writer = make_writer("runs/restarted", purge_step=6)
    for step in range(6, 12):
        writer.add_scalar("loss", 100 - step, step)
    writer.close()

    make_writer("runs/nothing").close()


def tensorboardx():
    from tensorboardX import SummaryWriter

    write_common(lambda folder, **options: SummaryWriter(folder, **options))


def torch():
    from torch.utils.tensorboard import SummaryWriter

    write_common(lambda folder, **options: SummaryWriter(folder, **options))
    writer = SummaryWriter("runs/several")
    writer.add_scalars("loss", {"train": 0.5, "valid": 0.75}, 3)
    writer.close()


def tensorboard():
    from tensorboard.compat.proto import event_pb2, summary_pb2
    from tensorboard.plugins.hparams import api_pb2, metadata as hparams, plugin_data_pb2
    from tensorboard.summary.writer.event_file_writer import EventFileWriter
    from tensorboard.util import tensor_util

    def writer_of(folder):
        return EventFileWriter(folder, filename_suffix=".v2")

    seen = set()

    def add(writer, tag, step=0, metadata=None, **content):
        value = summary_pb2.Summary.Value(tag=tag, metadata=metadata, **content)
        event = event_pb2.Event(wall_time=time.time(), step=step, summary=summary_pb2.Summary(value=[value]))
        writer.add_event(event)

    def of_plugin(name, data_class):
        plugin = summary_pb2.SummaryMetadata.PluginData(plugin_name=name)
        return summary_pb2.SummaryMetadata(plugin_data=plugin, data_class=data_class)

    def scalar(writer, tag, value, step, dtype=np.float32):
        metadata = None if (id(writer), tag) in seen else of_plugin("scalars", 1)  # writers send it once
        seen.add((id(writer), tag))
        add(writer, tag, step, metadata, tensor=tensor_util.make_tensor_proto(np.array(value, dtype=dtype)))

    train, validation = writer_of("logs/train"), writer_of("logs/validation")
    for step in range(5):
        scalar(train, "epoch_loss", 1 / (step + 1), step)
        scalar(validation, "epoch_loss", 2 / (step + 1), step, np.float64)
        scalar(validation, "epoch_count", step, step, np.int64)
        scalar(validation, "epoch_half", 0.1 * step, step, np.float16)
        scalar(validation, "epoch_flag", step > 2, step, bool)
    text = tensor_util.make_tensor_proto(np.array([b'{"lr": 0.5}'], dtype=object))
    add(train, "args", 0, of_plugin("text", 2), tensor=text)
    # Neither time nor step, as some writers leave them out.
    bare = summary_pb2.Summary(value=[summary_pb2.Summary.Value(tag="bare", simple_value=4.0)])
    train.add_event(event_pb2.Event(summary=bare))
    # More than a varint of four bytes, and a negative step.
    for step in (2**40, -1):
        scalar(train, "far", step, step)
    train.close()
    validation.close()

    session = writer_of("logs/session")
    start = plugin_data_pb2.HParamsPluginData(session_start_info=plugin_data_pb2.SessionStartInfo())
    for key, value in {"lr": 0.1, "units": 16, "optimizer": "sgd", "bias": False}.items():
        kind = {str: "string_value", bool: "bool_value"}.get(type(value), "number_value")
        setattr(start.session_start_info.hparams[key], kind, value)
    end = plugin_data_pb2.HParamsPluginData(
        session_end_info=plugin_data_pb2.SessionEndInfo(status=api_pb2.STATUS_FAILURE)
    )
    add(session, hparams.SESSION_START_INFO_TAG, 0, hparams.create_summary_metadata(start))
    for step in range(3):
        scalar(session, "accuracy", step / 3, step)
    add(session, hparams.SESSION_END_INFO_TAG, 0, hparams.create_summary_metadata(end))
    session.close()


def lightning():
    from lightning.pytorch.loggers import TensorBoardLogger

    class Opaque:
        pass

    for name, parameters in (
        ("lightning_logs", {"lr": 0.001, "layers": [64, 32], "dropout": None, "tau": 1e-05, "seed": 42}),
        ("ablation", {"model": {"width": 8}, "callback": Opaque()}),
    ):
        logger = TensorBoardLogger(".", name=name)
        logger.log_hyperparams(parameters)
        for step in range(3):
            logger.log_metrics({"val_loss": 1 / (step + 1)}, step)
        logger.save()
        logger.finalize("success")


if __name__ == "__main__":
    import os

    project = Path(sys.argv[1]).absolute()
    project.mkdir(parents=True, exist_ok=True)
    os.chdir(project)
    {"tensorboardx": tensorboardx, "tensorboard": tensorboard, "torch": torch, "lightning": lightning}[sys.argv[2]]()
