#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""vtkbdctl history, restore and claim: their calls on a console, in order, and that they take
no console from a running program.
"""
import errno

import pytest

from fake_world import GRAPHICS, MODES, documented_members

PAST = ["past 3 3 4 600 500 sway", "past 3 4 3 12 400 agetty"]


def calls(result, node):
    return [li.split()[2] for li in result.log if li.startswith(f"ioctl {node} ")]


def test_history(world):
    for line in PAST:
        world.add(line)
    assert world.run("history", "3").out == """\
2024-01-01T11:50:12.123+00:00  unicode   -> off        pid 500 sway (uid 0), 10 min ago
2024-01-01T12:00:00.123+00:00  off       -> unicode    pid 400 agetty (uid 0), 12 s ago
"""
    assert world.run("history", "1").out == "console 1: its mode was never set since load\n"


def test_history_says_how_many_are_forgotten(world):
    world.add(PAST[0]).console(3, nr_changes=1)
    assert "kept" not in world.run("history", "3").out
    world.console(3, nr_changes=101)
    assert world.run("history", "3").lines[1:] == ["1 of 101 changes since load are kept."]


def test_history_in_json(world):
    top = world.add(PAST[0]).run("history", "3", "--json").json
    assert [h["comm"] for h in top["history"]] == ["sway"]
    assert top["console"] == 3
    assert set(top) <= documented_members("history")


@pytest.fixture
def dead(world):
    """A display server died on console 3."""
    world.process(1, "systemd")
    return world.console(3, kdmode=GRAPHICS, kbdmode=MODES["off"], vtmode=1, vt_pid=77)


def test_restore_puts_text_before_the_keyboard(dead):
    result = dead.run("restore", "3")
    assert result.out == "console 3: graphics off -> text unicode, auto\n"
    assert calls(result, "/dev/vtkbd3") == [
        "KDGETMODE", "KDGKBMODE", "VT_GETMODE", "TCGETS",
        "KDSETMODE", "VT_SETMODE", "TCSETS", "KDSKBMODE"]


def test_restore_gives_xlate_where_that_is_the_default(dead):
    dead.file("/sys/module/vtkbd/parameters/default_utf8", "N\n")
    assert "text xlate" in dead.run("restore", "3").out


def test_restore_does_not_rob_the_living(dead):
    result = dead.process(77, "sway").run("restore", "3")
    assert result.err == ("vtkbdctl: console 3: refused: sway (pid 77) has it and lives "
                          "(--force does it)\n")
    assert "/dev/vtkbd3" not in str(result.log)
    assert dead.run("restore", "3", "--force").code == 0


@pytest.mark.parametrize("mode", ["raw", "mediumraw", "off"])
def test_restore_does_not_take_the_keyboard_from_who_set_it(world, mode):
    """A text console without an owner may also be in use by a program."""
    world.process(77, "showkey").set_by(3, "unicode", mode, pid=77, comm=b"showkey")
    result = world.run("restore", "3")
    assert result.err == ("vtkbdctl: console 3: refused: showkey (pid 77) has it and lives "
                          "(--force does it)\n")
    assert world.run("restore", "3", "--force").out == (
        f"console 3: text {mode} -> text unicode, auto\n")
    assert world.set_by(3, "unicode", mode, pid=78).run("restore", "3").code == 0


@pytest.mark.parametrize("mode", ["raw", "mediumraw", "off"])
def test_restore_of_a_console_that_a_program_of_the_kernels_reads(vt, mode):
    vt.process(300, "bash", tty=4 << 8 | 3, tpgid=320, fds=["/dev/tty3"])
    vt.console(3, kbdmode=MODES[mode])
    assert vt.run("restore", "3", "--vt").code == 0, "the shell that waits is none"
    vt.process(320, "showkey", sid=300, tty=4 << 8 | 3, tpgid=320, fds=["/dev/tty3"])
    assert "refused: showkey (pid 320)" in vt.run("restore", "3", "--vt").err


def test_restore_does_not_bring_an_unused_console_into_use(dead):
    result = dead.run("restore", "5")
    assert result.err == "vtkbdctl: console 5: unused: there is nothing to restore\n"
    assert "/dev/vtkbd5" not in str(result.log)


def test_restore_that_is_not_permitted_says_so(dead):
    result = dead.add(f"fail KDSETMODE {errno.EPERM}").run("restore", "3")
    assert "not permitted" in result.err and "KDSKBMODE" not in str(result.log)


def test_restore_of_an_unused_console_of_the_kernel(vt):
    vt.process(1, "systemd")
    assert "nothing to restore" in vt.run("restore", "5", "--vt").err
    assert vt.run("restore", "3", "--vt").out == "console 3: text unicode -> text unicode, auto\n"


TAKE = ["KDGETMODE", "KDGKBMODE", "VT_GETMODE", "TCGETS", "KDSKBMODE", "VT_SETMODE", "KDSETMODE"]
GIVE = ["KDSETMODE", "VT_SETMODE", "TCSETS", "KDSKBMODE"]


@pytest.mark.parametrize("command, status", [
    (["true"], 0), (["sh", "-c", "exit 7"], 7), (["sh", "-c", "kill -9 $$"], 137)])
def test_claim_takes_keyboard_first_and_gives_it_back_last(world, command, status):
    result = world.run("claim", "-c", "3", "--", *command, command=True)
    assert result.code == status
    assert calls(result, "/dev/vtkbd3") == TAKE + GIVE


def test_claim_of_a_command_that_is_not_there(world):
    result = world.run("claim", "-c", "3", "--", "/no/such", command=True)
    assert result.code == 127 and "/no/such: No such file" in result.err
    assert calls(result, "/dev/vtkbd3") == TAKE[:4], "nothing is changed for it"


def test_claim_looks_where_a_command_is_looked_for(world, tmp_path, monkeypatch):
    (tmp_path / "here").write_text("#!/bin/sh\nexit 3\n")
    (tmp_path / "here").chmod(0o755)
    monkeypatch.setenv("PATH", f"/nowhere:{tmp_path}:/usr/bin")
    claim = ["claim", "-c", "3", "--"]
    assert world.run(*claim, "here", command=True).code == 3
    result = world.run(*claim, "elsewhere", command=True)
    assert result.code == 127 and "elsewhere: No such file" in result.err
    (tmp_path / "here").chmod(0o644)
    assert world.run(*claim, str(tmp_path / "here"), command=True).code == 126


def test_claim_that_fails_half_way_gives_back(world):
    result = world.add(f"fail VT_SETMODE {errno.EPERM}").run("claim", "-c", "3", "--", "true",
                                                            command=True)
    assert result.code == 1 and "not permitted" in result.err
    assert calls(result, "/dev/vtkbd3")[4:] == ["KDSKBMODE", "VT_SETMODE", *GIVE], "what can be given back is"


def test_claim_refuses_what_another_has(world):
    world.console(3, kdmode=GRAPHICS)
    result = world.run("claim", "-c", "3", "--", "true")
    assert (result.code, result.err) == (1, "vtkbdctl: console 3: a display server has it\n")
    assert "/dev/vtkbd3" not in str(result.log)
    assert world.run("claim", "-c", "3", "-f", "--", "true", command=True).code == 0


def test_claim_is_never_taken_from_an_owner_that_lives(dead):
    """The last process that called VT_SETMODE is asked about switches: no other process could
    restore that."""
    assert dead.run("claim", "-c", "3", "-f", "--", "true", command=True).code == 0
    result = dead.process(77, "sway").run("claim", "-c", "3", "-f", "--", "true")
    assert result.err == (
        "vtkbdctl: console 3: refused, --force or not: sway (pid 77) owns it and lives, and "
        "could not be made its owner again\n")
    assert "/dev/vtkbd3" not in str(result.log)


def test_claim_from_an_owner_of_the_kernels_that_may_live(vt):
    vt.add("relsig 10").console(3, kdmode=GRAPHICS, vtmode=1)
    claim = ["claim", "--vt", "-c", "3", "-f", "--", "true"]
    assert vt.process(1, "systemd").run(*claim, command=True).code == 0
    assert "sway (pid 77)" in vt.process(77, "sway", takes=1 << 9, fds=["/dev/tty3"]).run(*claim).err
    vt.file("/proc/77/fd/hidden", "")
    assert "one may own it" in vt.run(*claim).err


def test_claim_of_a_console_of_the_kernel_that_was_not_there(vt):
    result = vt.run("claim", "--vt", "-c", "40", "--", "true", command=True)
    assert result.code == 0 and "ioctl /dev/tty0 VT_DISALLOCATE" in result.log
    assert "VT_DISALLOCATE" not in str(vt.run("claim", "--vt", "-c", "1", "--", "true",
                                              command=True).log)


@pytest.mark.parametrize("tty, node", [(240 << 8 | 3, "/dev/vtkbd3"), (4 << 8 | 3, None),
                                       (240 << 8 | 70, None), (0, None)])
def test_claim_without_a_console_takes_its_own(world, tty, node):
    world.process("self", "vtkbdctl", tty=tty, pgrp=9, sid=9)
    result = world.run("claim", "true", command=True)
    if node:
        assert result.code == 0 and calls(result, node) == TAKE + GIVE
    else:
        assert "name one with --console" in result.err


@pytest.mark.parametrize("args", [["claim"], ["claim", "--"], ["claim", "-c"]])
def test_claim_usage(world, args):
    assert world.run(*args).code == 2
