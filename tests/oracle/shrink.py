# SPDX-License-Identifier: GPL-2.0
"""Makes a script that shows a difference as short as it can be in a given time.

Each attempt is played in a machine that was just restored, with the module just
inserted: what is left of the script is all that is needed.
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
    """Found, with the script up to where it failed, or None if nothing differs."""
    try:
        with guest.machine(kernel, ATTEMPT_SECONDS, guest.uses_ps2(lines)) as vm:
            guest.prepare(vm, module)
            status, text = guest.play_lines(vm, lines, ATTEMPT_SECONDS, careful)
    except VmError:
        return None     # it hung or crashed: not the difference that was found
    if status != 1:
        return None
    at = re.search(r"typist: line (\d+):", text)
    return Found(lines[:int(at[1])] if at else lines, text)


def _leave_out(found, size, test, end):
    """Try to do without each `size` lines, from the last to the first."""
    at = len(found.lines) - size
    while at > -size and time.monotonic() < end:
        lines = found.lines
        found = test(lines[:max(at, 0)] + lines[at + size:]) or found
        at = min(at, len(found.lines)) - size
    return found


def _halves(found, test, end):
    """Leave out ever smaller pieces, and single lines until none can be spared."""
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
