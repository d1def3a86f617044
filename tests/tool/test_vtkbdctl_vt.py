#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""vtkbdctl where it works on /dev/ttyN: the kernel's own VT with --vt, and the module in place
of a VT.
"""
import errno

import pytest

from fake_world import GRAPHICS, documented_members


def test_standin_is_found_at_dev_tty(standin):
    assert standin.run().row("1").startswith("1*   unicode")
    assert "ioctl /dev/tty2 KDSKBMODE" in standin.run("set", "2", "xlate").log


def test_standin_is_found_without_privilege(standin):
    assert standin.add(f"fail VTKBD_GET_SEAT {errno.EPERM}").run().code == 0


def test_standin_without_permission_names_the_node_that_is_there(standin):
    result = standin.add(f"refuse /dev/tty0 any {errno.EACCES}").run()
    assert result.err == "vtkbdctl: /dev/tty0: permission denied: try as root\n"


def test_the_kernels_own_tty0_is_not_tried_for_the_module(vt):
    result = vt.run()
    assert "/dev/vtkbd0" in result.err
    assert not [li for li in result.log if "/dev/tty" in li]


def test_a_tty0_that_is_not_the_module_is_not_blamed(empty):
    assert "/dev/vtkbd0: no such device" in empty.add("node /dev/tty0 vt 0").run().err


VT_LISTING = """\
Keyboards:     the kernel's own VT, which keeps no record of its modes
Foreground:    console 3

CON  KBDMODE  SCREEN    SWITCH   LEDS      OPEN  KBDMODE SET BY
1    unicode  text      auto     -         ?     not recorded
3*   off      graphics  process  num,caps  ?     not recorded

61 of 63 consoles are unused; --all shows them.
"""


def test_vt_listing(vt):
    vt.console(3, kbdmode=4, kdmode=GRAPHICS, vtmode=1, ledflags=6)
    assert vt.run("--vt").out == VT_LISTING


@pytest.mark.parametrize("args", [["list", "--vt"], ["list", "--vt", "--all", "--json"],
                                  ["get", "5", "--vt"], ["set", "5", "xlate", "--vt", "--force"]])
def test_vt_never_opens_an_unallocated_console(vt, args):
    opened = {li.split()[1] for li in vt.run(*args).log if li.startswith("open")}
    assert opened <= {"/dev/tty0", "/dev/tty1", "/dev/tty3"}


def test_vt_all_shows_what_was_not_read_as_not_read(vt):
    assert vt.run("--vt", "--all").row(5).split() == ["5", "-", "-", "-", "-", "unused", "-"]
    five = vt.run("--vt", "--all", "--json").json["consoles"][4]
    assert five["kbdmode"] is None and five["allocated"] is False


def test_vt_json_has_the_same_members_and_null_for_the_unknown(vt):
    top = vt.keyboard(3, "Keyboard").run("--vt", "--json").json
    assert top["source"] == "vt"
    three = top["consoles"][1]
    assert three["foreground"] is True and three["kbdmode"] == "unicode"
    assert [three[k] for k in ("setter", "open", "vt_pid", "changes")] == [None] * 4
    told = set(top) | set(top["seat"]) | set(three) | set(top["keyboards"][0])
    assert documented_members() - told == {
        "cause", "pid", "uid", "comm", "when", "when_ns", "from", "to"}


def test_vt_get(vt):
    vt.console(1, default_leds=2, modeflags=1 << 4)
    assert vt.run("get", "1", "--vt").lines == [
        "console 1: unicode, text",
        "  node            /dev/tty1",
        "  mode set by     not recorded",
        "  switching       auto: nobody is asked before a switch",
        "  leds            none; after a reset num",
        "  Meta sends      ESC before the character",
        "  not known       locked and sticky modifiers, keypad and cursor keys, repeat (DECARM), "
        "CR LF: the kernel does not show these",
    ]
    assert vt.run("get", "fg", "--vt").lines[0] == "console 3: unicode, text, foreground"
    assert vt.run("get", "5", "--vt").lines[0] == "console 5: unused"


def test_vt_get_quiet_of_an_unused_console_fails(vt):
    assert vt.run("get", "5", "--vt", "-q").code == 1


def test_vt_set(vt):
    assert vt.run("set", "fg", "xlate", "--vt").out == "console 3: unicode -> xlate\n"
    assert vt.run("set", "3", "off", "--vt").code == 1
    assert vt.run("set", "3", "off", "--vt", "--force").out == "console 3: unicode -> off\n"
    result = vt.run("set", "5", "xlate", "--vt")
    assert result.err == "vtkbdctl: console 5: unused: open it before setting its mode\n"


def test_vt_of_a_kernel_without_one(standin):
    result = standin.run("--vt")
    assert result.code == 3 and "/sys/class/vc" in result.err and result.log == []


UNREAD = "vtkbdctl: /dev/tty3: permission denied: try as root\n"


def test_vt_without_permission(vt):
    """If one console cannot be opened the others are still listed, and it is listed, too."""
    vt.add(f"refuse /dev/tty3 any {errno.EACCES}")
    result = vt.run("--vt", partly=True)
    assert (result.code, result.err) == (3, UNREAD)
    assert result.row(1).split()[:3] == ["1", "unicode", "text"]
    assert result.row(3).split() == ["3*", "-", "-", "-", "-", "?", "-"]
    result = vt.run("--vt", "--json", partly=True)
    assert (result.code, result.err) == (3, UNREAD)
    one, three = result.json["consoles"]
    assert (one["kbdmode"], three["kbdmode"], three["allocated"]) == ("unicode", None, True)
    assert (one["foreground"], three["foreground"]) == (False, True)
    assert vt.run("get", "3", "--vt").err == UNREAD


@pytest.mark.parametrize("args", [["list"], ["get", "fg"], ["set", "fg", "xlate"],
                                  ["doctor"], ["restore", "1"], ["claim", "-c", "1", "--", "true"]])
def test_vt_needs_no_node_0(vt, args):
    vt.process(1, "systemd").add(f"refuse /dev/tty0 any {errno.EACCES}")
    result = vt.run(args[0], "--vt", *args[1:], command=args[0] == "claim")
    assert result.code == 0


def test_vt_keeps_no_console_open(vt):
    """Otherwise it could not be deallocated while watch or trace run."""
    log = [li for li in vt.run("--vt").log if li.startswith(("open", "close"))]
    assert [li.split()[0] for li in log] == ["open", "close"] * 2


@pytest.mark.parametrize("request_name", ["KDGKBMODE", "KDGETMODE", "VT_GETMODE", "KDGKBLED",
                                          "KDGKBMETA"])
def test_vt_failing_request_is_named(vt, request_name):
    result = vt.add(f"fail {request_name} {errno.ENOTTY}").run("get", "3", "--vt")
    assert result.err == (f"vtkbdctl: /dev/tty3: {request_name}: "
                          "Inappropriate ioctl for device\n")
