#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Shows that the fuzzer can fail: python3 -m fuzz.mutants

Each of the typist's mutations that is in the core is made in a copy of the core, and the
fuzzer must see it within a minute. Exit status: 0 all were, 1 one was not.
"""
import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from oracle.mutations import MUTATIONS, PS2_MUTATIONS
from vm import cache

from . import build
from .mutations import FUZZ_MUTATIONS

SECONDS = 60
EVENTS = 10**9
CORE = "core/"
MUTANTS = [(name.removeprefix(CORE), old, new, rule)
           for name, old, new, rule in (*MUTATIONS, *PS2_MUTATIONS, *FUZZ_MUTATIONS)
           if name.startswith(CORE)]


class Copy:
    """A copy of the core, in which a line is changed and restored."""

    def __init__(self, generation):
        self._generation = generation
        self._work = tempfile.TemporaryDirectory(prefix="vtkbd-fuzz-")
        self.core = Path(self._work.name) / "core"

    def __enter__(self):
        shutil.copytree(build.CORE, self.core)
        return self

    def __exit__(self, *_):
        for flavour in ("random", "libfuzzer"):
            cache.remove(build.folder(self._generation, flavour, self.core)[1])
        self._work.cleanup()

    def build(self, name, old, new, flavour="random"):
        path, original = self.core / name, (build.CORE / name).read_text()
        if original.count(old) != 1:
            raise ValueError(f"{name}: {old!r} is there {original.count(old)} times, not once")
        path.write_text(original.replace(old, new))
        try:
            return build.program(self._generation, flavour, self.core)
        finally:
            path.write_text(original)


def caught(program, seed=1, seconds=SECONDS):
    """How a mutant was seen: what differs, or None."""
    done = subprocess.run([program, str(seed), str(EVENTS), str(seconds)],
                          capture_output=True, text=True, check=False)
    if done.returncode < 0:
        return f"signal {-done.returncode}"
    if done.returncode == 1 and done.stdout.startswith("difference: "):
        return done.stdout.partition("\n")[0]
    return None


def main(argv):
    parser = argparse.ArgumentParser(prog="fuzz.mutants")
    parser.add_argument("--kernel", default=build.GENERATIONS[-1])
    parser.add_argument("--only", default="", help="those whose rule has this text in it")
    options = parser.parse_args(argv)
    missed = tried = 0
    with Copy(options.kernel) as copy:
        for name, old, new, rule in MUTANTS:
            if options.only not in rule:
                continue
            program, start = copy.build(name, old, new), time.monotonic()
            found = caught(program)
            tried += 1
            missed += not found
            print(f"{'caught' if found else 'MISSED'} {time.monotonic() - start:5.2f} s  "
                  f"{name:12} {rule}\n{'':17}{found or repr(new)}"[:200], flush=True)
    print(f"fuzz: {tried - missed} of {tried} mutants of the core seen")
    return 1 if missed or not tried else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
