# SPDX-License-Identifier: GPL-2.0
"""vtkbdctl send and type on real consoles.

Through uinput both keyboards receive the same keys, and the real console is the judge.
VTKBD_SEND_KEY sends keys to one console only; it must get the bytes that the real console gets
for them from a keyboard.
"""
import re
import signal
from pathlib import Path

import pytest

from oracle import keymaps
from vm import build, cache
from vm.machine import Machine

from .desk import SENTINEL, Desk, poll

# The same three keys in every set: left Shift, A, Enter on the keypad.
CHORDS = {
    "linux": "KEY_LEFTSHIFT KEY_A KEY_KPENTER", "xt": "0x2a 0x1e 0xe01c",
    "atset1": "42 30 0xe01c", "atset2": "0x12 0x1c 0xe05a", "atset3": "0x12 0x1c 0x79",
    "os_x": "Shift ANSI_A 0x4c", "xt_kbd": "0x2a 0x1e 0x11c", "usb": "0xe1 4 0x58",
    "win32": "VK_LSHIFT VK_A", "qnum": "0x2a 0x1e 0x9c", "rfb": "0x2a 0x1e 0x9c"}
TYPED = b"A\r" * 8 + b"A" + b"A\r" * 2     # Windows has no code for that Enter


@pytest.fixture(name="desk")
def fixture_desk(stock_vm):
    desk = Desk(stock_vm)
    stock_vm.compile(Path(__file__).with_name("sendkey.c"))
    return desk


def both_after(desk, readers, command, mode="unicode"):
    """The bytes that each console got for a command, up to the final 1."""
    start = [len(reader.out) for reader in readers]
    desk.vm.sh(command, timeout=60)
    desk.both(readers, mode=mode)
    return tuple(reader.out[begin:] for reader, begin in zip(readers, start))


def got(reader, start, end):
    """The bytes that a reader got since, once they end like this."""
    poll(f"{end} on a console", lambda: reader.out[start:].endswith(end))
    return reader.out[start:]


# -- the whole machine -------------------------------------------------------------------


def test_a_chord_in_every_set_is_typed_on_both_consoles(desk):
    real, ours = both_after(desk, desk.readers(), "; ".join(
        f"vtkbdctl send --codeset {name} {keys}" for name, keys in CHORDS.items()))
    assert ours == real == TYPED + b"1"


def test_three_strokes_are_three_commands(desk):
    real, ours = both_after(
        desk, desk.readers(), "for n in 37 18 21; do vtkbdctl send --codeset xt $n; done")
    assert ours == real == b"key1"


def test_a_chord_goes_down_in_order_and_up_in_reverse(desk):
    desk.set_mode(1, "mediumraw")
    real, ours = both_after(desk, desk.readers(), "vtkbdctl send 29 56 30 48", mode="mediumraw")
    assert ours == real == bytes([29, 56, 30, 48, 176, 158, 184, 157]) + SENTINEL["mediumraw"]


def test_a_key_that_is_held_repeats(desk):
    real, ours = both_after(desk, desk.readers(), "vtkbdctl send --holdtime 1000 KEY_Q")
    assert ours == real and real.startswith(b"qqq") and set(real[:-1]) == {ord("q")}


@pytest.mark.parametrize("name", ["INT", "TERM", "HUP"])
def test_a_signal_during_a_hold_releases_the_keys(desk, name):
    """Ctrl-C and other signals: if Shift were still held, the final 1 would be an exclamation
    mark."""
    readers = desk.readers()
    holding = desk.vm.spawn("echo $$; exec vtkbdctl send --holdtime 60000 KEY_LEFTSHIFT KEY_A")
    poll("Shift held", lambda: "shift" in desk.seat()["modifiers"])
    desk.vm.sh(f"kill -{name} {holding.out.decode().strip()}")
    result = holding.wait(20)
    assert (result.status, result.errtext) == (-getattr(signal, f"SIG{name}"), f"vtkbdctl: SIG{name}: keys released\n")
    assert desk.seat()["modifiers"] == []
    real, ours = desk.both(readers)
    assert ours == real == b"1"


def test_a_sender_that_is_killed_leaves_no_key_held(desk):
    readers = desk.readers()
    holding = desk.vm.spawn("echo $$; exec vtkbdctl send --holdtime 60000 KEY_LEFTSHIFT")
    poll("Shift held", lambda: "shift" in desk.seat()["modifiers"])
    desk.vm.sh(f"kill -KILL {holding.out.decode().strip()}")
    poll("Shift released", lambda: desk.seat()["modifiers"] == [])
    real, ours = desk.both(readers)
    assert ours == real == b"1"


