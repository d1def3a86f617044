#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Shows that the typist can fail: python3 -m oracle.mutants

Each mutation is made in a copy of the source tree, the module built from it, and the typist
must detect a difference. Exit status: 0 all were detected, 1 one was not, 2 trouble.
"""
import argparse
import shutil
import sys
import time
from pathlib import Path

from vm import build, cache, kernel
from vm.errors import BuildError, VmError

from . import guest
from .mutations import MUTATIONS, PS2_MUTATIONS

DRIVER = Path("drivers/tty/vtkbd")
EVENTS = 25000
PS2_EVENTS = 5000
SEEDS = (1, 2)
SECONDS = 90


class Copy:
    """A copy of the source tree, in which a line is changed and restored."""

    def __init__(self, tree):
        self.path = cache.root() / "mutants"
        self._tree = tree
        shutil.rmtree(self.path, ignore_errors=True)
        for top in build.SOURCES:
            source, target = tree / top, self.path / top
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target)
            elif source.exists():
                shutil.copy(source, target)

    def build(self, kern, name, old, new):
        target, original = self.path / DRIVER / name, self._tree / DRIVER / name
        text = original.read_text()
        if text.count(old) != 1:
            raise VmError(f"{name}: {old!r} is there {text.count(old)} times, not once")
        try:
            target.write_text(text.replace(old, new))
            return build.modules(kern, tree=self.path)["vtkbd"]
        finally:
            target.write_text(text)


def caught(name, module, flags, seeds):
    """How the mutant was detected: a difference or a failed machine; None if it was not."""
    for seed in seeds:
        try:
            with guest.machine(name, SECONDS, "--ps2" in flags) as vm:
                guest.prepare(vm, module)
                status, text = guest.play(vm, f"--writes --seed {seed} {flags}", SECONDS)
                vm.check_log()
        except BuildError:
            raise
        except VmError as error:
            return str(error).splitlines()[0]
        if status == 1:
            return text.splitlines()[0].removeprefix("difference: ")
        if status:
            raise VmError(text)
    return None


def main(argv):
    parser = argparse.ArgumentParser(prog="oracle.mutants")
    parser.add_argument("--kernel", default="stock", choices=kernel.MAKERS)
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--tree", type=Path, default=build.TREE)
    parser.add_argument("--only", default="", help="those whose rule has this text in it")
    options = parser.parse_args(argv)
    start, survived, tried = time.monotonic(), 0, 0
    copy = Copy(options.tree)
    here, ps2 = f"--events {options.events}", f"--ps2 --events {PS2_EVENTS}"
    for (name, old, new, rule), flags in [*((m, here) for m in MUTATIONS),
                                          *((m, ps2) for m in PS2_MUTATIONS)]:
        if options.only not in rule:
            continue
        try:
            module = copy.build(kernel.get(options.kernel), name, old, new)
            found = caught(options.kernel, module, flags, SEEDS)
        except VmError as error:
            print(f"oracle: {name}: {rule}: {error}", file=sys.stderr)
            return 2
        tried += 1
        survived += not found
        print(f"{'caught' if found else 'MISSED'}  {name:10} {rule}\n{'':8}{found or new!r}"[:160],
              flush=True)
    print(f"oracle: {tried - survived} of {tried} mutants caught, "
          f"{time.monotonic() - start:.0f} s")
    return 1 if survived or not tried else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
