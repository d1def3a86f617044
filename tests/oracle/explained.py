#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Does what vtkbdctl explain says: python3 -m oracle.explained --seed S --chords N

The typist plays its random steps, so that modes, keymaps, locks, owners of consoles and
pending keys are random. Between them random chords are explained for the foreground console of
both keyboards, and then typed: bytes, switches, signals, stopped output and locks must be as
explained. Exit status: 0 they were, 1 not, 2 trouble.
"""
import argparse
import json
import random
import re
import sys
import time

from vm import build, kernel
from vm.errors import NoAnswer, VmError

from . import guest

REAL, OURS = "real", "ours"
STEPS = (5, 60)         # steps between two explanations
MODIFIERS = [29, 42, 54, 56, 97, 100]
ALTS, SYSRQ = [56, 100], 99
SWITCHING = [59, 60, 61, 105, 106, SYSRQ, 87]
SWITCHES = {"switch", "last-console", "previous-console", "next-console"}
# Console_1 to 4 and 63, and other keysyms with an action that a typist survives.
ACTIONS = [0x500, 0x501, 0x502, 0x503, 0x53e, 0x206, 0x209, 0x20c, 0x210, 0x211, 0x212]
ACTION_KEYS = [30, 57, 88, 183]
# A bit of kernel.sysrq: only the log level, which is harmless.
SYSRQ_SOME = 2
LIGHTS = ("scroll", "num", "caps", "kana")
MODS = ("shift", "altgr", "ctrl", "alt", "shiftl", "shiftr", "ctrll", "ctrlr")
APPLIC_OR_CRLF = 0b1011         # VTKBD_M_*
LIBS = "LD_LIBRARY_PATH=/tmp/lib /tmp/bin/vtkbdctl"


class Wrong(Exception):
    """The effect differs from the explanation."""


# -- the typist in the guest -------------------------------------------------------


class Typist:
    def __init__(self, vm, module=None):
        self._vm = vm
        guest.prepare(vm, module, "explained.c")
        vm.install(build.tool(), "vtkbdctl")
        vm.sh("mkfifo /tmp/steps; cp -r /share/bin /share/lib /tmp/")
        self._command = vm.spawn("exec explained <>/tmp/steps")
        self._reports = 0

    def play(self, lines, sysrq=0):
        """Play steps; return what the two sides then report."""
        (self._vm.share / "steps").write_text("\n".join([*lines, "report"]) + "\n")
        self._vm.sh(f"echo {sysrq} >/proc/sys/kernel/sysrq; cat /share/steps >/tmp/steps")
        self._reports += 1
        with self._vm.qemu.explaining():
            if not self._vm.qemu.channel.wait_for(
                    lambda: self._command.out.count(b"\n") >= self._reports
                    or not self._command.running, 30):
                raise NoAnswer("the typist does not report")
        lines = self._command.out.split(b"\n")
        if len(lines) <= self._reports or not lines[self._reports - 1].startswith(b"{"):
            raise VmError(f"typist: {(self._command.out + self._command.err)[-500:]!r}")
        return json.loads(lines[self._reports - 1])

    def explain(self, chords, sysrq):
        """The explanations for both keyboards' foreground consoles."""
        ask = f"{LIBS} explain fg {' '.join(map(words, chords))} --json"
        out = self._vm.sh(f"echo {sysrq} >/proc/sys/kernel/sysrq; {ask} --vt && echo / && {ask}")
        return dict(zip((REAL, OURS), map(json.loads, out.split("\n/\n"))))

    def interrupts(self):
        return len(self._vm.signals)


def words(chord):
    return "-".join(f"keycode{code}" for code in chord)


# -- what to ask -------------------------------------------------------------------


