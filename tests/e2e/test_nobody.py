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


def test_no_entry_of_the_tracepoint_has_what_was_in_the_buffer_before(stock_vm):
    """A device's name is shorter than its room; raw entries are read as they are."""
    vm = stock_vm
    desk = Desk(vm)
    traces = "cd /sys/kernel/tracing;"
    vm.sh(f"{traces} echo 8 >buffer_size_kb; for i in $(seq 300); do echo {'X' * 64}; done "
          f">trace_marker; grep -c X trace; echo >trace; echo 1 >{EVENT}/enable", timeout=60)
    desk.press(*[("a",)] * 20)
    vm.sh(f"{traces} echo 0 >{EVENT}/enable; "
          "timeout 2 cat per_cpu/cpu0/trace_pipe_raw >/tmp/raw || :")
    assert vm.sh("grep -ac input /tmp/raw || :") != "0\n"
    # The holes between members, of four bytes at most, are as in any tracepoint.
    assert vm.sh("grep -ao 'X\\{5,\\}' /tmp/raw || :") == ""


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


# -- every ioctl of ours ------------------------------------------------------------------

REQUESTS = ["seat", "raw=console,4", "raw=console,5", "raw=history,4", "raw=history,5",
            "raw=attach,4", "raw=send,4"]
# User, terminal (or - and only its descriptor), steps before, results in the order of REQUESTS.
ALLOWED = ["told", "4", "5", "4", "5", "attached", "sent"]
HIS_OWN = ["told", "4", "5", "4", "EPERM", "EPERM", "EPERM"]
NONE_HIS = ["EPERM", "4", "5", "EPERM", "EPERM", "EPERM", "EPERM"]
CALLERS = {
    "root": (0, "/dev/vtkbd4", [], ALLOWED),
    "root without a terminal": (0, "-/dev/vtkbd4", [], ALLOWED),
    "a user": (USER, "/dev/vtkbd4", [], HIS_OWN),
    "a user without a terminal": (USER, "-/dev/vtkbd4", [], NONE_HIS),
    "root of a namespace": (USER, "/dev/vtkbd4", ["inside"], HIS_OWN),
    "root of a namespace without a terminal": (USER, "-/dev/vtkbd4", ["inside"], NONE_HIS),
    "root in a user namespace": (0, "-/dev/vtkbd4", ["inside"], NONE_HIS),
}


def test_who_may_use_which_of_our_ioctls(asks):
    vm, told, wanted = asks.desk.vm, {}, {}
    keep = vm.reader("/dev/vtkbd5")
    for who, (uid, node, before, results) in CALLERS.items():
        lines = vm.sh(f"asks {uid} {node} {' '.join(before + REQUESTS)}", timeout=60).splitlines()
        said = [line.split(" ", 1)[1] for line in lines[len(before):]]
        told[who] = ["told" if word.startswith("foreground=") else word for word in said]
        wanted[who] = results
    assert told == wanted
    assert keep.running


# -- every file of ours -------------------------------------------------------------------

FOLDERS = ("/sys/class/tty/vtkbd0/ /sys/class/tty/vtkbd1/ /sys/class/tty/vtkbd4/ /sys/module/vtkbd/ "
           "/proc/tty/ /sys/kernel/debug/ /sys/kernel/tracing/events/vtkbd/")


def readable(vm, *before):
    """The lines that a user can read in them, with the file; his session is on console 4."""
    said = vm.sh(f"asks {USER} /dev/vtkbd4 {' '.join(before)} 'run=grep -rs . {FOLDERS}; true'",
                 timeout=120)
    return [line for line in said.splitlines() if line.startswith("/")]


@pytest.mark.parametrize("before", [[], ["inside"]], ids=["user", "root of a namespace"])
def test_no_file_tells_what_is_typed(asks, before):
    """Keys, a modifier held, Compose and a dead key that are pending, on console 1."""
    desk = asks.desk
    earlier = readable(desk.vm, *before)
    assert {"/sys/class/tty/vtkbd1/kbdmode:unicode",
            "/sys/module/vtkbd/parameters/cad:signal"} <= set(earlier)
    assert not [line for line in earlier if line.startswith(("/sys/kernel", TRACE_KEYS))]
    desk.press(("a",), ("up",), ("ctrl", "dot"), ("apostrophe",))
    desk.vm.keyboard.down("shift")
    desk.wait_keys(11)
    later = readable(desk.vm, *before)
    desk.vm.keyboard.up("shift")
    assert later == earlier


@pytest.mark.parametrize("before", [[], ["inside"]], ids=["user", "root of a namespace"])
def test_neither_a_node_nor_the_parameter_is_opened(asks, before):
    """The kernel's own nodes are refused the same."""
    paths = ["/dev/tty5", "/dev/vtkbd5", "/dev/tty0", "/dev/vtkbd0", TRACE_KEYS]
    tries = "; ".join(f"(: <{path}); (: >>{path})" for path in paths)
    said = asks.desk.vm.sh(f"asks {USER} /dev/vtkbd4 {' '.join(before)} 'run=exec 2>&1; {tries}; true'")
    assert said.count("ermission denied") == 2 * len(paths), said
