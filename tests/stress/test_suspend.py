# SPDX-License-Identifier: GPL-2.0
"""The machine sleeps while keys are held and LEDs are on: afterwards no key is held, keys arrive
as on the real VT, and the LEDs show what they did."""
import pytest

from e2e.desk import Desk, poll
from vm import asleep
from vm.machine import Machine

CAPS = "cat /sys/class/leds/*::capslock/brightness"
GRAB = "/sys/module/vtkbd/parameters/grab"
LETTER, CTRL = 30, 29


@pytest.fixture
def desk():
    """Two processors: all but the first are taken off before the machine sleeps."""
    with Machine("stock", cpus=2, deadline=300) as vm:
        desk = Desk(vm)
        asleep.keep_programs(vm)
        yield desk
        vm.check_log()


def lit(vm):
    return "1" in vm.sh(CAPS)


def fall_asleep_with_keys_held(desk, suspend):
    """Shift on the PS/2 keyboard, Ctrl and a letter on another, Caps Lock on."""
    vm = desk.vm
    desk.press(("caps_lock",))
    poll("the Caps Lock LED", lambda: lit(vm))
    heard = desk.seat()["keys"]
    vm.keyboard.down("shift")
    desk.wait_keys(heard + 1)
    finger = vm.spawn(f"exec keys {CTRL}:1 {LETTER}:1 hold")
    finger.wait_for(rb"ready\n")
    desk.wait_keys(heard + 3)
    assert desk.seat()["modifiers"]
    suspend(vm)
    return finger


def wake_up(desk, finger):
    vm = desk.vm
    poll("the Caps Lock LED again", lambda: lit(vm))
    assert not desk.seat()["modifiers"]
    vm.keyboard.up("shift")
    finger.kill()
    finger.wait()


def typed(desk, readers, suspend):
    """What both consoles get, from when keys are held to when Caps Lock is off."""
    start = [len(reader.out) for reader in readers]
    wake_up(desk, fall_asleep_with_keys_held(desk, suspend))
    desk.press(("a",), ("shift", "b"), ("caps_lock",), ("c",), ("ctrl", "d"), ("1",))
    poll("the LED going out", lambda: not lit(desk.vm))
    poll("the last key", lambda: readers[1].out.endswith(b"1"))
    return [reader.out[begin:] for reader, begin in zip(readers, start)]


@pytest.mark.parametrize("suspend", [asleep.rehearse, lambda vm: asleep.sleep(vm, 5)],
                         ids=["devices", "asleep"])
def test_keys_and_lights_after_sleep(desk, suspend):
    readers = desk.readers()
    real, ours = typed(desk, readers, suspend)
    assert ours == real and real.endswith(b"Abc\x041")
    desk.vm.sh(f"echo 1 >{GRAB}")
    assert typed(desk, readers, suspend) == [b"", real]