@pytest.mark.parametrize("text, presses", [("abcdefghij" * 40, 400), ("ABCDEFGHIJ" * 10, 200)],
                         ids=["letters", "shifted"])
def test_a_program_that_reads_with_each_frame_loses_no_key(desk, text, presses):
    desk.vm.compile(Path(__file__).with_name("evread.c"))
    program = desk.vm.spawn("evread vtkbdctl 16")
    program.wait_for(rb"ready\n")
    desk.vm.sh(f"vtkbdctl type {text}", timeout=60)
    assert program.wait(30).text == f"ready\n{presses} presses, dropped 0 times\n"


# -- one console -------------------------------------------------------------------------


@pytest.mark.parametrize("target", [1, 2], ids=["foreground", "background"])
def test_a_console_is_sent_keys_and_no_other_hears_them(desk, target):
    desk.vm.sh(": </dev/vtkbd2 </dev/vtkbd3")
    readers = [desk.vm.reader(f"/dev/vtkbd{n}") for n in (1, 2, 3)]
    real = desk.vm.reader("/dev/tty1")
    desk.vm.sh("; ".join(f"vtkbdctl send --console {target} --codeset {name} {keys}"
                         for name, keys in CHORDS.items()))
    assert got(readers[target - 1], 0, TYPED) == TYPED
    desk.both((real, readers[0]))
    wanted = [b"1", b"", b""]
    wanted[target - 1] = TYPED + wanted[target - 1]
    assert [reader.out for reader in readers] == wanted
    assert real.out == b"1"


@pytest.mark.parametrize("mode", ["mediumraw", "raw"])
def test_every_key_that_is_sent_is_what_the_real_console_gets_from_a_keyboard(desk, mode):
    """RAW mode's table, key by key: the real console by uinput, vtkbd's by the ioctl."""
    real, ours = desk.vm.reader("/dev/tty1"), desk.vm.reader("/dev/vtkbd2")
    desk.vm.sh(f"vtkbdctl set 1 {mode} --force --vt && vtkbdctl set 2 {mode} --force")
    desk.vm.sh("keys all && keys 2:1 2:0", timeout=60)
    wanted = got(real, 0, SENTINEL[mode])
    desk.vm.sh("set --; for n in $(seq 1 767); do set -- $@ 2:$n:1 2:$n:0; done; "
               "sendkey /dev/vtkbd0 $@ 2:2:1 2:2:0 >/dev/null", timeout=60)
    assert got(ours, 0, wanted[-8:]) == wanted
    assert len(wanted) > (700 if mode == "raw" else 3000)


def test_what_a_person_holds_does_not_change_what_is_sent(desk):
    reader = desk.vm.reader("/dev/vtkbd2")
    desk.vm.keyboard.down("shift")
    desk.wait_keys(1)
    desk.vm.sh("vtkbdctl send --console 2 KEY_A")
    desk.vm.keyboard.up("shift")
    assert got(reader, 0, b"a") == b"a"


def test_what_is_sent_and_held_does_not_change_what_a_person_types(desk):
    """On the same console: Shift and a dead key are sent, a letter is typed between them."""
    readers = desk.readers()
    desk.vm.sh("sendkey /dev/vtkbd0 1:42:1 >/dev/null")
    assert desk.both(readers, ("a",)) == (b"a1", b"a1")
    desk.vm.sh("sendkey /dev/vtkbd0 1:42:0 1:29:1 1:52:1 1:52:0 1:29:0 1:40:1 1:40:0 >/dev/null")
    assert desk.both(readers, ("e",)) == (b"e1", b"e1")
    start = len(readers[1].out)
    desk.vm.sh("vtkbdctl send --console 1 KEY_E")
    assert got(readers[1], start, "é".encode()) == "é".encode()


def test_a_sender_that_is_killed_leaves_nothing_held_for_the_next(desk):
    reader = desk.vm.reader("/dev/vtkbd2")
    holding = desk.vm.spawn(
        "echo $$; exec vtkbdctl send --console 2 --holdtime 60000 KEY_LEFTSHIFT KEY_A")
    got(reader, 0, b"A")
    desk.vm.sh(f"kill -KILL {holding.out.decode().strip()}; vtkbdctl send --console 2 KEY_B")
    assert got(reader, 0, b"b") == b"Ab"


