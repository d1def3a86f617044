# SPDX-License-Identifier: GPL-2.0
"""tools/gdb: the session that finds the cause of a reboot by Ctrl-Alt-Del, with vtkbd in the
guest.

On Debian's kernel, without a vmlinux: its symbols come from the guest.
"""
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from vm import build
from vm.machine import Machine

from .debugger import Gdb
from .desk import Desk, poll

CHORD = ("ctrl", "alt", "delete")
UNICODE, OFF = 3, 4
# Functions that a key passes on its way from the interrupt; the compiler may inline others.
WAY = ("vtkbd_do_cad vtkbd_packet input_event "
       "serio_interrupt i8042_interrupt handle_irq_event asm_common_interrupt").split()
# Functions that insmod passes on its way to the module; others may be inlined, too.
INIT = "vtkbd_init do_one_initcall do_init_module do_syscall_64".split()
# What sends PID 1's signal, and the register with its number: kill_cad_pid() is inline on 6.1,
# and a function later, which has kill_pid() in it.
SENDS = (("kill_pid", "rsi"), ("kill_cad_pid", "rdi"))
OWNER = Path(__file__).with_name("owner.c")


def functions(backtrace):
    """Names of a backtrace's frames, innermost first."""
    return re.findall(r"^#\d+ +(?:0x[0-9a-f]+ in )?(\S+) \(", backtrace, re.M)


def in_order(wanted, found):
    """The names of wanted that are not in found, in order; empty if all are there."""
    left = list(wanted)
    for name in found:
        if left and left[0] == name:
            left.pop(0)
    return left


def facts(lines):
    """{name: value} of lines "name:   value"."""
    return dict(re.findall(r"^([^:\n]+): +(.*)$", lines, re.M))


def rows(lines):
    """The table of vtkbd-consoles: [(number, foreground, kbdmode, screen, switch, owner,
    setter)]."""
    parts = [re.match(r"([* ])(\d+) +(\S+) +(\S+) +(\S+) +(\S+) +(.+)$", line).groups()
             for line in lines.splitlines()[1:]]
    return [(int(num), mark == "*", *rest) for mark, num, *rest in parts]


def as_rows(listing):
    """The same from the output of vtkbdctl."""
    def setter(con):
        last = con["setter"]
        if not last:
            return "init"
        return last["cause"] if last["cause"] != "ioctl" else f"{last['comm']} ({last['pid']})"
    front = listing["seat"]["foreground_console"]
    return [(con["console"], con["console"] == front, con["kbdmode"], con["kdmode"],
             con["vtmode"], str(con["vt_pid"] or "-"), setter(con))
            for con in listing["consoles"]]


@pytest.fixture(name="gdb")
def fixture_gdb(stock_vm):
    with Gdb(stock_vm) as gdb:
        yield gdb


def attach(gdb):
    assert re.match(r"\d{5,} symbols of the kernel", gdb.kernel_symbols())
    gdb.attach()
    assert re.match(r"vtkbd: \.text at 0xffffffff\w+, \d+ sections$", gdb.module_symbols())


def stop_at_cad(gdb, vm):
    gdb.let_run()
    vm.keyboard.press(*CHORD)
    assert "vtkbd_do_cad (con=0x" in gdb.finish()


def test_the_session_of_the_seed(stock_vm, gdb):
    """Where Ctrl-Alt-Del is carried out, how it came there, and what fixing a mode does."""
    desk = Desk(stock_vm, "grab=1")
    attach(gdb)
    gdb.do("break vtkbd_do_cad")
    stop_at_cad(gdb, stock_vm)
    frames = functions(gdb.do("bt"))
    assert not in_order(WAY, frames), frames
    assert frames[-1] == "??", frames     # 0x0: none was missed on the way
    assert gdb.do("p con->kbd.kbdmode").endswith(f"= {UNICODE} '\\003'")
    assert gdb.do("p con->num").endswith("= 1")
    assert facts(gdb.do("vtkbd-keys"))["down"] == "KEY_LEFTCTRL KEY_LEFTALT KEY_DELETE"
    assert facts(gdb.do("vtkbd-seat"))["Ctrl-Alt-Del"] == "pressed 0, acted on 0"

    # SIGINT, and its sender.
    for function, argument in SENDS:
        gdb.do(f"break {function} if ${argument} == 2")
    gdb.do("continue")
    sender = functions(gdb.do("bt"))
    assert sender[0] in dict(SENDS), sender
    assert not in_order(["vtkbd_cad_signal", *WAY], sender), sender

    # The proof: the console put into OFF by hand.
    gdb.do("delete")
    gdb.do(f"set var vtkbd_seat->con[0]->kbd.kbdmode = {OFF}")
    gdb.do("detach")
    assert stock_vm.wait_signal().code == 128
    desk.press(CHORD, ("a",))
    assert len(stock_vm.signals) == 1
    assert desk.console(1)["kbdmode"] == "off"


