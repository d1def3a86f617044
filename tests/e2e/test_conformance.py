# SPDX-License-Identifier: GPL-2.0
"""Every ioctl answers on /dev/vtkbdN as it does on the real /dev/ttyN.

The judge is the real VT in the same VM. A program of tests/conformance is run on both
nodes and knows no right answer: what it says of the one must be, byte for byte, what it
says of the other. Each run starts where the machine came up, with console 1 in the
foreground, and programs put back what they change, so one machine serves them all.
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

# The fewest lines that a run says which tried what the program is for.
FLOOR = {"modes": 200, "leds": 650, "keymap": 1, "strings": 1, "accents": 1}
COMPAT = ("modes", "keymap")


@pytest.fixture(scope="module")
def machine():
    with Machine("stock", deadline=300) as vm:
        vm.insmod("vtkbd")
        yield vm


@pytest.fixture
def vm(machine):
    yield machine
    machine.check_log()


def _transcript(vm, name, prefix, console, *args):
    words = [name, *args, prefix, str(console)]
    lines = vm.sh(" ".join(words), timeout=60).splitlines()
    assert lines and lines[-1] == "end", f"{' '.join(words)}: cut short"
    assert not any(node in line for line in lines for node in (REAL, OURS))
    return lines


def _compare(vm, name, console, floor):
    real = _transcript(vm, name, REAL, console)
    ours = _transcript(vm, name, OURS, console)
    assert len(real) >= floor, f"{name}: a transcript of {len(real)} lines"
    diff = "\n".join(difflib.unified_diff(real, ours, f"{name}, the real VT",
                                          f"{name}, vtkbd", n=2, lineterm=""))
    assert not diff, diff


def _install_compat(vm, name):
    """The program built for 32 bits, as NAME32."""
    try:
        program = build.program(SOURCES / f"{name}.c", "-m32")
    except BuildError as error:
        pytest.fail(f"no 32-bit {name}: is Debian's {COMPAT_PACKAGE} installed? {error}")
    vm.install(program, f"{name}32")


consoles = pytest.mark.parametrize("console", [FOREGROUND, BACKGROUND],
                                   ids=["foreground", "background"])


@consoles
@pytest.mark.parametrize("program", FLOOR)
def test_answers_as_the_real_vt_does(vm, program, console):
    vm.compile(SOURCES / f"{program}.c")
    _compare(vm, program, console, FLOOR[program])


@consoles
@pytest.mark.parametrize("program", COMPAT)
def test_answers_32_bit_programs_as_the_real_vt_does(vm, program, console):
    _install_compat(vm, program)
    _compare(vm, f"{program}32", console, FLOOR[program])
