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


# -- who set a mode, and who owns a console -------------------------------------------------


@pytest.fixture(name="asks")
def fixture_asks(stock_vm):
    """asks(uid, console, *steps): the result of each step of asks.c."""
    desk = Desk(stock_vm)
    stock_vm.compile(HERE / "asks.c")

    def asks(uid, console, *steps):
        said = desk.vm.sh(f"asks {uid} /dev/vtkbd{console} {' '.join(steps)}", timeout=60)
        return [line.split(" ", 1)[1] for line in said.splitlines()]
    asks.desk = desk
    return asks


OVERFLOW = 65534


def test_processes_and_users_have_the_numbers_of_the_callers_namespaces(asks):
    """Of a process inside, of one outside, and of a user that has no number there."""
    _, by_root = asks(0, 4, "set=1,1", "ids=4")
    pid = int(re.match(r"last=(\d+):0 owner=0 history=\1:0$", by_root)[1])
    assert pid > 1
    told = asks(USER, 4, "ids=4", "inside", "ids=4", "set=3,1", "own", "ids=4")
    assert told == [by_root, "1:0", f"last=0:{OVERFLOW} owner=0 history=0:{OVERFLOW}", "set", "1",
                    "last=1:0 owner=1 history=1:0"]
    outer, = asks(0, 4, "ids=4")
    inside = int(re.match(rf"last=(\d+):{USER} owner=\1 history=\1:{USER}$", outer)[1])
    assert inside > pid, "it is known after it has ended, too"


def test_an_owner_that_is_not_visible_has_no_number(asks):
    asks.desk.vm.compile(HERE / "owner.c")
    owner = asks.desk.vm.spawn("exec owner /dev/vtkbd4")
    owner.wait_for(rb"\d+\n")
    told = asks(USER, 4, "ids=4", "inside", "ids=4")
    assert [re.search(r"owner=(\d+)", line)[1] for line in (told[0], told[2])] == [
        owner.out.decode().strip(), "0"]


def test_the_record_of_a_console_is_its_users(asks):
    """Also for root of a user namespace, who has every capability there."""
    asks(0, 4, "set=1,3")
    assert asks(USER, 4, "history=4", "console=4")[0] == "1:0:asks:1 " * 2 + "1:0:asks:1"
    for steps in ([], ["inside"]):
        *_, history, console, raw = asks(USER, 5, *steps, "history=4", "console=4", "raw=history,4")
        assert (history, raw) == ("EPERM", "EPERM")
        assert re.search(r"flags=0x1.? .*changes=0 last=0$", console), console
    assert "changes=3 last=1" in asks(0, 5, "console=4")[0]
