# SPDX-License-Identifier: GPL-2.0
"""Nothing is freed that is still in use: two processors, and programs that act at the worst
moment. Each of these tests was seen to fail on a module without the feature that it tests."""
import os
import re
from pathlib import Path

import pytest

from vm import build
from vm.machine import Machine

HERE = Path(__file__).parent
GRAB = "/sys/module/vtkbd/parameters/grab"
# STRESS=10 in the environment: ten times as long.
LONGER = int(os.environ.get("STRESS", "1"))


def _vm(kernel, **options):
    with Machine(kernel, cpus=2, deadline=300 * LONGER, **options) as vm:
        yield vm
        vm.check_log()


@pytest.fixture
def debug2():
    yield from _vm("debug")


@pytest.fixture
def stock2():
    yield from _vm("stock")


@pytest.fixture
def preempt2():
    yield from _vm("stock", cmdline="preempt=full")


def put_module(vm):
    """The module where the guest's insmod finds it, not loaded."""
    vm.insmod("vtkbd")
    vm.rmmod()


def allow_failures(vm):
    """Also allocations that may sleep; without a stack trace for each failed one."""
    vm.sh("echo N > /sys/kernel/debug/failslab/ignore-gfp-wait; "
          "echo 0 > /sys/kernel/debug/failslab/verbose")


def load_and_unload(vm, times, params=""):
    vm.sh(f"for i in $(seq {times}); do insmod /share/vtkbd.ko {params} || exit 1; "
          "until rmmod vtkbd 2>/dev/null; do :; done; done", timeout=200 * LONGER)


@pytest.mark.parametrize("seed", [1, 2])
def test_sak_while_its_console_is_opened_and_closed(debug2, seed):
    debug2.insmod("vtkbd")
    debug2.compile(HERE / "sakclose.c")
    said = debug2.sh(f"sakclose {seed} {15 * LONGER}", timeout=60 * LONGER)
    presses, killed = map(int, re.fullmatch(r"(\d+) presses, (\d+) killed\n", said).groups())
    assert presses > 100 and killed > 10


def test_sak_takes_the_console_from_any_owner(stock2):
    stock2.insmod("vtkbd")
    stock2.compile(HERE / "sakkeep.c")
    tries = 30 * LONGER
    assert stock2.sh(f"sakkeep /dev/vtkbd {tries} 3", timeout=120 * LONGER) == \
        f"kept in 0 of {tries}\n"


@pytest.mark.parametrize("kernel, times", [("debug", 8), ("stock", 25)])
def test_grab_is_written_while_the_module_goes(request, kernel, times):
    vm = request.getfixturevalue(f"{kernel}2")
    put_module(vm)
    writers = [vm.spawn(f"while :; do echo {n} >{GRAB}; done 2>/dev/null") for n in (0, 1)]
    load_and_unload(vm, times * LONGER)
    for writer in writers:
        writer.kill()
    vm.sh(f"insmod /share/vtkbd.ko grab=0 && cat {GRAB} && rmmod vtkbd")


@pytest.mark.parametrize("node, what", [(1, "keycode"), (0, "activate"), (63, "activate")])
def test_ioctls_from_the_first_moment_of_loading(preempt2, node, what):
    put_module(preempt2)
    preempt2.compile(HERE / "loadask.c")
    asker = preempt2.spawn(f"exec loadask /dev/vtkbd{node} {what}")
    load_and_unload(preempt2, 20 * LONGER)
    assert asker.running and asker.out.count(b"in\n") >= 10
    asker.kill()


@pytest.mark.parametrize("node", [0, 1])
def test_a_node_is_used_at_its_uevent(preempt2, node):
    put_module(preempt2)
    preempt2.compile(HERE / "uevent.c")
    asker = preempt2.spawn(f"exec uevent vtkbd{node}")
    asker.wait_for(rb"ready\n")
    preempt2.sh("for i in $(seq 5); do taskset 1 insmod /share/vtkbd.ko || exit 1; "
                "until rmmod vtkbd 2>/dev/null; do :; done; done", timeout=60)
    assert asker.running and asker.out.count(b"in\n") == 5
    asker.kill()


def test_a_load_that_fails_with_a_node_open(debug2):
    put_module(debug2)
    debug2.compile(HERE / "loadask.c")
    debug2.compile(HERE.parent / "e2e/failnth.c")
    askers = [debug2.spawn(f"exec loadask /dev/vtkbd{n} {what}")
              for n, what in ((1, "activate"), (0, "keycode"))]
    allow_failures(debug2)
    # Loading takes some 2500 allocations; the nodes are there from the 500th on or so.
    said = debug2.sh(f"failnth /share/vtkbd.ko 500 {199 // LONGER} 9999",
                     timeout=280 * LONGER)
    assert said.count("ENOMEM") > 4 and said.splitlines()[-1].startswith("end")
    assert all(asker.running for asker in askers)
    for asker in askers:
        asker.kill()


def test_a_load_that_a_signal_interrupts(debug2):
    put_module(debug2)
    debug2.compile(HERE / "loadask.c")
    debug2.compile(HERE / "interrupted.c")
    asker = debug2.spawn("exec loadask /dev/vtkbd1 activate")
    said = debug2.sh(f"interrupted /share/vtkbd.ko {20 * LONGER}", timeout=200 * LONGER)
    assert int(re.search(r"(\d+) interrupted", said)[1]) > 0
    asker.kill()


@pytest.mark.parametrize("node", [0, 7])
def test_an_open_that_fails_at_any_allocation(debug2, node):
    debug2.insmod("vtkbd")
    debug2.compile(HERE / "failopen.c")
    allow_failures(debug2)
    # The allocator's own message about vmalloc() has a stack trace, and no "WARNING:".
    debug2.allow.append(r"Call Trace:")
    said = debug2.sh(f"failopen /dev/vtkbd{node}", timeout=120)
    assert int(re.search(r"(\d+) refused", said)[1]) > 3
    debug2.sh(f": </dev/vtkbd{node}")


def test_who_was_attached_does_not_type_into_the_next_life(stock2):
    """Nor does it resize the console, if its call had begun before."""
    stock2.insmod("vtkbd")
    stock2.compile(HERE / "nextlife.c")
    assert stock2.sh("nextlife held").splitlines() == [
        "write EIO, 0 bytes, 25x80", "size EIO, 0 bytes, 25x80"]


@pytest.mark.parametrize("kernel, times", [("debug", 100), ("preempt", 300)])
def test_who_was_attached_types_while_the_next_life_begins(request, kernel, times):
    vm = request.getfixturevalue(f"{kernel}2")
    vm.insmod("vtkbd")
    vm.compile(HERE / "nextlife.c")
    times *= LONGER
    assert vm.sh(f"nextlife race {times}", timeout=120 * LONGER) == f"leaked in 0 of {times}\n"