def arrange(desk):
    """Several states: modes, an owner, a switch, held and pending keys."""
    vm = desk.vm
    vm.compile(OWNER)
    owner = vm.spawn("exec owner /dev/vtkbd4")
    owner.wait_for(rb"\d+\n")
    vm.sh("printf 'keycode 87 = dead_acute\nkeycode 88 = Compose\nkeycode 68 = Brl_dot3\n' | "
          "loadkeys -C /dev/vtkbd1 -")
    vm.sh("for n in 2:raw 3:mediumraw 4:off $(seq -f 5:raw 1 10) 5:xlate; do "
          "vtkbdctl set ${n%:*} ${n#*:} --force; done; chvt 2 </dev/vtkbd1")
    vm.sh("chvt 1 </dev/vtkbd1; setleds -D +caps -num </dev/vtkbd1")
    desk.press(("f11",), ("f12",))
    for key in ("f10", "shift", "shift_r"):
        vm.keyboard.down(key)
    desk.wait_keys(7)
    return owner


def check_state(gdb, listing):
    """gdb shows the same state as vtkbdctl."""
    seat = listing["seat"]
    assert rows(gdb.do("vtkbd-consoles all")) == as_rows(listing)
    assert {row[0] for row in rows(gdb.do("vtkbd-consoles"))} == \
        {con["console"] for con in listing["consoles"] if con["allocated"]}
    told = facts(gdb.do("vtkbd-seat"))
    assert told["foreground"] == f"1, before {seat['previous']}"
    assert told["acts"] == ("yes" if seat["acts"] else "no: it listens")
    assert told["modifiers"].split() == seat["modifiers"]
    assert told["counted"].startswith(f"keys {seat['keys']}, bytes {seat['nr_bytes']}, ")
    assert f"cad={seat['cad']} grab={int(seat['grab'])} " in told["parameters"]
    keys = facts(gdb.do("vtkbd-keys"))
    assert keys["down"] == "KEY_LEFTSHIFT KEY_RIGHTSHIFT KEY_F10"
    assert keys["modifiers"] == "shift by 2"
    assert keys["lock keys"] == "caps"
    assert keys["dead key"] == "U+0027 '"
    assert keys["compose"] == "the next character is a dead key"
    assert keys["braille"].startswith("pressed 3, ")


def test_gdb_shows_what_vtkbdctl_tells(stock_vm, gdb):
    desk = Desk(stock_vm, "cad=ignore led_quiet_ms=7")
    owner = arrange(desk)
    listing = desk.listing()
    assert {con["vtmode"] for con in listing["consoles"]} == {"auto", "process"}
    attach(gdb)
    check_state(gdb, listing)
    assert "led_quiet_ms=7 " in gdb.do("vtkbd-seat")
    gdb.do("detach")
    assert owner.running


def test_a_dump_of_the_memory_tells_the_same(stock_vm, gdb):
    """As QEMU writes a dump: ELF, with the addresses of the guest's page tables."""
    desk = Desk(stock_vm, "grab=1")
    arrange(desk)
    listing = desk.listing()
    gdb.kernel_symbols()
    dump = stock_vm.share.parent / "dump"
    stock_vm.qmp.execute("dump-guest-memory", 120, paging=True, protocol=f"file:{dump}")
    gdb.do(f"core-file {dump}")
    assert gdb.module_symbols().startswith("vtkbd: .text at 0x")
    check_state(gdb, listing)
    assert functions(gdb.do("bt"))


def test_a_file_of_another_build_is_refused(stock_vm, gdb, tmp_path):
    """Only its build ID differs here, 20 bytes after the note's head."""
    Desk(stock_vm)
    note = b"\4\0\0\0\x14\0\0\0\3\0\0\0GNU\0"
    data = bytearray(build.modules_once(stock_vm.kernel)["vtkbd"].read_bytes())
    at = data.index(note) + len(note)
    loaded = data[at:at + 20].hex()
    data[at] ^= 0xff
    other = tmp_path / "vtkbd.ko"
    other.write_bytes(data)
    gdb.kernel_symbols()
    gdb.attach()
    assert gdb.do(f"vtkbd-symbols {other}") == (
        f"vtkbd-symbols: {other}: not the file that was loaded: its build ID is "
        f"{data[at:at + 20].hex()}, the module's {loaded}")
    assert gdb.do("vtkbd-consoles").startswith("vtkbd-consoles: no symbols of vtkbd")
    assert gdb.module_symbols().startswith("vtkbd: .text at ")


