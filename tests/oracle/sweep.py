#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Every keysym there is, on both keyboards: python3 -m oracle.sweep

In as many machines at once as there are processors, each with its share of the keysyms.
Exit status: 0 no difference, 1 a difference, 2 trouble.
"""
import argparse
import os
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from vm import build, coverage, kernel
from vm.errors import VmError

from . import guest


def shares(first, last, jobs):
    """[(first, last)]: the keysyms in turn, in `jobs` parts or less."""
    size = -(-(last - first + 1) // jobs)
    return [(at, min(at + size - 1, last)) for at in range(first, last + 1, size)]


def play(options, module, share):
    """The Result of the guest's sweep over a share."""
    with guest.machine(options.kernel, options.seconds) as vm:
        guest.prepare(vm, module, main="sweep.c")
        result = vm.run(f"sweep {share[0]} {share[1]}", timeout=options.seconds)
        vm.check_log()
        return result


def play_all(options, module):
    guest.machine(options.kernel, options.seconds).close()      # shared files are made once
    guest.program("sweep.c")
    parts = shares(options.first, options.last, options.jobs)
    with ThreadPoolExecutor(options.jobs) as pool:
        return list(pool.map(lambda share: play(options, module, share), parts))


def main(argv):
    parser = argparse.ArgumentParser(prog="oracle.sweep")
    parser.add_argument("--kernel", default="stock", choices=kernel.MAKERS)
    parser.add_argument("--tree", type=Path, help="the module of another source tree")
    parser.add_argument("--first", type=lambda text: int(text, 0), default=0)
    parser.add_argument("--last", type=lambda text: int(text, 0), default=0xffff)
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="machines at once")
    parser.add_argument("--seconds", type=int, default=3600, help="give up after so long")
    options = parser.parse_args(argv)
    if not 0 <= options.first <= options.last <= 0xffff or options.jobs < 1:
        parser.error("no keysyms to try, or nowhere")
    start = time.monotonic()
    try:
        kern = kernel.get(coverage.kernel_for(options.kernel))
        module = build.modules(kern, tree=options.tree or build.TREE)["vtkbd"]
        results = play_all(options, module)
    except VmError as error:
        print(f"oracle: {error}", file=sys.stderr)
        return 2
    text = "".join(result.text + result.errtext for result in results)
    if any(result.status not in (0, 1) for result in results):
        print(text, end="", file=sys.stderr)
        return 2
    differing = sum(result.status for result in results)
    heard = sum(int(number) for number in re.findall(r"(\d+) key events", text))
    print("".join(result.text for result in results if result.status), end="")
    print(f"oracle: keysyms {options.first:#06x} to {options.last:#06x}: {heard} key events, "
          f"{differing} difference{'s' if differing != 1 else ''}, "
          f"{time.monotonic() - start:.0f} s")
    return min(differing, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
