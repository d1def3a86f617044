# SPDX-License-Identifier: GPL-2.0
"""Real keys on the PS/2 keyboard: vtkbd sends what the built-in keyboard sends."""
import re
import shutil

import pytest

from vm import build, cache

from .desk import SENTINEL, Desk

KEY_UP = 103

# The seed's line and what is easy to get wrong: shift, Caps Lock, a dead key by Compose
# (Ctrl-period is Compose in the default keymap), arrows, function keys, keypad with and
# without Num Lock, Alt codes, Meta, Pause, Print Screen, both Ctrls.
LINE = [("h",), ("shift", "h"), ("caps_lock",), ("a",), ("shift", "b"), ("caps_lock",),
        ("ctrl", "dot"), ("grave_accent",), ("e",), ("up",), ("left",), ("f1",), ("f12",),
        ("shift", "f1"), ("kp_5",), ("kp_8",), ("num_lock",), ("kp_5",), ("kp_8",),
        ("num_lock",), ("kp_enter",), ("ret",), ("tab",), ("backspace",), ("delete",),
        ("home",), ("alt", "x"), ("ctrl", "c"), ("ctrl_r", "d"), ("alt_r", "b"),
        ("alt", "kp_6", "kp_5"), ("insert",), ("pgup",), ("pause",), ("less",),
        ("ctrl", "dot"), ("apostrophe",), ("spc",), ("compose",)]


@pytest.mark.parametrize("mode", ["xlate", "unicode", "mediumraw", "raw"])
def test_both_consoles_get_the_same_bytes(stock_vm, mode):
    desk = Desk(stock_vm)
    desk.set_mode(1, mode)
    real, ours = desk.both(desk.readers(), *LINE, mode=mode)
    assert ours == real
    assert len(real) > len(LINE) - 10, "the real console got hardly anything"
    stock_vm.check_log()


def test_scancodes_as_the_controller_gave_them(stock_vm):
    """RAW passes scancodes on from an AT keyboard whose driver does not synthesize them."""
    desk = Desk(stock_vm)
    stock_vm.sh("echo 0 >/sys/bus/serio/devices/serio0/softraw")
    desk.set_mode(1, "raw")
    real, ours = desk.both(desk.readers(), *LINE, mode="raw")
    assert ours == real
    assert len(real) > len(LINE), "the real console got hardly anything"


def _built_for_another_processor(kernel):
    """The module as built where the kernel has no table of an AT keyboard's scancodes."""
    tree = cache.root() / f"keycode-raw-{cache.digest(build.TREE)}"
    shutil.rmtree(tree, ignore_errors=True)
    for top in build.SOURCES:
        (tree / top).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (build.TREE / top).is_dir() else shutil.copy
        copy(build.TREE / top, tree / top)
    header = tree / "drivers/tty/vtkbd/core/core.h"
    text, count = re.subn(r"(#define VTKBD_RAW_IS_AT\t)true", r"\1false", header.read_text())
    assert count == 1
    header.write_text(text)
    return build.modules(kernel, tree=tree)["vtkbd"]


def test_where_raw_is_the_keycode_no_scancodes_are_handed_on(stock_vm):
    """For example on m68k. There is no such machine to compare with: bytes from the kernel's
    source."""
    stock_vm.insmod_file(_built_for_another_processor(stock_vm.kernel))
    stock_vm.sh("echo 0 >/sys/bus/serio/devices/serio0/softraw; kbd_mode -s -C /dev/vtkbd1")
    reader = stock_vm.reader("/dev/vtkbd1")
    stock_vm.keyboard.press("up")
    stock_vm.keyboard.press("1")
    reader.wait_for(rb"\x02\x82")
    assert reader.out == bytes([KEY_UP, KEY_UP | 0x80, 0x02, 0x82])


