# SPDX-License-Identifier: GPL-2.0
"""vtkbdctl explain is right: random chords are explained on both keyboards' consoles and then
typed, and the effects are as explained: bytes, switches, lock flags, Ctrl-Alt-Del, SAK.
tests/oracle/explained.py does the same in random states.
"""
import json
import os
import random
import re
import subprocess

import pytest

from vm import build
from vm.errors import NoAnswer

from .desk import MODES, Desk, poll

SEED = int(os.environ.get("SEED", "5"))
BATCHES, CHORDS = 3, 18
SWITCHES = {"switch", "last-console", "previous-console", "next-console"}
# Ends a reader, or leaves the console: typed alone.
AWAY = SWITCHES | {"sak"}
# Would fill the kernel's log.
LOUD = {"show-registers", "show-memory", "show-state"}
MODIFIERS = [29, 42, 54, 56, 97, 100]
PLAIN = [c for c in range(1, 768) if c not in MODIFIERS]
OFTEN = [c for c in PLAIN if c < 128]
# A bit of kernel.sysrq: the log level, which is harmless.
SYSRQ = {"xlate": 0, "unicode": 2, "mediumraw": 2, "raw": 0, "off": 2}
# Two spaces end a pending dead key or Compose; a 1 shows that all has arrived.
END = ["space", "space", "1"]
NODES = {"--vt": "/dev/tty1", "": "/dev/vtkbd1"}

KEYMAP = r"""
keymaps 0-3,4-6,8,12
keycode 16 = dead_acute dead_grave U+20ac F30
keycode 17 = U+00e9 Caps_Lock
keycode 18 = +e +F1
keycode 19 = Compose KP_Enter Meta_x Num_Lock
keycode 20 = U+2603 Ascii_5 Hex_B Do
keycode 21 = dead_diaeresis U+1234 Scroll_Lock F31
keycode 22 = Caps_On Bare_Num_Lock Break
keycode 23 = SAK Incr_Console Decr_Console
keycode 24 = Last_Console Console_2 Console_3
keycode 25 = KeyboardSignal Boot Scroll_Backward
keycode 200 = Console_2
string F30 = "loaded\n"
string F31 = "\033\"\\"
compose 'x' 'y' to U+2603
compose '\'' 'a' to U+00e1
"""
# State that the kernel's own console does not return: only vtkbd can be asked.
STICKY = KEYMAP + "keycode 30 = +a SShift SCtrl Shift_Lock\nkeycode 31 = AltGr_Lock SAlt\n"


# Not from the shared folder: it is started often here, and has many libraries.
COPY = "[ -d /tmp/lib ] || cp -r /share/bin /share/lib /tmp/"
TOOL = "LD_LIBRARY_PATH=/tmp/lib /tmp/bin/vtkbdctl"


def explain(vm, args, chords):
    return json.loads(vm.sh(f"{COPY}; {TOOL} explain 1 {' '.join(chords)} --json {args}"))


def chord(dice):
    held = dice.sample(MODIFIERS, dice.choice([0, 0, 1, 1, 2]))
    keys = [dice.choice(PLAIN) if dice.random() < 0.2 else dice.choice(OFTEN)
            for _ in range(dice.choice([1, 1, 1, 2]))]
    return [*held, *dict.fromkeys(keys)]


def codes(one):
    return [{"space": 57, "1": 2}.get(k) or int(k[7:]) for k in one.split("-")]


def by_chord(chords, events):
    """The events of each chord; keys that the SysRq handler injects after it belong to it,
    too."""
    at = 0
    for one in chords:
        end = at + 2 * len(codes(one))
        while end < len(events) and events[end]["again"]:
            end += 1
        yield events[at:end]
        at = end


def sorted_out(vm, dice, sources, count):
    """Chords to type together, with END at their end, and chords to type alone."""
    chords = ["-".join(f"keycode{k}" for k in chord(dice)) for _ in range(count)] + END
    away = []
    while True:
        told = [by_chord(chords, explain(vm, args, chords)["events"]) for args in sources]
        done = [{e["action"] for events in both for e in events} for both in zip(*told)]
        away += [c for c, actions in zip(chords, done) if actions & AWAY and not actions & LOUD]
        if not any(actions & (AWAY | LOUD) for actions in done):
            return chords, away
        chords = [c for c, actions in zip(chords, done) if not actions & (AWAY | LOUD)]


