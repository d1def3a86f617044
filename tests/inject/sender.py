# SPDX-License-Identifier: GPL-2.0
"""What all senders can do; each says how."""
from vm.keyboard import HOLD_MS

from .keys import keyboard


class Sender:
    """keys: those of the 105 that it can name; nameless: the others.

    holds: send() goes by its hold_ms.
    """
    name = None
    keys, nameless = keyboard(), ()
    holds = True

    def rest(self):
        """No lock is on at the sender's side."""

    def send(self, keys, hold_ms=HOLD_MS):
        """Press and release each of the keys, one after the other."""
        raise NotImplementedError
