# SPDX-License-Identifier: GPL-2.0
"""Debian's kernels of other architectures: the module and the tool are built for each, and tried
on it against its own keyboard.

The machine of arm64 has no AT keyboard and no table of scancodes: its keys come from virtio.
"""
import re

import pytest

from e2e.desk import Desk
from kernels import parts
from kunit import ktap
from vm import arch, build, compiler, host, kernel
from vm.machine import Machine

EVENTS = 3000
PARTS = ("compiler", "warnings", "load", "typist")
# Without what needs Debian's keyboard programs, which the guest has not, or an AT keyboard.
TESTS = {"modes": ("e2e/test_conformance.py", "modes-foreground or modes-background"),
         "bytes": ("e2e/test_typing.py", "both_consoles_get_the_same_bytes"),
         "cad": ("e2e/test_ctrl_alt_del.py", "not sak and not traced"),
         "trace": ("e2e/test_trace.py", "set_screen and args1")}
READERS = ("e2e/test_readers.py", "evdev or names_the_keyboard")      # of an AT keyboard
WIDE = "33rd bit"      # a case of what takes a long of 64 bits
ARCHITECTURES = sorted(arch.FOREIGN)


@pytest.fixture(name="kern", scope="module", params=ARCHITECTURES)
def _kern(request):
    return kernel.get(request.param)


@pytest.mark.parametrize("part", PARTS)
def test_the_module(kern, part):
    parts.PARTS[part](kern, EVENTS)


@pytest.mark.parametrize("name", TESTS)
def test_what_amd64_passes(kern, name):
    path, chosen = TESTS[name]
    parts.tested(kern, name, path, "-k", chosen)


def test_who_reads_is_known_where_calls_have_32_bits():
    path, chosen = READERS
    parts.tested(kernel.get("i386"), "readers", path, "-k", chosen)


@pytest.mark.parametrize("args", ["", "--vt"])
def test_a_trace_reads_the_kernels_structures(kern, args):
    """--vt reads a keyboard's name by way of pointers whose places depend on their size."""
    with Machine(kern.name, deadline=600) as vm:
        desk = Desk(vm, "trace_keys=1")
        command = vm.spawn(f"exec vtkbdctl trace --keys {args}")
        command.wait_for(b"listening", 60, "err")
        desk.press(("a",))
        command.wait_for(rb"console 1: KEY_A down.*" + kern.arch.board.keyboard.encode(), 60)
        vm.check_log()


def machine_of(path):
    """What a program or a module is for, as its head says."""
    return re.search(r"Machine: +(.+)", host.output("readelf", "-h", str(path)))[1]


def is_64bit(kern):
    return "ELF64" in host.output("readelf", "-h", str(build.modules_once(kern)["vtkbd"]))


def test_all_that_is_built_is_for_that_architecture(kern):
    module = build.modules_once(kern)["vtkbd"]
    amd64 = machine_of("/proc/self/exe")
    assert machine_of(module) == machine_of(build.tool(kern)) != amd64


def test_the_suites_pass_there(kern):
    """In the guest: another architecture's char, long and shifts are its processor's."""
    with Machine(kern.name, deadline=600) as vm:
        vm.install(compiler.kunit_program(kern), "vtkbd-kunit")
        suites = ktap.parse(vm.sh("vtkbd-kunit", 300).splitlines())
    own = ktap.parse(host.output(str(build.kunit_program())).splitlines())
    assert {name: suite.passed for name, suite in suites.items()} == \
        {name: [case for case in suite.passed if WIDE not in case or is_64bit(kern)]
         for name, suite in own.items()}
    assert {suite.ended for suite in suites.values()} == {"ok"}


def test_the_tool_works_there(kern):
    with Machine(kern.name, deadline=600) as vm:
        vm.insmod()
        vm.install(build.tool(kern), "vtkbdctl")
        assert "listening" in vm.sh("vtkbdctl list")
        vm.sh("vtkbdctl set 1 raw --force")
        assert vm.sh("vtkbdctl get 1").startswith("console 1: raw,")
        vm.check_log()
