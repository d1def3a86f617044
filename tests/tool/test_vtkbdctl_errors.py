#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""vtkbdctl with a wrong command line, or on a machine where calls fail: one line that names
the object, the right exit code, and no change.
"""
import errno

import pytest


ALL = [["list"], ["get", "3"], ["set", "3", "xlate"], ["attach", "3"], ["run", "true"],
       ["check", "true"]]


@pytest.mark.parametrize("args", ALL)
def test_missing_module(empty, args):
    result = empty.run(*args)
    assert result.code == 3
    assert result.err == ("vtkbdctl: /dev/vtkbd0: no such device: "
                          "is the vtkbd module loaded?\n")


@pytest.mark.parametrize("error", [errno.ENXIO, errno.ENODEV])
def test_node_without_a_driver_is_a_missing_module(world, error):
    result = world.add(f"refuse /dev/vtkbd0 any {error}").run()
    assert "/dev/vtkbd0: no such device: is the vtkbd module loaded?" in result.err


@pytest.mark.parametrize("args", ALL)
def test_node_0_without_permission(world, args):
    result = world.add(f"refuse /dev/vtkbd0 any {errno.EACCES}").run(*args)
    assert (result.code, result.err) == (
        3, "vtkbdctl: /dev/vtkbd0: permission denied: try as root\n")


def test_console_without_permission_is_not_set(world):
    result = world.add(f"refuse /dev/vtkbd3 any {errno.EACCES}").run("set", "3", "xlate")
    assert result.err == "vtkbdctl: /dev/vtkbd3: permission denied: try as root\n"
    assert not [li for li in result.log if "KDSKBMODE" in li]


def test_any_access_will_do(world):
    world.add(f"refuse /dev/vtkbd0 rdwr {errno.EACCES}")
    assert world.run().log[1] == "open /dev/vtkbd0 rdonly noctty nonblock"
    world.add(f"refuse /dev/vtkbd0 rdonly {errno.EACCES}")
    assert world.run().log[2] == "open /dev/vtkbd0 wronly noctty nonblock"


def test_other_open_errors_are_named_and_not_tried_again(world):
    result = world.add(f"refuse /dev/vtkbd0 any {errno.EBUSY}").run()
    assert result.err == "vtkbdctl: /dev/vtkbd0: Device or resource busy\n"
    assert len(result.log) == 1


def test_a_node_that_is_not_the_modules(empty):
    result = empty.add("node /dev/vtkbd0 vt 0").run()
    assert result.code == 3 and "/dev/vtkbd0: does not answer as vtkbd" in result.err


AGES = [(errno.ENOTTY, "older", "modprobe"), (errno.E2BIG, "older", "modprobe"),
        (errno.EINVAL, "newer", "use the one that came with it")]


@pytest.mark.parametrize("request_name, args", [
    ("VTKBD_GET_SEAT", ["list"]), ("VTKBD_GET_CONSOLE", ["get", "3"]),
    ("VTKBD_GET_HISTORY", ["history", "1"])])
@pytest.mark.parametrize("error, age, step", AGES)
def test_a_module_of_another_age(world, request_name, args, error, age, step):
    """What a module answers that lacks the request, or knows structures of other sizes."""
    result = world.add("exists /sys/module/vtkbd").add(f"fail {request_name} {error}").run(*args)
    assert result.code == 3 and f"the vtkbd module is {age} than this vtkbdctl" in result.err
    assert "/dev/vtkbd0: " in result.err and step in result.err


def test_an_older_module_in_the_place_of_the_vt(standin):
    standin.add("exists /sys/module/vtkbd").add(f"fail VTKBD_GET_SEAT {errno.ENOTTY}")
    result = standin.run()
    assert result.code == 3 and "/dev/tty0: the vtkbd module is older than this" in result.err


@pytest.mark.parametrize("request_name, args, code", [
    ("VTKBD_GET_SEAT", ["list"], 3), ("VTKBD_GET_CONSOLE", ["list"], 3),
    ("VTKBD_GET_CONSOLE", ["get", "3"], 3), ("VTKBD_GET_CONSOLE", ["set", "3", "xlate"], 3),
    ("KDSKBMODE", ["set", "3", "xlate"], 1), ("KDGKBMODE", ["set", "3", "xlate"], 1),
    ("VTKBD_GET_CONSOLE", ["attach", "3"], 3), ("VTKBD_ATTACH", ["attach", "3"], 1),
    ("VTKBD_GET_CONSOLE", ["run", "true"], 3), ("VT_OPENQRY", ["run", "true"], 1),
    ("VTKBD_GET_SEAT", ["doctor"], 3), ("VTKBD_GET_CONSOLE", ["doctor"], 3),
    ("VTKBD_GET_CONSOLE", ["explain", "1", "a"], 3), ("VTKBD_GET_HISTORY", ["history", "1"], 3),
    ("VTKBD_GET_CONSOLE", ["restore", "3"], 3), ("KDSETMODE", ["restore", "3", "--force"], 1),
    ("VTKBD_GET_CONSOLE", ["claim", "-c3", "true"], 3),
    ("VTKBD_GET_SEAT", ["check", "true"], 3), ("VTKBD_GET_CONSOLE", ["check", "true"], 3),
    ("VTKBD_GET_CONSOLE", ["type", "a"], 3), ("VTKBD_SEND_KEY", ["send", "-c3", "KEY_A"], 1),
    ("VTKBD_GET_CONSOLE", ["send", "-cfg", "KEY_A"], 3),
])
def test_a_failing_request_is_named(world, request_name, args, code):
    """3 where it could not look, 1 where it could not do it."""
    world.process(1, "systemd")
    result = world.add(f"fail {request_name} {errno.EIO}").run(*args)
    assert result.code == code and "Input/output error" in result.err
    assert request_name in result.err or request_name == "VTKBD_GET_SEAT"


@pytest.mark.parametrize("request_name, args", [
    ("VTKBD_GET_SEAT", ["list"]), ("VTKBD_GET_CONSOLE", ["list"]), ("VTKBD_GET_CONSOLE", ["get", "3"]),
    ("VTKBD_GET_HISTORY", ["history", "1"])])
def test_a_console_that_was_hung_up_meanwhile_is_opened_again(world, request_name, args):
    whole = world.run(*args)
    result = world.add(f"fail {request_name} {errno.EIO} 1").run(*args)
    assert (result.code, result.out, result.err) == (0, whole.out, "")
    assert result.log.count("close /dev/vtkbd0") == whole.log.count("close /dev/vtkbd0") + 1


@pytest.mark.parametrize("word", ["64", "-", "", "1x", "0x1", " 1", "+1", "FG", "99999999999999999999",
                                  "3\n4", "\x1b[2J"])
@pytest.mark.parametrize("command", [["get"], ["set"], ["attach"]])
def test_bad_console_number(world, command, word):
    args = [*command, word] + (["xlate"] if command == ["set"] else [])
    result = world.run(*args)
    assert (result.code, result.log) == (2, [])
    assert result.err.endswith("not a number from 1 to 63, nor fg\n")


@pytest.mark.parametrize("word", ["5", "", "UNICODE", "utf8", "3 ", "4294967297", "x" * 5000])
def test_bad_mode(world, word):
    result = world.run("set", "3", word, "--force")
    assert (result.code, result.log) == (2, [])
    assert result.err.startswith("vtkbdctl: mode '") and "unicode" in result.err


@pytest.mark.parametrize("args, word", [
    (["bogus"], "'bogus'"), (["list", "3"], "'3'"), (["get"], "N"), (["get", "1", "2"], "'2'"),
    (["set"], "N MODE"), (["set", "3"], "N MODE"), (["set", "3", "off", "now"], "'now'"),
    (["--bogus"], "'--bogus'"), (["list", "-x"], "'-x'"), (["get", "3", "--force"], "'--force'"),
    (["set", "3", "off", "--json"], "'--json'"), (["get", "-1"], "'-1'"),
    (["attach"], "N"), (["attach", "3", "4"], "'4'"), (["attach", "3", "--vt"], "'--vt'"),
    (["attach", "3", "--escape"], "no value for '--escape'"), (["run"], "PROGRAM"),
    (["run", "--"], "PROGRAM"), (["run", "--json", "true"], "'--json'"),
    (["run", "--vt"], "no value for '--vt'"), (["run", "--tty=1", "true"], "'--tty=1'"),
    (["list", "--all=1"], "'--all=1'"), (["list", "-ax"], "'-x'"), (["bo\ngus"], r"'bo\x0agus'"),
])
def test_usage(world, args, word):
    result = world.run(*args)
    assert (result.code, result.log) == (2, [])
    assert word in result.err and "--help" in result.err


@pytest.mark.parametrize("error, word", [
    (errno.EPERM, "needs CAP_SYS_ADMIN"), (errno.ENOTTY, "module is older than this"),
    (errno.EOPNOTSUPP, "parameter output is 0"), (errno.EIO, "Input/output error")])
def test_attach_says_why_not(world, error, word):
    result = world.add(f"fail VTKBD_ATTACH {error}").run("attach", "3")
    assert result.code == 1 and "VTKBD_ATTACH 3: " in result.err and word in result.err


@pytest.mark.parametrize("word", ["", "^", "]", "^?", "^1", "^AB", "Ctrl-]", "\x1d", "NONE"])
def test_bad_escape_key(world, word):
    result = world.run("attach", f"--escape={word}", "3")
    assert (result.code, result.log) == (2, [])
    assert result.err.endswith("not one of ^A to ^_, nor none\n")


@pytest.mark.parametrize("word", ["^]", "^a", "^_", "none"])
def test_good_escape_key(world, word):
    assert "VTKBD_ATTACH" in world.run("attach", "-e", word, "3").err


@pytest.mark.parametrize("option", ["--vt", "--console"])
@pytest.mark.parametrize("word", ["64", "tty3", ""])
def test_bad_console_to_run_on(world, word, option):
    result = world.run("run", f"{option}={word}", "true")
    assert (result.code, result.err.endswith("not a number from 1 to 63, nor fg\n")) == (2, True)


def test_run_takes_no_console_from_a_display_server(world):
    for change in ({"kdmode": 1}, {"vtmode": 1, "vt_pid": 7}):
        result = world.console(3, **change).run("run", "--console=3", "true")
        assert (result.code, result.err) == (
            1, "vtkbdctl: console 3: a display server has it\n")
        assert "/dev/vtkbd3" not in "".join(result.log)
        world.console(3, kdmode=0, vtmode=0)


def test_run_without_a_free_console(world):
    for n in range(1, 64):
        world.console(n, flags=7)
    result = world.run("run", "true")
    assert (result.code, result.err) == (1, "vtkbdctl: no console is free\n")


def test_options_behind_a_program_are_its_own(world):
    result = world.add(f"fail VT_OPENQRY {errno.EIO}").run("run", "true", "--json")
    assert result.code == 1 and "VT_OPENQRY" in result.err


def test_full_disk_is_a_failure(world):
    with open("/dev/full", "w") as full:
        result = world.run(stdout=full)
    assert (result.code, result.err) == (1, "vtkbdctl: standard output: No space left on device\n")
