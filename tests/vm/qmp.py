# SPDX-License-Identifier: GPL-2.0
"""QEMU's machine protocol: commands with their answers, and events kept in order."""
import json
import threading

from . import patience
from .errors import GuestGone, NoAnswer, VmError


class Qmp:
    """A session on a connected socket. Events collect in .events for ever."""

    def __init__(self, sock):
        self.events = []
        self._sock = sock
        self._changed = threading.Condition()
        self._ready = False
        self._answers = {}
        self._count = 0
        self._closed = False
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        try:
            with self._sock.makefile("rb") as lines:
                for line in lines:
                    self._take(json.loads(line))
        except (OSError, ValueError):
            pass
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _take(self, message):
        with self._changed:
            if "event" in message:
                self.events.append(message)
            elif "QMP" in message:
                self._ready = True
            else:
                self._answers[message.get("id")] = message
            self._changed.notify_all()

    def _await(self, what, ready, timeout):
        with self._changed:
            patience.wait_for(self._changed, lambda: ready() or self._closed, timeout)
            if ready():
                return
            if self._closed:
                raise GuestGone(f"QEMU ended while waiting for {what}")
            raise NoAnswer(f"QMP: no {what} in {timeout:g} s")

    def read_to_end(self, timeout=2):
        """For a QEMU that has ended: until all it said is in .events."""
        with self._changed:
            patience.wait_for(self._changed, lambda: self._closed, timeout)

    def negotiate(self, timeout=10):
        self._await("greeting", lambda: self._ready, timeout)
        self.execute("qmp_capabilities")

    def execute(self, command, timeout=10, /, **arguments):
        self._count += 1
        number = self._count
        message = {"execute": command, "arguments": arguments, "id": number}
        try:
            self._sock.sendall(json.dumps(message).encode() + b"\n")
        except OSError as error:
            raise GuestGone(f"QEMU ended before QMP {command}: {error}") from None
        self._await(f"answer to {command}", lambda: number in self._answers, timeout)
        answer = self._answers.pop(number)
        if "error" in answer:
            raise VmError(f"QMP {command}: {answer['error']['desc']}")
        return answer["return"]

    def wait_event(self, name, timeout=10, since=0, **data):
        """The first event of a name, from .events[since] on, whose data has these values."""
        def match():
            return next((e for e in self.events[since:] if e["event"] == name and
                         data.items() <= e.get("data", {}).items()), None)
        self._await(f"event {name} {data or ''}".strip(), lambda: match() is not None, timeout)
        return match()

    def finish_migration(self, timeout=60):
        """Wait for the migration now under way to complete; needs the events capability."""
        deadline = patience.Deadline(timeout)
        seen = 0
        while True:
            event = self.wait_event("MIGRATION", max(0.1, deadline.left()), seen)
            seen = self.events.index(event) + 1
            if event["data"]["status"] == "completed":
                return
            if event["data"]["status"] == "failed":
                raise VmError("migration failed")
