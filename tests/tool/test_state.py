#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""The state of a console that is no mode: found, explained and undone, and nothing besides."""
import errno

import pytest

from fake_world import GRAPHICS, MODES, READ, SELECT
from test_doctor import (NOT_KNOWN, OURS3, USR1, findings, one, quiet,  # noqa: F401
                         quiet_vt)

LOCKED = 1      # VTKBD_S_LOCKED
APPLIC, CKMODE, REPEAT, CRLF = 1, 2, 4, 8
KEYS = "^>^[?1l^[?8h^[20l"
BOTH = [("quiet", [], "/dev/vtkbd"), ("quiet_vt", ["--vt"], "/dev/tty")]


def calls(result, node):
    return [li.split()[2] for li in result.log if li.startswith(f"ioctl {node} ")]


def fixed(world, found):
    """The fix as it is printed, on the same world."""
    result = world.run(*found["fix"].split()[1:])
    assert result.code == 0, result.err
    return result


# -- switches that are locked ---------------------------------------------------------------


def test_locked_switches_of_vtkbd(quiet):   # noqa: F811
    found = one(quiet.seat(flags=LOCKED))
    assert (found["check"], found["console"], found["fix"]) == (
        "locked-switches", 1, "vtkbdctl unlock")
    assert calls(fixed(quiet, found), "/dev/vtkbd1") == ["VT_UNLOCKSWITCH"]


def test_who_waits_is_switched_to(quiet):   # noqa: F811
    quiet.seat(flags=LOCKED).process(800, "chvt", fds=["/dev/vtkbd1"], waits=3)
    found = one(quiet)
    assert "chvt (pid 800) waits for console 3" in found["evidence"]
    result = fixed(quiet, found)
    assert calls(result, "/dev/vtkbd1") == ["VT_UNLOCKSWITCH", "VT_ACTIVATE"]
    assert result.out == "switches are not locked; switching to console 3\n"


def test_the_kernel_shows_no_lock_but_who_waits_for_a_text_console(quiet_vt):   # noqa: F811
    quiet_vt.process(800, "chvt", fds=["/dev/tty3"], sid=300, waits=1)
    quiet_vt.sleeps(300, f"{READ} 0x7000 0x1 0x0 0x0 0x0 0x1 0x1")
    for pid, name in ((600, "agetty"), (700, "physlock")):
        quiet_vt.process(pid, name, sid=300, pgrp=pid, fds=["/dev/tty3"], reads=READ)
    found = one(quiet_vt, "--vt")
    assert (found["check"], found["fix"]) == ("locked-switches", "vtkbdctl unlock --vt")
    assert "the kernel does not show it" in found["evidence"]
    assert "physlock (pid 700) reads this one: a screen locker?" in found["evidence"]
    assert calls(fixed(quiet_vt, found), "/dev/tty3")[-2:] == ["VT_UNLOCKSWITCH", "VT_ACTIVATE"]


@pytest.mark.parametrize("state", [{"vtmode": 1}, {"kdmode": GRAPHICS, "kbdmode": MODES["off"]}])
def test_a_switch_that_something_else_keeps_is_not_called_locked(quiet_vt, state):   # noqa: F811
    quiet_vt.add("relsig 10").console(3, **state)
    quiet_vt.process(500, "seatd", takes=USR1, fds=["/dev/input/event3"])
    quiet_vt.process(800, "chvt", fds=["/dev/tty3"], sid=300, waits=1)
    assert "locked-switches" not in findings(quiet_vt, "--vt")
    assert "pending-switch" in findings(quiet_vt, "--vt")


def test_unlock_that_sees_no_processes_unlocks_nothing(world):
    result = world.seat(flags=LOCKED).run("unlock")
    assert (result.code, result.err) == (3, "vtkbdctl: /proc: No such file or directory\n")
    assert "VT_UNLOCKSWITCH" not in "".join(result.log)


def test_unlock_that_is_not_permitted(quiet):   # noqa: F811
    result = quiet.add(f"fail VT_UNLOCKSWITCH {errno.EPERM}").run("unlock")
    assert result.code == 1 and "VT_UNLOCKSWITCH: not permitted" in result.err


def test_restore_requests_the_switch_anew_that_it_makes_the_kernel_forget(quiet):   # noqa: F811
    quiet.console(3, kbdmode=MODES["off"], kdmode=GRAPHICS, vtmode=1, vt_pid=77, pending=1)
    result = quiet.run("restore", "3")
    assert result.out == "console 3: graphics off -> text unicode, auto; switching to console 1\n"
    assert calls(result, "/dev/vtkbd3")[-1] == "VT_ACTIVATE"


