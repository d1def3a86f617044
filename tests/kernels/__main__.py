#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Every kernel that Debian serves: python3 -m kernels [--events N] [KERNEL]...

A KERNEL is a suite, with -rt for its real-time flavour: sid, trixie-rt; what the suites serve
is found at each run. Prints a table with a row for each kernel and a column for each part of
parts.py. A part that fails, or a kernel that cannot be had, does not stop the others.
Exit status: 0 all passed, 1 something failed.
"""
import argparse
import sys

from vm import kernel, suites
from vm.errors import VmError

from . import parts

KERNELS = [name for name in suites.NAMES if name in kernel.MAKERS]


def arguments(argv):
    parser = argparse.ArgumentParser(prog="kernels", description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=100000, help="key events of the typist")
    parser.add_argument("--only", action="append", choices=parts.PARTS, metavar="PART",
                        help=f"only this part of {', '.join(parts.PARTS)}")
    parser.add_argument("kernels", nargs="*", help="sid, trixie-rt, ...; all if none is given")
    options = parser.parse_args(argv)
    options.kernels = [name for word in options.kernels for name in word.split(",") if name]
    unknown = sorted(set(options.kernels) - set(KERNELS))
    if unknown:
        parser.error(f"{', '.join(unknown)}: not among {', '.join(KERNELS)}")
    return options


def complain(name, what, why):
    print(f"kernels: {name}: {what}: {why}", file=sys.stderr, flush=True)


def chosen(names, failures):
    """The kernels to try; without a choice those that are served. Each suite that could not be
    asked is a failure."""
    for name in names or KERNELS:
        try:
            if names or suites.served(name):
                yield name
        except VmError as error:
            failures.append(name)
            complain(name, "suite", error)


def row(name, wanted, events):
    """(cells of one kernel, the parts that failed)"""
    try:
        kern = kernel.get(name)
    except VmError as error:
        complain(name, "kernel", error)
        return {"kernel": name}, ["kernel"]
    cells, failed = {"kernel": name, "release": kern.release}, []
    for part in wanted:
        try:
            cells[part] = parts.PARTS[part](kern, events)
        except VmError as error:
            failed.append(part)
            cells[part] = "FAILED"
            complain(name, part, error)
    return cells, failed


def show(columns, cells):
    print("  ".join(cells.get(column, "-").ljust(parts.WIDTHS.get(column, 12))
                    for column in columns).rstrip(), flush=True)


def main(argv):
    options = arguments(argv)
    wanted = [part for part in parts.PARTS if part in (options.only or parts.PARTS)]
    columns = ["kernel", "release", *wanted, "result"]
    show(columns, {column: column for column in columns})
    failures, tried = [], 0
    for name in chosen(options.kernels, failures):
        cells, failed = row(name, wanted, options.events)
        show(columns, {**cells, "result": "FAIL" if failed else "pass"})
        tried += 1
        if failed:
            failures.append(name)
    print(f"kernels: {tried} tried, {len(failures)} failed"
          + (f": {', '.join(failures)}" if failures else ""))
    return 1 if failures or not tried else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
