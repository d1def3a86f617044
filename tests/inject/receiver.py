# SPDX-License-Identifier: GPL-2.0
"""The bytes that arrive on the real console and on vtkbd's at the same time.

The reference is the bytes of the real console when a uinput keyboard sends the keycodes: a
sender that works gives the same bytes.
"""
import re
import time

from e2e.desk import Desk, poll
from oracle import keymaps
from vm.errors import NoAnswer

MODES = ("mediumraw", "raw", "unicode")
NODES = ("/dev/tty1", "/dev/vtkbd1")
# Enter, which is the same in every keymap.
ENTER = 28
MARK = {"mediumraw": b"\x1c\x9c", "raw": b"\x1c\x9c", "unicode": b"\r"}
# The emulated keyboard holds sixteen bytes; few senders wait for a slow guest.
AT_ONCE = 3
# Seconds without a key after which missing keys count as lost, and after which no more keys
# are expected.
SILENCE, SETTLED = 4, 0.3
HEARD = b" vtkbd_key: "
EVENT = re.compile(rb"(\d+\.\d+): vtkbd_key: .* keycode=(\d+) value=(\d+) ")


class Events:
    """The events that vtkbd receives, from its tracepoint, with the guest's time."""

    def __init__(self, vm):
        self._channel = vm.qemu.channel
        self._trace = vm.spawn("echo 1 >/sys/module/vtkbd/parameters/trace_keys && "
                               "cd /sys/kernel/tracing && echo >trace && "
                               "echo 1 >events/vtkbd/vtkbd_key/enable && echo ready >&2 && "
                               "exec cat trace_pipe")
        self._trace.wait_for(rb"ready\n", stream="err")

    def count(self):
        return self._trace.out.count(HEARD)

    def wait(self, count, silence=SILENCE):
        """Wait until so many have come, or no more come."""
        seen = -1
        while seen < (now := self.count()) < count:
            seen = now
            self._channel.wait_for(lambda: self.count() > seen, silence)

    def told(self, since):
        """[(seconds, keycode, value)] of all but the first `since`."""
        return [(float(at), int(code), int(value))
                for at, code, value in EVENT.findall(self._trace.out)[since:]]


class Receiver:
    """vm: with its keyboard at rest. keymap: a name of Debian's for both consoles."""

    def __init__(self, vm, keymap=None):
        self._vm = vm
        self.desk = Desk(vm)
        self._readers = self.desk.readers()
        self._events = Events(vm)
        self._references = {}
        if keymap:
            names = [n for n in keymaps.unpack(vm.share) if n.endswith(f"/{keymap}.kmap")]
            for node in NODES:
                vm.sh(f"loadkeys -C {node} /share/keymaps/{names[0]}")

    def _reset(self, mode):
        self._vm.sh("; ".join(["set -e", f"vtkbdctl set 1 {mode} --force",
                               f"vtkbdctl set 1 {mode} --force --vt",
                               *(f"setleds -caps -num -scroll <{node}" for node in NODES)]))

    def _mark(self, starts, mode):
        """Type a last Enter and remove it from the result: all bytes before it have
        arrived."""
        self._play([ENTER])
        mark = MARK[mode]
        for reader, start in zip(self._readers, starts):
            poll(f"the mark in {mode}", lambda r=reader, s=start: r.out[s:].endswith(mark))
        return tuple(r.out[s:].removesuffix(mark) for r, s in zip(self._readers, starts))

    def _collect(self, mode, send):
        """(real, ours): the bytes that send() causes."""
        self._reset(mode)
        starts = [len(reader.out) for reader in self._readers]
        send()
        return self._mark(starts, mode)

    def collect(self, mode, send, keys):
        """(real, ours) for these keys, pressed and released by send(some keys)."""
        def send_all():
            for at in range(0, len(keys), AT_ONCE):
                some = keys[at:at + AT_ONCE]
                wanted = self._events.count() + 2 * len(some)
                send(some)
                self._events.wait(wanted)
            self._events.wait(float("inf"), SETTLED)
        return self._collect(mode, send_all)

    def _play(self, keycodes):
        """On a uinput keyboard, which passes keycodes only."""
        wanted = self._events.count() + 2 * len(keycodes)
        self._vm.sh("keys " + " ".join(f"{code}:1 {code}:0" for code in keycodes))
        self._events.wait(wanted)

    def reference(self, mode, keys):
        """The bytes of the keys on the real console."""
        name = mode, tuple(key.linux for key in keys)
        if name not in self._references:
            real, ours = self._collect(mode, lambda: self._play(name[1]))
            if ours != real:
                raise NoAnswer(f"{mode}: uinput: {real!r} on the real console, {ours!r} on ours")
            self._references[name] = real
        return self._references[name]

    def held(self, send, key):
        """Seconds between the press and the release of one key, on the guest's clock."""
        before = self._events.count()
        send([key])
        self._events.wait(before + 2)
        told = self._events.told(before)
        if [event[1:] for event in told] != [(key.linux, 1), (key.linux, 0)]:
            raise NoAnswer(f"keycode {key.linux}: heard {told}")
        return told[1][0] - told[0][0]
