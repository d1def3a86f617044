# SPDX-License-Identifier: GPL-2.0
"""LEDs while a key stays down: they are written, and no work item polls for that."""
import pytest

from .desk import Desk, poll

CAPS = "cat /sys/class/leds/*::capslock/brightness"
TRACING = "/sys/kernel/tracing"
# The held key is pressed, Caps Lock is pressed and released: each event may delay the work.
RUNS = 4


def count_runs(vm):
    """Trace the work item that writes LEDs; returns a function that returns how often it
    ran."""
    vm.sh(f"mount -t tracefs tracefs {TRACING}; cd {TRACING} && "
          "echo 1 >events/workqueue/workqueue_execute_start/enable")
    return lambda: int(vm.sh(f"grep -c 'function vtkbd_led_write_work' {TRACING}/trace || true"))


@pytest.mark.parametrize("finger", ["30:1 hold", "repeat 30"], ids=["held", "repeating"])
def test_a_key_that_stays_down_does_not_keep_the_leds_dark(stock_vm, finger):
    desk = Desk(stock_vm, "grab=1")
    stuck = stock_vm.spawn(f"exec keys {finger}")
    stuck.wait_for(rb"ready\n")
    desk.wait_keys(1)
    poll("LEDs off", lambda: "1" not in stock_vm.sh(CAPS))
    runs = count_runs(stock_vm)
    before = runs()
    stock_vm.keyboard.press("caps_lock")
    try:
        poll("the Caps Lock LED", lambda: "1" in stock_vm.sh(CAPS))
    finally:
        ran = runs() - before
    assert 0 < ran <= RUNS
    stuck.kill()
    stuck.wait()
    stock_vm.keyboard.press("caps_lock")
    poll("the LED going out when the other keyboard is gone", lambda: "1" not in stock_vm.sh(CAPS))


def test_leds_that_wait_are_written_sooner_when_the_quiet_time_is_shortened(stock_vm):
    """Not when the time that was set before is over."""
    Desk(stock_vm, "grab=1 led_quiet_ms=1000")
    poll("LEDs off", lambda: "1" not in stock_vm.sh(CAPS))
    said = stock_vm.sh("keys 58:1 58:0 && echo 1 >/sys/module/vtkbd/parameters/led_quiet_ms && "
                       f"usleep 300000; {CAPS}")
    assert "1" in said


@pytest.mark.parametrize("end", ["echo 0 >/sys/module/vtkbd/parameters/grab", "rmmod vtkbd"],
                         ids=["grab=0", "rmmod"])
def test_the_built_in_keyboards_leds_come_back(stock_vm, end):
    """Its Caps Lock is off and vtkbd's is on; vtkbd writes no LED after the end."""
    desk = Desk(stock_vm, "grab=1")
    for _ in range(3):
        desk.press(("caps_lock",))
        poll("the Caps Lock LED", lambda: "1" in stock_vm.sh(CAPS))
        stock_vm.sh(end)
        poll("the LED going out", lambda: "1" not in stock_vm.sh(CAPS))
        stock_vm.sh("usleep 300000")
        assert "1" not in stock_vm.sh(CAPS)
        if "rmmod" in end:
            stock_vm.sh("insmod /share/vtkbd.ko grab=1")
        else:
            stock_vm.sh("echo 1 >/sys/module/vtkbd/parameters/grab")
            desk.press(("caps_lock",))
            poll("vtkbd's own off again", lambda: "1" not in stock_vm.sh(CAPS))


def test_leds_are_written_after_a_grab_that_ended_while_they_were_to_be(stock_vm):
    """Each grab writes them anew, a moment later, and the next has ended it before."""
    desk = Desk(stock_vm, "grab=1")
    grab = "/sys/module/vtkbd/parameters/grab"
    stock_vm.sh(f"for i in 1 2 3; do echo 0 >{grab}; echo 1 >{grab}; done")
    desk.press(("caps_lock",))
    poll("the Caps Lock LED", lambda: "1" in stock_vm.sh(CAPS))
