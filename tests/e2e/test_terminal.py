# SPDX-License-Identifier: GPL-2.0
"""vtkbdctl explain goes on where the keyboard ends: what becomes of Ctrl-C in a terminal, and of a
SysRq command that is disabled; on both keyboards' consoles, with the kernel's as the judge.
"""
import json

import pytest

from .desk import poll
from .test_state import LONG, NODES, desk, session  # noqa: F401


def told(desk, args, chord="ctrl-c"):
    (fate,) = json.loads(desk.vm.sh(f"vtkbdctl explain 1 {chord} --json {args}"))["terminal"]
    return fate


@pytest.mark.parametrize("settings, effect, why, ends", [
    (":", "is ended by it", None, True),
    ("trap \"\" INT", "SIGINT to process group", "ignores it", False),
    ("stty -isig", "SIGINT", "set to -isig", False),
    ("stty intr ^X", "SIGINT", "intr character here is ^X", False)])
def test_ctrl_c_is_what_is_told_of_it(desk, settings, effect, why, ends):   # noqa: F811
    sessions = []
    for args, node in NODES.items():
        sessions.append(session(desk, node, settings))
        fate = told(desk, args)
        assert (fate["name"], fate["byte"]) == ("intr", "03")
        assert effect in fate["effect"] and (why in fate["why"] if why else not fate["why"])
    desk.press(("ctrl", "c"))
    if ends:
        assert [s.wait(20).status for s in sessions] == [128 + 2] * 2
    assert [s.running for s in sessions] == [not ends] * 2


def test_without_a_controlling_terminal_ctrl_c_is_for_nobody(desk):
    readers = []
    for args, node in NODES.items():
        reader = desk.vm.spawn(f"exec <{node}; stty sane; echo ready >&2; exec cat")
        reader.wait_for(rb"ready\n", LONG, "err")
        fate = told(desk, args)
        assert fate["effect"] == "SIGINT" and "no session was found" in fate["why"]
        readers.append(reader)
    desk.press(("ctrl", "c"), ("a",), ("ret",))
    for reader in readers:
        reader.wait_for(rb"a\n")


def test_a_sysrq_command_that_is_disabled(desk):
    desk.vm.sh("echo 176 >/proc/sys/kernel/sysrq")
    for args in NODES:
        events = json.loads(desk.vm.sh(f"vtkbdctl explain 1 alt-sysrq-f --json {args}"))["events"]
        (command,) = [e for e in events if e["action"] == "sysrq"]
        assert command["why"] == "this command is disabled by kernel.sysrq"
        assert "end a process to have memory" in command["effect"]
    desk.vm.keyboard.press("alt", "sysrq", "f")
    poll("the kernel's answer", lambda: "This sysrq operation is disabled" in desk.vm.log)
