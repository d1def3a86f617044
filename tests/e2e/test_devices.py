# SPDX-License-Identifier: GPL-2.0
"""Which input devices vtkbd hears, and who has one alone: VTKBD_GET_DEVICE."""
from pathlib import Path
from typing import NamedTuple

import pytest

from .desk import Desk
from .test_grab import KEYBOARD, PS2, SPARE, UINPUT, held

GRAB = "/sys/module/vtkbd/parameters/grab"


class Device(NamedTuple):
    node: str
    name: str
    flags: set
    delay: int
    period: int
    grabber: str


@pytest.fixture(name="devices")
def fixture_devices(stock_vm):
    desk = Desk(stock_vm)
    desk.vm.compile(Path(__file__).with_name("devices.c"))

    def ask(run=""):
        lines = stock_vm.sh(f"{run} devices /dev/vtkbd0").splitlines()
        assert lines.pop() == "ENODEV"
        rows = [line.split("|") for line in lines]
        return {r[1]: Device(r[0], r[1], set(r[2].split()), int(r[3]), int(r[4]), r[5])
                for r in rows}
    ask.vm = stock_vm
    return ask


def test_the_devices_are_those_that_sysfs_has(devices):
    told = devices()
    nodes = devices.vm.sh("cd /sys/class/input && grep -l . input*/name").split()
    names = {n.split("/")[0]: devices.vm.sh(f"cat /sys/class/input/{n}").strip() for n in nodes}
    assert told[PS2].flags == {"keys", "leds", "repeat"}
    assert (told[PS2].delay, told[PS2].period) == (250, 33)
    assert all(names[d.node] == d.name for d in told.values())
    assert all(d.grabber == "" for d in told.values())


def test_one_that_comes_and_goes(devices):
    spare = devices.vm.spawn("exec keys hold")
    spare.wait_for(rb"ready\n")
    assert devices()[UINPUT].flags >= {"keys"}
    spare.kill()
    spare.wait()
    assert UINPUT not in devices()


def test_a_program_that_has_one_alone_is_found_by_its_node(devices):
    spare = devices.vm.spawn("exec keys hold")
    spare.wait_for(rb"ready\n")
    held(devices.vm, SPARE)
    told = devices()
    node = devices.vm.sh(SPARE).split("/")[4]
    assert told[UINPUT].grabber == node and told[UINPUT].flags & {"grabbed", "ours"} == {"grabbed"}
    assert told[PS2].grabber == ""


def test_the_seat_has_them_alone(devices):
    devices.vm.sh(f"echo 1 >{GRAB}")
    assert devices()[PS2].grabber == "vtkbd" and devices()[PS2].flags >= {"grabbed", "ours"}
    devices.vm.sh(f"echo 0 >{GRAB}")
    assert devices()[PS2].grabber == ""


def test_the_repeat_is_the_one_in_force(devices):
    devices.vm.sh("kbdrate -r 20 -d 500 </dev/tty1")
    assert (devices()[PS2].delay, devices()[PS2].period) == (500, 50)
