# SPDX-License-Identifier: GPL-2.0
"""Sender (c): keys typed at GTK-VNC's viewer, whose display has another keymap.

The viewer sends QEMU's extended key events, which contain the key besides the keysym. So the
client, the server (QEMU's -k) and the guest may each have another keymap.
"""
import contextlib
import os
import subprocess
import threading
from pathlib import Path

from vm import host
from vm.errors import NoAnswer, VmError
from vm.keyboard import HOLD_MS

from .sender import Sender

CLIENT = Path(__file__).with_name("vncclient.py")
READY_SECONDS, TYPE_SECONDS = 60, 60
# With the rules evdev X's keycodes are Linux's plus this number.
X_OFFSET = 8
TRACE = "vnc_key_event_ext"


def _lay_out(name, layout):
    """Give a display its keymap, and check that it stays when setxkbmap has ended."""
    host.output("setxkbmap", "-display", name, "-rules", "evdev", "-model", "pc105",
                "-layout", layout)
    says = host.output("setxkbmap", "-display", name, "-query")
    if f"layout: {layout}" not in " ".join(says.split()):
        raise VmError(f"Xvfb: its keymap is not {layout}:\n{says}")


@contextlib.contextmanager
def display(layout):
    """An X server without a visible screen; returns its name."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["setpriv", "--pdeathsig", "KILL", "Xvfb", "-displayfd", str(writing), "-screen", "0",
         "640x480x24", "-nolisten", "tcp", "-noreset"], pass_fds=(writing,),
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            number = told.readline().strip()
        if not number:
            raise VmError("Xvfb: did not start")
        name = f":{number}"
        _lay_out(name, layout)
        yield name
    finally:
        server.terminate()
        server.wait()


def outside(work, keymap):
    """QEMU's arguments for a Machine. Its VNC server waits between key events."""
    return (*(("-k", keymap) if keymap else ()), "-vnc", f"unix:{work}/vnc,key-delay-ms={HOLD_MS}",
            "-trace", TRACE, "-D", f"{work}/trace")


class Viewer(Sender):
    """A viewer that is connected and has the focus."""
    holds = False

    def __init__(self, name, work, screen, traced):
        """traced: QEMU uses the extended events and traces each; not so with -k."""
        self.name = name
        self._traced = traced
        self._trace = work / "trace"
        self._process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "/usr/bin/python3", str(CLIENT), f"{work}/vnc"],
            env={**os.environ, "DISPLAY": screen, "GDK_BACKEND": "x11", "NO_AT_BRIDGE": "1"},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._expect("ready", READY_SECONDS)

    def _expect(self, word, seconds):
        watchdog = threading.Timer(seconds, self._process.kill)
        watchdog.start()
        said = self._process.stdout.readline().strip()
        watchdog.cancel()
        if said != word:
            raise NoAnswer(f"{self.name}: the viewer said {said!r}, not {word!r}")

    def rest(self):
        self._order("rest", "at rest")

    def send(self, keys, hold_ms=HOLD_MS):
        before = self._extended()
        self._order(" ".join(str(key.linux + X_OFFSET) for key in keys), "typed")
        if self._traced and self._extended() == before:
            raise NoAnswer(f"{self.name}: no extended key event reached QEMU")

    def _order(self, line, answer):
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        self._expect(answer, TYPE_SECONDS)

    def _extended(self):
        """How many extended key events QEMU has seen."""
        return self._trace.read_text().count(TRACE) if self._trace.exists() else 0

    def close(self):
        self._process.stdin.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
