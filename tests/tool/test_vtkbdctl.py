#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""vtkbdctl with the module: what it prints, what it refuses and what it touches.
The answers of the real module are not tested here.
"""
import datetime
import errno
import itertools
import re

import pytest

from fake_world import (DISALLOCATE, GRAPHICS, MODES, NOW, OPEN, OWNER_DIED, SAK,
                        SECOND, TEXT, USED, documented_members)


# --- list ---------------------------------------------------------------------

def busy(world):
    world.seat(shift_state=0b1100, cad_pressed=3)
    world.set_by(3, "unicode", "xlate").console(3, ledflags=2)
    world.console(7, flags=USED | OPEN, kdmode=GRAPHICS, vtmode=1, vt_pid=40123)
    return world.set_by(7, "unicode", "off", ago=7300, pid=40123, uid=1000, comm=b"sway")


LISTING = """\
Keyboards:     2, listening: the keys go to others as well
Ctrl-Alt-Del:  only reported (else SIGINT to PID 1); pressed 3, acted on 0
Foreground:    console 1; held down: ctrl alt

CON  KBDMODE  SCREEN    SWITCH         LEDS  OPEN  KBDMODE SET BY
1*   unicode  text      auto           -     yes   since load
3    xlate    text      auto           num   yes   pid 312 kbd_mode (uid 0){0}12 s ago, from unicode
7    off      graphics  process 40123  -     yes   pid 40123 sway (uid 1000){0}2 h ago, from unicode

