# SPDX-License-Identifier: GPL-2.0
"""Senders (b): virsh send-key, with every set of codes that it offers."""
from vm.keyboard import HOLD_MS

from .domain import NAME
from .keys import keyboard, number

# As virsh's own page has them; rfb is qnum's older name.
CODESETS = ("linux", "xt", "atset1", "atset2", "atset3", "os_x", "xt_kbd", "win32", "usb",
            "rfb", "qnum")
CSV_NAMES = {"rfb": "qnum"}


class Virsh:
    """One set of codes; .keys are those of the 105 that have one in it."""

    def __init__(self, vm, codeset):
        self.name = f"virsh {codeset}"
        self._daemon = vm.qemu.daemon
        self._codeset = codeset
        self._column = CSV_NAMES.get(codeset, codeset)
        self.keys = tuple(key for key in keyboard() if number(key, self._column) is not None)

    def _code(self, key):
        return key.names[0] if self._codeset == "linux" else hex(number(key, self._column))

    def send(self, keys):
        self._daemon.virsh(*(f"send-key {NAME} --codeset {self._codeset} --holdtime {HOLD_MS} "
                             f"{self._code(key)}" for key in keys))


def senders(vm):
    return [Virsh(vm, codeset) for codeset in CODESETS]
