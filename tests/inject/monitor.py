# SPDX-License-Identifier: GPL-2.0
"""Senders (a): QEMU's monitors."""
from vm.keyboard import HOLD_MS

from .keys import keyboard, number, qcode


class Sendkey:
    """The human monitor's sendkey."""
    name = "sendkey"
    keys = keyboard()

    def __init__(self, vm):
        self._vm = vm

    def send(self, keys):
        for key in keys:
            said = self._vm.qmp.execute("human-monitor-command", **{
                "command-line": f"sendkey {qcode(key)} {HOLD_MS}"})
            if said:
                raise ValueError(f"sendkey {qcode(key)}: {said.strip()}")


class SendKey:
    """QMP's send-key, by name."""
    name = "send-key"
    keys = keyboard()

    def __init__(self, vm):
        self._vm = vm

    def send(self, keys):
        for key in keys:
            self._vm.keyboard.press(qcode(key))


class SendKeyNumber(SendKey):
    """QMP's send-key, by number."""
    name = "send-key number"

    def send(self, keys):
        for key in keys:
            self._vm.keyboard.press(number(key, "qnum"))


class SendEvent:
    """QMP's input-send-event."""
    name = "input-send-event"
    keys = keyboard()

    def __init__(self, vm):
        self._vm = vm

    def send(self, keys):
        for key in keys:
            self._vm.keyboard.down(qcode(key))
            self._vm.keyboard.up(qcode(key))


SENDERS = (Sendkey, SendKey, SendKeyNumber, SendEvent)


def senders(vm):
    return [sender(vm) for sender in SENDERS]
