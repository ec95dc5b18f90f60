"""Prints TensorBoard's own view of every directory with event files below a folder, as JSON.

    python dump_tensorboard.py FOLDER
"""

import json
import math
import sys
from pathlib import Path

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from tensorboard.plugins.hparams import plugin_data_pb2
from tensorboard.util import tensor_util

EVERYTHING = {key: 0 for key in ("scalars", "tensors", "histograms", "compressedHistograms", "images", "audio")}


def number(value):
    value = float(value)
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def hparam(value):
    kind = value.WhichOneof("kind")
    return None if kind in (None, "null_value") else getattr(value, kind)


def view(folder):
    accumulator = EventAccumulator(str(folder), size_guidance=EVERYTHING)
    accumulator.Reload()
    tags = accumulator.Tags()
    points = {tag: [[e.step, number(e.value), e.wall_time] for e in accumulator.Scalars(tag)] for tag in tags["scalars"]}
    texts = {}
    for tag in tags["tensors"]:
        plugin = accumulator.SummaryMetadata(tag).plugin_data.plugin_name
        values = [(e.step, tensor_util.make_ndarray(e.tensor_proto), e.wall_time) for e in accumulator.Tensors(tag)]
        if plugin == "scalars":
            points[tag] = [[step, number(value.item()), time] for step, value, time in values]
        elif plugin == "text":
            texts[tag] = [part.decode() for _, value, _ in values for part in value.flatten().tolist()]
    hparams = {}
    if "_hparams_/session_start_info" in accumulator.summary_metadata:
        content = accumulator.summary_metadata["_hparams_/session_start_info"].plugin_data.content
        data = plugin_data_pb2.HParamsPluginData.FromString(content)
        hparams = {key: hparam(value) for key, value in data.session_start_info.hparams.items()}
    try:
        first = accumulator.FirstEventTimestamp()
    except ValueError:
        first = None
    times = [event.wall_time for path in sorted(folder.glob("*tfevents*")) for event in EventFileLoader(str(path)).Load()]
    last = max((time for time in times if time > 0), default=None)
    return {"firstTime": first, "lastTime": last, "points": points, "texts": texts, "hparams": hparams}


def main(root):
    folders = sorted({path.parent for path in root.rglob("*tfevents*")})
    result = {folder.relative_to(root).as_posix(): view(folder) for folder in folders}
    print(json.dumps(result, indent=1, sort_keys=True, ensure_ascii=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
