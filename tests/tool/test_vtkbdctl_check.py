#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""vtkbdctl check, as far as it goes without a machine: its command line, its properties, what it
refuses, and the forms of its results. tests/check has what it finds.
"""
import json
import re
import subprocess
import xml.etree.ElementTree as xml
from pathlib import Path

import pytest

import forms
from fake_world import GRAPHICS, OPEN, TOOL, TOP, USED, documented_members
from vm import host

ROW = re.compile(r'\.name = "([^"]+)",(.*?)\.run = ', re.S)
FAILING = re.compile(r'FAILING\(\w+, "(\w+)"\)')


@pytest.fixture(name="user")
def fixture_user(world):
    """Not root: nothing is done whatever the command line says."""
    return world.add("user 1000")


def listed(world):
    return [line.split()[0] for line in world.run("check", "--list").lines]


# -- properties ----------------------------------------------------------------------


def rows():
    """{property: those without which it says nothing}, from the sources."""
    found = {}
    for path in sorted((TOOL / "check").glob("*.c")):
        text = path.read_text()
        for name, row in ROW.findall(text):
            needs = re.search(r'\.needs = "([^"]+)"', row)
            found[name] = needs[1].split() if needs else []
        found.update((f"kernel.{word}", ["start.keyboard"]) for word in FAILING.findall(text))
    return found


def test_every_row_is_listed_once(user):
    names = listed(user)
    assert len(names) > 40 and sorted(names) == sorted(rows())
    assert user.run("check", "--list", "--tap", "true").out == user.run("check", "--list").out


def test_what_a_property_needs_is_tried_before_it(user):
    """A name that does not exist would be taken to hold."""
    names = listed(user)
    late = [(name, needed) for name, needs in rows().items() for needed in needs
            if needed not in names[:names.index(name)]]
    assert late == []
    assert sum(map(len, rows().values())) > 40


# -- the command line ----------------------------------------------------------------


def test_help(user):
    text = user.run("check", "--help").out
    assert text.startswith("Usage: vtkbdctl check [OPTION]... [--] [PROGRAM]...\n")
    assert "  1  something does not hold, or refused\n" in text


@pytest.mark.parametrize("words", [[], ["--"], ["--json"], ["--only=keys"]])
def test_a_program_is_needed(user, words):
    result = user.run("check", *words)
    assert (result.code, result.err) == (
        2, "vtkbdctl: check: needs a program (see vtkbdctl check --help)\n")


@pytest.mark.parametrize("only, bad", [
    ("bogus", "bogus"), ("keys.text,bogus,keys", "bogus"), ("keys.", "keys."), ("key", "key"),
    ("keys.tex", "keys.tex"), ("", ""), ("keys,", ""), (",keys", ""), ("keys text", "keys text"),
    ("a\x1b", r"a\x1b")])
def test_a_property_that_there_is_not(user, only, bad):
    result = user.run("check", f"--only={only}", "true")
    assert (result.code, result.log) == (2, [])
    assert result.err == f"vtkbdctl: check: no property '{bad}' (see vtkbdctl check --list)\n"


@pytest.mark.parametrize("option, most", [("seed", 4294967295), ("slow", 100)])
@pytest.mark.parametrize("value", ["", "x", "-1", "1.5", " 1", "0x1", "4294967296"])
def test_a_number_that_is_none(user, option, most, value):
    result = user.run("check", f"--{option}={value}", "true")
    assert (result.code, result.err) == (
        2, f"vtkbdctl: {option} '{value}': not a number from 0 to {most}\n")


@pytest.mark.parametrize("words", [["--only"], ["--seed"], ["--slow"], ["--junit"], ["--vt"]])
def test_options_that_need_a_value_or_do_not_exist(user, words):
    result = user.run("check", *words)
    assert result.code == 2 and words[0] in result.err and result.log == []


# -- refusals ------------------------------------------------------------------------


GOOD = [["true"], ["--", "true", "--json"], ["--only=keys", "true"], ["--seed=0", "--slow=0", "true"],
        ["--only=keys,crash.sigkill,switch", "--seed=4294967295", "--slow=100", "true"]]


@pytest.mark.parametrize("words", GOOD)
def test_only_root_may(user, words):
    result = user.run("check", *words)
    assert (result.code, result.log) == (1, [])
    assert result.err == ("vtkbdctl: check: makes keyboards, faults and namespaces: only as "
                          "root\n")


def changes(result):
    """Calls that would have begun to change the machine."""
    return [li for li in result.log if re.search(r"KDS|VT_SET|VTKBD_SET|uinput", li)]


def test_refuses_keys_that_the_program_could_not_read(world):
    result = world.seat(grab=1).run("check", "true")
    assert (result.code, changes(result)) == (1, [])
    assert result.err.endswith("echo 0 >/sys/module/vtkbd/parameters/grab\n")


@pytest.mark.parametrize("name, why", [(".", "Is a directory"), ("none/x", "No such file")])
def test_a_file_that_cannot_be_written_is_found_before_all_else(world, tmp_path, name, why):
    result = world.run("check", f"--junit={tmp_path}/{name}", "true")
    assert result.code == 1 and why in result.err and changes(result) == []


def test_a_file_of_another_run_is_not_left(world, tmp_path):
    """Though nothing could be tried."""
    (tmp_path / "x").write_text("another run's")
    world.seat(grab=1).run("check", f"--junit={tmp_path}/x", "true")
    assert xml.fromstring((tmp_path / "x").read_text()).get("tests") == "0"


def test_needs_three_consoles_that_nobody_has_open(world):
    """Those that Ctrl-Alt-Fn leads to."""
    for number in range(2, 11):
        world.console(number, flags=USED | OPEN)
    result = world.run("check", "true")
    assert (result.code, changes(result)) == (1, [])
    assert result.err == ("vtkbdctl: check: needs 3 of the consoles 1 to 12 that no program has "
                          "open, or has left in another mode: 2 found\n")


def test_refuses_keys_that_a_display_server_would_read_too(world):
    """It has the kernel's foreground console."""
    world.add("exists /sys/class/vc/vcs1").add("node /dev/tty1 vt 1")
    world.console(1, kdmode=GRAPHICS).file("/sys/module/vtkbd/parameters/cad", "signal\n")
    result = world.run("check", "true", command=True)
    assert (result.code, result.out, changes(result)) == (1, "", [])
    assert result.err == (
        "vtkbdctl: check: a display server has the kernel's console 1, and would hear the keys: "
        "switch to a text console first\n")


