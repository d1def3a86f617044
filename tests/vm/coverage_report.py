#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""The report from coverage.py's counters: for each file of the module how many lines ran, and
the lines that never did.
"""
import gzip
import json
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from . import build, kernel
from .coverage import FOLDER, MODULE


def _merged(folder, work):
    """Counters of all machines, one folder."""
    total, *others = [path for path in sorted(Path(folder).iterdir()) if path.is_dir()]
    for number, other in enumerate(others):
        into = Path(work) / str(number)
        subprocess.run(["gcov-tool", "merge", total, other, "-o", into], check=True,
                       stdout=subprocess.DEVNULL)
        total = into
    return total


def _lines(merged, objects):
    """{file: {line: how often it ran}}"""
    counts = defaultdict(lambda: defaultdict(int))
    for counters in sorted(merged.rglob("*.gcda")):
        notes = counters.relative_to(merged).with_suffix(".gcno")
        shutil.copy(objects / notes, counters.parent)
        told = subprocess.run(["gcov", "--json-format", "--stdout", counters], cwd=merged,
                              check=True, stdout=subprocess.PIPE).stdout
        told = gzip.decompress(told) if told.startswith(b"\x1f\x8b") else told
        for file in json.loads(told)["files"]:
            _, module, name = file["file"].rpartition(f"{MODULE}/")
            for line in file["lines"] if module else ():
                counts[name][line["line_number"]] += line["count"]
    return counts


def _ranges(numbers):
    """Line numbers as ranges: 1-3 7."""
    parts = []
    for number in numbers:
        if parts and parts[-1][1] == number - 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return " ".join(f"{a}-{b}" if a != b else str(a) for a, b in parts)


def main(argv):
    if len(argv) != 1 or not FOLDER:
        print("usage: VTKBD_COVERAGE=FOLDER python3 -m vm.coverage_report", file=sys.stderr)
        return 2
    objects = build.folder(kernel.get("debug")) / MODULE
    with tempfile.TemporaryDirectory(prefix="vtkbd-gcov-") as work:
        counts = _lines(_merged(FOLDER, work), objects)
    run = total = 0
    for name, lines in sorted(counts.items()):
        missed = sorted(line for line, count in lines.items() if not count)
        run, total = run + len(lines) - len(missed), total + len(lines)
        print(f"{name:20} {len(lines) - len(missed):4} of {len(lines):4}  {_ranges(missed)}")
    print(f"{'in all':20} {run:4} of {total:4}  {100 * run / total:.1f} %")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
