#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""The random typist: python3 -m oracle --seed S --events N

Types at random on the built-in keyboard and on vtkbd at once, in a VM, and compares the
results. A difference is reduced to a short script, which --script plays again. Exit status: 0
no difference, 1 a difference, 2 trouble.
"""
import argparse
import re
import sys
import time
from pathlib import Path

from vm import build, kernel
from vm.errors import VmError

from . import guest, shrink


def arguments(argv):
    parser = argparse.ArgumentParser(prog="oracle", description="the random typist")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--events", type=int, default=30000, help="key events to type")
    parser.add_argument("--kernel", default="stock", choices=kernel.MAKERS)
    parser.add_argument("--no-writes", action="store_true",
                        help="programs write nothing to the consoles")
    parser.add_argument("--ps2", action="store_true",
                        help="type on the machine's own keyboard, through QEMU")
    parser.add_argument("--script", type=Path, help="play this instead")
    parser.add_argument("--tree", type=Path, help="the module of another source tree")
    parser.add_argument("--params", default="", help="module parameters; no shrinking then")
    parser.add_argument("--seconds", type=int, default=3600, help="give up after so long")
    parser.add_argument("--shrink-seconds", type=int, default=300,
                        help="stop shrinking after so long; 0: do not shrink")
    return parser.parse_args(argv)


def module_of(options):
    if not options.tree:
        return None
    return build.modules(kernel.get(options.kernel), tree=options.tree)["vtkbd"]


def flags(options):
    return (f"--seed {options.seed}{'' if options.no_writes else ' --writes'}"
            f"{' --ps2' if options.ps2 else ''}")


def play(options, module):
    """(status, text) of the requested run."""
    lines = options.script.read_text().splitlines() if options.script else []
    with guest.machine(options.kernel, options.seconds,
                       options.ps2 or guest.uses_ps2(lines)) as vm:
        guest.prepare(vm, module, params=options.params)
        if options.script:
            status, text = guest.play_lines(vm, lines, options.seconds, careful=False)
        else:
            status, text = guest.play(vm, f"{flags(options)} --events {options.events}",
                                      options.seconds)
        vm.check_log()
        return status, text


def found_script(options, text):
    """The chapter in which a difference was found, up to there."""
    found = re.search(r"typist: chapter (\d+), step (\d+):", text)
    if not found:
        return None
    chapter, step = map(int, found.groups())
    return guest.chapter(flags(options), chapter)[:step]


def report_difference(options, module, text):
    print(text, end="")
    lines = options.script.read_text().splitlines() if options.script \
        else found_script(options, text)
    if not lines or not options.shrink_seconds or options.params:
        return
    smallest = shrink.shrink(lines, options.kernel, module, options.shrink_seconds)
    if not smallest:
        print("oracle: does not happen when the chapter is played alone")
        return
    print(f"oracle: {len(smallest.lines)} of {len(lines)} steps are enough:")
    print("\n".join(smallest.lines))
    print(smallest.text, end="")


def main(argv):
    options = arguments(argv)
    start = time.monotonic()
    try:
        module = module_of(options)
        status, text = play(options, module)
        if status == 1:
            report_difference(options, module, text)
    except VmError as error:
        print(f"oracle: {error}", file=sys.stderr)
        return 2
    if status > 1:
        print(text, end="", file=sys.stderr)
        return 2
    seconds = time.monotonic() - start
    heard = re.search(r"typist: (\d+) events", text)
    what = str(options.script or f"{heard[1] if heard else '?'} events, seed {options.seed}")
    print(f"oracle: {what}: {status} difference{'' if status else 's'}, {seconds:.0f} s")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