class Hands:
    """Keys that the steps hold down, and keys that they touch at all."""

    def __init__(self):
        self._held, self._known = set(), set()

    def see(self, line):
        """False for effects that are impossible once the keys were released."""
        op, *args = line.split()
        args = [int(arg, 0) for arg in args]
        if op == "key" and args[2] != 1 and (args[0], args[1]) not in self._held:
            return False
        if op in ("key", "burst"):
            for code, value in zip(args[1::2], args[2::2]):
                self._known.add(code)
                (self._held.add if value else self._held.discard)((args[0], code))
        elif op == "plug":
            self._held = {key for key in self._held if key[0] != args[0]}
        elif op == "entry":
            self._known.add(args[2])
        elif op == "column":
            self._known.add(args[1])
        return True

    def release(self):
        lines = [f"key {keyboard} {code} 0" for keyboard, code in sorted(self._held)]
        self._held.clear()
        return lines

    def bind(self, dice):
        """A key that has an action, under the usual modifiers."""
        code = dice.choice(ACTION_KEYS)
        self._known.add(code)
        return f"column 1 {code} {dice.choice(ACTIONS):#x}"

    def chord(self, dice):
        """Some modifiers, and mostly a key that the steps use."""
        if dice.random() < 0.15:
            held = [dice.choice(ALTS), SYSRQ]
        else:
            held = dice.sample(MODIFIERS, dice.choice([0, 0, 1, 1, 2]))
        keys = dice.choices([sorted(self._known) or [30], ACTION_KEYS, SWITCHING, MODIFIERS,
                             [SYSRQ], range(1, 256)], [4, 8, 3, 1, 1, 1])[0]
        code = dice.choice(list(keys))
        return held if code in held else [*held, code]


# -- explanation and effect ---------------------------------------------------------


def arrived(event, marks):
    """What a terminal in raw mode reads for an event; PARMRK marks a BREAK."""
    data = bytes.fromhex(event["bytes"])
    if not marks:
        return data + b"\0" * event["break"]
    return data.replace(b"\xff", b"\xff\xff") + b"\xff\0\0" * event["break"]


def after(events, what, names, before):
    """The last explained value of a set of names, as bits."""
    for event in reversed(events):
        found = re.search(rf"(?:^|; ){what}: ([^;]*)", event["state"] or "")
        if found:
            return sum(1 << names.index(name) for name in found[1].split() if name != "none")
    return before


def leaving(event):
    return event["action"] in SWITCHES and not event["why"]


def until_left(chords, events, owned):
    """The chords up to one that leaves the console, and their events up to that point."""
    at = 0
    for count, chord in enumerate(chords, 1):
        end = at + 2 * len(chord)
        while end < len(events) and events[end]["again"]:
            end += 1
        for index in range(at, end):
            if leaving(events[index]) and not owned:
                return chords[:count], events[:index + 1]
        at = end
    return chords, events


def expect(what, told, came):
    if told != came:
        raise Wrong(f"{what}: told {told}, came {came}")


def check_switch(events, number, report, side, owned):
    switches = [e for e in events if leaving(e)]
    foreground = report[side]["foreground"]
    if not switches or owned:
        expect("foreground", number, foreground)
        if owned and side == OURS and switches:
            expect("pending", switches[-1]["effect"].split(",")[0],
                   f"switch to console {report['pending']}")
        return
    found = re.search(r"console (\d+)$", switches[-1]["effect"])
    expect("foreground", int(found[1]) if found else report["previous_then"], foreground)


def check_side(side, events, before, report, interrupts):
    number = before[side]["foreground"]
    was, now = (r[side]["consoles"][number - 1] for r in (before, report))
    done = [e["action"] for e in events if not e["why"]]
    want = b"".join(arrived(e, number < 3) for e in events)
    left = any(map(leaving, events)) and not before["owned"]
    expect("bytes", want.hex(), now["bytes"])
    if not left:
        others = [c["bytes"] for c in report[side]["consoles"]]
        del others[number - 1]
        expect("bytes elsewhere", ["", ""], others)
    check_switch(events, number, report, side, before["owned"])
    expect("signals", done.count("spawn"), report[side]["asked"] - before[side]["asked"])
    expect("output stopped", was["stopped"] ^ done.count("hold") % 2, now["stopped"])
    if "hold" not in done:
        expect("lock LEDs", after(events, "lock LEDs", LIGHTS, was["flags"]), now["flags"])
    if side == REAL:
        expect("Ctrl-Alt-Del", bool(done.count("cad")), bool(interrupts))
    elif not left:
        for what, key in (("held", "held"), ("locked", "locked"), ("sticky", "sticky")):
            expect(what, after(events, what, MODS, before[key]), report[key])


def hidden(told):
    """No console is in UNICODE; only there the whole keymap can be read."""
    return any("Unicode" in words for words in told["assumed"])


def is_assumed(before, told):
    """Whether the kernel's console has the state that the tool assumes where it cannot read
    it."""
    if any(before[k] for k in ("locked", "sticky", "composing", "diacr")):
        return False
    if before["modeflags"] & APPLIC_OR_CRLF:
        return False
    actions = {e["action"] for e in told["events"]}
    return not (actions & SWITCHES and before["switches_locked"] or
                "last-console" in actions and before["previous"] == before[REAL]["foreground"] or
                "spawn" in actions and not before["receiver"])


