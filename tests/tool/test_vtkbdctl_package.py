#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""What is shipped with vtkbdctl: help, manual, completion, installed files."""
import os
import re
import shutil
import subprocess
import time

import pytest

import forms
from fake_world import COMMANDS, MANUAL, MODES, TOOL


def help_options(world, command):
    text = world.run(command, "--help").out.split("Options:")[1].split("Exit status:")[0]
    return set(re.findall(r"--[\w-]+", text))


def test_help_names_every_command_and_fits_80_columns(world):
    for args in (["--help"], ["-h"], *([c, "--help"] for c in COMMANDS)):
        result = world.run(*args)
        assert result.code == 0 and result.out.startswith("Usage: vtkbdctl")
        assert max(map(len, result.lines)) <= 80 and result.log == []
    table = world.run("--help").out.split("Commands:\n")[1].split("\n\n")[0]
    assert re.findall(r"^  (\w+)", table, re.M) == COMMANDS
    assert len({re.match(r"  .*?  +(?=[a-z])", line).end() for line in table.split("\n")}) == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_a_command_too(world, command):
    assert world.run("help", command).out == world.run(command, "--help").out
    assert world.run("--help", command).out == world.run(command, "-h").out


def test_help_of_nothing_is_the_list_and_of_nonsense_a_mistake(world):
    assert world.run("help").out == world.run("--help").out
    result = world.run("help", "bogus")
    assert (result.code, result.err) == (
        2, "vtkbdctl: no such command: 'bogus' (see vtkbdctl --help)\n")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_the_exit_status(world, command):
    out = world.run("help", command).out.split("Exit status:\n")[1]
    wanted = {"0", "2", "3"} if command not in ("run", "claim", "keys", "help") else {"2"}
    assert wanted <= set(re.findall(r"^  (\d)  ", out, re.M))
    assert ("  3  " in out) == (command not in ("keys", "help"))


def test_help_wins_over_missing_operands(world):
    assert world.run("set", "-h").code == 0


@pytest.mark.parametrize("word", ["--version", "-V"])
def test_version(world, word):
    assert re.fullmatch(r"vtkbdctl \S+\n", world.run(word).out)


@pytest.mark.parametrize("command", COMMANDS)
def test_manual_has_every_command_and_option(world, command):
    text = MANUAL.read_text()
    assert re.search(rf"^\.Cm {command}|Op Cm {command}$", text, re.M)
    for option in help_options(world, command):
        assert re.search(rf"^\.It .*Fl {option[1:]}( Ns = .*)?$", text, re.M), option


def complete(*words, tool=None):
    """With the tool in PATH, if it is given."""
    script = (f'source "{TOOL}/vtkbdctl.bash"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
              '_vtkbdctl; printf "%s\\n" "${COMPREPLY[@]}"')
    out = subprocess.run(["bash", "-uc", script, "bash", "vtkbdctl", *words],
                         check=True, capture_output=True, text=True, env={
                             **os.environ, "PATH": f"{tool}:" * bool(tool) + os.environ["PATH"]})
    assert out.stderr == ""
    return set(out.stdout.split())


@pytest.mark.parametrize("command", COMMANDS)
def test_completion_offers_the_options_that_help_lists(world, command):
    assert complete(command, "--") == help_options(world, command)


def test_completion_offers_commands_consoles_and_modes():
    assert complete("") == set(COMMANDS)
    assert complete("get", "--vt", "") == {"fg"} | {str(n) for n in range(1, 64)}
    assert complete("set", "3", "") == set(MODES)
    assert complete("set", "3", "un") == {"unicode"}
    assert complete("get", "3", "") == set()
    assert "--version" in complete("--")
    assert complete("help", "") == set(COMMANDS)
    assert complete("--vt", "doctor", "") == {"fg"} | {str(n) for n in range(1, 64)}


def test_completion_offers_the_names_of_keys(build):
    """As keys lists them, one of a chord after the other."""
    for words in (["explain", "3"], ["send"]):
        assert {"ctrl", "leftctrl", "f12", "delete"} <= complete(*words, "", tool=build)
        assert complete(*words, "ctrl-alt", tool=build) == {"ctrl-alt", "ctrl-altgr", "ctrl-alterase"}
        assert complete(*words, "ctrl-alt-f12", tool=build) == {"ctrl-alt-f12"}
    assert complete("send", "a", "leftm", tool=build) == {"leftmeta"}
    assert complete("explain", "3", "ctrl") == set()     # without the tool


