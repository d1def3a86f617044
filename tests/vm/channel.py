# SPDX-License-Identifier: GPL-2.0
"""The host's end of the control line: commands in the guest and PID 1's signals.

guest/frame.h describes the protocol. A thread reads the line all the time, so the guest never
waits for the host.
"""
import re
import struct
import threading
from dataclasses import dataclass

from . import patience
from .errors import GuestGone, NoAnswer

HELLO = b"\nvtkbd-vm ready\n"
HEAD = struct.Struct("<IIc3x")
SIGNAL = struct.Struct("<iiiI")


@dataclass(frozen=True)
class Signal:
    """One siginfo that PID 1 read from its signalfd."""
    signo: int
    code: int
    pid: int
    uid: int


@dataclass(frozen=True)
class Result:
    """How a command ended. status: exit code, or minus the signal that killed it."""
    status: int
    out: bytes
    err: bytes

    @property
    def text(self):
        return self.out.decode(errors="replace")

    @property
    def errtext(self):
        return self.err.decode(errors="replace")


class Command:
    """A command in the guest; .out and .err grow as it writes."""

    def __init__(self, channel, number, text):
        self.text = text
        self.out = b""
        self.err = b""
        self.status = None
        self._channel = channel
        self._number = number

    def __repr__(self):
        return f"<{self.text!r} status={self.status}>"

    @property
    def running(self):
        return self.status is None

    def _seen(self):
        return (f"\n  stdout so far: {self.out[-500:]!r}"
                f"\n  stderr so far: {self.err[-500:]!r}")

    def wait(self, timeout=30):
        """The Result when it has ended; NoAnswer (still running) at the deadline."""
        if not self._channel.wait_for(lambda: not self.running, timeout):
            raise NoAnswer(f"{self.text!r}: still running after {timeout:g} s{self._seen()}")
        return Result(self.status, self.out, self.err)

    def wait_for(self, pattern, timeout=10, stream="out"):
        """The match of a bytes regex in its output so far, on out or err."""
        regex = re.compile(pattern, re.DOTALL)

        def found():
            return regex.search(getattr(self, stream))
        self._channel.wait_for(lambda: found() or not self.running, timeout)
        match = found()
        if match:
            return match
        why = f"not in {timeout:g} s" if self.running else f"ended with status {self.status}"
        raise NoAnswer(f"{self.text!r}: no {pattern!r} on {stream}: {why}{self._seen()}")

    def kill(self, signo=9):
        """Signal the command's whole process group."""
        self._channel.send(b"K", self._number, bytes([signo]))


class Channel:
    def __init__(self, sock):
        self.signals = []
        self._sock = sock
        self._changed = threading.Condition()
        self._commands = {}
        self._count = 0
        self._greeted = False
        self._closed = False
        threading.Thread(target=self._read, daemon=True).start()

    def _chunks(self):
        try:
            while chunk := self._sock.recv(65536):
                yield chunk
        except OSError:
            pass

    def _read(self):
        buffer = b""
        for chunk in self._chunks():
            with self._changed:
                buffer = self._parse(buffer + chunk)
                self._changed.notify_all()
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _parse(self, buffer):
        if not self._greeted:
            before, hello, after = buffer.partition(HELLO)
            if not hello:
                return buffer
            self._greeted, buffer = True, after
        at = 0
        while len(buffer) - at >= HEAD.size:
            length, number, kind = HEAD.unpack_from(buffer, at)
            end = at + HEAD.size + length
            if len(buffer) < end:
                break
            self._take(kind, number, buffer[at + HEAD.size:end])
            at = end
        return buffer[at:]

    def _take(self, kind, number, payload):
        if kind == b"S":
            self.signals.append(Signal(*SIGNAL.unpack(payload)))
            return
        command = self._commands.get(number)
        if command is None:
            return
        if kind == b"O":
            command.out += payload
        elif kind == b"E":
            command.err += payload
        elif kind == b"X":
            (command.status,) = struct.unpack("<i", payload)
            del self._commands[number]

    def wait_for(self, ready, timeout):
        """True when ready() holds, False at the deadline; GuestGone if QEMU ended first."""
        with self._changed:
            patience.wait_for(self._changed, lambda: ready() or self._closed, timeout)
            if ready():
                return True
            if self._closed:
                raise GuestGone("QEMU ended while the guest was asked")
            return False

    def assume_greeted(self):
        """For a restored guest, which said hello before it was saved."""
        with self._changed:
            self._greeted = True

    def wait_hello(self, timeout):
        if not self.wait_for(lambda: self._greeted, timeout):
            raise NoAnswer(f"the guest's init did not come up in {timeout:g} s")

    def send(self, kind, number=0, payload=b""):
        try:
            self._sock.sendall(HEAD.pack(len(payload), number, kind) + payload)
        except OSError as error:
            raise GuestGone(f"QEMU ended: {error}") from None

    def spawn(self, text, kind=b"R"):
        """kind: of a frame that is answered as a command is."""
        with self._changed:
            self._count += 1
            number = self._count
            command = self._commands[number] = Command(self, number, text)
        self.send(kind, number, text.encode())
        return command