class Run:
    def __init__(self, typist, seed):
        self._typist = typist
        self._dice = random.Random(f"explained {seed}")
        self.compared = {REAL: 0, OURS: 0}
        self.actions = {}
        self.chords = 0
        self._foreground = 1

    def _compare(self, side, told, events, before, report, interrupts):
        check_side(side, events, before, report, interrupts)
        self.compared[side] += 1
        for event in events:
            key = event["taken"] and "taken" or event["action"] and (
                event["action"] + (" refused" if event["why"] else ""))
            if key:
                self.actions[key] = self.actions.get(key, 0) + 1

    def ask(self, hands, before):
        """Explain, type and compare once."""
        chords = [hands.chord(self._dice) for _ in range(self._dice.choice([1, 1, 2, 3]))]
        sysrq = self._dice.choice([0, SYSRQ_SOME])
        told = self._typist.explain(chords, sysrq)
        if any(e["handler"] == "k_brl" for e in told[OURS]["events"]):
            return      # no interface returns the pressed dots
        chords, _ = until_left(chords, told[OURS]["events"], before["owned"])
        keys = [f"key 0 {code} {value}" for chord in chords
                for value, codes in ((1, chord), (0, chord[::-1])) for code in codes]
        seen = self._typist.interrupts()
        report = self._typist.play(keys, sysrq)
        report["previous_then"] = before["previous"]
        interrupts = self._typist.interrupts() - seen
        self.chords += len(chords)
        for side in (OURS, REAL):
            if hidden(told[side]) or side == REAL and not is_assumed(before, told[side]):
                continue
            _, events = until_left(chords, told[side]["events"], before["owned"])
            try:
                self._compare(side, told[side], events, before, report, interrupts)
            except Wrong as wrong:
                raise Wrong(f"{side}, sysrq {sysrq}, {' '.join(map(words, chords))}: {wrong}\n"
                            f"before {before}\nafter {report}\n"
                            + "\n".join(map(str, events))) from None

    def _stage(self, hands):
        """Steps that are too rare in the typist's choice, for the foreground console."""
        dice, here = self._dice, self._foreground
        for chance, steps in (
                (0.7, lambda: [hands.bind(dice)]),
                (0.3, lambda: [f"accept {dice.choice('01')}"]),
                (0.4, lambda: [f"write {here} {0x18} {0x1b} {ord('c')}"]),
                (0.7, lambda: [f"mode {here} {dice.choice([1, 3, 3])}"]),
                (0.5, lambda: [f"kdmode {here} {dice.choice([0, 1])}"]),
                (0.4, lambda: [f"vtmode {here} 0 0 0"]),
                (0.3, lambda: [f"lockswitch 1 {dice.choice([0, 0, 0, 1])}"])):
            if dice.random() < chance:
                yield from steps()

    def chapter(self, lines, chords):
        hands, at = Hands(), 0
        while at < len(lines) and self.chords < chords:
            chunk = lines[at:at + self._dice.randint(*STEPS)]
            at += len(chunk)
            chunk = [line for line in chunk if hands.see(line)]
            before = self._typist.play([*chunk, *hands.release(), *self._stage(hands)])
            self._foreground = before[REAL]["foreground"]
            if not any(before[k] for k in ("held", "code", "unheard")):     # returned in part
                self.ask(hands, before)


def run(options, module, flags):
    with guest.machine(options.kernel, options.seconds) as vm:
        this = Run(Typist(vm, module), options.seed)
        number = 0
        while this.chords < options.chords:
            this.chapter(guest.chapter(flags, number), options.chords)
            number += 1
        vm.check_log()
        return this


def main(argv):
    parser = argparse.ArgumentParser(prog="oracle.explained")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--chords", type=int, default=400, help="chords to explain and type")
    parser.add_argument("--kernel", default="stock", choices=kernel.MAKERS)
    parser.add_argument("--seconds", type=int, default=3600, help="give up after so long")
    options = parser.parse_args(argv)
    start = time.monotonic()
    try:
        done = run(options, None, f"--seed {options.seed} --writes")
    except Wrong as wrong:
        print(f"explained: seed {options.seed}: {wrong}")
        return 1
    except VmError as error:
        print(f"explained: {error}", file=sys.stderr)
        return 2
    print(f"explained: seed {options.seed}: {done.chords} chords, compared {done.compared}, "
          f"{dict(sorted(done.actions.items()))}, {time.monotonic() - start:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