# -- output that is stopped --------------------------------------------------------------------


@pytest.mark.parametrize("source, args, base", BOTH)
def test_stopped_output(request, source, args, base):
    world = request.getfixturevalue(source)
    world.add("stopped 3").add("lights 1").console(3, ledflags=1)
    world.process(600, "echo", sid=300, fds=["/dev/null", f"{base}3"])
    world.sleeps(600, "1 0x1 0x7000 0x400 0x0 0x0 0x0 0x7ffd00000000 0x1")
    found = one(world, *args)
    assert found["check"] == "stopped-output" and found["console"] == 3
    assert found["evidence"].endswith("; echo (pid 600) waits to write")
    result = fixed(world, found)
    assert [c for c in calls(result, f"{base}3") if c[:2] in ("TC", "KD", "VT")
            and c not in ("KDGKBMODE", "KDGETMODE", "VT_GETMODE", "KDGKBLED", "KDGETLED",
                          "KDGKBMETA", "VT_GETSTATE")] == ["TCXONC", "TCXONC"]
    assert f"write {base}3 {KEYS}" in result.log


@pytest.mark.parametrize("stopped, flag", [(True, 0), (False, 1)])
def test_output_that_goes_on(quiet, stopped, flag):   # noqa: F811
    """A busy writer, or setleds +scroll."""
    if stopped:
        quiet.add("stopped 3")
    assert findings(quiet.console(3, ledflags=flag)) == {}


def test_a_console_that_nobody_has_open_is_not_opened(quiet):   # noqa: F811
    quiet.console(3, flags=1)
    assert "/dev/vtkbd3" not in str(quiet.run("doctor", findings=True).log)


def test_restore_leaves_output_that_goes_on_alone(quiet):   # noqa: F811
    result = quiet.run("restore", "3")
    assert "TCXONC" not in str(result.log) and f"write /dev/vtkbd3 {KEYS}" in result.log
    assert calls(quiet.add("stopped 3").run("restore", "3"), "/dev/vtkbd3")[-2:] == ["TCXONC"] * 2


def test_restore_says_what_it_could_not_write(quiet):   # noqa: F811
    result = quiet.add(f"fail write {errno.EAGAIN}").run("restore", "3", "--soft")
    assert result.code == 1 and "/dev/vtkbd3: write: " in result.err
    assert sum(li.startswith("wait ") for li in result.log) == 50


def test_soft_takes_nothing_from_a_program_that_lives(quiet):   # noqa: F811
    quiet.console(3, kdmode=GRAPHICS, kbdmode=MODES["off"], vtmode=1, vt_pid=300)
    assert quiet.run("restore", "3").code == 1
    result = quiet.run("restore", "3", "--soft")
    assert result.code == 0 and calls(result, "/dev/vtkbd3") == []


# -- what a program wrote ----------------------------------------------------------------------


@pytest.mark.parametrize("flags, words", [
    (REPEAT | APPLIC, "application keypad (ESC =)"), (0, "keys do not repeat (CSI ?8l)"),
    (REPEAT | CKMODE, "application cursor keys (CSI ?1h)"),
    (REPEAT | CRLF, "Enter sends CR LF (CSI 20h)"),
    (APPLIC | CKMODE, "application keypad (ESC =), application cursor keys (CSI ?1h), keys do "
     "not repeat (CSI ?8l)")])
def test_modes_that_were_left_to_a_shell(quiet, flags, words):   # noqa: F811
    quiet.console(3, modeflags=flags)
    assert findings(quiet) == {}, "the shell does not wait for a line"
    found = one(quiet.sleeps(300, "0 0x0 0x7000 0x1 0x0 0x0 0x0 0x7ffd00000000 0x1"))
    assert found["evidence"] == f"{words}; bash (pid 300) waits for a line"
    assert found["fix"] == "vtkbdctl restore 3 --soft"
    assert f"write /dev/vtkbd3 {KEYS}" in fixed(quiet, found).log


def test_modes_that_were_left_to_a_getty(quiet):   # noqa: F811
    """It may be about to read."""
    evidence = one(quiet.console(1, modeflags=REPEAT | APPLIC))["evidence"]
    assert evidence.endswith("; agetty (pid 200) waits for a line")


def test_modes_of_a_program_that_the_shell_waits_for_are_right(quiet):   # noqa: F811
    quiet.console(3, modeflags=APPLIC).process(301, "vim", sid=300, tty=OURS3, ppid=300,
                                               fds=["/dev/vtkbd3"] * 3, reads=SELECT)
    quiet.file("/proc/300/stat", "300 (bash) S 1 300 300 %d 301 %s 400000 0 0\n" % (
        OURS3, "0 " * 13))
    assert findings(quiet) == {}
    assert findings(quiet.sleeps(300, f"{READ} 0x7000 0x1 0x0 0x0 0x0 0x1 0x1")) == {}


