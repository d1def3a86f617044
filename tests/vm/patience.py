# SPDX-License-Identifier: GPL-2.0
"""Time limits that count progress, not the clock on the wall.

On a machine that is busy with other work a guest stands still most of the time. How long its
threads, and those of this process, were ready to run and had no processor is known
(/proc/PID/task/TID/schedstat), and is added to a limit when it has been reached.
"""
import os
import time
from pathlib import Path

PAUSE_SECONDS = 0.02
MOST = 10       # times the limit: something that never gets a processor ends as well


def _read(path):
    """A file of a process that may be gone; empty then."""
    try:
        return Path(path).read_text()
    except OSError:
        return ""


def _tasks(pid):
    """The threads of a process, if it is there."""
    try:
        return [f"/proc/{pid}/task/{tid}" for tid in os.listdir(f"/proc/{pid}/task")]
    except OSError:
        return []


def _family(pid):
    yield pid
    for task in _tasks(pid):
        for child in _read(f"{task}/children").split():
            yield from _family(child)


def _delay(task):
    fields = _read(f"{task}/schedstat").split()
    return int(fields[1]) if len(fields) > 1 else 0


def waited():
    """Seconds that this process and its children have waited for a processor, thread by thread."""
    return sum(_delay(task) for pid in _family(os.getpid()) for task in _tasks(pid)) / 10**9


class Deadline:
    """In so many seconds of progress, from now on."""

    def __init__(self, seconds):
        self._seconds = seconds
        self._start = time.monotonic()
        self._waited = waited()

    def left(self):
        """Seconds, at least; below 0 if it has passed."""
        gone = time.monotonic() - self._start
        if gone < self._seconds:
            return self._seconds - gone
        more = max(0, waited() - self._waited)
        return min(self._seconds + more, MOST * self._seconds) - gone

    def passed(self):
        return self.left() < 0


def wait_for(condition, ready, timeout):
    """As condition.wait_for(): ready(), or something false at the deadline."""
    deadline = Deadline(timeout)
    while (left := deadline.left()) >= 0:
        if condition.wait_for(ready, left):
            break
    return ready()


def until(ready, timeout):
    """ready() as soon as it is true, or something false at the deadline. Between two tries a
    guest has the processor for itself."""
    deadline = Deadline(timeout)
    while not (value := ready()) and not deadline.passed():
        time.sleep(PAUSE_SECONDS)
    return value
