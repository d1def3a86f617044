#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""vtkbdctl explain on a keymap of a few keys: the form of what it says, and how names and
chords are read. Whether it is true is for tests/e2e, which types what was explained.
"""
import pytest

from fake_world import MODES, documented_members

SHIFT, CTRL, ALT = 0x700, 0x702, 0x703


@pytest.fixture
def keys(world):
    for keymap in (0, 1, 4, 12):
        for code, value in ((42, SHIFT), (29, CTRL), (56, ALT)):
            world.add(f"keysym {keymap} {code} {value}")
    world.add("keysym 0 30 0xb61").add("keysym 1 30 0xb41").add(f"keysym 0 18 {0x20ac ^ 0xf000}")
    world.add("keysym 12 111 0x20c").add("keysym 0 59 0x100").add("string 0 1b5b41")
    world.add("keysym 0 60 0x101").add("keysym 0 103 0x603").add("keysym 0 87 0x506")
    return world.console(1, kbdmode=MODES["unicode"])


def events(result):
    return [(e["key"], e["down"], e["bytes"]) for e in result.json["events"]]


def test_the_way_of_ctrl_alt_delete_in_words(keys):
    assert keys.run("explain", "1", "ctrl-alt-delete").out == """\
console 1: unicode: keys become characters in UTF-8

KEY_LEFTCTRL down
  keycode    29
  modifiers  none: keymap 0
  keysym     Control (0x0702)
  mode gate  passes
  handler    k_shift
  state      held: ctrl

KEY_LEFTALT down
  keycode    56
  modifiers  ctrl: keymap 4
  keysym     Alt (0x0703)
  mode gate  passes
  handler    k_shift
  state      held: ctrl alt

KEY_DELETE down
  keycode    111
  modifiers  ctrl alt: keymap 12
  keysym     Boot (0x020c)
  mode gate  passes
  handler    k_spec, fn_boot_it
  action     Ctrl-Alt-Del: only reported, since the seat listens; else SIGINT to process 1

KEY_DELETE up: releasing it means nothing

KEY_LEFTALT up
  keycode    56
  modifiers  ctrl alt: keymap 12
  keysym     Alt (0x0703)
  mode gate  passes
  handler    k_shift
  state      held: ctrl

KEY_LEFTCTRL up
  keycode    29
  modifiers  ctrl: keymap 4
  keysym     Control (0x0702)
  mode gate  passes
  handler    k_shift
  state      held: none

in all: 0 bytes
in all: Ctrl-Alt-Del: only reported, since the seat listens; else SIGINT to process 1
"""


@pytest.mark.parametrize("mode", ["off", "raw", "mediumraw"])
def test_where_keys_are_not_translated_the_gate_stops_them(keys, mode):
    keys.console(1, kbdmode=MODES[mode]).console(3, kbdmode=MODES["unicode"])
    result = keys.run("explain", "1", "ctrl-alt-delete", "--json").json
    delete = result["events"][2]
    assert (delete["gate"], delete["action"], delete["keysym_name"]) == (False, None, "Boot")
    assert bool(result["bytes"]) == (mode != "off")
    assert delete["why"] == (None if result["bytes"] else
                             "this mode lets only modifiers and SAK act")
    assert [e["gate"] for e in result["events"][:2]] == [True, True]


@pytest.mark.parametrize("chord, sent", [
    ("a", "61"), ("shift-a", "41"), ("A", "61"), ("KEY_A", "61"), ("keycode30", "61"),
    ("e", "e282ac"), ("f1", "1b5b41"), ("up", "1b5b41"), ("leftshift-a", "41"), ("b", "")])
def test_chords_and_what_they_send(keys, chord, sent):
    assert keys.run("explain", "1", chord, "--json").json["bytes"] == sent


def test_keys_go_down_in_order_and_up_in_reverse(keys):
    assert events(keys.run("explain", "1", "shift-a", "a", "--json")) == [
        ("KEY_LEFTSHIFT", True, ""), ("KEY_A", True, "41"), ("KEY_A", False, ""),
        ("KEY_LEFTSHIFT", False, ""), ("KEY_A", True, "61"), ("KEY_A", False, "")]


@pytest.mark.parametrize("chord, why", [
    ("b", "nothing is bound to it here"), ("f2", "the function string is empty"),
    ("ctrl-shift-a", "there is no keymap for these modifiers"),
    ("keycode600", "keymaps end at keycode 255")])
def test_why_nothing_comes_of_it(keys, chord, why):
    found = [e["why"] for e in keys.run("explain", "1", chord, "--json").json["events"]]
    assert why in found


def test_caps_lock_and_held_modifiers_count(keys):
    keys.console(1, ledflags=4)
    assert keys.run("explain", "1", "a", "--json").json["bytes"] == "41"
    assert "+a (0x0b61), by Caps Lock A" in keys.run("explain", "1", "a").out
    keys.seat(shift_state=1)
    assert keys.run("explain", "1", "a", "--json").json["bytes"] == "61"


def test_a_pending_accent_counts(keys):
    keys.seat(diacr=ord("'")).add(f"accent {ord(chr(39))} {ord('a')} 0xe1")
    assert keys.run("explain", "1", "a", "--json").json["bytes"] == "c3a1"


@pytest.mark.parametrize("allocated, words", [(1, "switch to console 7"),
                                              (0, "refused, it is unused")])
def test_a_switch_says_where_to_and_whether(keys, allocated, words):
    result = keys.console(7, flags=allocated).run("explain", "1", "f11", "a")
    assert words in result.out
    assert "the keys after KEY_F11 are another console's" in result.out


def test_in_xlate_another_console_is_asked_for_what_xlate_hides(keys):
    keys.console(1, kbdmode=MODES["xlate"])
    result = keys.run("explain", "1", "e", "--json")
    assert result.json["events"][0]["keysym_name"] == "U+20ac" and not result.json["assumed"]
    assert "open /dev/vtkbd3 rdwr noctty nonblock" in result.log
    keys.console(3, kbdmode=MODES["off"])
    assert "no Unicode characters" in keys.run("explain", "1", "e", "--json").json["assumed"][0]


def test_the_kernels_console_keeps_things_to_itself(vt):
    vt.add("keysym 0 30 0xb61").seat(shift_state=0)
    result = vt.run("explain", "fg", "a", "--vt", "--json").json
    assert result["bytes"] == "61" and len(result["assumed"]) == 3
    assert vt.run("explain", "5", "a", "--vt").err == (
        "vtkbdctl: console 5: unused, so without a mode\n")


def test_explaining_changes_nothing(keys):
    asked = {li.split()[2] for li in keys.run("explain", "1", "a").log if li.startswith("ioctl")}
    assert asked == {"VTKBD_GET_SEAT", "VTKBD_GET_CONSOLE", "KDGKBENT", "KDGKBSENT",
                     "KDGKBDIACRUC", "GIO_UNISCRNMAP"}


@pytest.mark.parametrize("chord", ["", "a-", "-a", "hyper", "a-a", "keycode", "keycode768",
                                   "a-b-c-d-e-f-g-h-i-j-k-l-m-n-o-p-q", "key\nb", "btn_left"])
def test_bad_chords(keys, chord):
    result = keys.run("explain", "1", chord)
    assert (result.code, result.log) == (1, []) or chord == "-a" and result.code == 2


def test_json_is_documented(keys):
    top = keys.run("explain", "1", "a", "--json").json
    assert set(top) | set(top["events"][0]) <= documented_members("explain")