60 of 63 consoles are unused; --all shows them.
"""


def test_listing_in_a_pipe_has_one_line_per_console(world):
    assert busy(world).run().out == LISTING.format(" ")


def test_listing_fits_a_terminal_of_80_columns(world):
    result = busy(world).add("width 80").run("list")
    assert result.out == LISTING.format("\n" + " " * 51)
    assert max(map(len, result.lines)) <= 80


def test_wide_terminal_needs_no_second_line(world):
    assert busy(world).add("width 132").run().out == LISTING.format(" ")


@pytest.mark.parametrize("args", [[], ["list"]])
def test_bare_call_is_list_and_takes_its_options(world, args):
    assert busy(world).run(*args).out == world.run("list").out
    assert world.run(*args, "--json").json["version"] == 2


def test_all_shows_unused_consoles_and_counts_none(world):
    result = world.run("--all")
    rows = [li for li in result.lines if re.match(r"\d", li)]
    assert len(rows) == 63
    assert "unused" in result.row(63) and "unused" not in result.row(3)
    assert "--all" not in result.out


def test_reading_goes_through_node_0_alone(world):
    log = world.run("--all").log
    assert {li.split()[1] for li in log} == {"/dev/vtkbd0"}
    assert not [li for li in log if "KDSKBMODE" in li]


@pytest.mark.parametrize("grab, word", [(0, "listening"), (1, "grabbed")])
def test_seat_says_whether_it_listens(world, grab, word):
    assert word in world.seat(grab=grab).run().lines[0]


@pytest.mark.parametrize("cad, effect", enumerate(["SIGINT to PID 1", "restart at once", "nothing"]))
@pytest.mark.parametrize("acts", [0, 1])
def test_seat_says_what_ctrl_alt_del_does(world, acts, cad, effect):
    line = world.seat(acts=acts, cad=cad, cad_pressed=5, cad_acted=4).run().lines[1]
    what = effect if acts else f"only reported (else {effect})"
    assert line == f"Ctrl-Alt-Del:  {what}; pressed 5, acted on 4"


def test_seat_shows_a_switch_under_way(world):
    assert "console 1, switching to 3" in world.seat(wanted=3).run().lines[2]


def test_without_privilege_the_consoles_are_listed_all_the_same(world):
    result = world.add(f"fail VTKBD_GET_SEAT {errno.EPERM}").run()
    assert result.code == 0
    assert "CAP_SYS_TTY_CONFIG" in result.lines[0]
    assert result.lines[1] == "Foreground:    console 1"
    assert "unicode" in result.row(3)
    seat = world.run("--json").json["seat"]
    assert seat.pop("foreground_console") == 1
    assert set(seat.values()) == {None}


@pytest.mark.parametrize("cause, text, name", [
    (SAK, "the SAK key", "sak"),
    (OWNER_DIED, "its owner died", "owner-died"),
    (DISALLOCATE, "made afresh", "disallocate"),
    (9, "cause 9", "unknown"),
])
def test_reset_by_the_kernel_names_the_cause_and_no_program(world, cause, text, name):
    world.set_by(3, "off", "unicode", cause=cause, pid=0, comm=b"")
    assert world.run().row(3).endswith(f"{text} 12 s ago, from off")
    setter = world.run("get", "3", "--json").json["consoles"][0]["setter"]
    assert setter["cause"] == name
    assert [setter[k] for k in ("pid", "uid", "comm")] == [None] * 3


def test_setting_what_was_set_is_told_apart(world):
    assert world.set_by(3, "off", "off").run().row(3).endswith("was off already")


@pytest.mark.parametrize("ago, text", [
    (0, "0 s"), (119, "119 s"), (120, "2 min"), (7199, "119 min"), (7200, "2 h"),
    (172799, "47 h"), (172800, "2 days"), (86400 * 400, "400 days"),
])
def test_age(world, ago, text):
    assert f" {text} ago, from xlate" in world.set_by(3, "xlate", "unicode", ago=ago).run().row(3)


def test_change_after_now_is_not_an_age(world):
    assert "in the future" in world.set_by(3, "xlate", "unicode", ago=-60).run().row(3)


@pytest.mark.parametrize("comm, word, string", [
    (b"\x1b[2Jevil\n", r"\x1b[2Jevil\x0a", r"\x1b[2Jevil\x0a"),
    (b"a (uid 0) 1", r"a\x20(uid\x200)\x201", "a (uid 0) 1"),
    (b"\xc3\x28\xff", r"\xc3(\xff", r"\xc3(\xff"),
    (b"back\\x41", r"back\x5cx41", r"back\x5cx41"),
    (b"", "-", ""),
    (b"q" * 16, "q" * 15, "q" * 15),
])
def test_a_program_cannot_choose_what_the_listing_says(world, comm, word, string):
    world.set_by(3, "xlate", "unicode", comm=comm)
    assert f"pid 312 {word} (uid 0) 12 s ago, from xlate" in world.run().row(3)
    assert world.run("--json").json["consoles"][1]["setter"]["comm"] == string


def test_mode_without_a_name_is_shown_as_a_number(world):
    assert " mode-9 " in world.console(3, kbdmode=9).run().row(3)


# --- json ---------------------------------------------------------------------

def test_json_tells_what_the_module_told(world):
    busy(world).seat(keys=2**63 + 1, leds=0b101)
    top = world.run("--json").json
    assert top["version"] == 2 and top["source"] == "vtkbd"
    assert top["seat"]["keys"] == 2**63 + 1
    assert top["seat"]["modifiers"] == ["ctrl", "alt"]
    assert top["seat"]["leds"] == ["scroll", "caps"]
    assert (top["seat"]["cad"], top["seat"]["acts"], top["seat"]["wanted"]) == ("signal", False, None)
    one, three, seven = top["consoles"]
    assert one["foreground"] and one["setter"] is None
    assert three["leds"] == ["num"]
    assert (seven["node"], seven["kdmode"], seven["vtmode"], seven["vt_pid"]) == (
        "/dev/vtkbd7", "graphics", "process", 40123)
    assert seven["setter"] == {
        "cause": "ioctl", "pid": 40123, "uid": 1000, "comm": "sway",
        "when": "2024-01-01T09:58:32.123+00:00", "when_ns": NOW - 7300 * SECOND,
        "from": "unicode", "to": "off"}


@pytest.mark.parametrize("zone", ["UTC", "XST-5:30", "YST9"])
def test_json_time_is_rfc_3339_of_the_same_moment(world, zone):
    setter = world.set_by(3, "off", "xlate").run("get", "3", "--json", zone=zone).json
    setter = setter["consoles"][0]["setter"]
    moment = datetime.datetime.fromisoformat(setter["when"])
    assert round(moment.timestamp() * 1000) == setter["when_ns"] // 10**6


def test_json_has_every_member_in_every_listing_and_the_manual_has_them_too(world):
    full = busy(world).keyboard(3, "Keyboard").run("--json", "--all").json
    shapes = {frozenset(c) for c in full["consoles"]}
    assert len(full["consoles"]) == 63 and len(shapes) == 1
    bare = world.add(f"fail VTKBD_GET_SEAT {errno.EPERM}").run("get", "3", "--json").json
    assert set(bare["seat"]) == set(full["seat"])
    setter = next(c["setter"] for c in full["consoles"] if c["setter"])
    objects = [full, full["seat"], full["keyboards"][0], full["consoles"][0], setter]
    assert documented_members() == set().union(*objects)


# --- get ----------------------------------------------------------------------

GET = """\
console 3: off, graphics
  node            /dev/vtkbd3
  mode set by     pid 312 kbd_mode (uid 0) 12 s ago, from unicode
  mode set at     2024-01-01T12:00:00.123+00:00; set 1 time since load
  switching       process: pid 77 is asked before a switch, now to console 1
  leds            num caps; after a reset num; the LEDs show what KDSETLED set instead
  Meta sends      ESC before the character
  open            yes
  locked          altgr
  sticky          shift ctrl
  keypad          application
  cursor keys     normal
  Enter sends     CR
  keys repeat     yes