def test_completion_offers_properties_and_their_groups(build):
    """As check lists them, one of a list after the other."""
    for words in (["--only"], ["--only", "="], ["--json", "--only"]):
        assert {"keys", "keys.ctrl-c", "crash", "crash.sigkill"} <= complete(
            "check", *words, "", tool=build)
        assert complete("check", *words, "keys.ctrl-a", tool=build) == {"keys.ctrl-alt-del"}
        assert complete("check", *words, "crash,end.sigt", tool=build) == {"crash,end.sigterm"}
        assert complete("check", *words, "a,b,cra", tool=build) >= {"a,b,crash", "a,b,crash.sigsegv"}
    assert complete("check", "--only", "keys") == set()      # without the tool


def test_completion_leaves_a_programs_command_line_to_the_program(tmp_path):
    (tmp_path / "a-file").touch()
    for words in (["run"], ["claim", "--vt"], ["run", "--vt", "5", "--"], ["claim", "--"], ["check"],
                  ["check", "--only", "keys", "--seed", "=", "7", "--"], ["check", "--slow", "2"]):
        assert "vtkbdctl" not in complete(*words, "ca") and "cat" in complete(*words, "ca")
        assert complete(*words, "cat", f"{tmp_path}/a") == {f"{tmp_path}/a-file"}
        assert complete(*words, "cat", "--") == set()
        assert "--help" not in complete(words[0], "--", "--")


def test_completion_knows_which_options_take_a_value():
    consoles = {"fg"} | {str(n) for n in range(1, 64)}
    for option in (["run", "--console"], ["run", "-c"], ["run", "--vt"], ["send", "--console"], ["type", "--console"], ["claim", "-c"]):
        assert complete(*option, "") == complete(*option, "=") == consoles
        assert complete(*option, "=", "fg") == {"fg"}
    assert complete("send", "--codeset", "os") == {"os_x"}
    assert complete("attach", "--escape", "^a", "f") == {"fg"}
    assert complete("attach", "--escape", "=", "^a", "f") == {"fg"}
    assert complete("check", "--seed", "") == complete("check", "--slow", "=", "") == set()


def test_completion_offers_files_for_a_report(tmp_path):
    (tmp_path / "a-file").touch()
    for words in (["--junit"], ["--junit", "="]):
        assert complete("check", *words, f"{tmp_path}/a") == {f"{tmp_path}/a-file"}


def test_install_puts_its_files_where_they_belong(build, tmp_path):
    built, root = tmp_path / "built", tmp_path / "root"
    shutil.copytree(build, built)
    now = time.time()       # of one age, younger than this tree's sources: nothing is to be made
    for path in built.rglob("*"):
        os.utime(path, (now, now))
    subprocess.run(["make", "-s", "-C", TOOL, f"O={built}", "install", f"DESTDIR={root}",
                    "prefix=/usr"], check=True)
    files = {str(p.relative_to(root)) for p in root.rglob("*") if p.is_file()}
    assert files == {"usr/bin/vtkbdctl", "usr/share/man/man1/vtkbdctl.1",
                     "usr/share/bash-completion/completions/vtkbdctl",
                     "usr/lib/udev/rules.d/60-vtkbd.rules",
                     *(f"usr/share/vtkbdctl/json/{name}.json" for name in forms.FORMS)}
    assert os.access(root / "usr/bin/vtkbdctl", os.X_OK)


@pytest.mark.parametrize("checker", [["mandoc", "-T", "lint", "-W", "warning"],
                                     ["man", "--warnings", "-Tutf8", "-l"]],
                         ids=["mandoc", "man"])
def test_manual_is_clean(checker):
    if not shutil.which(checker[0]):
        pytest.skip(f"{checker[0]} is not installed")
    run = subprocess.run([*checker, MANUAL], capture_output=True, text=True,
                         env=dict(os.environ, LC_ALL="C.UTF-8", MANWIDTH="80"))
    said = run.stdout if checker[0] == "mandoc" else ""
    assert (run.returncode, said + run.stderr) == (0, "")


def test_shipped_binary_names_the_missing_module(build):
    """The only run with the real device layer: others would need the module."""
    if os.path.exists("/dev/vtkbd0"):
        pytest.skip("this machine has /dev/vtkbd0: the module is loaded here")
    run = subprocess.run([build / "vtkbdctl"], capture_output=True, text=True)
    assert (run.returncode, run.stdout) == (3, "")
    assert re.fullmatch(r"vtkbdctl: /dev/\w+0: .*\n", run.stderr)
