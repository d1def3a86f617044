# SPDX-License-Identifier: GPL-2.0
"""Every ioctl answers on /dev/vtkbdN as it does on the real /dev/ttyN.

The judge is the real VT in the same VM. A program of tests/conformance is run on both nodes
and contains no expected result: its output for one must be, byte for byte, its output for the
other. Each run starts in the state after boot, with console 1 in the foreground, and programs
restore what they change, so one machine is used for all.
"""
import difflib
from pathlib import Path

import pytest

from vm import build
from vm.errors import BuildError
from vm.machine import Machine

SOURCES = Path(__file__).parents[1] / "conformance"
REAL, OURS = "/dev/tty", "/dev/vtkbd"
FOREGROUND, BACKGROUND = 1, 3
COMPAT_PACKAGE = "gcc-multilib"
DIFF_LINES = 100
SECONDS = 3600      # for a machine: many programs, and a busy host

# The fewest lines that a complete run of each program prints.
FLOOR = {"modes": 300, "leds": 650, "keymap": 600, "strings": 550, "accents": 800,
         "vt": 550, "handover": 550, "perm": 4100, "unknown": 500, "device": 330,
         "written": 2200, "tiocl": 300, "scrnmap": 55, "resize": 180, "tty": 65, "leftover": 40,
         "ctty": 25, "blank": 1200}
COMPAT = ["tiocl", "scrnmap", "modes", "keymap", "strings", "perm", "unknown", "device"]


@pytest.fixture(scope="module")
def machine():
    with Machine("stock", deadline=SECONDS) as vm:
        vm.insmod("vtkbd")
        yield vm


@pytest.fixture
def vm(machine):
    yield machine
    machine.check_log()


@pytest.fixture(scope="module")
def machine_with_a_screen():
    with Machine("stock", deadline=SECONDS, extra=("-vga", "std")) as vm:
        vm.insmod("vtkbd")
        yield vm


@pytest.fixture
def screen_vm(machine_with_a_screen):
    yield machine_with_a_screen
    machine_with_a_screen.check_log()


def _transcript(vm, command):
    lines = vm.sh(command, timeout=900).splitlines()
    if not lines or lines[-1] != "end":
        pytest.fail(f"{command}: the transcript has no end")
    if any(node in line for line in lines for node in (REAL, OURS)):
        pytest.fail(f"{command}: the transcript tells which node it is about")
    return lines


def _compare(vm, name, console, floor):
    real = _transcript(vm, f"{name} {REAL} {console}")
    ours = _transcript(vm, f"{name} {OURS} {console}")
    if len(real) < floor:
        pytest.fail(f"{name}: a transcript of {len(real)} lines tried next to nothing")
    diff = list(difflib.unified_diff(real, ours, f"{name}: the real VT", f"{name}: vtkbd",
                                     n=2, lineterm=""))
    if diff:
        more = [f"... and {len(diff) - DIFF_LINES} lines more"] * (len(diff) > DIFF_LINES)
        pytest.fail("\n".join(diff[:DIFF_LINES] + more), pytrace=False)


def _install_compat(vm, name):
    """The program built for 32 bits, as NAME32."""
    try:
        program = build.program(SOURCES / f"{name}.c", "-m32")
    except BuildError as error:
        pytest.fail(f"{name}.c: no 32-bit program; is Debian's {COMPAT_PACKAGE} "
                    f"installed?\n{error}", pytrace=False)
    vm.install(program, f"{name}32")


PAIRS = [(program, console) for program in FLOOR for console in (FOREGROUND, BACKGROUND)
         if program != "blank"]


@pytest.mark.parametrize("program, console", PAIRS, ids=[
    f"{program}-{'foreground' if console == FOREGROUND else 'background'}"
    for program, console in PAIRS])
def test_answers_as_the_real_vt_does(vm, program, console):
    vm.compile(SOURCES / f"{program}.c")
    _compare(vm, program, console, FLOOR[program])


def test_blanks_as_the_real_vt_does():
    """In a machine of its own: what programs that set sizes leave of the real console's screen
    makes it refuse some later. There is one blank state for all consoles."""
    with Machine("stock", deadline=SECONDS) as vm:
        vm.insmod("vtkbd")
        vm.compile(SOURCES / "blank.c")
        _compare(vm, "blank", FOREGROUND, FLOOR["blank"])
        vm.check_log()


@pytest.mark.parametrize("program", COMPAT)
def test_answers_32_bit_programs_as_the_real_vt_does(vm, program):
    """How an argument is read is the same in the foreground and in the background."""
    _install_compat(vm, program)
    _compare(vm, f"{program}32", FOREGROUND, FLOOR[program])


def test_refuses_a_size_as_the_real_vt_does():
    """In graphics mode without a driver, no screen refuses more sizes than consoles do."""
    with Machine("stock", deadline=SECONDS, extra=("-vga", "std"),
                 cmdline="vga=0x317 initcall_blacklist=vesafb_driver_init") as vm:
        assert "dummy" in vm.sh("cat /sys/class/vtconsole/vtcon0/name")
        vm.insmod("vtkbd")
        vm.compile(SOURCES / "largesize.c")
        _compare(vm, "largesize", FOREGROUND, 250)
        vm.check_log()


def test_gives_a_new_console_the_size_of_the_foreground(screen_vm):
    """As on the kernel's consoles with a text screen; without one they have 25 rows."""
    screen_vm.compile(SOURCES / "newsize.c")
    _compare(screen_vm, "newsize", FOREGROUND, 50)


@pytest.mark.parametrize("bits", ["", "32"], ids=["64 bits", "32 bits"])
def test_knows_no_ioctl_of_a_screen_or_a_port(vm, bits):
    """The only test that is not compared with the real VT: the real VT has a screen."""
    vm.compile(SOURCES / "unknown.c")
    _install_compat(vm, "unknown")
    *lines, _ = _transcript(vm, f"unknown{bits} --screen {OURS} {FOREGROUND}")
    assert len(lines) > 15
    assert [line for line in lines if not line.endswith("-> -1 ENOTTY")] == []
