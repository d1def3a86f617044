# SPDX-License-Identifier: GPL-2.0
"""What arrives: bytes on the real console and on vtkbd's, listening side by side.

The reference is what the real console gives when a uinput keyboard plays the very
keycodes: whoever sends a key as it was meant gets the same.
"""
import time

from e2e.desk import Desk, poll
from oracle import keymaps
from vm.errors import NoAnswer

MODES = ("mediumraw", "raw", "unicode")
NODES = ("/dev/tty1", "/dev/vtkbd1")
# Enter, which is the same in every keymap.
MARK = {"mediumraw": b"\x1c\x9c", "raw": b"\x1c\x9c", "unicode": b"\r"}
# The emulated keyboard holds sixteen bytes; few senders wait for a guest that is slow.
AT_ONCE = 3
# How long no key may come before those that lack are taken for lost.
SILENCE = 5


class Receiver:
    """vm: with its keyboard at rest. keymap: a name of Debian's for both consoles."""

    def __init__(self, vm, keymap=None):
        self._vm = vm
        self.desk = Desk(vm)
        self._readers = self.desk.readers()
        self._references = {}
        if keymap:
            names = [n for n in keymaps.unpack(vm.share) if n.endswith(f"/{keymap}.kmap")]
            for node in NODES:
                vm.sh(f"loadkeys -C {node} /share/keymaps/{names[0]}")

    def _reset(self, mode):
        self.desk.set_mode(1, mode)
        for node in NODES:
            self._vm.sh(f"setleds -caps -num -scroll <{node}")

    def _wait(self, count):
        """Until vtkbd has heard so many events, or hears no more."""
        heard, since = -1, time.monotonic()
        while (now := self.desk.seat()["keys"]) < count:
            if now != heard:
                heard, since = now, time.monotonic()
            elif time.monotonic() - since > SILENCE:
                break

    def _mark(self, starts, mode):
        """Play a last Enter and cut it off: all that came before it has come."""
        self._vm.sh("keys 28:1 28:0")
        mark = MARK[mode]
        for reader, start in zip(self._readers, starts):
            poll(f"the mark in {mode}", lambda r=reader, s=start: r.out[s:].endswith(mark))
        return tuple(r.out[s:].removesuffix(mark) for r, s in zip(self._readers, starts))

    def collect(self, mode, send, keys):
        """(real, ours) for these keys, pressed and released by send(some keys)."""
        self._reset(mode)
        starts = [len(reader.out) for reader in self._readers]
        heard = self.desk.seat()["keys"]
        for at in range(0, len(keys), AT_ONCE):
            some = keys[at:at + AT_ONCE]
            send(some)
            heard += 2 * len(some)
            self._wait(heard)
        return self._mark(starts, mode)

    def _play(self, keys):
        self._vm.sh("keys " + " ".join(f"{key.linux}:1 {key.linux}:0" for key in keys))

    def reference(self, mode, keys):
        """What the keys come to on the real console."""
        name = mode, tuple(key.linux for key in keys)
        if name not in self._references:
            real, ours = self.collect(mode, self._play, keys)
            if ours != real:
                raise NoAnswer(f"{mode}: uinput: {real!r} on the real console, {ours!r} on ours")
            self._references[name] = real
        return self._references[name]
