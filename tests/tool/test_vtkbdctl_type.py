#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""vtkbdctl type: the keys that a keymap has for a text; it types all of it or nothing."""
import errno
import signal

import pytest

from fake_world import FOREGROUND, GRAPHICS, MODES, OPEN, USED, fullest_frame

LATIN, SPEC, DEAD, SHIFT, LETTER, DEAD2 = 0, 2, 4, 7, 11, 13
ENTER, COMPOSE = 1, 14
ACUTE = 1
KEY_SHIFT, KEY_ALTGR, KEY_ENTER, KEY_COMPOSE = 42, 100, 28, 127
KEYS = {**dict(zip("qwertyuiop", range(16, 26))), **dict(zip("asdfghjkl", range(30, 39))),
        **dict(zip("zxcvbnm", range(44, 51))), " ": 57}


def unicode(char):
    return ord(char) ^ 0xf000


class Keyboard:
    """A keymap in a world, and what the tool would press for a text."""

    def __init__(self, world):
        self.world = world
        world.add("node /dev/uinput uinput 0")
        for table in (0, 1, 2, 3):
            self.sym(table, KEY_SHIFT, SHIFT, 0).sym(table, KEY_ALTGR, SHIFT, 1)
            self.sym(table, KEY_ENTER, SPEC, ENTER)
            for char, code in KEYS.items():
                self.sym(table, code, LETTER if char.isalpha() else LATIN,
                         ord(char.upper() if table % 2 else char))
        self.sym(0, KEY_COMPOSE, SPEC, COMPOSE)

    def sym(self, table, keycode, kind, value):
        self.world.add(f"keysym {table} {keycode} {kind << 8 | value}")
        return self

    def char(self, table, keycode, char):
        self.world.add(f"keysym {table} {keycode} {unicode(char)}")
        return self

    def accent(self, accent, base, result):
        self.world.add(f"accent {ord(accent)} {ord(base)} {ord(result)}")
        return self

    def run(self, *args):
        return self.world.run("type", *args)

    def taps(self, text, *args):
        """The keys of each tap: modifiers first; reverse release is checked here."""
        result = self.run("--console", "1", *args, "--", text)
        assert result.code == 0, result.err
        taps, held = [], []
        for line in result.log:
            if line.startswith("send 1 ") and not line.startswith("send 1 0 "):
                code, value = map(int, line.split()[2:])
                if value:
                    held.append(code)
                    last = list(held)
                    continue
                if len(held) == len(last):
                    taps.append(tuple(last))
                assert held.pop() == code
        assert held == []
        return taps


@pytest.fixture
def keyboard(world):
    return Keyboard(world)


# -- ways to a character -----------------------------------------------------------------


def test_plain_shift_and_enter(keyboard):
    assert keyboard.taps("aB c\n") == [(30,), (42, 48), (57,), (46,), (28,)]


def test_altgr_and_both(keyboard):
    keyboard.char(2, 18, "€").char(3, 18, "¢")
    assert keyboard.taps("€¢") == [(100, 18), (42, 100, 18)]


def test_the_fewest_modifiers_win(keyboard):
    keyboard.char(3, 2, "é").char(2, 3, "é").char(1, 9, "ß").char(0, 86, "ß")
    assert keyboard.taps("éß") == [(100, 3), (86,)]


@pytest.mark.parametrize("kind, value", [(DEAD, ACUTE), (DEAD2, ord("'"))])
def test_dead_key(keyboard, kind, value):
    keyboard.sym(1, 40, kind, value).accent("'", "e", "é").accent("'", "E", "É")
    assert keyboard.taps("éÉ") == [(42, 40), (18,), (42, 40), (42, 18)]


def test_dead_key_and_space_is_the_accent_itself(keyboard):
    keyboard.sym(0, 40, DEAD, ACUTE)
    assert keyboard.taps("'") == [(40,), (57,)]


def test_compose(keyboard):
    keyboard.accent("a", "e", "æ")
    assert keyboard.taps("æ") == [(127,), (30,), (18,)]


def test_a_dead_key_is_shorter_than_compose_and_a_key_than_both(keyboard):
    keyboard.char(0, 40, "'").accent("'", "e", "é")
    assert len(keyboard.taps("é")) == 3
    keyboard.sym(1, 40, DEAD, ACUTE)
    assert len(keyboard.taps("é")) == 2
    keyboard.char(3, 18, "é")
    assert len(keyboard.taps("é")) == 1


def test_the_first_entry_of_the_compose_table_counts(keyboard):
    """A later entry for the same pair is never used."""
    keyboard.accent("a", "e", "æ").accent("a", "e", "œ")
    assert keyboard.run("œ").code == 1


