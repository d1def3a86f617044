#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""The report from coverage.py's counters: VTKBD_COVERAGE=FOLDER python3 -m vm.coverage_report OUT

Pages in the folder OUT; for each file of the module how many lines ran; the lines that never
did. Exit status: 0 if at least PERCENT of the lines ran, and the others are those that
coverage.explained has a reason for.
"""
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from . import cache, explained, gcov
from .coverage import FOLDER, lost
from .sources import TREE

PERCENT = 97
MODULE = "drivers/tty/vtkbd"
SOURCES = TREE / MODULE
EXPLAINED = Path(__file__).with_name("coverage.explained")


@dataclass
class File:
    """A source file. counts: {line: how often it ran, wherever it was compiled}"""
    counts: dict = field(default_factory=lambda: defaultdict(int))
    functions: dict = field(default_factory=dict)

    def missed(self):
        return sorted(line for line, count in self.counts.items() if not count)


def _merged(folder, work):
    """Counters of all machines, one folder."""
    total, *others = [path for path in sorted(Path(folder).iterdir()) if path.is_dir()]
    for number, other in enumerate(others):
        into = Path(work) / str(number)
        subprocess.run(["gcov-tool", "merge", total, other, "-o", into], check=True,
                       stdout=subprocess.DEVNULL)
        total = into
    return total


def _measured(merged):
    """{name of a source file of the module: File}; KUnit's own copy of the core counts, too."""
    measured = defaultdict(File)
    for counters in sorted(merged.rglob("*.gcda")):
        notes = counters.relative_to(merged).with_suffix(".gcno")
        shutil.copy(cache.root() / "build" / notes, counters.parent)
        for told in gcov.files(counters):
            _, module, name = told["file"].rpartition(f"{MODULE}/")
            for line in told["lines"] if module else ():
                measured[name].counts[line["line_number"]] += line["count"]
                measured[name].functions[line["line_number"]] = line.get("function_name", "")
    return dict(sorted(measured.items()))


def _lines(name, file):
    """The Lines of a file that never ran."""
    texts = (SOURCES / name).read_text().splitlines()
    return [explained.Line(name, file.functions[number], texts[number - 1].strip())
            for number in file.missed()]


def _ranges(numbers):
    """Line numbers as ranges: 1-3 7."""
    parts = []
    for number in numbers:
        if parts and parts[-1][1] == number - 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return " ".join(f"{a}-{b}" if a != b else str(a) for a, b in parts)


def _table(measured):
    """Print it; the percentage of the lines that ran."""
    run = total = 0
    for name, file in measured.items():
        lines, missed = len(file.counts), file.missed()
        run, total = run + lines - len(missed), total + lines
        print(f"{name:20} {lines - len(missed):4} of {lines:4}  {_ranges(missed)}")
    print(f"{'in all':20} {run:4} of {total:4}  {100 * run / total:.1f} %, at least {PERCENT} %")
    return 100 * run / total


def main(argv):
    if len(argv) != 2 or not FOLDER:
        print("usage: VTKBD_COVERAGE=FOLDER python3 -m vm.coverage_report OUT", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="vtkbd-gcov-") as work:
        measured = _measured(_merged(FOLDER, work))
    out = Path(argv[1]).resolve()
    gcov.html(SOURCES, {name: file.counts for name, file in measured.items()}, out, "vtkbd")
    percent = _table(measured)
    wrong = explained.complaints(EXPLAINED, [line for name, file in measured.items()
                                             for line in _lines(name, file)])
    told = [f"a machine's counters were lost, and with them lines: {why}" for why in lost()]
    print(*wrong, *told, f"pages: {out / 'index.html'}", sep="\n")
    return 0 if percent >= PERCENT and not wrong else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv))