@pytest.mark.parametrize("before", ["2:42:1 2:42:1 2:42:0", "2:42:0 2:42:0 2:42:1 2:42:0"])
def test_a_key_is_down_or_up(desk, before):
    """However often it was pressed or released before."""
    reader = desk.vm.reader("/dev/vtkbd2")
    desk.vm.sh(f"sendkey /dev/vtkbd0 {before} 2:48:1 2:48:0 >/dev/null")
    assert got(reader, 0, b"b") == b"b"


def test_a_modifier_whose_key_became_another_is_released(desk):
    reader = desk.vm.reader("/dev/vtkbd2")
    desk.vm.sh("""send() { sendkey /dev/vtkbd0 "$@" >/dev/null; }
        send 2:42:1
        printf 'keycode 42 = F1\\n shift keycode 42 = F1\\n' | loadkeys -C /dev/vtkbd2
        send 2:42:0 2:0:0
        send 2:48:1 2:48:0""")
    assert got(reader, 0, b"b") == b"b"


@pytest.mark.parametrize("name", ["QUIT", "USR1"])
def test_a_signal_during_a_hold_releases_the_keys_of_a_console(desk, name):
    """Keys that another program sends afterwards have no Shift, without an explicit
    release."""
    reader = desk.vm.reader("/dev/vtkbd2")
    holding = desk.vm.spawn(
        "echo $$; exec vtkbdctl send --console 2 --holdtime 60000 KEY_LEFTSHIFT KEY_A")
    got(reader, 0, b"A")
    desk.vm.sh(f"kill -{name} {holding.out.decode().strip()}")
    result = holding.wait(20)
    assert (result.status, result.errtext) == (-getattr(signal, f"SIG{name}"), f"vtkbdctl: SIG{name}: keys released\n")
    desk.vm.sh("sendkey /dev/vtkbd0 2:48:1 2:48:0 >/dev/null")
    poll("the letter", lambda: len(reader.out) == 2)
    assert reader.out == b"Ab"


def test_what_a_sent_key_does_is_done(desk):
    """Ctrl-Alt-Del is counted, Caps Lock is the console's, Alt-F3 switches."""
    desk.vm.sh(": </dev/vtkbd2 </dev/vtkbd3; "
               "vtkbdctl send --console 2 KEY_LEFTCTRL KEY_LEFTALT KEY_DELETE; "
               "vtkbdctl send --console 2 KEY_CAPSLOCK; "
               "vtkbdctl send --console 2 KEY_LEFTALT KEY_F3")
    assert desk.seat()["cad_pressed"] == 1
    assert desk.console(2)["leds"] == ["caps"] and desk.console(1)["leds"] == []
    poll("console 3", lambda: desk.seat()["foreground_console"] == 3)
    assert desk.seat()["keys"] == 0


def test_off_sends_nothing(desk):
    reader = desk.vm.reader("/dev/vtkbd2")
    desk.vm.sh("vtkbdctl set 2 off --force; vtkbdctl send --console 2 KEY_A; "
               "vtkbdctl set 2 unicode --force; vtkbdctl send --console 2 KEY_B")
    assert got(reader, 0, b"b") == b"b"


def test_the_ioctl_says_what_is_wrong(desk):
    said = desk.vm.sh("sendkey /dev/vtkbd1 64:30:1 1:768:1 1:30:3 1:0:2 1:30:1:1 9:30:1 1:0:0 "
                      "1:0:1")
    assert said.split("\n")[:-1] == [
        "64:30:1: EINVAL", "1:768:1: EINVAL", "1:30:3: EINVAL", "1:0:2: EINVAL",
        "1:30:1:1: EINVAL", "9:30:1: ENXIO", "1:0:0: 0", "1:0:1: 0", "NULL: EFAULT"]
    assert desk.vm.sh("sendkey /dev/vtkbd1 -u 1:30:1") == "1:30:1: EPERM\nNULL: EPERM\n"
    assert desk.vm.run("vtkbdctl send --console 9 KEY_A").errtext == \
        "vtkbdctl: console 9: unused, so nothing could read the keys\n"


# -- texts -------------------------------------------------------------------------------

ASCII = "".join(map(chr, range(0x20, 0x7f)))
KEYMAP = r"""
keymaps 0-3,4-5,8,12
keycode 42 = Shift
keycode 100 = AltGr
keycode 40 = dead_acute dead_diaeresis U+20ac
keycode 16 = +q +Q U+00e9 U+0153
compose '\'' 'a' to U+00e1
compose '"' 'a' to U+00e4
compose 's' 's' to U+1e9e
"""


def quoted(text):
    return "'" + text.replace("'", "'\\''") + "'"