# -- LEDs --------------------------------------------------------------------------------------


@pytest.mark.parametrize("flags, told, caps, found", [
    (4, 4, 1, False), (0, 0, 0, False), (4, 4, 0, True), (0, 0, 255, True), (4, 0, 0, True)])
def test_lights_that_disagree(quiet_vt, flags, told, caps, found):   # noqa: F811
    quiet_vt.console(3, ledflags=flags).add(f"lights {told}")
    quiet_vt.light("input3::capslock", caps).light("input3::numlock", 0).light("phy0::tx", 1)
    result = findings(quiet_vt, "--vt")
    assert set(result) == ({"wrong-leds"} if found else set())
    if found:
        shown = "input3::capslock is " if told == flags else "a program shows none instead"
        assert shown in result["wrong-leds"]["evidence"]
        opposite = "-caps" if flags else "+caps"
        assert result["wrong-leds"]["fix"] == (
            f"setleds -L +scroll +num {opposite} </dev/tty3; setleds -L </dev/tty3")
    quiet_vt.console(3, kdmode=GRAPHICS, kbdmode=MODES["off"], vtmode=1)
    assert "wrong-leds" not in findings(quiet_vt, "--vt")


@pytest.mark.parametrize("grab, found", [("N", True), ("Y", False)])
def test_the_kernels_keyboard_is_not_blamed_for_lights_that_vtkbd_has_taken(
        quiet_vt, grab, found):   # noqa: F811
    quiet_vt.file("/sys/module/vtkbd/parameters/grab", f"{grab}\n").light("input3::capslock", 1)
    assert ("wrong-leds" in findings(quiet_vt, "--vt")) == found


@pytest.mark.parametrize("trigger, found", [
    ("none kbd-numlock [kbd-capslock] kbd-kanalock", True),
    ("[none] kbd-numlock kbd-capslock", False), ("none [kbd-numlock] kbd-capslock", False)])
def test_a_light_that_shows_something_else_is_not_wrong(quiet_vt, trigger, found):   # noqa: F811
    quiet_vt.light("input3::capslock", 1, trigger)
    assert ("wrong-leds" in findings(quiet_vt, "--vt")) == found


def test_of_two_keyboards_one_has_a_light_that_shows_something_else(quiet_vt):   # noqa: F811
    """What a program shows on the other is still not the lock."""
    quiet_vt.add("lights 4").light("input3::capslock", 1, "[none] kbd-capslock")
    assert findings(quiet_vt, "--vt") == {}
    quiet_vt.light("input5::capslock", 0, "none [kbd-capslock]")
    assert "a program shows caps instead" in one(quiet_vt, "--vt")["evidence"]


def test_triggers_are_the_kernels_and_not_vtkbds(quiet):   # noqa: F811
    quiet.seat(acts=1).light("input3::capslock", 1, "[none] kbd-capslock")
    assert "wrong-leds" in findings(quiet)


@pytest.mark.parametrize("acts", [0, 1])
def test_a_listening_seat_is_not_blamed_for_lights(quiet, acts):   # noqa: F811
    quiet.console(1, ledflags=4).seat(acts=acts).light("input3::capslock", 0)
    assert ("wrong-leds" in findings(quiet)) == bool(acts)


def test_lights_that_a_program_has_set_on_vtkbd(quiet):   # noqa: F811
    quiet.console(1, ledflags=4).seat(acts=1, leds=1)
    evidence = one(quiet)["evidence"]
    assert evidence == "locked: caps; a program shows scroll instead (KDSETLED)"
    assert findings(quiet.seat(leds=4)) == {}


# -- notes -------------------------------------------------------------------------------------


def notes(world, *args):
    return {n["note"]: n["text"] for n in world.run("doctor", "--json", *args).json["notes"]}


CTRLL_LOCK = "keysym 0 58 2566"


@pytest.mark.parametrize("source, args", [("quiet", []), ("quiet_vt", ["--vt"])])
def test_a_caps_lock_that_is_another(request, source, args):
    world = request.getfixturevalue(source)
    assert "other-lock" not in notes(world, *args)
    text = notes(world.add(CTRLL_LOCK), *args)["other-lock"]
    assert "the Caps Lock key is CtrlL_Lock in this keymap" in text
    assert ("kbd-ctrlllock" in text) == bool(args)


