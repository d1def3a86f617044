#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""vtkbdctl send: which keys a command line means, in which order they go down and up,
and that nothing stays down.
"""
import csv
import errno
import re
import signal

import pytest

from fake_world import TOP, fullest_frame

CSV = TOP / "tools/keycodes/keycodes.csv"
SETS = ["xt", "atset1", "atset2", "atset3", "os_x", "xt_kbd", "usb", "win32", "qnum"]
PREFIX = {"xt": 0xe000, "atset1": 0xe000, "atset2": 0xe000, "atset3": 0xe000, "xt_kbd": 0x100}


@pytest.fixture
def world(world):
    return world.add("node /dev/uinput uinput 0")


def played(result):
    """[(keycode, value)] on the uinput keyboard or the console."""
    return [tuple(map(int, line.split()[2:])) for line in result.log
            if re.match("key|send", line)]


def chord(*codes):
    return [(code, 1) for code in codes] + [(code, 0) for code in reversed(codes)]


# -- which key ---------------------------------------------------------------------------


def facts():
    """(set, word, keycode) of every name and number; the file is parsed here, without gen."""
    with open(CSV, encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    for row in rows:
        code = int(row["linux"])
        if code and code not in (84, *range(195, 200)):
            yield from (("linux", word, code) for word in [str(code), *row["name"].split("/")])
        for name in SETS:
            for word in filter(None, row[name].split("/")):
                if word[0] != "(":
                    head, _, last = word.rpartition(" ")
                    number = int(last, 16) + (PREFIX[name] if head == "e0" else 0)
                    yield name, f"{number:#x}", code
                    if name in ("os_x", "win32") and head != "-":
                        yield name, head, code


def in_chords(items, size=16):
    """Chords without a key twice."""
    items = list(items)
    while items:
        taken, codes = [], set()
        for item in items:
            if len(taken) < size and item[1] not in codes:
                taken.append(item)
                codes.add(item[1])
        items = [item for item in items if item not in taken]
        yield taken


@pytest.mark.parametrize("name", ["linux", *SETS])
def test_every_name_and_number_of_the_csv_means_its_key(world, name):
    """All sets are mapped to keycodes without loss: the tool follows the CSV file."""
    words = {(word, code) for of, word, code in facts() if of == name}
    assert len(words) > 100
    for part in in_chords(sorted(words)):
        result = world.run("send", "--console", "3", "--codeset", name, *(w for w, _ in part))
        assert played(result)[1:] == chord(*(code for _, code in part)), part


def test_rfb_is_the_older_name_of_qnum(world):
    assert played(world.run("send", "--codeset", "rfb", "0xb7")) == chord(99)


@pytest.mark.parametrize("args, codes", [
    (["KEY_LEFTCTRL", "KEY_LEFTALT", "KEY_DELETE"], [29, 56, 111]),
    (["--codeset=xt", "37", "18", "21"], [37, 18, 21]),
    (["0xf"], [15]), (["017"], [15]), (["15"], [15]),
    (["KEY_SCREENLOCK"], [152]), (["KEY_MACRO1"], [656]),
    (["--codeset=win32", "VK_LWIN", "VK_OEM_102"], [125, 86]),
    (["--codeset=win32", "0x10"], [42]), (["--codeset=win32", "VK_HANGUL"], [122]),
    (["--codeset=os_x", "0", "RightOption"], [30, 100]),
    (["--codeset=atset2", "0x83", "0xe05a"], [65, 96]),
    (["--codeset=xt_kbd", "0x15b", "0x54"], [125, 99]),
    (["--codeset=usb", "0xe3", "4"], [125, 30]),
])
def test_words_that_people_use(world, args, codes):
    assert played(world.run("send", *args)) == chord(*codes)


@pytest.mark.parametrize("args, says", [
    (["KEY_NONE"], "key 'KEY_NONE': no such key (vtkbdctl keys lists their names; or keycodeN)"),
    (["hyper"], "'hyper'"), ([""], "''"), (["0"], "'0'"), (["768"], "'768'"),
    (["-5"], None), (["+5"], "'+5'"), ([" 5"], "' 5'"), (["5x"], "'5x'"), (["08"], "'08'"),
    (["272"], "'272'"), (["704"], "'704'"), (["99999999999999999999"], "'99999999999999999999'"),
    (["4294967297"], "'4294967297'"), (["KEY_RESERVED"], "'KEY_RESERVED'"),
    (["--codeset=atset1", "KEY_A"], "key 'KEY_A': means no key in the set atset1"),
    (["--codeset=win32", "KEY_A"], "in the set win32"), (["--codeset=usb", "0x76e3"], "'0x76e3'"),
    (["--codeset=XT", "1"], "codeset 'XT': not one of linux, xt,"),
    (["--codeset=", "1"], "codeset ''"), (["--codeset=\x1b[2J", "1"], r"'\x1b[2J'"),
    (["1", "2", "KEY_ESC"], "KEY_ESC: twice in one chord"),
    (["--codeset=usb", "0x31", "0x32"], "KEY_BACKSLASH: twice"),
    ([str(n) for n in range(1, 18)], "KEY_W: more than 16 keys at once"),
    (["--holdtime", "1s", "1"], "holdtime '1s': not a number"), (["--holdtime=-1", "1"], "'-1'"),
    (["--holdtime=3600001", "1"], "from 0 to 3600000"),
    (["--console", "64", "1"], "console '64': not a number from 1 to 63"),
])
def test_bad_words_press_nothing(world, args, says):
    result = world.run("send", *args)
    assert result.code == 2 and result.log == []
    assert says is None or says in result.err


@pytest.mark.parametrize("args", [
    [], ["--codeset"], ["1", "--holdtime"], ["1", "--seat", "--console", "3"], ["1", "--vt"]])
def test_usage(world, args):
    result = world.run("send", *args)
    assert (result.code, result.log) == (2, []) and "--help" in result.err


# -- the whole machine -------------------------------------------------------------------


def test_the_machine_hears_a_keyboard_with_every_key_that_goes_again(world):
    result = world.run("send", "KEY_A")
    assert result.log[0] == "open /dev/uinput rdwr noctty nonblock"
    assert result.log[-8:] == ["has 627 keys", "wait 200", "key /dev/uinput 30 1", "wait 2",
                               "key /dev/uinput 30 0", "wait 2", "wait 200", "close /dev/uinput"]


def test_seat_is_the_default(world):
    assert world.run("send", "--seat", "1").log == world.run("send", "1").log


def test_holdtime_is_between_the_last_press_and_the_first_release(world):
    log = world.run("send", "--holdtime", "1000", "15", "16").log
    assert log[-11:-2] == ["key /dev/uinput 15 1", "wait 2", "key /dev/uinput 16 1", "wait 2",
                           "wait 1000", "key /dev/uinput 16 0", "wait 2", "key /dev/uinput 15 0",
                           "wait 2"]


def test_a_frame_has_keys_for_half_a_programs_buffer_at_most(world):
    """The buffer holds 64 kernel events, two for each press or release."""
    assert fullest_frame(world.run("send", *map(str, range(2, 18))).log) <= 64 / 2 / 2


def test_a_console_is_not_waited_for(world):
    log = world.run("send", "--console", "3", "29", "46").log
    assert not [line for line in log if line.startswith("wait")]


def test_no_uinput(empty):
    assert empty.run("send", "1").err == \
        "vtkbdctl: /dev/uinput: no such device: is the uinput module loaded?\n"


@pytest.mark.parametrize("request_name", ["UI_SET_EVBIT", "UI_SET_KEYBIT", "UI_DEV_SETUP",
                                          "UI_DEV_CREATE"])
def test_a_keyboard_that_cannot_be_made_is_named(world, request_name):
    result = world.add(f"fail {request_name} {errno.EIO}").run("send", "1")
    assert result.err == f"vtkbdctl: /dev/uinput: {request_name}: Input/output error\n"
    assert played(result) == []


def test_a_failing_write_is_told_once(world):
    result = world.add(f"fail write {errno.EIO}").run("send", "1", "2")
    assert (result.code, result.err) == (1, "vtkbdctl: /dev/uinput: Input/output error\n")


# -- one console -------------------------------------------------------------------------


def test_a_console_is_sent_the_keys_after_what_was_left_held(world):
    result = world.run("send", "--console", "3", "29", "46")
    assert played(result) == [(0, 0), *chord(29, 46)]
    assert {line.split()[1] for line in result.log if line.startswith("send")} == {"3"}
    assert {line.split()[1] for line in result.log if line.startswith("open")} == {"/dev/vtkbd0"}


@pytest.mark.parametrize("word", ["fg", "0"])
def test_the_foreground_console_is_settled_once(world, word):
    world.seat(foreground=3)
    log = world.run("send", "--console", word, "30").log
    assert [line for line in log if line.startswith("send")] == \
        ["send 3 0 0", "send 3 30 1", "send 3 30 0"]


@pytest.mark.parametrize("error, says", [
    (errno.ENXIO, "console 3: unused, so nothing could read the keys"),
    (errno.EPERM, "console 3: VTKBD_SEND_KEY: not permitted: needs CAP_SYS_ADMIN")])
def test_a_console_that_takes_no_keys_says_why(world, error, says):
    result = world.add(f"fail VTKBD_SEND_KEY {error}").run("send", "--console", "3", "30")
    assert result.err == f"vtkbdctl: {says}\n"


def test_a_console_without_the_module(empty):
    assert "is the vtkbd module loaded?" in empty.run("send", "--console", "3", "30").err


# -- signals -----------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_during_a_hold_releases_the_keys_at_once(world, number):
    """The fifth wait is the hold time, after the tool's own wait, uinput's and one for each
    key."""
    world.add(f"signal 5 {number.value}")
    result = world.run("send", "--holdtime", "5000", "42", "30", command=True)
    assert (result.code, result.err) == (-number, f"vtkbdctl: {number.name}: keys released\n")
    assert played(result) == chord(42, 30)
    assert result.log[-5:] == ["wait 5000 signal", "key /dev/uinput 30 0", "key /dev/uinput 42 0",
                               "wait 200", "close /dev/uinput"]


@pytest.mark.parametrize("wait, keys", [(3, chord(42)), (4, chord(42, 30)), (6, chord(42, 30)),
                                        (7, chord(42, 30))])
def test_a_signal_between_two_keys_releases_them_at_once(world, wait, keys):
    result = world.add(f"signal {wait} {signal.SIGINT.value}").run("send", "42", "30",
                                                                          command=True)
    assert (result.code, result.err) == (-signal.SIGINT, "vtkbdctl: SIGINT: keys released\n")
    assert played(result) == keys
    assert "wait 2" not in result.log[result.log.index("wait 2 signal"):]


def test_a_signal_without_a_name_is_told_by_its_number(world):
    result = world.add("signal 5 34").run("send", "--holdtime", "5000", "42", "30", command=True)
    assert (result.code, result.err) == (-34, "vtkbdctl: signal 34: keys released\n")


def test_a_signal_before_the_first_key_presses_none(world):
    result = world.add(f"signal 2 {signal.SIGINT.value}").run("send", "30", command=True)
    assert (result.code, played(result)) == (-signal.SIGINT, [])


def test_a_signal_during_a_hold_releases_the_keys_of_a_console(world):
    world.add(f"signal 2 {signal.SIGINT.value}")
    result = world.run("send", "--console", "3", "--holdtime", "9", "42", "30", command=True)
    assert result.code == -signal.SIGINT and played(result) == [(0, 0), *chord(42, 30)]


def test_a_signal_while_the_last_keys_are_read_ends_it_too(world):
    """The keys are released by then, so nothing is said."""
    result = world.add(f"signal 8 {signal.SIGINT.value}").run("send", "42", "30", command=True)
    assert (result.code, result.err) == (-signal.SIGINT, "")
    assert played(result) == chord(42, 30) and "wait 200 signal" in result.log


# -- chords as explain takes them --------------------------------------------------------


@pytest.mark.parametrize("args, codes", [
    (["ctrl-alt-delete"], [29, 56, 111]), (["ctrl", "c"], [29, 46]), (["KEY_LEFTCTRL", "c"], [29, 46]),
    (["a"], [30]), (["5"], [5]), (["keycode5"], [5])])
def test_a_chord_is_pressed_together(world, args, codes):
    assert played(world.run("send", *args)) == chord(*codes)


def test_chords_are_pressed_one_after_the_other(world):
    assert played(world.run("send", "ctrl-c", "KEY_ENTER", "shift-a")) == [
        *chord(29, 46), *chord(28), *chord(42, 30)]


@pytest.mark.parametrize("command", [["send"], ["explain", "1"]])
def test_chords_are_joined_by_a_minus(world, command):
    result = world.run(*command, "ctrl+alt+del")
    assert (result.code, result.log) == (2, [])
    assert result.err == "vtkbdctl: key 'ctrl+alt+del': no such key; did you mean ctrl-alt-del?\n"


def test_chords_are_of_the_set_linux(world):
    assert world.run("send", "--codeset=xt", "ctrl-c").code == 2
