# SPDX-License-Identifier: GPL-2.0
"""vtkbdctl explain says what then happens: random chords are explained on both
keyboards' consoles, typed, and the bytes that arrive are those that were told.
"""
import json
import random
import subprocess

import pytest

from vm import build
from vm.errors import NoAnswer

from .desk import MODES, Desk, poll

SEED = 5
BATCHES, CHORDS = 3, 18
# What would leave the console, kill its reader or fill the kernel's log.
AWAY = {"switch", "last-console", "previous-console", "next-console", "sak",
        "show-registers", "show-memory", "show-state"}
MODIFIERS = [29, 42, 54, 56, 97, 100]
PLAIN = [c for c in range(1, 128) if c not in MODIFIERS and c not in (99, 116)]
# Two spaces end whatever a dead key or Compose began; a 1 says that all has arrived.
END = ["space", "space", "1"]

KEYMAP = r"""
keymaps 0-3,4-6,8,12
keycode 16 = dead_acute dead_grave U+20ac F30
keycode 17 = U+00e9 Caps_Lock
keycode 18 = +e +F1
keycode 19 = Compose KP_Enter Meta_x Num_Lock
keycode 20 = U+2603 Ascii_5 Hex_B Do
keycode 21 = dead_diaeresis U+1234 Scroll_Lock F31
keycode 22 = Caps_On Bare_Num_Lock Break
string F30 = "loaded\n"
string F31 = "\033\"\\"
compose 'x' 'y' to U+2603
compose '\'' 'a' to U+00e1
"""
# What the kernel's own console keeps to itself: only vtkbd can be asked.
STICKY = KEYMAP + "keycode 30 = +a SShift SCtrl Shift_Lock\nkeycode 31 = AltGr_Lock SAlt\n"


# Not over the shared folder: it is started often here, and has many libraries.
COPY = "[ -d /tmp/lib ] || cp -r /share/bin /share/lib /tmp/"
TOOL = "LD_LIBRARY_PATH=/tmp/lib /tmp/bin/vtkbdctl"


def explain(vm, args, chords):
    return json.loads(vm.sh(f"{COPY}; {TOOL} explain 1 {' '.join(chords)} --json {args}"))


def chord(dice):
    held = dice.sample(MODIFIERS, dice.choice([0, 0, 1, 1, 2]))
    return [*held, *dice.sample(PLAIN, dice.choice([1, 1, 1, 2]))]


def safe(vm, dice, args, count):
    """Chords of which none does what would end the test, END among them."""
    chords = ["-".join(f"keycode{k}" for k in chord(dice)) for _ in range(count)] + END
    while True:
        events = iter(explain(vm, args, chords)["events"])
        told = [{next(events)["action"] for _ in range(2 * len(c.split("-")))} for c in chords]
        if not any(actions & AWAY for actions in told):
            return chords
        chords = [c for c, actions in zip(chords, told) if not actions & AWAY]


def strokes(chords):
    for one in chords:
        codes = [{"space": 57, "1": 2}.get(k) or int(k[7:]) for k in one.split("-")]
        yield from (f"{c}:1" for c in codes)
        yield from (f"{c}:0" for c in reversed(codes))


def told_bytes(vm, args, chords):
    """What a terminal in raw mode will read; a BREAK is read as NUL."""
    top = explain(vm, args, chords)
    each = [bytes.fromhex(e["bytes"]) + b"\0" * e["break"] for e in top["events"]]
    assert b"".join(each).replace(b"\0", b"") == bytes.fromhex(top["bytes"]).replace(b"\0", b"")
    return b"".join(each)


def check(desk, readers, sources, chords):
    """Explain, type, compare: how many bytes came."""
    told = [told_bytes(desk.vm, args, chords) for args in sources]
    begin = [len(r.out) for r in readers]
    keys = list(strokes(chords))
    heard = desk.seat()["keys"]
    desk.vm.sh("keys " + " ".join(keys))
    desk.wait_keys(heard + len(keys))
    for reader, start, want, args in zip(readers, begin, told, sources):
        try:
            poll("as many bytes", lambda r=reader, s=start, w=want: len(r.out) - s >= len(w), 5)
        except NoAnswer:
            pass    # fewer came: the comparison shows which
        assert reader.out[start:] == want, (args, chords)
    return sum(map(len, told))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("keymap", ["default", "loaded"])
