# SPDX-License-Identifier: GPL-2.0
"""Who may read what: a user without privileges, whose session is on one console, learns
nothing about what another user types on another one; and the record of who set a mode."""
import json
import re
from pathlib import Path

import pytest

from .desk import Desk, poll

NOBODY = 65534
NO_COUNTS, NO_KEYS = 8, 16      # VTKBD_S_*
NO_STICKY = 8                   # VTKBD_F_*
# What is typed in the foreground: the keys that stay down, and the result. Ctrl-. is Compose
# in the default keymap, and ' after it is a dead key.
TYPED = {
    "a letter": ([], [("a",)], {}),
    "Shift held": (["shift"], [], {"held": 1}),
    "Compose": ([], [("ctrl", "dot")], {"composing": 1}),
    "a dead key": ([], [("ctrl", "dot"), ("apostrophe",)], {"dead": 0x27}),
    "a keypad code": (["alt"], [("kp_6",)], {"held": 8, "code": 1}),
}
KEYS = ("held", "composing", "dead", "code")
COUNTS = ("keys", "bytes", "dropped", "untranslated")


class Asker:
    """asks.c: a session on a console of vtkbd, as root or without privileges."""

    def __init__(self, vm, uid, console):
        self.vm, self.uid, self.console = vm, uid, console

    def __call__(self, *steps):
        lines = self.vm.sh(f"asks {self.uid} /dev/vtkbd{self.console} {' '.join(steps)}",
                           timeout=60).splitlines()
        return [line.split(" ", 1)[1] for line in lines]

    def fields(self, step):
        return {key: int(value, 0) for key, value in re.findall(r"(\w+)=(\w+)", self(step)[0])}


@pytest.fixture(name="desk")
def fixture_desk(stock_vm):
    desk = Desk(stock_vm)
    stock_vm.compile(Path(__file__).with_name("asks.c"))
    return desk


def type_typed(desk, what):
    downs, chords, _ = TYPED[what]
    heard = desk.seat()["keys"]
    for key in downs:
        desk.vm.keyboard.down(key)
    desk.wait_keys(heard + len(downs))
    desk.press(*chords)
    return downs


@pytest.mark.parametrize("what", TYPED)
def test_what_is_typed_in_the_foreground_is_the_foregrounds(desk, what):
    root, own, other = (Asker(desk.vm, uid, n) for uid, n in ((0, 2), (NOBODY, 1), (NOBODY, 4)))
    before = other.fields("seat")
    downs = type_typed(desk, what)
    wanted = {**dict.fromkeys(KEYS, 0), **TYPED[what][2]}
    everything, mine, told = (asker.fields("seat") for asker in (root, own, other))
    for key in downs:
        desk.vm.keyboard.up(key)

    assert {key: everything[key] for key in KEYS} == wanted
    assert {key: mine[key] for key in KEYS} == wanted, "it reads these keys anyway"
    assert told == before and told["flags"] == NO_COUNTS | NO_KEYS
    assert not any(told[key] for key in KEYS + COUNTS)
    assert everything["keys"] and everything["flags"] == 0
    assert mine["flags"] == NO_COUNTS and not any(mine[key] for key in COUNTS)


def test_it_is_told_from_the_moment_that_the_console_has_the_keyboard(desk):
    other = Asker(desk.vm, NOBODY, 4)
    desk.vm.keyboard.down("shift")
    desk.wait_keys(1)
    keep = desk.vm.spawn("exec tail -f /dev/null </dev/vtkbd4")
    seen = []
    for console in (4, 1):
        desk.vm.sh(f"chvt {console} </dev/vtkbd0")
        poll("the switch", lambda n=console: desk.seat()["foreground_console"] == n)
        told = other.fields("seat")
        seen.append((told["held"], told["flags"]))
    desk.vm.keyboard.up("shift")
    assert seen == [(1, NO_COUNTS), (0, NO_COUNTS | NO_KEYS)]
    assert keep.running


