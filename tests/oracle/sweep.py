#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Every keysym there is, on both keyboards: python3 -m oracle.sweep

Exit status: 0 no difference, 1 a difference, 2 trouble.
"""
import argparse
import sys
import time
from pathlib import Path

from vm import build, kernel
from vm.errors import VmError

from . import guest


def main(argv):
    parser = argparse.ArgumentParser(prog="oracle.sweep")
    parser.add_argument("--kernel", default="stock", choices=kernel.MAKERS)
    parser.add_argument("--tree", type=Path, help="the module of another source tree")
    parser.add_argument("--first", type=lambda text: int(text, 0), default=0)
    parser.add_argument("--last", type=lambda text: int(text, 0), default=0xffff)
    parser.add_argument("--seconds", type=int, default=3600, help="give up after so long")
    options = parser.parse_args(argv)
    start = time.monotonic()
    try:
        module = build.modules(kernel.get(options.kernel), tree=options.tree)["vtkbd"] \
            if options.tree else None
        with guest.machine(options.kernel, options.seconds) as vm:
            guest.prepare(vm, module, main="sweep.c")
            result = vm.run(f"sweep {options.first} {options.last}", timeout=options.seconds)
            vm.check_log()
    except VmError as error:
        print(f"oracle: {error}", file=sys.stderr)
        return 2
    print(result.text + result.errtext, end="")
    if result.status > 1:
        return 2
    print(f"oracle: keysyms {options.first:#06x} to {options.last:#06x}: {result.status} "
          f"difference{'' if result.status else 's'}, {time.monotonic() - start:.0f} s")
    return result.status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
