# SPDX-License-Identifier: GPL-2.0
"""The short form: a dozen keys from QEMU's monitors.

`make inject` plays all keys, from libvirt and VNC too (__main__.py).
"""
import pytest

from . import __main__ as inject
from . import limits, matrix, monitor
from .keys import keyboard, number, short
from .receiver import MODES, Receiver

# Plain, with the prefix e0, with bytes of their own in RAW mode, modifiers, a lock.
SOME = tuple(key for key in keyboard() if short(key) in (
    "ESC", "F11", "SYSRQ", "PAUSE", "A", "S", "102ND", "RIGHTSHIFT", "RIGHTALT", "DELETE",
    "KP5", "KPENTER", "CAPSLOCK"))


@pytest.fixture(name="receiver")
def fixture_receiver(stock_vm):
    return Receiver(stock_vm)


def verdicts(receiver, sender, mode, keys=SOME):
    """{key: verdict} for those that are not right."""
    sender.keys = keys
    return {cell.key: cell.verdict for cell in matrix.column(receiver, sender, mode)
            if cell.verdict != matrix.RIGHT}


def test_every_key_arrives_in_every_mode(receiver, stock_vm):
    for sender in monitor.senders(stock_vm):
        for mode in MODES:
            assert verdicts(receiver, sender, mode) == {}, (sender.name, mode)


def test_the_matrix_sees_two_codes_that_are_swapped(receiver, stock_vm, monkeypatch):
    a, s = (key for key in SOME if short(key) in "AS")
    swapped = {"A": s, "S": a}
    monkeypatch.setattr(monitor, "number",
                        lambda key, codeset: number(swapped.get(short(key), key), codeset))
    assert verdicts(receiver, monitor.SendKeyNumber(stock_vm), "unicode", (a, s)) == {
        "A": matrix.LIMIT, "S": matrix.LIMIT}


def test_the_matrix_sees_a_key_that_does_not_come(receiver, stock_vm, monkeypatch):
    sender = monitor.SendEvent(stock_vm)
    send = sender.send
    monkeypatch.setattr(sender, "send", lambda keys: send(
        [key for key in keys if short(key) != "PAUSE"]))
    assert verdicts(receiver, sender, "raw", SOME[2:5]) == {"PAUSE": matrix.LIMIT}


def test_a_limit_fails_unless_it_is_listed_and_seen():
    def cells(verdict, *keys):
        return [matrix.Cell("virsh os_x", "raw", key, verdict) for key in keys]
    listed = ("SYSRQ", "SCROLLLOCK", "PAUSE", "102ND", "INSERT")
    assert inject._tell(cells(matrix.LIMIT, *listed)) == 0
    assert inject._tell(cells(matrix.LIMIT, *listed, "A")) == 1
    assert inject._tell(cells(matrix.WRONG, *listed)) == 5
    assert limits.unseen(cells(matrix.LIMIT, *listed)) == []
    assert limits.unseen(cells(matrix.LIMIT, *listed[1:]) + cells(matrix.RIGHT, "SYSRQ")) == [
        ("virsh os_x", "raw", "SYSRQ")]
