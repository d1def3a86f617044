# SPDX-License-Identifier: GPL-2.0
"""Key by key, the result of a sender's keys in each mode.

right    as the reference
limit    not as the reference, but the real console got the same bytes: the cause is the
         sender or the emulated keyboard; has to be listed in limits.py. A key for which
         the sender has no name is a limit, too
wrong    vtkbd's console got something else than the real one
"""
from dataclasses import dataclass

from . import limits
from .keys import short

RIGHT, LIMIT, WRONG = "right", "limit", "wrong"
PART = 7


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
    sender.rest()
    real, ours = receiver.collect(mode, sender.send, keys)
    if ours != real:
        return WRONG, ours, real
    return (RIGHT if ours == meant else LIMIT), ours, meant


def _keycode_bytes(key):
    """MEDIUMRAW of a press and a release; none of the 105 needs more than a byte."""
    return bytes([key.linux, key.linux | 0x80])


def _cells(receiver, sender, mode, keys):
    """Keys together; if that is not right, in smaller groups, and at last one by one.

    Keys that are right one by one but not together have a cell for that.
    """
    verdict, got, meant = _judge(receiver, sender, mode, keys)
    if verdict == RIGHT or len(keys) == 1:
        return [Cell(sender.name, mode, short(key), verdict, got, meant) for key in keys]
    size = PART if len(keys) > PART else 1
    cells = [cell for at in range(0, len(keys), size)
             for cell in _cells(receiver, sender, mode, keys[at:at + size])]
    if all(cell.verdict == RIGHT for cell in cells):
        together = f"{short(keys[0])}...{short(keys[-1])}"
        cells.append(Cell(sender.name, mode, together, verdict, got, meant))
    return cells


def column(receiver, sender, mode):
    """The cells of one sender in one mode; known limits are sent singly, the others
    together."""
    keys = sender.keys
    keycodes = b"".join(map(_keycode_bytes, keys))
    if mode == "mediumraw" and receiver.reference(mode, keys) != keycodes:
        raise ValueError("the real console's keycodes are not the table's")
    apart = [key for key in keys if (sender.name, mode, short(key)) in limits.KNOWN]
    together = [key for key in keys if key not in apart]
    return [*_cells(receiver, sender, mode, together),
            *(cell for key in apart for cell in _cells(receiver, sender, mode, [key])),
            *(Cell(sender.name, mode, short(key), LIMIT, meant=receiver.reference(mode, [key]))
              for key in sender.nameless)]
