# SPDX-License-Identifier: GPL-2.0
"""Nobody gets in: what a user without privileges, or one with all of them in a namespace of his
own, learns from the module's tracepoints, ioctls and files."""
import re
from pathlib import Path

import pytest

from .desk import Desk

HERE = Path(__file__).parent
USER = 1000
EVENT = "/sys/kernel/tracing/events/vtkbd/vtkbd_key"
PARANOID = "/proc/sys/kernel/perf_event_paranoid"
TRACE_KEYS = "/sys/module/vtkbd/parameters/trace_keys"


# -- the tracepoint of a key ---------------------------------------------------------------


class Overheard:
    """A user reads the tracepoint by perf_event_open(2), which this setting allows every one."""

    def __init__(self, desk):
        self.desk, vm = desk, desk.vm
        vm.compile(HERE / "overhear.c")
        vm.sh(f"echo -1 >{PARANOID}")
        self.number = vm.sh(f"cat {EVENT}/id").strip()
        self.offset = dict(re.findall(r" (\w+);\toffset:(\d+)", vm.sh(f"cat {EVENT}/format")))

    def told(self, field, *chords):
        """That field of each event."""
        events = 2 * sum(len(chord) for chord in chords)
        program = self.desk.vm.spawn(
            f"exec overhear {USER} {self.number} {self.offset[field]} {events}")
        program.wait_for(b"listening\n", 20, "err")
        self.desk.press(*chords)
        assert program.wait(20).status == 0
        return [int(line) for line in program.out.split()]


@pytest.mark.parametrize("set_to, codes, nr_bytes", [
    (0, [0] * 4, [0] * 4), (1, [30, 30, 103, 103], [1, 0, 3, 0])])
def test_the_tracepoint_of_a_key_tells_which_only_if_root_says_so(stock_vm, set_to, codes, nr_bytes):
    """Where everybody may read tracepoints, and in the trace itself."""
    desk = Desk(stock_vm)
    assert stock_vm.sh(f"cat {TRACE_KEYS}") == "N\n"
    heard = Overheard(desk)
    stock_vm.sh(f"echo {set_to} >{TRACE_KEYS}; echo 1 >{EVENT}/enable")
    chords = ("a",), ("up",)
    assert (heard.told("code", *chords), heard.told("bytes", *chords)) == (codes, nr_bytes)
    assert heard.told("value", *chords) == [1, 0] * 2, "that there was a key, and when"
    traced = re.findall(r"keycode=(\d+) value=\d bytes=(\d+)", stock_vm.sh(f"cat {EVENT}/../../../trace"))
    assert traced == [(str(code), str(n)) for code, n in zip(codes, nr_bytes)] * 3