def strokes(chords):
    for one in chords:
        yield from (f"{c}:1" for c in codes(one))
        yield from (f"{c}:0" for c in reversed(codes(one)))


def told_bytes(events):
    """What a terminal in raw mode will read; a BREAK is read as NUL."""
    return b"".join(bytes.fromhex(e["bytes"]) + b"\0" * e["break"] for e in events)


def type_chords(desk, sources, chords):
    """Explain and type; return the explained events, by source."""
    told = {args: explain(desk.vm, args, chords)["events"] for args in sources}
    heard = desk.seat()["keys"] + sum(not e["taken"] for e in told[sources[-1]])
    desk.vm.sh("keys " + " ".join(strokes(chords)))
    desk.wait_keys(heard)
    return told


def settles(what, ready):
    """Wait for the expected effect; if it does not come, the comparison after it fails."""
    try:
        poll(what, ready, 5)
    except NoAnswer:
        pass


def lights(desk, args):
    return desk.listing(args)["consoles"][0]["leds"]


def told_lights(events, before):
    for event in events:
        found = re.search(r"lock LEDs: ([^;]*)", event["state"] or "")
        if found:
            before = [name for name in found[1].split() if name != "none"]
    return before


def check(desk, readers, sources, chords):
    """Explain, type, compare; return how many bytes came."""
    begin = [len(r.out) for r in readers]
    lit = {args: lights(desk, args) for args in sources}
    seen = len(desk.vm.signals)
    told = type_chords(desk, sources, chords)
    for reader, start, args in zip(readers, begin, sources):
        want = told_bytes(told[args])
        settles("as many bytes", lambda r=reader, s=start, w=want: len(r.out) - s >= len(w))
        assert reader.out[start:] == want, (args, chords)
        want = told_lights(told[args], lit[args])
        settles("lock LEDs", lambda a=args, w=want: lights(desk, a) == w)
        assert lights(desk, args) == want, (args, chords)
    if "--vt" in sources:
        cad = any(e["action"] == "cad" and not e["why"] for e in told["--vt"])
        settles("Ctrl-Alt-Del", lambda: cad == (len(desk.vm.signals) > seen))
        assert cad == (len(desk.vm.signals) > seen), chords
    return sum(len(told_bytes(events)) for events in told.values())


def told_console(events):
    """The foreground console afterwards; None if that is not explained."""
    for event in events:
        if event["action"] in SWITCHES and not event["why"]:
            found = re.search(r"console (\d+)$", event["effect"])
            return found and int(found[1])
    return 1


def check_away(desk, readers, sources, one):
    """A chord that leaves the console or resets it; return the readers afterwards."""
    told = type_chords(desk, sources, [one])
    for i, args in enumerate(sources):
        want = told_console(told[args])
        if want:
            settles("the switch", lambda a=args, w=want: foreground(desk, a) == w)
            assert foreground(desk, args) == want, (args, one)
        sak = any(e["action"] == "sak" and not e["why"] for e in told[args])
        settles("the reader's end", lambda r=readers[i], s=sak: r.running != s)
        assert readers[i].running != sak, (args, one)
        desk.vm.sh(f"chvt 1 <{NODES[args]}")
    return tuple(r if r.running else desk.vm.reader(NODES[a]) for r, a in zip(readers, sources))


def foreground(desk, args):
    return desk.seat(args)["foreground_console"]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("keymap", ["default", "loaded"])
