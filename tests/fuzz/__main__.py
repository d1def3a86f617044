# SPDX-License-Identifier: GPL-2.0
"""python3 -m fuzz [K...]: the kernel's own keyboard and vtkbd's core, the same steps, compared.

K is stock (Debian's kernel here), newest, or a suite of tests/vm/suites.py: its kernel's source
is looked for when it is asked for. Exit status: 0 no difference, 1 a difference, 2 trouble.
"""
import argparse
import os
import sys
from pathlib import Path

from vm import suites
from vm.errors import VmError

from . import build, run

EVENTS = 10**7
DAY = 24 * 3600


def parse(argv):
    parser = argparse.ArgumentParser(prog="fuzz")
    parser.add_argument("kernels", nargs="*", metavar="K", help=f"default: all of "
                        f"{', '.join(build.GENERATIONS)}")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--events", type=int, default=EVENTS, help="keys, of each kernel")
    parser.add_argument("--seconds", type=int, default=DAY, help="at most, of each kernel")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes")
    parser.add_argument("--depth", type=int, default=0, metavar="SECONDS", help="of libFuzzer")
    parser.add_argument("--script", type=Path, help="play this one instead")
    options = parser.parse_args(argv)
    unknown = set(options.kernels) - {"stock", "newest", *suites.SUITES}
    if unknown:
        parser.error(f"{', '.join(sorted(unknown))}: no such kernel; known are stock, newest, "
                     f"{', '.join(suites.SUITES)}")
    return options


def fuzz(generation, options):
    if options.script:
        print(f"{generation}: {run.play(generation, options.script)}", end="", flush=True)
        return
    if options.events:
        counts = run.random(generation, options.seed, options.events, options.seconds,
                            options.jobs)
        speed = counts["events"] / counts["seconds"]
        print(f"{generation}: {counts['events']:,} key events, {counts['steps']:,} steps, 0 "
              f"differences, {counts['seconds']:.0f} s, {speed:,.0f} events/s, seed "
              f"{counts['seed']}", flush=True)
    if options.depth:
        inputs = run.depth(generation, options.depth, options.seed)
        print(f"{generation}: {inputs:,} inputs of libFuzzer, 0 differences", flush=True)


def main(argv):
    options = parse(argv)
    try:
        for generation in options.kernels or build.GENERATIONS:
            fuzz(generation, options)
    except run.Difference as difference:
        print(difference)
        return 1
    except VmError as error:
        print(f"fuzz: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
