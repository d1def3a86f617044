# SPDX-License-Identifier: GPL-2.0
"""Which lines of a kernel log mean a fault of the kernel."""
import re

from .errors import LogProblem

FAULT = re.compile(r"BUG:|WARNING:|Oops|Call Trace|unreferenced object")
CLOCK = re.compile(r"Long readout interval|Marking clocksource 'tsc' as unstable")
CONTEXT = 40


def problems(text, allow=()):
    """Line numbers of faults, except lines that one of the allow regexes matches."""
    return [number for number, line in enumerate(text.splitlines())
            if FAULT.search(line) and not any(re.search(a, line) for a in allow)]


def mistook_clock(text):
    """Whether the guest's clock and its timer disagreed while it booted."""
    return bool(CLOCK.search(text))


def check(name, text, allow=()):
    found = problems(text, allow)
    if found:
        start = max(0, found[0] - 2)
        lines = text.splitlines()[start:start + CONTEXT]
        raise LogProblem(f"{name}: {len(found)} fault lines in the kernel log, from\n  "
                         + "\n  ".join(lines))


def tail(path, count=25):
    try:
        lines = path.read_text(errors="replace").splitlines()
    except OSError:
        lines = []
    return "  (serial log: empty)" if not lines else "\n".join(f"  | {line}" for line in lines[-count:])
