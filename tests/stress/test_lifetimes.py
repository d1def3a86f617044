# SPDX-License-Identifier: GPL-2.0
"""Nothing is freed that is still in use: two processors, and programs that act at the worst
moment. Each of these tests was seen to fail on a module without the feature that it tests."""
import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
GRAB = "/sys/module/vtkbd/parameters/grab"


@pytest.fixture
def longer(long):
    return 10 if long else 1


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
          "until rmmod vtkbd 2>/dev/null; do :; done; done", timeout=20 + 10 * times)


@pytest.mark.parametrize("seed", [1, 2])
def test_sak_while_its_console_is_opened_and_closed(fire, seed, longer):
    fire.insmod("vtkbd")
    fire.compile(HERE / "sakclose.c")
    said = fire.sh(f"sakclose {seed} {15 * longer}", timeout=60 * longer)
    presses, killed = map(int, re.fullmatch(r"(\d+) presses, (\d+) killed\n", said).groups())
    assert presses > 100 and killed > 10


def test_sak_takes_the_console_from_any_owner(stock2, longer):
    stock2.insmod("vtkbd")
    stock2.compile(HERE / "sakkeep.c")
    tries = 30 * longer
    assert stock2.sh(f"sakkeep /dev/vtkbd {tries} 3", timeout=120 * longer) == \
        f"kept in 0 of {tries}\n"


@pytest.mark.parametrize("kernel, times", [("fire", 8), ("stock2", 25)])
def test_grab_is_written_while_the_module_goes(request, kernel, times, longer):
    vm = request.getfixturevalue(kernel)
    put_module(vm)
    writers = [vm.spawn(f"while :; do echo {n} >{GRAB}; done 2>/dev/null") for n in (0, 1)]
    load_and_unload(vm, times * longer)
    for writer in writers:
        writer.kill()
    vm.sh(f"insmod /share/vtkbd.ko grab=0 && cat {GRAB} && rmmod vtkbd")


@pytest.mark.parametrize("node, what", [(1, "keycode"), (0, "activate"), (63, "activate")])
def test_ioctls_from_the_first_moment_of_loading(preempt2, node, what, longer):
    put_module(preempt2)
    preempt2.compile(HERE / "loadask.c")
    asker = preempt2.spawn(f"exec loadask /dev/vtkbd{node} {what}")
    load_and_unload(preempt2, 20 * longer)
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


def test_a_load_that_fails_with_a_node_open(fire, longer):
    put_module(fire)
    fire.compile(HERE / "loadask.c")
    fire.compile(HERE.parent / "e2e/failnth.c")
    askers = [fire.spawn(f"exec loadask /dev/vtkbd{n} {what}")
              for n, what in ((1, "activate"), (0, "keycode"))]
    allow_failures(fire)
    # Loading takes some 2500 allocations; the nodes are there from the 500th on or so.
    said = fire.sh(f"failnth /share/vtkbd.ko 500 {199 // longer} {250 * longer}",
                     timeout=280 * longer)
    assert said.count("ENOMEM") > 4 and said.splitlines()[-1].startswith("end")
    assert all(asker.running for asker in askers)
    for asker in askers:
        asker.kill()


def test_a_load_that_a_signal_interrupts(fire, longer):
    put_module(fire)
    fire.compile(HERE / "loadask.c")
    fire.compile(HERE / "interrupted.c")
    asker = fire.spawn("exec loadask /dev/vtkbd1 activate")
    said = fire.sh(f"interrupted /share/vtkbd.ko {20 * longer}", timeout=200 * longer)
    assert int(re.search(r"(\d+) interrupted", said)[1]) > 0
    asker.kill()


@pytest.mark.parametrize("node", [0, 7])
def test_an_open_that_fails_at_any_allocation(fire, node):
    fire.insmod("vtkbd")
    fire.compile(HERE / "failopen.c")
    allow_failures(fire)
    # The allocator's own message about vmalloc() has a stack trace, and no "WARNING:".
    fire.allow.append(r"Call Trace:")
    said = fire.sh(f"failopen /dev/vtkbd{node}", timeout=120)
    assert int(re.search(r"(\d+) refused", said)[1]) > 3
    fire.sh(f": </dev/vtkbd{node}")


def test_who_was_attached_does_not_type_into_the_next_life(machines):
    """Nor does it resize the console, if its call had begun before. In Debian's kernel: those
    that are built here have no userfaultfd."""
    with machines("stock", asked=None) as vm:
        vm.insmod("vtkbd")
        vm.compile(HERE / "nextlife.c")
        assert vm.sh("nextlife held").splitlines() == [
            "write EIO, 0 bytes, 25x80", "size EIO, 0 bytes, 25x80"]


@pytest.mark.parametrize("kernel, times", [("fire", 100), ("preempt2", 300)])
def test_who_was_attached_types_while_the_next_life_begins(request, kernel, times, longer):
    vm = request.getfixturevalue(kernel)
    vm.insmod("vtkbd")
    vm.compile(HERE / "nextlife.c")
    times *= longer
    assert vm.sh(f"nextlife race {times}", timeout=120 * longer) == f"leaked in 0 of {times}\n"
