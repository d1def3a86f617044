# SPDX-License-Identifier: GPL-2.0
"""The base class of all senders."""
from vm.keyboard import HOLD_MS

from .keys import keyboard


class Sender:
    """keys: those of the 105 that it can name; nameless: the others.

    holds: send() uses its hold_ms.
    """
    name = None
    keys, nameless = keyboard(), ()
    holds = True

    def rest(self):
        """Turn all locks off at the sender's side."""

    def send(self, keys, hold_ms=HOLD_MS):
        """Press and release each of the keys, one after the other."""
        raise NotImplementedError