def test_what_is_told_of_random_chords_is_what_comes(stock_vm, mode, keymap):
    desk = Desk(stock_vm)
    sources = ["--vt", ""]
    dice = random.Random(f"{SEED} {mode} {keymap}")
    for node in NODES.values():
        if keymap == "loaded":
            stock_vm.sh(f"loadkeys -C {node} - <<'EOF'\n{KEYMAP}\nEOF")
    stock_vm.sh(f"echo {SYSRQ[mode]} >/proc/sys/kernel/sysrq")
    # A console in UNICODE, for the characters that a console in XLATE cannot show.
    holders = [stock_vm.reader(node) for node in ("/dev/tty2", "/dev/vtkbd2")]
    readers = desk.readers()
    desk.set_mode(1, mode)
    total = typed = 0
    for _ in range(BATCHES):
        chords, away = sorted_out(stock_vm, dice, sources, CHORDS)
        typed += len(chords)
        total += check(desk, readers, sources, chords)
        for one in away:
            readers = check_away(desk, readers, sources, one)
            desk.set_mode(1, mode)      # after SAK
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
        check(desk, [reader], [""], sorted_out(stock_vm, dice, [""], CHORDS)[0])


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
    assert (delete["effect"], bool(delete["why"])) == (
        effect and f"Ctrl-Alt-Del: {effect}", not effect)
    desk.press(("ctrl", "alt", "delete"))
    if effect:
        stock_vm.wait_signal()
    assert len(stock_vm.signals) == bool(effect)
    ours = explain(stock_vm, "", ["ctrl-alt-delete"])["events"][2]
    assert ours["effect"] == delete["effect"]
    assert not effect or ours["why"] == "the seat listens, so it is only reported"


def test_where_vtkbd_has_the_keys_the_kernels_keyboard_has_none(stock_vm):
    desk = Desk(stock_vm)
    real, ours = desk.readers()
    stock_vm.sh("echo 1 >/sys/module/vtkbd/parameters/grab; echo 2 >/proc/sys/kernel/sysrq")
    told = [type_chords(desk, ["--vt", ""], [one]) for one in ("keycode30", "keycode56-keycode99")]
    assert {e["taken"] for each in told for e in each["--vt"]} == {"vtkbd"}
    want = b"".join(told_bytes(each[""]) for each in told)
    poll("vtkbd's bytes", lambda: ours.out == want)
    assert want and not real.out


def test_what_nobody_reads_waits_for_a_reader_and_a_key(stock_vm):
    desk = Desk(stock_vm)
    for args in NODES:
        assert explain(stock_vm, args, ["a"])["unread"]
    desk.press(("a",))
    readers = desk.readers()
    assert not any(explain(stock_vm, args, ["a"])["unread"] for args in NODES)
    assert not any(r.out for r in readers)
    desk.press(("b",))
    for reader in readers:
        reader.wait_for(b"ab")


def test_a_switch_needs_another_console(stock_vm):
    desk = Desk(stock_vm)
    told = type_chords(desk, ["--vt", ""], ["keycode56-keycode105"])
    for args in NODES:
        assert [e["why"] for e in told[args] if e["action"]] == ["no other console is in use"]
        assert foreground(desk, args) == 1


def test_a_console_that_is_not_in_use_stays_so(stock_vm):
    desk = Desk(stock_vm)
    desk.set_mode(1, "xlate")
    assert stock_vm.run("vtkbdctl explain 40 a").status == 1
    stock_vm.sh("vtkbdctl explain 1 a altgr-e")
    assert [c["console"] for c in desk.listing()["consoles"] if c["allocated"]] == [1]


def test_the_module_and_the_tool_are_of_one_core(stock_vm):
    """As built from one tree; and a warning if the module's file says something else."""
    Desk(stock_vm)
    path = "/sys/class/tty/vtkbd0/core_source"
    own = stock_vm.sh(f"cat {path}").strip()
    result = stock_vm.run("vtkbdctl explain 1 a --json")
    assert json.loads(result.text)["core"] == {"vtkbdctl": own, "module": own, "same": True}
    assert re.fullmatch("[0-9a-f]{16}", own) and result.errtext == ""
    stock_vm.sh(f"echo 0123456789abcdef >/tmp/other && mount --bind /tmp/other {path}")
    result = stock_vm.run("vtkbdctl explain 1 a")
    stock_vm.sh(f"umount {path}")
    assert result.status == 0 and "built from core 0123456789abcdef" in result.errtext


def test_keysym_names_are_those_of_dumpkeys(stock_vm):
    names = stock_vm.sh("dumpkeys --long-info -C /dev/tty1")
    subprocess.run([build.TREE / "tools/keymap/mknames", "--check"], input=names, text=True,
                   check=True)