def test_a_sticky_modifier_is_its_consoles(desk):
    desk.vm.sh("printf 'keycode 87 = SShift SShift\\n' | loadkeys -q -C /dev/vtkbd0")
    desk.press(("f11",))
    root, own, other = (Asker(desk.vm, uid, n) for uid, n in ((0, 2), (NOBODY, 1), (NOBODY, 4)))
    told = [(c["sticky"], c["flags"] & NO_STICKY)
            for c in (asker.fields("console=1") for asker in (root, own, other))]
    assert told == [(1, 0), (1, 0), (0, NO_STICKY)]
    assert other.fields("console=4")["flags"] & NO_STICKY == 0


def test_the_modifiers_that_the_real_console_tells_are_told_here(desk):
    """TIOCL_GETSHIFTSTATE is an ioctl of the kernel's VT, and works on background consoles."""
    desk.vm.keyboard.down("shift")
    desk.wait_keys(1)
    told = [desk.vm.sh(f"asks {NOBODY} /dev/{base}4 held") for base in ("tty", "vtkbd")]
    desk.vm.keyboard.up("shift")
    assert told == ["held 1\n"] * 2


OWN_TOOL = ("mkdir -p /tmp/own; cp -r /share/bin /share/lib /tmp/own; chmod -R a+rX /tmp/own; "
            "chmod 666 /dev/vtkbd0; ")
RUN = "PATH=/tmp/own/bin:$PATH LD_LIBRARY_PATH=/tmp/own/lib"


def test_vtkbdctl_says_what_a_user_is_not_told(desk):
    """All else is shown as before, on the user's own console in the foreground."""
    desk.vm.sh(OWN_TOOL + f": </dev/vtkbd4; chown {NOBODY} /dev/vtkbd1")
    run = desk.vm.sh(f"asks {NOBODY} /dev/vtkbd1 'run={RUN} vtkbdctl list --json' "
                     f"'run={RUN} vtkbdctl get 4' 'run={RUN} vtkbdctl explain 1 a 2>&1'")
    top, end = json.JSONDecoder().raw_decode(run)
    seat = top["seat"]
    assert [seat[key.replace("bytes", "nr_bytes")] for key in COUNTS] == [None] * 4
    assert (seat["foreground_console"], seat["modifiers"], seat["acts"]) == (1, [], False)
    assert [c["sticky"] for c in top["consoles"]] == [[], None]
    assert "  sticky          not known\n" in run[end:]
    # A user may not look at all processes, and nothing else is assumed.
    assert re.findall("assumed: (.*)", run[end:]) == [
        "a program reads it: not all processes may be looked at"]
    assert 'in all: "a", 1 byte' in run[end:]


NUMBERS = (0, 1, 63, 64, 2**31, 2**32 - 1)


@pytest.mark.parametrize("request_, answers", [
    ("console", ["1", "1", "63"]), ("history", ["1", "1", "63"]),
    ("send", ["sent", "sent", "ENXIO"]), ("attach", ["attached"] * 3)])
def test_a_console_by_any_number(desk, request_, answers):
    """0 is the foreground console, and above the last number there is none."""
    told = Asker(desk.vm, 0, 1)(*(f"raw={request_},{n}" for n in NUMBERS))
    assert told == answers + ["EINVAL"] * 3


@pytest.mark.parametrize("base", ["tty", "vtkbd"])
def test_a_switch_to_any_number(desk, base):
    """By a written sequence (CSI 12 ; n ]) and by VT_ACTIVATE: on the real VT and on vtkbd."""
    keep = desk.vm.spawn(f"exec tail -f /dev/null </dev/{base}5")
    shown = f"fgconsole -C /dev/{base}1"
    for number in (64, 65, 2**31, 2**32 - 1, 0, 5):
        desk.vm.sh(f"printf '\\033[12;{number}]' >/dev/{base}1")
        desk.vm.run(f"chvt {number} </dev/{base}1") if number > 63 else None
    poll("console 5", lambda: desk.vm.sh(shown).strip() == "5")
    desk.vm.sh(f"printf '\\033[12;1]' >/dev/{base}5")
    poll("console 1", lambda: desk.vm.sh(shown).strip() == "1")
    assert keep.running