"""


def test_get_tells_everything(world):
    world.set_by(3, "unicode", "off")
    world.console(3, kdmode=GRAPHICS, vtmode=1, vt_pid=77, pending=1, ledflags=6, default_leds=2,
                  ledmode=1, lockstate=2, slockstate=5, modeflags=0b10101)
    assert world.run("get", "3").out == GET


def test_nobody_is_said_to_be_asked_where_nobody_is(world):
    """The module keeps the ID of the process that set VT_AUTO, as the VT does."""
    world.console(3, vtmode=0, vt_pid=289)
    assert "  switching       auto: nobody is asked before a switch" in world.run("get", "3").lines
    assert "289" not in world.run().row(3)
    assert world.run("get", "3", "--json").json["consoles"][0]["vt_pid"] is None


@pytest.mark.parametrize("word", ["fg", "0", "1", "01"])
def test_get_finds_the_foreground_console(world, word):
    assert world.run("get", word).lines[0] == "console 1: unicode, text, foreground"


def test_get_of_an_unused_console_says_so(world):
    assert world.run("get", "9").lines[0] == "console 9: unicode, text, unused"


@pytest.mark.parametrize("mode", MODES)
def test_get_quiet_is_one_word(world, mode):
    assert world.console(3, kbdmode=MODES[mode]).run("get", "-q", "3").out == mode + "\n"


def test_get_json_is_a_listing_of_one(world):
    top = world.run("get", "3", "--json").json
    assert [c["console"] for c in top["consoles"]] == [3]
    assert top["seat"]["foreground_console"] == 1


# --- set ----------------------------------------------------------------------

def test_set_goes_to_the_console_and_is_read_back(world):
    result = world.run("set", "3", "xlate")
    assert result.out == "console 3: unicode -> xlate\n"
    assert result.log == [
        "open /dev/vtkbd0 rdwr noctty nonblock",
        "ioctl /dev/vtkbd0 VTKBD_GET_SEAT",
        "ioctl /dev/vtkbd0 VTKBD_GET_CONSOLE",
        "open /dev/vtkbd3 rdwr noctty nonblock",
        "ioctl /dev/vtkbd3 KDSKBMODE",
        "ioctl /dev/vtkbd3 KDGKBMODE",
        "close /dev/vtkbd3",
        "close /dev/vtkbd0",
    ]


TYPES = {"xlate", "unicode"}


def allowed(kdmode, frm, to):
    """The changes that `set` allows without --force, computed in another way than in the
    tool."""
    if frm == to:
        return True
    if kdmode == TEXT:
        return to in TYPES
    return frm in TYPES or (frm != "off" and to not in TYPES)


@pytest.mark.parametrize("kdmode, frm, to", itertools.product([TEXT, GRAPHICS], MODES, MODES))
def test_set_refuses_what_takes_or_gives_a_keyboard_wrongly(world, kdmode, frm, to):
    world.console(3, kdmode=kdmode, kbdmode=MODES[frm])
    result = world.run("set", "3", to)
    touched = any("/dev/vtkbd3" in li for li in result.log)
    assert touched == (allowed(kdmode, frm, to) and frm != to)
    if allowed(kdmode, frm, to):
        assert result.code == 0
    else:
        assert result.code == 1
        assert f"console 3: {frm} -> {to} refused" in result.err and "--force" in result.err
    forced = world.run("set", "3", to, "--force")
    assert forced.out == f"console 3: {frm} -> {to}\n"


def test_set_does_not_take_a_display_servers_console_out_of_an_unknown_mode(world):
    world.console(3, kdmode=GRAPHICS, kbdmode=9)
    assert world.run("set", "3", "unicode").code == 1


@pytest.mark.parametrize("mode", MODES)
def test_set_takes_the_number_of_a_mode(world, mode):
    world.console(3, kbdmode=9)
    assert world.run("set", "3", str(MODES[mode]), "-f").out == f"console 3: mode-9 -> {mode}\n"


def test_set_of_the_foreground_opens_its_own_node(world):
    log = world.run("set", "fg", "xlate").log
    assert "ioctl /dev/vtkbd1 KDSKBMODE" in log
    assert "ioctl /dev/vtkbd0 KDSKBMODE" not in log


def test_set_that_does_not_take_fails(world):
    result = world.add("deaf").run("set", "3", "xlate")
    assert result.code == 1
    assert "/dev/vtkbd3: did not take: set to xlate, but reads back as unicode" in result.err


def test_set_without_the_right_says_which(world):
    result = world.add(f"fail KDSKBMODE {errno.EPERM}").run("set", "3", "xlate")
    assert result.code == 1
    assert "/dev/vtkbd3: KDSKBMODE: not permitted" in result.err and "CAP_SYS_TTY_CONFIG" in result.err
