# SPDX-License-Identifier: GPL-2.0
"""Who reads the keyboard besides the console, or instead of it: what vtkbdctl says, and what the
kernel's own console then gets.

A finding is brought about as in life, and the judge is what arrives. Then its fix is run as
printed, the finding is gone, and what arrives is right.
"""
import json
from pathlib import Path

import pytest

from .desk import Desk, poll
from .test_grab import GRAB, KEYBOARD, PS2, SPARE, UINPUT, evlog, held

SIDES = pytest.mark.parametrize("args, base", [([], "/dev/vtkbd"), (["--vt"], "/dev/tty")])
REMAPPED = "remapped keyboard"


def findings(vm, *args):
    """{check: (console, evidence, fix)}"""
    result = vm.run(" ".join(["vtkbdctl doctor --json", *args]))
    found = json.loads(result.text)["findings"]
    assert (result.status, result.errtext) == (bool(found), "")
    return {each["check"]: (each["console"], each["evidence"], each["fix"]) for each in found}


def fix(vm, check, *args):
    """Exactly that is found on console 1; what doctor says ends it. Return: the evidence."""
    (name, (console, evidence, command)), = findings(vm, *args).items()
    assert (name, console) == (check, 1)
    vm.sh(command)
    return evidence


def gone(vm, *args):
    """Programs that were killed are gone some time later."""
    poll("nothing found", lambda: findings(vm, *args) == {})


def pid_of(vm, name):
    return vm.sh(f"grep -lx {name} /proc/[0-9]*/comm").split("/")[2]


def keyboards(vm, *args):
    told = json.loads(vm.sh(" ".join(["vtkbdctl list --json", *args])))["keyboards"]
    return {each["name"]: each for each in told}


def remapper(vm):
    vm.compile(Path(__file__).with_name("remap.c"))
    program = vm.spawn(f"exec remap /dev/input/{vm.sh(KEYBOARD).split('/')[4]}")
    program.wait_for(rb"ready\n")
    return program


def heard_key(desk, reader, key):
    """A key is typed until it arrives: a program may not be gone yet."""
    def arrives():
        begin = len(reader.out)
        desk.vm.keyboard.press(key)
        return poll(key, lambda: reader.out[begin:], 5)
    return arrives()


# -- a program without a console -------------------------------------------------------------


@SIDES
def test_a_shell_behind_a_program_that_reads_evdev(stock_vm, args, base):
    """The shell runs what was typed for the program; after the fix it does not."""
    desk = Desk(stock_vm)
    stock_vm.spawn(f"exec setsid -c sh <>{base}1 >&0 2>&0")
    program = evlog(stock_vm)
    poll("a shell that reads", lambda: "overheard-keys" in findings(stock_vm, *args))
    desk.press(*("mkdir"), ("spc",), ("slash",), *("tmp"), ("slash",), ("1",), ("ret",))
    stock_vm.sh("until test -d /tmp/1; do sleep 0.1; done")
    program.wait_for(rb"28:1")

    evidence = fix(stock_vm, "overheard-keys", *args)
    assert f"evlog (pid {pid_of(stock_vm, 'evlog')}) has event" in evidence and PS2 in evidence
    assert findings(stock_vm, *args) == {}, "the right state is called a fault"
    begin = len(program.out)
    desk.press(*("mkdir"), ("spc",), ("slash",), *("tmp"), ("slash",), ("2",), ("ret",))
    poll("the program's Enter", lambda: b"28:0" in program.out[begin:])
    program.kill()
    program.wait()
    assert list(findings(stock_vm, *args)) == ["dead-keyboard"]
    fix(stock_vm, "dead-keyboard", *args)
    desk.press(*("mkdir"), ("spc",), ("slash",), *("tmp"), ("slash",), ("3",), ("ret",))
    stock_vm.sh("until test -d /tmp/3; do sleep 0.1; done; test ! -e /tmp/2")
    assert findings(stock_vm, *args) == {}


@SIDES
def test_a_program_that_has_the_keyboard_alone_is_no_leak(stock_vm, args, base):
    Desk(stock_vm)
    stock_vm.spawn(f"exec setsid -c sh <>{base}1 >&0 2>&0")
    remapper(stock_vm)
    assert findings(stock_vm, *args) == {}


# -- a grabbed keyboard ------------------------------------------------------------------------