def test_off_sends_nothing_and_the_next_mode_starts_clean(stock_vm):
    desk = Desk(stock_vm)
    readers = desk.readers()
    desk.set_mode(1, "off")
    desk.press(*LINE)
    desk.set_mode(1, "unicode")
    real, ours = desk.both(readers)
    assert real == ours == SENTINEL["unicode"]
    assert [len(r.out) for r in readers] == [1, 1]


def test_a_background_console_gets_nothing(stock_vm):
    desk = Desk(stock_vm)
    background = stock_vm.reader("/dev/vtkbd2")
    desk.both(desk.readers(), ("a",), ("b",))
    assert background.out == b""


def test_a_held_key_repeats_on_both(stock_vm):
    """Q held for five repeats; the PS/2 keyboard of QEMU never repeats by itself."""
    desk = Desk(stock_vm)
    readers = desk.readers()
    stock_vm.sh("keys 16:1 16:2 16:2 16:2 16:2 16:2 16:0")
    desk.both(readers)
    assert readers[0].out == readers[1].out == b"qqqqqq1"


def test_a_modifier_held_across_raw_is_counted_again(stock_vm):
    """Shift goes down in RAW, where modifiers are not counted, and is still held in
    UNICODE."""
    desk = Desk(stock_vm)
    readers = desk.readers()
    desk.set_mode(1, "raw")
    stock_vm.keyboard.down("shift")
    desk.wait_keys(1)
    desk.set_mode(1, "unicode")
    start = [len(r.out) for r in readers]
    stock_vm.keyboard.down("a")
    stock_vm.keyboard.up("a")
    desk.wait_keys(3)
    stock_vm.keyboard.up("shift")
    desk.wait_keys(4)
    desk.both(readers)
    real, ours = (r.out[b:] for r, b in zip(readers, start))
    assert ours == real == b"A1"


def test_meta_and_leds_ioctls_change_both_alike(stock_vm):
    desk = Desk(stock_vm)
    readers = desk.readers()
    for node in ("/dev/tty1", "/dev/vtkbd1"):
        stock_vm.sh(f"setmetamode metabit <{node} && setleds +caps <{node}")
    real, ours = desk.both(readers, ("alt", "x"), ("a",))
    assert ours == real
    assert b"A" in real and b"\x1b" not in real


def test_a_uinput_keyboard_and_keys_no_keymap_has(stock_vm):
    """Keys of a second keyboard, up to KEY_MAX: no byte differs, nothing breaks."""
    desk = Desk(stock_vm)
    readers = desk.readers()
    for mode in ("unicode", "mediumraw", "raw"):
        desk.set_mode(1, mode)
        start = [len(r.out) for r in readers]
        stock_vm.sh("keys all", timeout=60)
        desk.both(readers, mode=mode)
        real, ours = (r.out[b:] for r, b in zip(readers, start))
        assert ours == real
        assert len(real) > 100
    stock_vm.check_log()


def test_keys_that_nobody_reads_are_bounded_and_what_is_lost_is_counted(stock_vm):
    """Two megabytes of function strings on a console whose program does not read."""
    desk = Desk(stock_vm)
    text = "x" * 500
    stock_vm.sh("loadkeys -C /dev/vtkbd1 - <<'EOF'\n"
                f"keycode 88 = F40\nstring F40 = \"{text}\"\nEOF")
    holder = stock_vm.spawn("exec </dev/vtkbd1; stty raw -echo; echo ready; exec sleep 60")
    holder.wait_for(rb"ready")
    for _ in range(8):
        stock_vm.sh("keys $(i=0; while [ $i -lt 500 ]; do echo 88:1 88:0; i=$((i+1)); done)")
    desk.wait_keys(8000)
    seat = desk.seat()
    assert seat["nr_bytes"] + seat["dropped"] == 4000 * len(text)
    assert seat["dropped"] > 0
    # The tty layer's limit is 640 KiB of buffers, which hold twice that of plain bytes.
    assert seat["nr_bytes"] < 2 * 700 * 1024
    holder.kill()