def test_caps_lock_turns_letters_over_and_nothing_else(keyboard):
    keyboard.world.console(1, ledflags=4)
    keyboard.sym(0, 2, LATIN, ord("1")).sym(1, 2, LATIN, ord("!"))
    assert keyboard.taps("aA1!") == [(42, 30), (30,), (2,), (42, 2)]


def test_a_locked_modifier_is_counted(keyboard):
    keyboard.world.console(1, lockstate=1)
    assert keyboard.taps("aA") == [(42, 30), (30,)]


def test_the_screen_map_says_what_8_bits_are(keyboard):
    keyboard.sym(0, 40, LATIN, 0xa4).world.add(f"screenmap {0xa4} {ord('€')}")
    assert keyboard.taps("€") == [(40,)]
    assert keyboard.run("¤").code == 1


def test_a_map_whose_modifier_would_stay_held_is_not_used(keyboard):
    """Under AltGr that key has another meaning, so its release would have it, too."""
    keyboard.char(2, 18, "€").char(2, KEY_ALTGR, "x")
    assert keyboard.run("€").code == 1


def test_a_map_without_its_modifier_is_not_used(keyboard):
    keyboard.char(16, 18, "€")
    assert keyboard.run("€").code == 1


def test_keys_that_send_a_character_as_something_else_are_not_taken(keyboard):
    """A keypad key, a function key and Meta send the byte, but not always."""
    keyboard.sym(0, 55, 3, 12).sym(0, 59, 1, 0).sym(0, 60, 8, ord("*")).sym(1, 9, LATIN, ord("*"))
    keyboard.world.add(f"string 0 {b'*'.hex()}")
    assert keyboard.taps("*") == [(42, 9)]


def test_a_keysym_that_the_kernel_ignores_types_nothing(keyboard):
    """U+FF01 is stored as a keysym of type 15, which has no handler."""
    assert keyboard.char(0, 40, "\uff01").run("\uff01").code == 1


def test_two_dead_keys_of_a_text_do_not_meet(keyboard):
    keyboard.sym(0, 40, DEAD, ACUTE).accent("'", "e", "é")
    assert keyboard.taps("é'é") == [(40,), (18,), (40,), (57,), (40,), (18,)]


# -- all or nothing ----------------------------------------------------------------------


def test_what_cannot_be_typed_is_named_and_nothing_is_typed(keyboard):
    result = keyboard.run("a€b☃€")
    assert (result.code, result.err) == (
        1, "vtkbdctl: console 1: its keymap has no keys for U+20AC, U+2603; nothing was typed\n")
    assert not [line for line in result.log if line.startswith(("key", "send"))]
    assert "open /dev/uinput rdwr noctty nonblock" not in result.log


def test_a_long_list_is_whole_and_names_each_once(keyboard):
    missing = range(0x400, 0x700)
    err = keyboard.run("a".join(map(chr, missing)) * 2).err
    assert err == ("vtkbdctl: console 1: its keymap has no keys for " +
                   ", ".join(f"U+{c:04X}" for c in missing) + "; nothing was typed\n")


def test_xlate_has_no_way_to_send_what_the_screen_map_lacks(keyboard):
    keyboard.accent("a", "e", "æ").accent("o", "e", "œ").world.console(1, kbdmode=MODES["xlate"])
    assert keyboard.taps("æ") == [(127,), (30,), (18,)]
    assert "U+0153" in keyboard.run("œ").err


@pytest.mark.parametrize("text", [b"\xff", b"a\xc3", b"\xc0\x80", b"\xed\xa0\x80",
                                  b"\xf4\x90\x80\x80", b"\x80", b"\xc3a"])
def test_text_that_is_not_utf8(keyboard, text):
    assert keyboard.run(text).err == "vtkbdctl: text: not UTF-8\n"


def test_empty_text_presses_nothing(keyboard):
    assert keyboard.taps("") == []


@pytest.mark.parametrize("mode", ["raw", "mediumraw", "off"])
def test_modes_without_characters(keyboard, mode):
    keyboard.world.console(1, kbdmode=MODES[mode])
    result = keyboard.run("a")
    assert result.err == f"vtkbdctl: console 1: {mode}, where keys are not characters\n"


def test_an_unused_console_is_not_opened(keyboard):
    result = keyboard.run("--console", "9", "a")
    assert result.err == "vtkbdctl: console 9: unused, so nothing could read the text\n"
    assert not [line for line in result.log if line.startswith("open /dev/vtkbd9")]


def test_a_sticky_modifier_would_change_the_first_key(keyboard):
    keyboard.world.console(1, slockstate=2)
    assert "sticky modifier" in keyboard.run("a").err


UNFINISHED = [
    ({"shift_state": 1}, "held on a keyboard: shift"),
    ({"shift_state": 4 | 8, "composing": 1}, "held on a keyboard: ctrl alt"),
    ({"composing": 1}, "Compose was pressed and waits for more"),
    ({"diacr": 0x27}, "a dead key, U+0027, waits for the next character")]


