# SPDX-License-Identifier: GPL-2.0
"""`make stress`: the tests under fire and the KUnit suites, with each kernel and each number of
processors that is asked for, at their full length.

    python3 -m stress [--kernels debug,kcsan,rt] [--cpus 2,4] [--short] [pytest's arguments]
"""
import argparse
import os
import re
import subprocess
import sys

from vm import kernel
from vm.build import TREE

KERNELS = "debug,kcsan,rt"
CPUS = "2,4"
TESTS = ("tests/stress", "tests/kunit/test_kunit.py")
PYTEST = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "--dist", "load")
COUNTS = re.compile(r"(\d+) passed, (\d+) failed\s*$")


def run(name, cpus, args):
    """(passed, failed) of the tests on one machine; what pytest says is passed on."""
    print(f"== {name}, {cpus} processors", flush=True)
    env = {**os.environ, "VTKBD_STRESS": name, "VTKBD_CPUS": cpus,
           "VTKBD_STRESS_LONG": "0" if args.short else "1"}
    last = ""
    with subprocess.Popen([*PYTEST, "-n", args.jobs, *args.rest, *args.tests], cwd=TREE, env=env,
                          stdout=subprocess.PIPE, text=True) as pytest:
        for line in pytest.stdout:
            print(line, end="", flush=True)
            last = line
    counts = COUNTS.match(last)
    return tuple(map(int, counts.groups())) if counts else (0, 1)


def a_kernel(word):
    if word not in kernel.MAKERS:
        raise argparse.ArgumentTypeError(f"{word}: not among {', '.join(kernel.MAKERS)}")
    return word


def a_number(word):
    if not re.fullmatch("[1-9][0-9]*", word):
        raise argparse.ArgumentTypeError(f"{word}: not a number of processors")
    return word


def list_of(what):
    """The type of an option: a wrong word is told before an hour was spent on the others."""
    def words(text):
        found = [what(word) for word in text.split(",") if word]
        if not found:
            raise argparse.ArgumentTypeError(f"'{text}': none is named")
        return found
    return words


def parse(argv):
    parser = argparse.ArgumentParser(prog="python3 -m stress")
    parser.add_argument("--kernels", default=KERNELS, type=list_of(a_kernel))
    parser.add_argument("--cpus", default=CPUS, type=list_of(a_number))
    parser.add_argument("--jobs", default="1")
    parser.add_argument("--short", action="store_true", help="as in make test-all")
    args, args.rest = parser.parse_known_args(argv)
    args.tests = () if any(word.startswith("tests/") for word in args.rest) else TESTS
    return args


def main(argv):
    args = parse(argv)
    counts = [run(name, cpus, args) for name in args.kernels for cpus in args.cpus]
    passed, failed = map(sum, zip(*counts))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
