"""What others see in the files that exptrack writes: sarif-tools, junitparser and pandas. Prints JSON.

usage: read_formats.py FOLDER        holds report.sarif, report.junit, report.csv
"""

import json
import sys
from pathlib import Path

import pandas
from junitparser import Failure, JUnitXml, Skipped
from sarif import loader


def sarif(path):
    data = loader.load_sarif_file(str(path))
    return {
        "tools": data.get_distinct_tool_names(),
        "results": [[one["Severity"], one["Code"], one["Location"], one["Line"]] for one in data.get_records()],
    }


def junit(path):
    return [
        {
            "name": suite.name,
            "tests": suite.tests,
            "failures": suite.failures,
            "skipped": suite.skipped,
            "failed": [case.name for case in suite if any(isinstance(one, Failure) for one in case.result)],
            "left": [case.name for case in suite if any(isinstance(one, Skipped) for one in case.result)],
        }
        for suite in JUnitXml.fromfile(str(path))
    ]


def table(path):
    frame = pandas.read_csv(path, dtype=str, keep_default_na=False)
    return frame[["severity", "rule", "path", "line", "fingerprint"]].values.tolist()


folder = Path(sys.argv[1])
print(
    json.dumps(
        {
            "sarif": sarif(folder / "report.sarif"),
            "junit": junit(folder / "report.junit"),
            "csv": table(folder / "report.csv"),
        }
    )
)