@pytest.mark.parametrize("text", [ASCII + "\n\t", "Grüße, ÀÉÎÕÜ àéîõü ñÑçÇ åÅ æÆ øØ ÿ"],
                         ids=["ascii", "latin1"])
def test_a_text_is_typed_on_both_consoles_as_it_is(desk, text):
    """The second text needs Compose for nearly all characters, with the default keymap."""
    real, ours = both_after(desk, desk.readers(), f"vtkbdctl type {quoted(text)}")
    assert ours == real == text.replace("\n", "\r").encode() + b"1"


@pytest.mark.parametrize("target", [1, 2])
def test_a_text_is_typed_on_one_console(desk, target):
    reader = desk.vm.reader(f"/dev/vtkbd{target}")
    desk.vm.sh(f"vtkbdctl type --console {target} {quoted(ASCII)}")
    assert got(reader, 0, b"~") == ASCII.encode()


def test_a_keymap_of_ones_own_is_followed(desk):
    for node in ("/dev/tty1", "/dev/vtkbd1"):
        desk.vm.sh(f"loadkeys -C {node} - <<'EOF'\n{KEYMAP}\nEOF")
    text = "q Q é œ € á ẞ ' \" ä"
    real, ours = both_after(desk, desk.readers(), f"vtkbdctl type {quoted(text)}")
    assert ours == real == text.encode() + b"1"


def test_locks_are_taken_as_they_are(desk):
    readers = desk.readers()
    desk.press(("caps_lock",))
    for args in ("", "--vt"):
        real, ours = both_after(desk, readers, f"vtkbdctl type {args} 'aB 1!'")
        assert ours == real == b"aB 1!1"


@pytest.mark.parametrize("begun, text", [
    ("29:1 52:1 52:0 29:0", "'eb"), ("29:1 52:1 52:0 29:0 40:1 40:0", "eab"),
    ("56:1 79:1 79:0", "eab")], ids=["Compose", "dead key", "keypad code"])
def test_a_text_on_one_console_begins_with_nothing_pending(desk, begun, text):
    """For example after a sender was killed."""
    reader = desk.vm.reader("/dev/vtkbd2")
    events = " ".join(f"2:{event}" for event in begun.split())
    desk.vm.sh(f"sendkey /dev/vtkbd0 {events} >/dev/null; "
               f"vtkbdctl type --console 2 {quoted(text)}")
    assert got(reader, 0, b"b") == text.encode()


def test_three_commands_may_send_one_character(desk):
    reader = desk.vm.reader("/dev/vtkbd2")
    desk.vm.sh("for keys in 'KEY_LEFTCTRL KEY_DOT' KEY_APOSTROPHE KEY_E; do "
               "vtkbdctl send --console 2 $keys; done")
    assert got(reader, 0, "é".encode()) == "é".encode()


@pytest.mark.parametrize("args", ["", "--vt"])
def test_a_text_is_not_begun_while_a_modifier_is_held(desk, args):
    readers = desk.readers()
    desk.vm.keyboard.down("shift")
    desk.wait_keys(1)
    result = desk.vm.run(f"vtkbdctl type {args} ab1")
    desk.vm.keyboard.up("shift")
    assert (result.status, result.errtext) == (
        1, "vtkbdctl: console 1: held on a keyboard: shift; nothing was typed\n")
    real, ours = both_after(desk, readers, f"vtkbdctl type {args} ab1")
    assert ours == real == b"ab11"


def test_a_text_is_not_begun_in_the_middle_of_a_character(desk):
    """Ctrl-. is Compose in the default keymap."""
    readers = desk.readers()
    for chord, says in ((("ctrl", "dot"), "Compose was pressed and waits for more"),
                        (("apostrophe",), "a dead key, U+0027, waits for the next character")):
        desk.press(chord)
        result = desk.vm.run("vtkbdctl type eab")
        assert (result.status, result.errtext) == (
            1, f"vtkbdctl: console 1: {says}; nothing was typed\n")
    real, ours = desk.both(readers, ("e",))
    assert ours == real == "é1".encode()
    real, ours = both_after(desk, readers, "vtkbdctl type eab")
    assert ours == real == b"eab1"


def test_xlate_types_8_bit_characters(desk):
    desk.set_mode(1, "xlate")
    real, ours = both_after(desk, desk.readers(), "vtkbdctl type 'Gr\u00fc\u00dfe'")
    assert ours == real == "Grüße".encode("latin-1") + b"1"


