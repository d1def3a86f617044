# SPDX-License-Identifier: GPL-2.0
"""What is tried on each kernel. A part takes (kernel, events) and returns its cell of the
table; it fails with a VmError. Each checks the kernel's log.

The longer ones are the project's other tests, as they are, each in a process of its own:
VTKBD_KERNEL names their kernel.
"""
import os
import re
import subprocess
import sys

from vm import build, cache, host
from vm.errors import BuildError, VmError
from vm.machine import Machine

TESTS = build.TREE / "tests"
SECONDS = 4 * 3600      # for one part, on a busy machine
TAIL = 30
SEED = 1
# Keysyms with a type: characters have fewer cases (tests/e2e/test_oracle.py).
SWEEP = ("0x0b00", "0x0fff")
NODES = 64


def compiler(kern, _):
    """Which compiler made the module, by what it left in it."""
    module = build.modules_once(kern)["vtkbd"]
    found = re.search(r"(\w+): \(.*\) (\S+)$", host.output(
        "readelf", "-p", ".comment", str(module)), re.M)
    if not found:
        raise BuildError(f"{module}: no compiler's name in .comment")
    return f"{found[1].lower()} {found[2]}"


def warnings(kern, _):
    """W=1 from nothing."""
    said = build.warnings(kern)
    if said:
        raise BuildError("W=1 says\n  " + "\n  ".join(said[:TAIL]))
    return "0"


def load(kern, _):
    """In, out and in again."""
    with Machine(kern.name, deadline=600) as vm:
        vm.insmod()
        vm.rmmod()
        vm.insmod()
        nodes = vm.sh("ls /dev | grep -c '^vtkbd[0-9]'").strip()
        if int(nodes) != NODES:
            raise VmError(f"{nodes} nodes, not {NODES}")
        vm.check_log()
    return f"{nodes} nodes"


def _ran(kern, part, words, pattern):
    """Run a program of the tests; what a pattern finds at the end of its output."""
    log = cache.root() / "kernels" / f"{kern.name}-{part}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "VTKBD_KERNEL": kern.name, "PYTHONPATH": str(TESTS)}
    with open(log, "w", encoding="utf-8") as file:
        try:
            status = subprocess.run([sys.executable, *words], cwd=TESTS, env=environment,
                                    stdin=subprocess.DEVNULL, stdout=file,
                                    stderr=subprocess.STDOUT, timeout=SECONDS,
                                    check=False).returncode
        except subprocess.TimeoutExpired:
            status = f"none after {SECONDS} s"
    text = log.read_text(encoding="utf-8", errors="replace")
    found = re.findall(pattern, text)
    if status != 0 or not found:
        raise VmError(f"status {status}, see {log}\n  " + "\n  ".join(text.splitlines()[-TAIL:]))
    return found[-1]


def tested(kern, part, path, *words):
    """Tests of a file, chosen by pytest's own words, on this kernel."""
    passed = _ran(kern, part, ("-m", "pytest", "-p", "no:cacheprovider", "-q", "--forbid-skips",
                               str(TESTS / path), *words), r"(?m)^([1-9]\d*) passed, 0 failed$")
    return f"{passed} passed"


def conformance(kern, _):
    return tested(kern, "conformance", "e2e/test_conformance.py")


def typist(kern, events):
    heard = _ran(kern, "typist", ("-m", "oracle", "--kernel", kern.name, "--seed", str(SEED),
                                  "--events", str(events), "--seconds", str(SECONDS)),
                 r"oracle: (\d+) events, seed \d+: 0 differences")
    return f"{heard} events"


def sweep(kern, _):
    heard = _ran(kern, "sweep", ("-m", "oracle.sweep", "--kernel", kern.name, "--jobs", "1",
                                 "--first", SWEEP[0], "--last", SWEEP[1],
                                 "--seconds", str(SECONDS)),
                 r"oracle: keysyms .*: (\d+) key events, 0 differences")
    return f"{heard} events"


def ledrace(kern, _):
    return tested(kern, "ledrace", "ledrace/test_ledrace.py")


PARTS = {part.__name__: part
         for part in (compiler, warnings, load, conformance, typist, sweep, ledrace)}
WIDTHS = {"kernel": 19, "release": 24, "warnings": 8, "load": 8, "result": 6}
