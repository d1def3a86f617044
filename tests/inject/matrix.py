# SPDX-License-Identifier: GPL-2.0
"""Key by key, what a sender's keys came to in each mode.

right    as the reference
limit    not as the reference, but the real console got the very same: it is the
         sender's doing, or the emulated keyboard's; has to be listed in limits.py
wrong    vtkbd's console got something else than the real one
"""
from dataclasses import dataclass

from .keys import short

RIGHT, LIMIT, WRONG = "right", "limit", "wrong"


@dataclass(frozen=True)
class Cell:
    sender: str
    mode: str
    key: str
    verdict: str
    got: bytes = b""
    meant: bytes = b""


def _judge(receiver, sender, mode, keys):
    """(verdict, got, meant) for keys taken together."""
    meant = receiver.reference(mode, keys)
    real, ours = receiver.collect(mode, sender.send, keys)
    if ours != real:
        return WRONG, ours, real
    return (RIGHT if ours == meant else LIMIT), ours, meant


def _keycode_bytes(key):
    """MEDIUMRAW of a press and a release; none of the 105 needs more than a byte."""
    return bytes([key.linux, key.linux | 0x80])


def column(receiver, sender, mode):
    """The cells of one sender in one mode: all keys in one go, then, if need be, singly."""
    keys = sender.keys
    if mode == "mediumraw" and receiver.reference(mode, keys) != b"".join(map(_keycode_bytes, keys)):
        raise ValueError("the real console's keycodes are not the table's")
    if _judge(receiver, sender, mode, keys)[0] == RIGHT:
        return [Cell(sender.name, mode, short(key), RIGHT) for key in keys]
    return [Cell(sender.name, mode, short(key), *_judge(receiver, sender, mode, [key]))
            for key in keys]