# -- results -------------------------------------------------------------------------


@pytest.fixture(scope="session", name="program")
def fixture_program(build, tmp_path_factory):
    """results.c, linked with the tool."""
    made = tmp_path_factory.mktemp("results") / "results"
    headers = host.output("pkg-config", "--cflags", "libtracefs", "json-c").split()
    libs = host.output("make", "-s", "-C", str(TOOL), f"O={build}", "libs").split()
    objects = [o for o in build.rglob("*.o") if o.name != "main.o" and o.parent != build / "core"]
    subprocess.run(["gcc", "-g", "-fsanitize=address,undefined", "-Wall", "-Wextra", "-Werror",
                    "-D_GNU_SOURCE", f"-I{TOP}/include/uapi", f"-I{TOOL}", *headers, "-o", made,
                    Path(__file__).with_name("results.c"), *objects, *libs], check=True)
    return made


@pytest.fixture(name="printed")
def fixture_printed(program):
    def printed(form):
        done = subprocess.run([program, form], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout
    return printed


REPEAT = ("vtkbdctl check --only=start.keyboard --seed=7 --slow=4 --keep-tty0 "
          r"""--end='it'\''s over' -- '/opt/my server' --title """
          r"""'it'\''s "a<b>&c"' '' '{a,b}' '!' a=b """
          r'''"$(printf '50\045\0121..9 \047\134\033\303\244')"''')
DETAILS = [
    'done    typed <a> & "b"', 'seen    1 < 2 bytes & "more"',
    "kernel  12:00:00.123  mode      console 2: unicode -> off",
    "        12:00:00.456  switch    console 2 -> 3", r"said    oh\x1b!",
    "users   report: Ctrl-C ends the session; what was typed is on the text console",
    f"repeat  {REPEAT}"]


def test_results_as_text(printed):
    assert printed("text").splitlines() == [
        "ok    start.runs",
        "FAIL  start.keyboard             It takes the keyboard from its console: K_OFF, or a mode "
        "of codes that it reads.",
        *(f"      {line}" for line in DETAILS),
        "--    start.graphics             says nothing without start.keyboard",
        "1 hold, 1 do not, 1 not tried; seed 7"]


def test_the_command_that_repeats_is_one_for_a_shell(printed):
    line, = [li for li in printed("text").splitlines() if "repeat" in li]
    words = subprocess.run(["sh", "-c", 'for word; do printf "%s\\n" "$word"; done', "sh"],
                           check=True, capture_output=True, text=True)
    assert words.stdout == ""
    command = line.split("repeat  ")[1].replace("vtkbdctl check", "printf '%s\\n'", 1)
    said = subprocess.run(["sh", "-c", command.replace("'%s\\n'", "'<%s>'")], check=True,
                          capture_output=True, text=True).stdout
    assert said == ("<--only=start.keyboard><--seed=7><--slow=4><--keep-tty0><--end=it's over><-->"
                    "</opt/my server><--title><it's \"a<b>&c\"><><{a,b}><!><a=b>"
                    "<50%\n1..9 '\\\x1b\u00e4>")


def test_results_as_tap(printed):
    assert printed("tap").splitlines() == [
        "ok 1 - start.runs", "not ok 2 - start.keyboard", *(f"# {line}" for line in DETAILS),
        "ok 3 - start.graphics # SKIP says nothing without start.keyboard"]


def test_results_as_json(printed):
    top = forms.check("check", json.loads(printed("json")))
    assert top["program"] == ["/opt/my server", "--title", "it's \"a<b>&c\"", "", "{a,b}", "!", "a=b",
                              r"50%\x0a1..9 '\x5c\x1b\xc3\xa4"]
    assert (top["source"], top["seed"]) == ("vtkbd", 7)
    holds, broken, untried = top["results"]
    assert [(r["property"], r["verdict"]) for r in top["results"]] == [
        ("start.runs", "holds"), ("start.keyboard", "broken"), ("start.graphics", "untried")]
    assert (holds["done"], holds["seen"], holds["trace"], holds["said"]) == (
        "started it", None, [], None)
    assert (untried["done"], untried["seen"]) == (None, "says nothing without start.keyboard")
    assert broken["trace"] == ["12:00:00.123  mode      console 2: unicode -> off",
                               "12:00:00.456  switch    console 2 -> 3"]
    assert (broken["said"], broken["ms"]) == (r"oh\x1b!", 1042)


def test_json_is_documented():
    members = {name for name, _ in forms.members(forms.FORMS["check"])}
    assert len(members) == 14 and members == documented_members("check")


def test_results_as_junit(printed):
    suite = xml.fromstring(printed("junit"))
    assert suite.attrib == {"name": "/opt/my server", "tests": "3", "failures": "1", "errors": "0",
                            "skipped": "1"}
    holds, broken, untried = suite
    assert [case.get("name") for case in suite] == ["start.runs", "start.keyboard",
                                                    "start.graphics"]
    assert list(holds) == [] and broken.get("time") == "1.042"
    assert broken.find("failure").get("message") == '1 < 2 bytes & "more"'
    assert broken.find("failure").text == 'typed <a> & "b"'
    assert untried.find("skipped").get("message") == "says nothing without start.keyboard"
