# SPDX-License-Identifier: GPL-2.0
"""Keyboards that another program has for itself, and taking them when it has gone."""
from pathlib import Path

from .desk import Desk

GRAB = "/sys/module/vtkbd/parameters/grab"
KEYBOARD = "grep -l '^AT Trans' /sys/class/input/event*/device/name"
SPARE = "grep -l '^vtkbd test' /sys/class/input/event*/device/name"


def held(vm, find):
    """A program that has the device that a command finds."""
    vm.compile(Path(__file__).with_name("grabber.c"))
    node = vm.sh(find).split("/")[4]
    program = vm.spawn(f"exec grabber /dev/input/{node}")
    program.wait_for(rb"ready\n")
    return program


def test_a_grabbed_keyboard_is_silent_and_not_taken(stock_vm):
    desk = Desk(stock_vm)
    readers = desk.readers()
    program = held(stock_vm, KEYBOARD)
    assert stock_vm.run(f"echo 1 >{GRAB}").status != 0
    assert desk.seat()["grab"] is False
    stock_vm.wait_log(rb"vtkbd: cannot grab input\d+: another program has it")
    stock_vm.keyboard.press("a")
    program.kill()
    program.wait()
    assert desk.both(readers, ("b",)) == (b"b1", b"b1")

    stock_vm.sh(f"echo 1 >{GRAB}")
    heard = len(readers[1].out)
    desk.press(("c",))
    readers[1].wait_for(rb"c$")
    assert (readers[0].out, readers[1].out[heard:]) == (b"b1", b"c")


def test_all_keyboards_are_taken_or_none(stock_vm):
    """The one that comes last cannot be had: those before it are given back."""
    desk = Desk(stock_vm)
    spare = stock_vm.spawn("exec keys hold")
    spare.wait_for(rb"ready\n")
    held(stock_vm, SPARE)
    assert stock_vm.run(f"echo 1 >{GRAB}").status != 0
    real, ours = desk.both(desk.readers(), ("a",))
    assert real == ours == b"a1"
