#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""vtkbdctl explain goes on where the keyboard ends: what the terminal makes of a byte, and which
SysRq commands are disabled.
"""
import pytest

from fake_world import documented_members
from test_doctor import quiet  # noqa: F401

ICANON = 2


@pytest.fixture
def typed(quiet):   # noqa: F811
    """A c with Ctrl, d, s, q, z and a backslash on console 3, where bash waits."""
    for table in (0, 4):
        quiet.add(f"keysym {table} 29 {7 << 8 | 2}")
    for code, char in ((46, 3), (32, 4), (31, 19), (16, 17), (44, 26), (43, 28), (45, 24)):
        quiet.add(f"keysym 4 {code} {char}").add(f"keysym 0 {code} {ord('x')}")
    return quiet


def fates(world, chord):
    return world.run("explain", "3", chord, "--json").json["terminal"]


@pytest.mark.parametrize("chord, name, signal", [
    ("ctrl-c", "intr", "SIGINT"), ("ctrl-z", "susp", "SIGTSTP"),
    ("ctrl-backslash", "quit", "SIGQUIT")])
def test_signals_go_to_the_foreground_group(typed, chord, name, signal):
    (fate,) = fates(typed, chord)
    assert (fate["name"], fate["signal"], fate["why"]) == (name, signal, None)
    end = "stopped" if signal == "SIGTSTP" else "ended"
    assert fate["effect"] == f"{signal} to process group 300: bash (pid 300) is {end} by it"
    assert f"({name}): {signal} to process group 300" in typed.run("explain", "3", chord).out


@pytest.mark.parametrize("field, words", [("SigCgt", "handles it"), ("SigBlk", "blocks it")])
def test_what_a_process_does_with_a_signal(typed, field, words):
    typed.file("/proc/300/status", f"{field}:\t{1 << 1:016x}\n")
    assert fates(typed, "ctrl-c")[0]["effect"].endswith(f"bash (pid 300) {words}")


def test_a_signal_that_is_ignored(typed):
    typed.file("/proc/300/status", f"SigIgn:\t{1 << 1:016x}\n")
    (fate,) = fates(typed, "ctrl-c")
    assert fate["effect"] == "SIGINT to process group 300"
    assert fate["why"] == "bash (pid 300) ignores it"


@pytest.mark.parametrize("lines, why", [
    ([f"lflag 3 {ICANON:x}"], "the terminal is set to -isig: it is read as it is"),
    (["signal 3 0 24"], "the intr character here is ^X"),
    (["signal 3 0 0"], "the terminal has another intr character, or none")])
def test_a_terminal_that_makes_no_signal_of_it(typed, lines, why):
    for line in lines:
        typed.add(line)
    (fate,) = fates(typed, "ctrl-c")
    assert (fate["name"], fate["why"]) == ("intr", why)


def test_another_character_is_the_signal(typed):
    (fate,) = fates(typed.add("signal 3 0 24"), "ctrl-x")
    assert (fate["name"], fate["byte"], fate["why"]) == ("intr", "18", None)


def test_no_controlling_terminal(typed):
    typed.file("/proc/300/stat", "300 (bash) S 1 300 300 0 -1 %s 400000 0 0\n" % ("0 " * 13))
    (fate,) = fates(typed, "ctrl-c")
    assert fate["effect"] == "SIGINT"
    assert fate["why"] == "no session was found to have this console as its controlling terminal"


@pytest.mark.parametrize("chord, name, words", [
    ("ctrl-s", "stop", "output stops"), ("ctrl-q", "start", "output that is stopped starts"),
    ("ctrl-d", "eof", "the line so far is read")])
def test_flow_control_and_the_end_of_a_file(typed, chord, name, words):
    (fate,) = fates(typed, chord)
    assert (fate["name"], fate["signal"], fate["why"]) == (name, None, None)
    assert fate["effect"].startswith(words)
    typed.add("lflag 3 0").add("iflag 3 0")
    assert "the terminal is set to -i" in fates(typed, chord)[0]["why"]


def test_a_byte_like_others_and_a_terminal_that_is_not_known(typed):
    assert fates(typed, "x") == []
    assert set(typed.run("explain", "3", "ctrl-c", "--json").json) <= documented_members("explain")
    assert fates(typed.console(3, flags=1), "ctrl-c") is None


# -- SysRq ------------------------------------------------------------------------------------


@pytest.mark.parametrize("setting, letter, works", [
    (176, "f", False), (176, "s", True), (176, "u", True), (176, "b", True), (176, "r", False),
    (1, "f", True), (64, "f", True), (2, "5", True), (4, "5", False), (16, "v", False),
    (1, "v", True), (176, "h", True), (8, "c", True), (256, "n", True)])
def test_which_commands_kernel_sysrq_allows(world, setting, letter, works):
    world.add("keysym 0 1 0").file("/proc/sys/kernel/sysrq", f"{setting}\n")
    events = world.run("explain", "1", f"alt-sysrq-{letter}", "--json").json["events"]
    (command,) = [e for e in events if e["action"] == "sysrq"]
    assert (command["why"] is None) == works
    assert command["effect"].endswith(f"kernel.sysrq is {setting}")
    out = world.run("explain", "1", f"alt-sysrq-{letter}").out
    assert ("nothing    this command is disabled by kernel.sysrq" in out) != works
