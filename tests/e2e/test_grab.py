# SPDX-License-Identifier: GPL-2.0
"""Keyboards that another program has grabbed, and grabbing them when it has ended."""
from pathlib import Path

import pytest

from vm.machine import Machine

from .desk import Desk, poll

GRAB = "/sys/module/vtkbd/parameters/grab"
KEYBOARD = "grep -l '^AT Trans' /sys/class/input/event*/device/name"
PS2, UINPUT = "AT Translated Set 2 keyboard", "vtkbd test keyboard"
SHIFT = 42
SPARE = "grep -l '^vtkbd test' /sys/class/input/event*/device/name"


def held(vm, find):
    """A program that grabs the device that a command finds."""
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
    """The last device cannot be grabbed: the ones before it are released."""
    desk = Desk(stock_vm)
    spare = stock_vm.spawn("exec keys hold")
    spare.wait_for(rb"ready\n")
    held(stock_vm, SPARE)
    assert stock_vm.run(f"echo 1 >{GRAB}").status != 0
    real, ours = desk.both(desk.readers(), ("a",))
    assert real == ours == b"a1"


def test_a_keyboard_is_taken_when_its_grabber_lets_go(stock_vm):
    """It was grabbed before the seat was connected to it."""
    desk = Desk(stock_vm)
    stock_vm.rmmod()
    other, listener = held(stock_vm, KEYBOARD), evlog(stock_vm)
    stock_vm.sh("insmod /share/vtkbd.ko grab=1")
    stock_vm.wait_log(rb"vtkbd: cannot grab input\d+: another program has it")
    real, ours = desk.readers()
    other.kill()
    other.wait()

    def only_ours():
        """A key event that vtkbd receives, and a program that reads evdev does not."""
        heard = listener.out
        desk.press(("a",))
        return listener.out == heard
    poll("a key that is vtkbd's alone", only_ours)
    before = (listener.out, real.out)
    desk.press(("b",))
    ours.wait_for(rb"b$")
    assert (listener.out, real.out) == before


# -- keys that are down when a keyboard changes hands -------------------------------------


def evlog(vm, name=PS2):
    """A program that reads a keyboard's events, and prints those of keys."""
    vm.compile(Path(__file__).with_name("evlog.c"))
    program = vm.spawn(f"exec evlog '{name}'")
    program.wait_for(rb"ready\n")
    return program


def take(vm, yes=True):
    vm.sh(f"echo {int(yes)} >{GRAB}")


def test_who_loses_a_keyboard_hears_its_held_keys_go_up(stock_vm):
    desk = Desk(stock_vm)
    program, readers = evlog(stock_vm), desk.readers()
    stock_vm.keyboard.down("shift")
    program.wait_for(rb"42:1\n")
    take(stock_vm)
    program.wait_for(rb"42:1\n42:0\n", 5)
    stock_vm.keyboard.up("shift")
    take(stock_vm, False)
    assert desk.both(readers, ("a",)) == (b"a1", b"a1")
    assert program.out.count(b"42:") == 2


def test_who_gets_a_keyboard_back_hears_nothing_of_keys_held_before(stock_vm):
    desk = Desk(stock_vm, "grab=1")
    program, readers = evlog(stock_vm), desk.readers()
    heard = desk.seat()["keys"]
    stock_vm.keyboard.down("shift")
    desk.wait_keys(heard + 1)
    take(stock_vm, False)
    stock_vm.keyboard.up("shift")
    assert desk.both(readers, ("a",)) == (b"a1", b"a1")
    assert b"42:" not in program.out


def test_a_key_held_while_the_module_is_unloaded(stock_vm):
    desk = Desk(stock_vm, "grab=1")
    program, reader = evlog(stock_vm), stock_vm.reader("/dev/tty1")
    heard = desk.seat()["keys"]
    stock_vm.keyboard.down("shift")
    desk.wait_keys(heard + 1)
    stock_vm.rmmod()
    stock_vm.keyboard.up("shift")
    stock_vm.keyboard.press("a")
    reader.wait_for(rb"a$")
    assert reader.out == b"a" and b"42:" not in program.out


def test_a_key_held_while_the_module_is_loaded_and_takes_the_keyboards(stock_vm):
    desk = Desk(stock_vm)
    stock_vm.rmmod()
    program, real = evlog(stock_vm), stock_vm.reader("/dev/tty1")
    stock_vm.keyboard.down("shift")
    program.wait_for(rb"42:1\n")
    stock_vm.sh("insmod /share/vtkbd.ko grab=1")
    program.wait_for(rb"42:1\n42:0\n", 5)
    stock_vm.keyboard.up("shift")
    take(stock_vm, False)
    assert desk.both((real, stock_vm.reader("/dev/vtkbd1")), ("a",)) == (b"a1", b"a1")


def never_released(events):
    """How many presses of the key came to the reader without a release."""
    lost, down = 0, False
    for event in events.split():
        lost += down and event == f"{SHIFT}:1".encode()
        down = event == f"{SHIFT}:1".encode()
    return lost + down


@pytest.mark.parametrize("kernel, changes", [("stock", 150), ("debug", 80)])
def test_a_key_that_moves_all_the_time_is_never_left_down(kernel, changes):
    """On two processors. Every receiver of a press also receives a release."""
    with Machine(kernel, cpus=2, deadline=400) as vm:
        desk = Desk(vm)
        readers = desk.readers()
        typist = vm.spawn(f"exec keys tap {SHIFT}")
        typist.wait_for(rb"ready\n")
        program = evlog(vm, UINPUT)
        vm.sh(f"for i in $(seq {changes}); do echo 1 && echo 0 || exit 1; done >{GRAB}", 200)
        typist.kill()
        program.wait()
        assert program.out.count(b"42:1") > changes
        assert never_released(program.out) == 0
        assert desk.both(readers, ("a",)) == (b"a1", b"a1")
        vm.check_log()


# -- SysRq ----------------------------------------------------------------------------------


def sysrq_answers(vm, reader):
    """How often the kernel printed the SysRq help when Alt-SysRq-h was typed, and then b."""
    asked = "dmesg | grep -c 'sysrq: HELP' || true"
    before, begin = int(vm.sh(asked)), len(reader.out)
    vm.keyboard.press("alt", "sysrq", "h")
    vm.keyboard.press("b")
    poll("the b", lambda: reader.out[begin:].endswith(b"b"))
    return int(vm.sh(asked)) - before


def test_sysrq_is_dead_while_the_keyboards_are_withheld(stock_vm):
    """The input core passes events of a grabbed device to no filter, and SysRq is a filter.
    Its trigger file still works."""
    desk = Desk(stock_vm)
    reader = desk.readers()[1]
    stock_vm.sh("echo 1 >/proc/sys/kernel/sysrq")
    found = []
    for grab in (False, True, False):
        take(stock_vm, grab)
        found.append(sysrq_answers(stock_vm, reader))
    assert found == [1, 0, 1]
    take(stock_vm)
    stock_vm.sh("echo h >/proc/sysrq-trigger")
    assert stock_vm.sh("dmesg").count("sysrq: HELP") == 3