@pytest.mark.parametrize("seat, says", UNFINISHED)
def test_what_a_person_holds_or_has_begun_would_change_the_text(keyboard, seat, says):
    keyboard.world.seat(**seat)
    for args in ([], ["--seat"]):
        result = keyboard.run(*args, "a")
        assert (result.code, result.err) == (
            1, f"vtkbdctl: console 1: {says}; nothing was typed\n")
        assert "open /dev/uinput rdwr noctty nonblock" not in result.log


@pytest.mark.parametrize("seat, says", UNFINISHED)
def test_what_a_person_holds_does_not_reach_one_console(keyboard, seat, says):
    keyboard.world.seat(**seat)
    assert keyboard.taps("a") == [(30,)]


@pytest.mark.parametrize("request_name", ["KDGKBENT", "KDGKBDIACRUC", "GIO_UNISCRNMAP"])
def test_a_keymap_that_cannot_be_read(keyboard, request_name):
    result = keyboard.world.add(f"fail {request_name} {errno.EIO}").run("type", "a")
    assert result.err == f"vtkbdctl: /dev/vtkbd1: {request_name}: Input/output error\n"


def test_a_signal_ends_it_between_two_keys(keyboard):
    """The waits: the tool's own, uinput's, and three in each tap, one of them of length 0."""
    keyboard.world.add(f"signal 7 {signal.SIGINT.value}")
    result = keyboard.world.run("type", "abc", command=True)
    assert (result.code, result.err) == (-signal.SIGINT, "vtkbdctl: SIGINT: keys released\n")
    assert [line for line in result.log if line.startswith("key /")] == [
        "key /dev/uinput 30 1", "key /dev/uinput 30 0",
        "key /dev/uinput 48 1", "key /dev/uinput 48 0"]


@pytest.mark.parametrize("text", ["a" * 50, "A" * 50, "¢" * 20], ids=["a", "A", "altgr-shift"])
def test_a_frame_has_keys_for_half_a_programs_buffer_at_most(keyboard, text):
    assert fullest_frame(keyboard.char(3, 18, "¢").run(text).log) <= 64 / 2 / 2


def test_a_console_forgets_what_was_begun_there_before_the_first_key(keyboard):
    sent = [li for li in keyboard.run("--console", "1", "a").log if li.startswith("send")]
    assert sent == ["send 1 0 1", "send 1 30 1", "send 1 30 0"]


# -- where to ----------------------------------------------------------------------------


def test_the_machine_gets_the_keys_of_the_foreground_consoles_keymap(keyboard):
    keyboard.world.seat(foreground=3).console(3, flags=USED | OPEN | FOREGROUND)
    log = keyboard.run("a").log
    assert "ioctl /dev/vtkbd3 KDGKBDIACRUC" in log
    assert "key /dev/uinput 30 1" in log and not [li for li in log if li.startswith("send")]


def test_the_keymap_of_the_kernels_console(vt):
    log = Keyboard(vt).run("--vt", "A").log
    assert "ioctl /dev/tty3 KDGKBDIACRUC" in log
    assert [li for li in log if li.startswith("key /")] == [
        f"key /dev/uinput {code} {value}" for code, value in ((42, 1), (30, 1), (30, 0), (42, 0))]


def test_the_kernels_keyboard_tells_held_modifiers(vt):
    result = Keyboard(vt.seat(shift_state=2)).run("--vt", "a")
    assert (result.code, result.err) == (
        1, "vtkbdctl: console 3: held on a keyboard: altgr; nothing was typed\n")


def test_a_caller_who_may_not_know_what_is_held_types_nothing(world):
    """On the module's console, too: it has the same permissions."""
    world.add(f"fail VTKBD_GET_SEAT {errno.EPERM}").add(f"fail TIOCLINUX {errno.EPERM}")
    result = Keyboard(world).run("a")
    assert (result.code, result.err) == (
        3, "vtkbdctl: /dev/vtkbd1: TIOCLINUX: which modifiers are held: not permitted: "
        "needs CAP_SYS_ADMIN\n")
    assert Keyboard(world).taps("a") == [(30,)]


def test_a_graphics_console_that_is_off_is_refused(keyboard):
    keyboard.world.console(1, kbdmode=MODES["off"], kdmode=GRAPHICS)
    assert keyboard.run("a").code == 1


@pytest.mark.parametrize("args", [[], ["a", "b"], ["a", "--console=1", "--vt"],
                                  ["a", "--console=1", "--seat"], ["-a"]])
def test_usage(keyboard, args):
    result = keyboard.run(*args)
    assert (result.code, result.log) == (2, []) and "--help" in result.err
