# SPDX-License-Identifier: GPL-2.0
"""Other modules that watch keys: <linux/vtkbd.h>, with the modules of tests/notifier.

What vtkbd reports at each step is what the built-in keyboard reports for the same key.
"""
import pytest

from .desk import Desk, poll

KEYCODE, UNBOUND, UNICODE, KEYSYM, POST_KEYSYM = range(1, 6)
# On both: F11 types a plain Unicode character; AltGr + Ctrl has no map at all.
KEYMAP = "printf 'keycode 87 = U+20ac\\n' | loadkeys -u -C {node} -"
NO_MAP = ("alt_r", "ctrl", "b")
PARAMETERS = "/sys/module/steps/parameters"


@pytest.fixture(name="desk")
def fixture_desk(stock_vm):
    desk = Desk(stock_vm)
    for node in ("/dev/vtkbd1", "/dev/tty1"):
        stock_vm.sh(KEYMAP.format(node=node))
    stock_vm.insmod("steps")
    return desk


def steps(desk, *chords, stop=0, spoil=0):
    """(vtkbd's, the built-in keyboard's) lines for chords, stopped at a step; at another one what
    is told is changed."""
    desk.vm.sh(f"cd {PARAMETERS}; echo {stop} > stop; echo {spoil} > spoil; echo > vtkbd; echo > vt")
    desk.press(*chords)
    return tuple(desk.vm.sh(f"cat {PARAMETERS}/{name}").splitlines()
                 for name in ("vtkbd", "vt"))


def numbers(lines):
    return [int(line.split()[0]) for line in lines]


@pytest.mark.parametrize("chord,seen", [
    (("a",), [KEYCODE, KEYSYM, POST_KEYSYM] * 2),
    (("f11",), [KEYCODE, UNICODE] * 2),
    (NO_MAP, None),
    (("shift", "a"), None), (("caps_lock",), None), (("ctrl", "alt", "f2"), None),
    (("f1",), None), (("power",), None)])
def test_every_step_is_told_as_the_built_in_keyboard_tells_it(desk, chord, seen):
    ours, real = steps(desk, chord)
    assert ours and ours == real
    if seen:
        assert numbers(ours) == seen


def test_all_five_steps_are_told(desk):
    ours, real = steps(desk, ("a",), ("f11",), NO_MAP)
    assert ours == real
    assert set(numbers(ours)) == {KEYCODE, UNBOUND, UNICODE, KEYSYM, POST_KEYSYM}


@pytest.mark.parametrize("stop", range(KEYCODE, POST_KEYSYM + 1))
def test_stopping_at_a_step_stops_what_it_stops_on_the_built_in_keyboard(desk, stop):
    readers = desk.readers()
    ours, real = steps(desk, ("a",), ("f11",), NO_MAP, ("shift", "a"), stop=stop)
    assert ours == real and stop in numbers(ours)
    heard = desk.seat()["keys"]
    desk.vm.sh(f"echo 0 > {PARAMETERS}/stop")
    desk.press(("1",))
    for reader in readers:
        poll("the 1", lambda r=reader: r.out.endswith(b"1"))
    assert readers[0].out == readers[1].out
    assert (b"a" in readers[1].out) == (stop not in (KEYCODE, KEYSYM))
    assert desk.seat()["keys"] == heard + 2


@pytest.mark.parametrize("spoil", range(KEYCODE, POST_KEYSYM + 1))
@pytest.mark.parametrize("stop", [0, KEYCODE, KEYSYM])
def test_what_a_callback_changes_the_next_step_tells_as_on_the_built_in_keyboard(desk, stop, spoil):
    readers = desk.readers()
    ours, real = steps(desk, ("a",), ("f11",), NO_MAP, ("caps_lock",), stop=stop, spoil=spoil)
    assert ours == real and len(ours) > 10
    desk.vm.sh(f"cd {PARAMETERS}; echo 0 > stop; echo 0 > spoil")
    desk.press(("1",))
    for reader in readers:
        poll("the 1", lambda r=reader: r.out.endswith(b"1"))
    assert readers[0].out == readers[1].out


def test_a_key_that_a_program_sends_is_told_of_with_its_console(desk):
    desk.vm.sh(f": </dev/vtkbd2; echo > {PARAMETERS}/vtkbd; vtkbdctl send --console 2 KEY_A")
    ours = desk.vm.sh(f"cat {PARAMETERS}/vtkbd").splitlines()
    assert numbers(ours) == [KEYCODE, KEYSYM, POST_KEYSYM] * 2
    assert {line.split()[1] for line in ours} == {"2"}


def presses(vm):
    return int(vm.sh("cat /sys/module/power_key/parameters/presses"))


def without_power(lines):
    """Neither KEY_POWER, 0x74, nor the keysym it has in both keymaps."""
    return [line for line in lines if line.split()[2] not in ("0x74", "0xf11c")]


def test_the_power_key_is_kept_from_everybody_behind(desk):
    """The example acts on KEY_POWER and stops it: it then is an unbound key, as when a
    notifier of the built-in keyboard stops it. Other keys pass."""
    desk.vm.insmod("power_key")
    ours, real = steps(desk, ("power",), ("a",), ("power",))
    assert [line.split()[0:3] for line in ours if "0x74" in line] == \
        [[str(UNBOUND), "1", "0x74"]] * 4
    assert not any("0xf11c" in line for line in ours)
    assert any("0xf11c" in line for line in real)
    assert without_power(ours) == without_power(real) and without_power(ours)
    poll("two presses", lambda: presses(desk.vm) == 2)


def test_the_modules_leave_in_order_only(desk):
    """vtkbd cannot be unloaded while a module watches keys."""
    vm = desk.vm
    vm.insmod("power_key")
    assert vm.sh("cat /sys/module/vtkbd/refcnt") == "2\n"
    assert vm.run("rmmod vtkbd").status != 0
    vm.rmmod("power_key")
    ours, real = steps(desk, ("power",), ("a",))
    assert ours == real and ours
    assert vm.run("rmmod vtkbd").status != 0
    vm.rmmod("steps")
    desk.press(("a",))
    vm.rmmod()


def test_watchers_come_and_go_while_keys_are_typed(debug_vm):
    """In the debug kernel; no callback runs after its module was removed."""
    vm = debug_vm
    Desk(vm)
    reader = vm.reader("/dev/vtkbd1")
    vm.insmod("power_key")
    vm.keyboard.type("abcdefgh" * 4)
    vm.sh("for i in 1 2 3 4 5 6; do rmmod power_key && insmod /share/power_key.ko || exit 1; "
          "done; rmmod power_key", 120)
    poll("all that was typed", lambda: reader.out == b"abcdefgh" * 4, 60)
