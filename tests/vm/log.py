# SPDX-License-Identifier: GPL-2.0
"""Which lines of a kernel log mean a fault of the kernel."""
import re

from .errors import LogProblem

FAULT = re.compile(r"BUG:|WARNING:|Oops|Call Trace|unreferenced object|"
                   r"INFO: task .* blocked|detected stall|vtkbd.* deprecated")
# The report of a data race: what raced, the accesses with their stacks, innermost first, and a
# line that is the rule alone. An access is the tested module's if its innermost frame is, but
# for functions that work on their caller's data: of the kernels that have KCSAN all else is built
# in. What is further out called the kernel's own code, or was interrupted.
RACE = re.compile(r"BUG: KCSAN: (.*)")
RACE_END = re.compile(r"={60,}\s*$")
ACCESS = re.compile(r"(read|write|assert)\b.* (to|of) .* by (task|interrupt)")
FRAME = re.compile(r" (\w\S*)\+0x[0-9a-f]+/0x[0-9a-f]+( \[\w+\])?\s*$")
LIBRARY = re.compile(r"_*(find_(first|next|last)|bitmap|list|mem|str|kstrto|param_[gs]et)")
CLOCK = re.compile(r"Long readout interval|Marking clocksource 'tsc' as unstable")
CONTEXT = 40


def _are_of_modules(report):
    """Whether each access of a race is a module's: those that a line like "read to ..." begins."""
    wanted = False
    for line in report:
        wanted |= bool(ACCESS.search(line))
        frame = wanted and FRAME.search(line)
        if frame and not LIBRARY.match(frame[1]):
            wanted = False
            yield frame[2] is not None


def _elsewhere(lines):
    """(line number, what raced) of data races of the kernel's own code with itself."""
    for start, line in enumerate(lines):
        race = RACE.search(line)
        if not race:
            continue
        end = next((n for n in range(start, len(lines)) if RACE_END.search(lines[n])), len(lines))
        modules = list(_are_of_modules(lines[start:end]))
        # A report that is cut short may be anybody's.
        if modules and not any(modules):
            yield start, race[1]


def races_elsewhere(text):
    """What raced in the kernel's own code: not ours to mend, but told."""
    return [race for _, race in _elsewhere(text.splitlines())]


def problems(text, allow=()):
    """Line numbers of faults, except races elsewhere and lines that one of the allow regexes
    matches."""
    lines = text.splitlines()
    elsewhere = {number for number, _ in _elsewhere(lines)}
    return [number for number, line in enumerate(lines)
            if FAULT.search(line) and number not in elsewhere
            and not any(re.search(a, line) for a in allow)]


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