def test_the_sections_may_come_from_sysfs(stock_vm, gdb):
    Desk(stock_vm)
    stock_vm.sh("cp -r /sys/module/vtkbd/sections /share/")
    text = stock_vm.sh("cat /sys/module/vtkbd/sections/.text").strip()
    gdb.attach()
    module = build.modules_once(stock_vm.kernel)["vtkbd"]
    said = gdb.do(f"vtkbd-symbols {module} {stock_vm.share / 'sections'}")
    assert said.startswith(f"vtkbd: .text at {text}, ")
    assert len(rows(gdb.do("vtkbd-consoles all"))) == 63
    gdb.do("detach")


def before_the_kernel(gdb, socket):
    """QEMU waits at its first instruction; continue to the load of the module."""
    poll("QEMU's gdbstub", socket.exists)
    gdb.do(f"target remote {socket}")
    gdb.do("hbreak start_kernel")
    reached = gdb.do("continue")
    module = build.modules_once(gdb.kernel)["vtkbd"]
    waiting = gdb.do(f"vtkbd-symbols {module}")
    gdb.do("break vtkbd_seat_create")
    gdb.start("continue")
    return reached, waiting


def test_from_the_first_instruction_to_the_modules_init(stock_vm, gdb, tmp_path):
    """QEMU -S, as with libvirt: hbreak, continue, load."""
    gdb.kernel_symbols()
    socket = tmp_path / "gdb"
    with ThreadPoolExecutor(1) as pool:
        early = pool.submit(before_the_kernel, gdb, socket)
        with Machine("stock", fresh=True, deadline=240, extra=(
                "-S", "-gdb", f"unix:{socket},server=on,wait=off")) as vm:
            reached, waiting = early.result()
            assert "start_kernel ()" in reached
            assert waiting == "vtkbd is not loaded: its symbols will be read when it is"
            shutil.copy(build.modules_once(vm.kernel)["vtkbd"], vm.share)
            loading = vm.spawn("insmod /share/vtkbd.ko cad=ignore")
            assert re.search(r"vtkbd: \.text at 0x.*\n(.*\n)*.*vtkbd_seat_create \(params=",
                             gdb.finish())
            frames = functions(gdb.do("bt"))
            assert frames[0] == "vtkbd_seat_create" and not in_order(INIT, frames), frames
            assert gdb.do("p params->cad").endswith("= 2")
            assert "it is not loaded to the end" in gdb.do("vtkbd-seat")
            gdb.do("delete")
            gdb.do("detach")
            assert loading.wait().status == 0
            vm.check_log()


@pytest.mark.parametrize("command,says", [
    ("vtkbd-consoles", "vtkbd-consoles: no symbols of vtkbd: give the guest's vtkbd.ko to "
                       "vtkbd-symbols"),
    ("vtkbd-consoles 1 2", "usage: vtkbd-consoles [all]"),
    ("vtkbd-symbols", "usage: vtkbd-symbols vtkbd.ko [SECTIONS]"),
    ("vtkbd-symbols /none.ko", "vtkbd-symbols: /none.ko: no such file"),
    ("vtkbd-symbols /bin/true", "vtkbd-symbols: /bin/true: no debug information of vtkbd in it"),
    ("vtkbd-symbols {module}", "vtkbd-symbols: no kernel symbol `modules': load vmlinux or use "
                               "vtkbd-kallsyms first, or give a copy of "
                               "/sys/module/vtkbd/sections"),
    ("vtkbd-kallsyms /none", "vtkbd-kallsyms: [Errno 2] No such file or directory: '/none'"),
    ("vtkbd-kallsyms {unprivileged}", "vtkbd-kallsyms: not a /proc/kallsyms that root read: no "
                                      "address of _einittext, _end, _etext, _sinittext, _text"),
])
def test_errors_name_the_object_and_the_reason(stock_vm, gdb, tmp_path, command, says):
    (tmp_path / "kallsyms").write_text("0000000000000000 T _text\n")
    command = command.format(module=build.modules_once(stock_vm.kernel)["vtkbd"],
                             unprivileged=tmp_path / "kallsyms")
    assert gdb.do(command) == says