def test_what_is_told_of_random_chords_is_what_arrives(stock_vm, mode, keymap):
    desk = Desk(stock_vm)
    dice = random.Random(f"{SEED} {mode} {keymap}")
    for node in ("/dev/tty1", "/dev/vtkbd1"):
        if keymap == "loaded":
            stock_vm.sh(f"loadkeys -C {node} - <<'EOF'\n{KEYMAP}\nEOF")
    # A console in UNICODE, for the characters that XLATE's own node hides.
    holders = [stock_vm.reader(node) for node in ("/dev/tty2", "/dev/vtkbd2")]
    readers = desk.readers()
    desk.set_mode(1, mode)
    total = typed = 0
    for _ in range(BATCHES):
        chords = safe(stock_vm, dice, "--vt", CHORDS)
        typed += len(chords)
        total += check(desk, readers, ["--vt", ""], chords)
    assert typed > BATCHES * CHORDS // 2, "hardly anything was safe to type"
    assert (total > typed) == (mode != "off")
    assert all(h.running for h in holders)


def test_sticky_and_locked_modifiers_and_application_modes(stock_vm):
    """Keypad, cursor keys, Enter and modifiers that outlive a key, on vtkbd."""
    desk = Desk(stock_vm)
    dice = random.Random(SEED)
    stock_vm.sh(f"loadkeys -C /dev/vtkbd1 - <<'EOF'\n{STICKY}\nEOF")
    reader = stock_vm.reader("/dev/vtkbd1")
    stock_vm.sh(r"printf '\033[?1h\033=\033[20h' >/dev/vtkbd1")
    assert explain(stock_vm, "", ["enter"])["bytes"] == b"\r\n".hex()
    assert explain(stock_vm, "", ["up"])["bytes"] == b"\x1bOA".hex()
    for _ in range(BATCHES):
        check(desk, [reader], [""], safe(stock_vm, dice, "", CHORDS))


def test_a_pending_accent_is_known(stock_vm):
    desk = Desk(stock_vm)
    stock_vm.sh(f"loadkeys -C /dev/vtkbd1 - <<'EOF'\n{KEYMAP}\nEOF")
    reader = stock_vm.reader("/dev/vtkbd1")
    check(desk, [reader], [""], ["keycode16"])
    assert explain(stock_vm, "", ["a"])["bytes"] == "á".encode().hex()
    check(desk, [reader], [""], ["keycode30"])
    assert reader.out == "á".encode()


@pytest.mark.parametrize("mode, effect", [("unicode", "SIGINT to process 1"), ("off", None)])
def test_ctrl_alt_delete_on_the_real_console(stock_vm, mode, effect):
    desk = Desk(stock_vm)
    desk.set_mode(1, mode)
    delete = next(e for e in explain(stock_vm, "--vt", ["ctrl-alt-delete"])["events"]
                  if e["key"] == "KEY_DELETE" and e["down"])
    assert (delete["keysym_name"], delete["handler"], delete["function"]) == (
        "Boot", "k_spec", "fn_boot_it")
    assert delete["gate"] == bool(effect)
    assert delete["effect"] == (effect and f"Ctrl-Alt-Del: {effect}")
    desk.press(("ctrl", "alt", "delete"))
    if effect:
        stock_vm.wait_signal()
    assert len(stock_vm.signals) == bool(effect)
    ours = explain(stock_vm, "", ["ctrl-alt-delete"])["events"][2]
    assert ours["effect"] == (effect and "Ctrl-Alt-Del: only reported, since the seat "
                              f"listens; else {effect}")


def test_keysym_names_are_those_of_dumpkeys(stock_vm):
    names = stock_vm.sh("dumpkeys --long-info -C /dev/tty1")
    subprocess.run([build.TREE / "tools/keymap/mknames", "--check"], input=names, text=True,
                   check=True)