LOCK_TRIGGERS = ("shiftlock", "altgrlock", "ctrllock", "altlock", "shiftllock", "shiftrlock",
                 "ctrlllock", "ctrlrlock")      # the kernel's names, in the order of KG_SHIFT ...


@pytest.mark.parametrize("number, trigger", enumerate(LOCK_TRIGGERS))
def test_the_trigger_that_shows_a_lock_is_named(quiet_vt, number, trigger):   # noqa: F811
    text = notes(quiet_vt.add(f"keysym 0 58 {10 << 8 | number}"), "--vt")["other-lock"]
    assert f"whose trigger is kbd-{trigger} would" in text


def test_the_usual_cure_is_none_that_needs_words(quiet_vt):   # noqa: F811
    quiet_vt.add(CTRLL_LOCK).light("input3::capslock", 1, "none kbd-capslock [kbd-ctrlllock]")
    assert findings(quiet_vt, "--vt") == {}
    assert notes(quiet_vt, "--vt") == {
        "other-trigger": "input3::capslock follows the trigger kbd-ctrlllock, not its lock",
        "not-known": NOT_KNOWN[len("note: "):-len(" [not-known]")]}


@pytest.mark.parametrize("trigger, found", [("[none] kbd-scrolllock", False),
                                            ("none [kbd-scrolllock]", True)])
def test_a_flag_whose_led_shows_something_else_is_nobodys_business(
        quiet_vt, trigger, found):   # noqa: F811
    """setleds -L +scroll"""
    quiet_vt.add("lights 1").light("input3::scrolllock", 0, trigger)
    assert ("wrong-leds" in findings(quiet_vt, "--vt")) == found


def test_notes_in_words_come_last(quiet_vt):   # noqa: F811
    out = quiet_vt.console(3, kbdmode=MODES["off"]).run("doctor", "--vt", findings=True).out
    assert out.endswith(f"\n\n{NOT_KNOWN}\n")


def test_notes_are_wrapped_between_words(quiet_vt):   # noqa: F811
    wide = quiet_vt.run("doctor", "--vt")
    narrow = quiet_vt.add("width 44").run("doctor", "--vt")
    assert narrow.out.split() == wide.out.split()
    assert max(map(len, narrow.lines[1:])) <= 44 < max(map(len, wide.lines[1:]))
    assert [li for li in narrow.lines[1:] if not li.startswith(("note: ", "      "))] == []


# -- fixes ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kdmode, fix", [(GRAPHICS, "vtkbdctl set 1 off --vt"),
                                         (0, "vtkbdctl set 1 off --force --vt")])
def test_force_is_printed_where_it_is_needed(quiet_vt, kdmode, fix):   # noqa: F811
    quiet_vt.add("relsig 10").console(1, vtmode=1, kdmode=kdmode)
    quiet_vt.process(500, "seatd", takes=USR1, fds=["/dev/input/event3"])
    assert findings(quiet_vt, "--vt")["getty-reset"]["fix"] == fix
    assert quiet_vt.run(*fix.split()[1:]).code == 0


# -- get --------------------------------------------------------------------------------------


@pytest.mark.parametrize("delay, period, words", [
    (250, 33, "after 250 ms, then every 33 ms"), (0, 0, "no keyboard repeats (no EV_REP)")])
def test_how_the_kernels_keys_repeat(vt, delay, period, words):
    out = vt.add(f"repeats {delay} {period}").run("get", "3", "--vt").lines
    assert f"  repeat rate     {words}" in out
    vt.add(f"fail KDKBDREP {errno.EPERM}")
    assert "  repeat rate     not known: Operation not permitted" in vt.run("get", "3", "--vt").lines


# -- locks that the kernel hides ----------------------------------------------------------------


@pytest.mark.parametrize("kind, name", [(10, "CtrlL_Lock"), (12, "SCtrlL")])
def test_a_text_is_not_typed_on_what_is_not_known(vt, kind, name):
    vt.add("node /dev/uinput uinput 0").add("keysym 0 30 2913")     # a
    assert vt.run("type", "--vt", "a").code == 0
    vt.add(f"keysym 0 58 {kind << 8 | 6}")
    result = vt.run("type", "--vt", "a")
    assert (result.code, result.err) == (1, (
        f"vtkbdctl: console 3: its keymap has {name}, and the kernel does not show whether that "
        "is on; nothing was typed (--force takes it to be off)\n"))
    assert "/dev/uinput" not in str(result.log)
    assert vt.run("type", "--vt", "--force", "a").code == 0


def test_vtkbd_knows_its_locks(world):
    world.add("node /dev/uinput uinput 0").add("keysym 0 30 2913").add(CTRLL_LOCK)
    assert world.run("type", "a").code == 0
