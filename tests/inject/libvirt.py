# SPDX-License-Identifier: GPL-2.0
"""Senders (b): virsh send-key, with every set of codes that it offers."""
import ctypes

from vm.errors import VmError
from vm.keyboard import HOLD_MS

from .domain import NAME
from .keys import keyboard, number, short
from .sender import Sender

# As in virsh's manual page; rfb is qnum's older name.
CODESETS = ("linux", "xt", "atset1", "atset2", "atset3", "os_x", "xt_kbd", "win32", "usb",
            "rfb", "qnum")
CSV_NAMES = {"rfb": "qnum"}
# These keys have two codes; libvirt accepts only the second.
SECOND = {("win32", "LEFTCTRL"): 0x11, ("win32", "LEFTALT"): 0x12, ("usb", "BACKSLASH"): 0x32}
UNKNOWN = "cannot translate keycode"
# The library's own order of them.
NUMBERED = ("linux", "xt", "atset1", "atset2", "atset3", "os_x", "xt_kbd", "usb", "win32", "qnum")
NO_CODE = (-1, 0, 0xff)


def _number(key, column):
    return SECOND.get((column, short(key)), number(key, column))


def _has_code(column, key):
    """Whether the library itself has a code for a key, independent of our table."""
    translate = ctypes.CDLL("libvirt.so.0").virKeycodeValueTranslate
    return translate(NUMBERED.index("linux"), NUMBERED.index(column), key.linux) not in NO_CODE


class Virsh(Sender):
    """One set of codes; .nameless are those of the 105 keys without a code in it."""

    def __init__(self, vm, codeset):
        self.name = f"virsh {codeset}"
        self._daemon = vm.qemu.daemon
        self._codeset = codeset
        column = CSV_NAMES.get(codeset, codeset)
        self._codes = {short(key): _number(key, column) for key in keyboard()}
        self.keys = tuple(key for key in keyboard() if self._codes[short(key)] is not None)
        self.nameless = tuple(key for key in keyboard() if key not in self.keys)
        if any(_has_code(column, key) for key in self.nameless):
            raise VmError(f"{self.name}: libvirt has codes that keycodes.csv lacks")

    def _code(self, key):
        return key.names[0] if self._codeset == "linux" else hex(self._codes[short(key)])

    def send(self, keys, hold_ms=HOLD_MS):
        """Keys without a code are not sent, and so do not arrive: a limit."""
        done = self._daemon.run(*(
            f"send-key {NAME} --codeset {self._codeset} --holdtime {hold_ms} "
            f"{self._code(key)}" for key in keys))
        said = [line for line in done.stderr.splitlines() if line and UNKNOWN not in line]
        if said or done.returncode and UNKNOWN not in done.stderr:
            raise VmError(f"{self.name}: {said}")


def senders(vm):
    return [Virsh(vm, codeset) for codeset in CODESETS]
