# SPDX-License-Identifier: GPL-2.0
"""Makes a script that shows a difference as short as it can be in a given time.

Each attempt is played in a machine that was just restored, with the module just inserted: so
the remaining script is sufficient.
"""
import re
import time
from dataclasses import dataclass

from vm.errors import VmError

from . import guest

ATTEMPT_SECONDS = 60


@dataclass
class Found:
    lines: list
    text: str


def attempt(lines, kernel, module, careful=True):
    """Found, with the script up to the failed step, or None if nothing differs."""
    try:
        with guest.machine(kernel, ATTEMPT_SECONDS, guest.uses_ps2(lines)) as vm:
            guest.prepare(vm, module)
            status, text = guest.play_lines(vm, lines, ATTEMPT_SECONDS, careful)
    except VmError:
        return None     # it hung or crashed: another fault than the difference
    if status != 1:
        return None
    at = re.search(r"typist: line (\d+):", text)
    return Found(lines[:int(at[1])] if at else lines, text)


def _leave_out(found, size, test, end):
    """Try to remove each group of `size` lines, from the last to the first."""
    at = len(found.lines) - size
    while at > -size and time.monotonic() < end:
        lines = found.lines
        found = test(lines[:max(at, 0)] + lines[at + size:]) or found
        at = min(at, len(found.lines)) - size
    return found


def _halves(found, test, end):
    """Remove smaller and smaller groups, and single lines until none can be removed."""
    size = max(len(found.lines) // 2, 1)
    while time.monotonic() < end:
        before = len(found.lines)
        found = _leave_out(found, size, test, end)
        if size == 1 and len(found.lines) == before:
            break
        size = max(size // 2, 1)
    return found


def shrink(lines, kernel, module, seconds):
    """The smallest Found in so many seconds; None if the script shows no difference."""
    found = attempt(lines, kernel, module, careful=True) or \
        attempt(lines, kernel, module, careful=False)
    if not found:
        return None
    return _halves(found, lambda some: attempt(some, kernel, module),
                   time.monotonic() + seconds)