def test_a_text_that_the_keymap_lacks_is_not_begun(desk):
    readers = desk.readers()
    for args in ("", "--vt", "--console 1"):
        result = desk.vm.run(f"vtkbdctl type {args} 'ab☃c€'")
        assert result.status == 1
        assert result.errtext == ("vtkbdctl: console 1: its keymap has no keys for U+2603, U+20AC; "
                                  "nothing was typed\n")
    real, ours = desk.both(readers)
    assert ours == real == b"1"


TOOL = build.TREE / "tools/vtkbdctl"
CORE = build.TREE / "drivers/tty/vtkbd/core"
PARTS = [*(TOOL / f"{name}.c" for name in (
    "console/modes", "console/node", "console/open", "console/source", "console/vt",
    "console/vtkbd",
    "keys/chord", "keys/names", "keys/planner", "output/text", "output/utf8",
    "simulate/load", "simulate/simulate", "system/device", "tool")), *sorted(CORE.glob("*.c"))]
# The digest is for the cache of programs, which watches one source only.
WATCHED = [*PARTS, *sorted(CORE.glob("*.h")), *sorted(CORE.glob("*_shipped"))]
TYPABLE = [f"-I{TOOL}", f"-I{CORE}", f"-I{build.TREE}/tools/include",
           f"-DPARTS=0x{cache.digest(*(p.read_bytes() for p in WATCHED))}", *map(str, PARTS)]


@pytest.mark.parametrize("name, least", [
    ("qwertz/de-latin1", 120), ("azerty/fr-latin1", 120), ("qwerty/gr", 100),
    ("qwerty/cz-lat2", 120)])
def test_all_that_a_debian_keymap_can_type_arrives_as_it_is(desk, name, least):
    """Every character that type says it has keys for, in one text."""
    desk.vm.compile(Path(__file__).with_name("typable.c"), *TYPABLE)
    (path,) = [n for n in keymaps.unpack(desk.vm.share) if n.endswith(f"/{name}.kmap")]
    desk.vm.sh(f"loadkeys -C /dev/vtkbd1 /share/keymaps/{path}")
    reader = desk.vm.reader("/dev/vtkbd1")
    text = desk.vm.sh("typable 1", timeout=60).removesuffix("\n")
    assert len(text) > least
    desk.vm.sh(f"vtkbdctl type --console 1 -- {quoted(text)}", timeout=60)
    poll("the text", lambda: len(reader.out) >= len(text.encode()))
    assert reader.out.decode() == text


# -- what a console leaves behind ----------------------------------------------------------


@pytest.mark.parametrize("left", ["42:1", "56:1 79:1 79:0", "26:1 26:0"],
                         ids=["a modifier", "a code on the keypad", "a dead key"])
def test_what_was_sent_does_not_outlive_the_console(desk, left):
    """VT_DISALLOCATE drops sent keys as it drops typed ones: the next open starts without
    them."""
    desk.vm.sh("printf 'keycode 26 = dead_acute\\n' | loadkeys -q -C /dev/vtkbd0")
    desk.vm.sh(": </dev/vtkbd9")
    words = " ".join(f"9:{word}" for word in left.split())
    assert "E" not in desk.vm.run(f"sendkey /dev/vtkbd0 {words}").text.replace("EFAULT", "")
    poll("disallocating", lambda: desk.vm.run("deallocvt 9 </dev/vtkbd0").status == 0)
    reader = desk.vm.reader("/dev/vtkbd9")
    desk.vm.run("sendkey /dev/vtkbd0 9:30:1 9:30:0 9:56:0 9:48:1 9:48:0")
    assert got(reader, 0, b"b") == b"ab"


def test_nothing_is_sent_to_a_console_that_is_not_there(desk):
    desk.vm.sh(": </dev/vtkbd9")
    poll("disallocating", lambda: desk.vm.run("deallocvt 9 </dev/vtkbd0").status == 0)
    said = desk.vm.run("sendkey /dev/vtkbd0 9:30:1 9:0:0 9:0:1").text
    assert said.count("ENXIO") == 3


def test_what_a_program_holds_is_no_modifier_of_the_seat():
    """Read on one processor while keys are sent on another, with Shift held."""
    with Machine("stock", cpus=2) as vm:
        vm.insmod("vtkbd")
        vm.compile(Path(__file__).with_name("shiftrace.c"), "-pthread")
        vm.sh("chvt 3 </dev/vtkbd0 && chvt 1 </dev/vtkbd0")
        said = re.fullmatch(r"asked (\d+) held (\d+)\n", vm.sh("shiftrace /dev/vtkbd1 3 5"))
        assert int(said[1]) > 1000
        assert int(said[2]) == 0
        vm.check_log()
