# SPDX-License-Identifier: GPL-2.0
"""Two things in the one order that is rare, see between.h. Each of these tests was seen to fail on
a module without the line that it tests; the commit that added it says how often it fails there."""
from pathlib import Path

import pytest

from vm import build

HERE = Path(__file__).parent
ATKBD = "/sys/bus/serio/drivers/atkbd"


@pytest.fixture
def in_order(preempt2, long):
    """in_order(program, tries): it goes right in each of them, or ten times as many. at: the
    function that atcall.ko tells it of, and its other parameters."""
    def run(program, tries, at=""):
        tries *= 10 if long else 1
        preempt2.insmod("vtkbd")
        if at:
            module = build.modules(preempt2.kernel, tree=HERE / "atcall", tops=("Kbuild", "atcall.c"))
            preempt2.insmod_file(module["atcall"], f"symbol={at}")
        preempt2.compile(HERE / f"{program.split()[0]}.c")
        said = preempt2.sh(f"{program} {tries} 1", timeout=tries)
        assert said == f"right in {tries}\n"
    return run


def test_a_switch_that_was_refused_and_is_asked_for_again(in_order):
    in_order("orders again", 1000)


def test_a_switch_while_a_program_begins_to_wait_for_it(in_order):
    in_order("orders wait", 2000)


def test_two_sizes_at_once_leave_one(in_order):
    in_order("orders size", 1500)


def test_a_sak_does_not_reset_the_next_life_of_its_console(in_order):
    in_order("orders sak", 60)


def test_a_sak_that_is_sent_does_not_reset_the_next_life_of_its_console(in_order):
    in_order("orders sent", 60, at="vtkbd_action_run")


def test_a_key_that_only_the_seat_heard_is_not_down_for_others(preempt2, in_order):
    """It would repeat for them. Another keyboard would take its time first."""
    preempt2.sh(f"[ ! -e {ATKBD}/serio0 ] || echo serio0 >{ATKBD}/unbind")
    in_order("handback", 200)


def test_leds_that_are_written_are_before_the_keyboards_are_given_back(in_order):
    """The built-in handler writes its own as it gets one."""
    in_order("ledgrab give", 30, at="vtkbd_device_set_leds")


def test_leds_are_written_although_they_just_were_to_be_when_the_keyboards_are_taken(preempt2,
                                                                                     in_order):
    """What was to be written by the built-in handler is not taken for written."""
    is_rt = preempt2.run("grep -q ' rt_spin_lock$' /proc/kallsyms").status == 0
    lock = "rt_spin_lock" if is_rt else "_raw_spin_lock_irq"
    in_order("ledgrab take", 10, at=f"{lock} caller=vtkbd_led_write_work")
