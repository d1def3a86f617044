#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""What holds for all commands of vtkbdctl: grammar, forms of JSON, colours, and what a user
may do who is not root.
"""
import errno
import re
import subprocess

import jsonschema
import pytest

import forms
from fake_world import FOREGROUND, GRAPHICS, MANUAL, MODES, TOP, USED

EPERM, EACCES = errno.EPERM, errno.EACCES


# -- grammar -------------------------------------------------------------------------


@pytest.mark.parametrize("before, after", [
    (["--vt", "get", "3"], ["get", "3", "--vt"]), (["--json", "--vt", "get", "3"],
                                                   ["get", "--json", "--vt", "3"]),
    (["-q", "get", "--vt", "3"], ["get", "3", "-q", "--vt"])])
def test_options_may_come_first(vt, before, after):
    assert vt.run(*before).out == vt.run(*after).out != ""


def test_a_value_before_the_command_is_no_command(world):
    """Separate from its option, and with it."""
    for words in (["--console", "3"], ["-c", "3"], ["--console=3"], ["-c3"]):
        assert "send 3 30 1" in world.run(*words, "send", "KEY_A").log


@pytest.mark.parametrize("args, code", [(["--vt", "bogus"], 2), (["--bogus", "list"], 2),
                                        (["--", "list"], 2), (["--quiet", "list"], 2)])
def test_nonsense_before_the_command_is_a_mistake(world, args, code):
    assert world.run(*args).code == code


@pytest.mark.parametrize("option", ["--console=3", "-c3", "--vt=3"])
def test_run_has_one_name_for_its_console_and_takes_the_old_one(world, option):
    """It is refused on a console that has a display server: the number is understood."""
    result = world.console(3, kdmode=GRAPHICS).run("run", option, "true")
    assert result.err == "vtkbdctl: console 3: a display server has it\n"
    assert "--vt" not in world.run("help", "run").out


def test_a_missing_module_says_what_can_be_done_without_it(empty):
    empty.add("exists /sys/class/vc")
    assert empty.run().err == ("vtkbdctl: /dev/vtkbd0: no such device: is the vtkbd module loaded? "
                               "The kernel's own consoles are shown with --vt\n")


# -- keys ----------------------------------------------------------------------------


def test_keys_lists_them_all_once_with_their_shorter_names(empty):
    lines = empty.run("keys").lines
    assert len(lines) == len(set(lines)) > 400
    assert "29   leftctrl ctrl control" in lines and "30   a" in lines
    assert not [li for li in lines if "btn" in li or "reserved" in li]


def test_every_key_that_is_listed_is_taken(world):
    words = world.add("keysym 0 30 0xb61").run("keys", "-q").lines
    for some in (words[i:i + 100] for i in range(0, len(words), 100)):
        assert world.run("explain", "1", *some).code == 0


def test_keys_finds_a_word_in_any_name(empty):
    assert empty.run("keys", "AltGr").lines == ["100  rightalt altgr"]
    assert empty.run("keys", "KEY_F12").lines == ["88   f12"]
    result = empty.run("keys", "hyper\n")
    assert (result.code, result.err) == (
        1, "vtkbdctl: keys: no key has 'hyper\\x0a' in its name\n")


# -- JSON ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", forms.FORMS)
def test_a_form_is_a_schema_and_leaves_nothing_open(name):
    form = forms.FORMS[name]
    jsonschema.Draft202012Validator.check_schema(form)

    def objects(value):
        if isinstance(value, dict):
            if "properties" in value:
                yield value
            for each in value.values():
                yield from objects(each)
    for each in objects(form):
        assert each["additionalProperties"] is False
        assert sorted(each["required"]) == sorted(each["properties"])


def types(form):
    """The types that a member may have, without null."""
    if "anyOf" in form:
        return set().union(*(types(each) for each in form["anyOf"]))
    if "$ref" in form:
        name, _, path = form["$ref"].rpartition("#/$defs/")
        for each in (forms.FORMS[name.removesuffix(".json")],) if name else forms.FORMS.values():
            if path in each.get("$defs", ()):
                return types(each["$defs"][path])
    if "type" not in form:
        values = form["enum"] if "enum" in form else [form["const"]]
        return {{str: "string", int: "integer"}[type(v)] for v in values}
    given = form["type"] if isinstance(form["type"], list) else [form["type"]]
    return set(given) - {"null"}


def test_a_member_has_one_type_wherever_it_is():
    found = {}
    for form in forms.FORMS.values():
        for name, member in forms.members(form):
            found.setdefault(name, set()).update(types(member))
    assert {name: kinds for name, kinds in found.items() if len(kinds) != 1} == {}
    assert len(found) > 60


def test_the_manual_has_every_member():
    text = MANUAL.read_text().split(".Sh JSON")[1].split(".Sh ENVIRONMENT")[0]
    documented = set(re.findall(r"\w+", " ".join(re.findall(r"^\.(?:It )?Va (.*)", text, re.M))))
    known = {name for form in forms.FORMS.values() for name, _ in forms.members(form)}
    assert known - documented == set()


@pytest.mark.parametrize("change", [
    {"new": 1}, {"nr_consoles": "2"}, {"version": 1}, {"complete": None}, {"findings": [{}]}])
def test_what_a_form_does_not_have_is_seen(world, change):
    report = world.process(1, "systemd").run("doctor", "--json").json
    assert forms.check("doctor", report) is report
    with pytest.raises(AssertionError, match="doctor, "):
        forms.check("doctor", {**report, **change})
    del report["complete"]
    with pytest.raises(AssertionError, match="'complete' is a required property"):
        forms.check("doctor", report)


def test_the_foreground_console_is_so_for_everybody(vt):
    vt.add(f"refuse /dev/tty3 any {EACCES}").add(f"refuse /dev/tty1 any {EACCES}")
    consoles = vt.run("list", "--vt", "--json", partly=True).json["consoles"]
    assert [(c["console"], c["foreground"], c["kbdmode"]) for c in consoles] == [
        (1, False, None), (3, True, None)]


def test_an_assumption_is_null_and_never_false(world):
    """Without /proc nobody knows who reads the console."""
    world.add("keysym 0 30 0xb61")
    assert world.run("explain", "1", "a", "--json").json["unread"] is None
    assert "  assumed: a program reads it: not all" in world.run("explain", "1", "a").out
    world.process(1, "systemd").process(50, "sh", tty=0, fds=["/dev/vtkbd1"])
    assert world.run("explain", "1", "a", "--json").json["unread"] is False
    assert world.run("explain", "3", "a", "--json").json["unread"] is True
    assert "assumed: a program reads it" not in world.run("explain", "1", "a").out


# -- what a user may do ----------------------------------------------------------------


@pytest.mark.parametrize("machine, zero", [("world", "/dev/vtkbd0"), ("standin", "/dev/tty0")])
def test_a_user_has_his_own_console_for_node_0(request, machine, zero):
    there = request.getfixturevalue(machine)
    there.add(f"refuse {zero} any {EACCES}").add("node /dev/tty vtkbd 1")
    there.add(f"fail VTKBD_GET_SEAT {EPERM}").console(1, flags=USED | FOREGROUND)
    result = there.run("get", "fg", "-q")
    assert result.out == "unicode\n"
    assert {li.split()[1] for li in result.log if "VTKBD" in li} == {"/dev/tty"}
    assert there.run("set", "1", "xlate").code == 0


@pytest.mark.parametrize("kind", ["vt", None])
def test_another_terminal_does_not_stand_in_for_node_0(world, kind):
    world.add(f"refuse /dev/vtkbd0 any {EACCES}")
    if kind:
        world.add(f"node /dev/tty {kind} 1")
    result = world.run()
    assert (result.code, result.err) == (3, "vtkbdctl: /dev/vtkbd0: permission denied: try as root\n")


@pytest.mark.parametrize("acts, why", [(1, "and Ctrl-Alt-Del would reach PID 1"),
                                       (0, "and keys would reach the terminal as well")])
def test_a_refusal_names_what_the_seat_would_do(world, acts, why):
    world.seat(acts=acts).console(3, kdmode=GRAPHICS, kbdmode=MODES["raw"])
    assert f"a display server owns it, {why} (--force" in world.run("set", "3", "unicode").err


def test_the_udev_rule_is_that_of_the_kernels_consoles():
    rules = (TOP / "tools/packaging/udev/60-vtkbd.rules").read_text()
    rule, = [li for li in rules.splitlines() if li and not li.startswith("#")]
    assert rule == 'SUBSYSTEM=="tty", KERNEL=="vtkbd[0-9]*", GROUP="tty", MODE="0620"'


# -- terminals -----------------------------------------------------------------------


COMMANDS = [["list"], ["doctor"], ["explain", "1", "a"]]


@pytest.fixture
def sick(world):
    world.process(1, "systemd").add("keysym 0 30 0xb61").add("keysym 0 29 0x702")
    return world.set_by(3, "unicode", "off", pid=77)


@pytest.mark.parametrize("args", COMMANDS)
def test_colours_change_nothing_but_colours(sick, args):
    plain = sick.run(*args, findings=True).out
    assert "\x1b" not in plain
    sick.add("colour 1").write()
    process = subprocess.run([sick.build / "fake", *args], env={"TZ": "UTC", **sick.environment()},
                             text=True, stdout=subprocess.PIPE, check=False)
    assert "\x1b[1" in process.stdout
    assert re.sub(r"\x1b\[[\d;]*m", "", process.stdout) == plain


def test_doctor_wraps_between_words_but_for_the_fix(sick):
    wide = sick.run("doctor", findings=True).out
    narrow = sick.add("width 44").run("doctor", findings=True)
    assert narrow.out.split() == wide.split()
    lines = [li for li in narrow.lines if not li.startswith(("  fix", "console"))]
    assert max(map(len, lines)) <= 44 and len(narrow.lines) > len(wide.splitlines())
    assert [li for li in narrow.lines if li.startswith("  fix")] == [
        li for li in wide.splitlines() if li.startswith("  fix")]


def test_explain_has_the_answer_first_and_the_reason_with_it(sick):
    assert sick.run("explain", "1", "a").lines[0] == 'in all: "a", 1 byte'
    assert sick.run("explain", "3", "a").lines[0] == (
        "in all: 0 bytes: this mode lets only modifiers and SAK act")


# -- type - --------------------------------------------------------------------------


@pytest.mark.parametrize("text, keys, says", [
    (b"aa", [30, 30], ""), (b"", [], ""), (b"a\0a", [], "text: a byte of 0"),
    (b"\xff", [], "text: not UTF-8")])
def test_type_reads_a_text_from_standard_input(world, text, keys, says):
    world.add("keysym 0 30 0xb61").write()
    done = subprocess.run([world.build / "fake", "type", "--console=1", "-"], input=text,
                          env=world.environment(), capture_output=True, check=False)
    log = (world.path / "log").read_text().splitlines()
    assert [int(li.split()[2]) for li in log if li.startswith("send 1") and li.endswith(" 1")
            and li.split()[2] != "0"] == keys
    assert (done.returncode == 0) == (not says) and says in done.stderr.decode()
