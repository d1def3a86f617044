#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""What vtkbd costs beside the built-in keyboard: python3 -m bench

Counts the guest's instructions for each key event with no handler, with the built-in
one alone and with vtkbd alone, in one VM; prints the ratios with their bars and writes
bench.json and bench.png. Runs twice, to show that the numbers repeat.
Exit status: 0 all bars held, 1 a bar missed or numbers that do not repeat, 2 trouble.
"""
import argparse
import importlib.util
import json
import sys
from pathlib import Path

from vm.build import TREE
from vm.errors import VmError

from . import guest, report


def arguments(argv):
    parser = argparse.ArgumentParser(prog="bench", description="what a key event costs")
    parser.add_argument("--runs", type=int, default=2, help="machines to measure in")
    parser.add_argument("--tree", type=Path, help="the module of another source tree")
    parser.add_argument("--out", type=Path, default=TREE / "build",
                        help="folder for bench.json and bench.png")
    options = parser.parse_args(argv)
    if options.runs < 1:
        parser.error("--runs: at least 1")
    return options


def write(result, folder):
    from . import plot
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "bench.json").write_text(json.dumps(report.with_ratios(result), indent=1) + "\n")
    plot.save(result, folder / "bench.png")
    print(f"bench: {folder / 'bench.json'}, {folder / 'bench.png'}")


def problems(results):
    found = report.missed(results[0])
    if len(results) > 1:
        spread, which = report.spread(results)
        results[0]["spread"] = {"runs": len(results), "largest": spread, "of": which}
        print(f"bench: largest spread in {len(results)} runs {spread:.3%}: {which}")
        if spread > report.SPREAD:
            found.append(f"spread {spread:.2%} is above {report.SPREAD:.0%}: {which}")
    return found


def main(argv):
    options = arguments(argv)
    if not importlib.util.find_spec("matplotlib"):
        print("bench: matplotlib: not installed (see tools/setup/need)", file=sys.stderr)
        return 2
    try:
        module = guest.module_of(options.tree)
        results = [guest.run(module) for _ in range(options.runs)]
    except VmError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    print(report.table(results[0]))
    found = problems(results)
    write(results[0], options.out)
    for problem in found:
        print(f"bench: missed: {problem}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
