# SPDX-License-Identifier: GPL-2.0
"""Senders (a): QEMU's monitors."""
from vm.keyboard import HOLD_MS

from .keys import number, qcode
from .sender import Sender


class _Monitor(Sender):
    def __init__(self, vm):
        self._vm = vm


class Sendkey(_Monitor):
    """The human monitor's sendkey."""
    name = "sendkey"

    def send(self, keys, hold_ms=HOLD_MS):
        for key in keys:
            said = self._vm.qmp.execute("human-monitor-command", **{
                "command-line": f"sendkey {qcode(key)} {hold_ms}"})
            if said:
                raise ValueError(f"sendkey {qcode(key)}: {said.strip()}")


class SendKey(_Monitor):
    """QMP's send-key, by name."""
    name = "send-key"

    def send(self, keys, hold_ms=HOLD_MS):
        for key in keys:
            self._vm.keyboard.press(qcode(key), hold_ms=hold_ms)


class SendKeyNumber(_Monitor):
    """QMP's send-key, by number."""
    name = "send-key number"

    def send(self, keys, hold_ms=HOLD_MS):
        for key in keys:
            self._vm.keyboard.press(number(key, "qnum"), hold_ms=hold_ms)


class SendEvent(_Monitor):
    """QMP's input-send-event."""
    name = "input-send-event"
    holds = False

    def send(self, keys, hold_ms=HOLD_MS):
        for key in keys:
            self._vm.keyboard.down(qcode(key))
            self._vm.keyboard.up(qcode(key))


SENDERS = (Sendkey, SendKey, SendKeyNumber, SendEvent)


def senders(vm):
    return [sender(vm) for sender in SENDERS]