@SIDES
def test_a_program_that_has_grabbed_the_keyboard(stock_vm, args, base):
    desk = Desk(stock_vm)
    reader = stock_vm.reader(f"{base}1")
    held(stock_vm, KEYBOARD)
    stock_vm.keyboard.press("a")
    told = keyboards(stock_vm, *args)[PS2]
    grabber = {"pid": int(pid_of(stock_vm, "grabber")), "name": "grabber"}
    assert (told["heard"], told["grabbed"], told["processes"]) == (False, True, [grabber])
    assert f"grabber (pid {grabber['pid']})" in stock_vm.sh(f"vtkbdctl list {' '.join(args)}")
    said = json.loads(stock_vm.sh(f"vtkbdctl explain 1 a --json {' '.join(args)}"))
    assert said["bytes"] == "" and {e["taken"] for e in said["events"]} == {"program"}
    assert reader.out == b""

    evidence = fix(stock_vm, "grabbed-keyboard", *args)
    assert PS2 in evidence and f"grabber (pid {grabber['pid']})" in evidence
    gone(stock_vm, *args)
    assert heard_key(desk, reader, "b") == b"b"
    said = json.loads(stock_vm.sh(f"vtkbdctl explain 1 b --json {' '.join(args)}"))
    assert bytes.fromhex(said["bytes"]) == b"b"


@SIDES
def test_one_of_two_keyboards(stock_vm, args, base):
    """The other is heard: who grabbed one may want it so, and is noted."""
    Desk(stock_vm)
    stock_vm.reader(f"{base}1")
    stock_vm.spawn("exec keys hold").wait_for(rb"ready\n")
    held(stock_vm, SPARE)
    result = json.loads(stock_vm.sh(f"vtkbdctl doctor --json {' '.join(args)}"))
    noted = {each["note"]: each["text"] for each in result["notes"]}["one-grabbed"]
    assert result["findings"] == [] and f"{UINPUT} (" in noted and "grabbed by grabber (pid " in noted


@SIDES
def test_a_program_that_types_instead_is_no_fault(stock_vm, args, base):
    desk = Desk(stock_vm)
    reader = stock_vm.reader(f"{base}1")
    remapper(stock_vm)
    assert heard_key(desk, reader, "a") == b"a"
    told = keyboards(stock_vm, *args)
    assert (told[PS2]["heard"], told[REMAPPED]["heard"]) == (False, True)
    said = json.loads(stock_vm.sh(f"vtkbdctl explain 1 a --json {' '.join(args)}"))
    assert (bytes.fromhex(said["bytes"]), findings(stock_vm, *args)) == (b"a", {})


def test_the_module_has_the_keyboards(stock_vm):
    desk = Desk(stock_vm, "grab=1")
    reader = stock_vm.reader("/dev/tty1")
    desk.press(("a",))
    assert reader.out == b"" and findings(stock_vm) == {}
    told = [keyboards(stock_vm, *args)[PS2] for args in ([], ["--vt"])]
    assert [(t["heard"], t["grabber"]) for t in told] == [(True, "vtkbd"), (False, "vtkbd")]
    fix(stock_vm, "withheld-keyboard", "--vt")
    assert stock_vm.sh(f"cat {GRAB}") == "N\n" and findings(stock_vm, "--vt") == {}
    assert heard_key(desk, reader, "b") == b"b"


# -- a modifier that nothing holds ---------------------------------------------------------------


@SIDES
def test_a_key_that_went_up_while_a_program_had_the_keyboard(stock_vm, args, base):
    """The judge is what an a is: with Ctrl it is a control character."""
    desk = Desk(stock_vm)
    reader = stock_vm.reader(f"{base}1")
    heard = desk.seat()["keys"]
    stock_vm.keyboard.down("ctrl")
    desk.wait_keys(heard + 1)
    assert findings(stock_vm, *args) == {}, "it is held"
    program = held(stock_vm, KEYBOARD)
    stock_vm.keyboard.up("ctrl")
    poll("nothing but the grab and Ctrl", lambda: set(findings(stock_vm, *args)) == {
        "grabbed-keyboard", "stray-modifier"})
    program.kill()
    program.wait()
    assert heard_key(desk, reader, "a") == b"\x01"
    assert "KEY_LEFTCTRL" in fix(stock_vm, "stray-modifier", *args)
    assert findings(stock_vm, *args) == {}
    assert heard_key(desk, reader, "b") == b"b"


# -- names in a trace ----------------------------------------------------------------------------


@SIDES
def test_a_trace_names_the_keyboard_of_a_key(stock_vm, args, base):
    """Of a keyboard, and of one that is plugged in later, as a scanner is."""
    from .test_trace import end, happened, trace
    desk = Desk(stock_vm)
    command = trace(stock_vm, "--keys", "--json", *args)
    desk.press(("a",))
    stock_vm.spawn("exec keys 48:1 48:0 hold").wait_for(rb"ready\n")
    poll("four keys", lambda: len(happened(command, "key")) == 4)
    told = [(t["keycode"], t["name"]) for t in happened(command, "key")][::2]
    assert told == [(30, PS2), (48, UINPUT)]
    nodes = [t["node"] for t in happened(command, "key")]
    assert all(nodes) != bool(args)
    end(command)
