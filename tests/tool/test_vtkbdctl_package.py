#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""What is shipped with vtkbdctl: help, manual, completion, installed files."""
import os
import re
import shutil
import subprocess

import pytest

from fake_world import COMMANDS, MANUAL, MODES, TOOL


def help_options(world, command):
    return set(re.findall(r"--[\w-]+", world.run(command, "--help").out.split("Options:")[1]))


def test_help_names_every_command_and_fits_80_columns(world):
    for args in (["--help"], ["-h"], *([c, "--help"] for c in COMMANDS)):
        result = world.run(*args)
        assert result.code == 0 and result.out.startswith("Usage: vtkbdctl")
        assert max(map(len, result.lines)) <= 80 and result.log == []
    table = world.run("--help").out.split("Commands:\n")[1].split("\n\n")[0]
    assert re.findall(r"^  (\w+)", table, re.M) == COMMANDS


def test_help_wins_over_missing_operands(world):
    assert world.run("set", "-h").code == 0


@pytest.mark.parametrize("word", ["--version", "-V"])
def test_version(world, word):
    assert re.fullmatch(r"vtkbdctl \S+ \(vtkbd ABI 1\)\n", world.run(word).out)


@pytest.mark.parametrize("command", COMMANDS)
def test_manual_has_every_command_and_option(world, command):
    text = MANUAL.read_text()
    assert re.search(rf"^\.Cm {command}|Op Cm {command}$", text, re.M)
    for option in help_options(world, command):
        assert re.search(rf"^\.It .*Fl {option[1:]}( Ns = .*)?$", text, re.M), option


def complete(*words):
    script = (f'source "{TOOL}/vtkbdctl.bash"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
              '_vtkbdctl; printf "%s\\n" "${COMPREPLY[@]}"')
    out = subprocess.run(["bash", "-uc", script, "bash", "vtkbdctl", *words],
                         check=True, capture_output=True, text=True)
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


def test_completion_leaves_a_programs_command_line_to_the_program(tmp_path):
    (tmp_path / "a-file").touch()
    for words in (["run"], ["claim", "--vt"], ["run", "--vt", "5", "--"], ["claim", "--"]):
        assert "vtkbdctl" not in complete(*words, "ca") and "cat" in complete(*words, "ca")
        assert complete(*words, "cat", f"{tmp_path}/a") == {f"{tmp_path}/a-file"}
        assert complete(*words, "cat", "--") == set()


def test_completion_knows_which_options_take_a_value():
    consoles = {"fg"} | {str(n) for n in range(1, 64)}
    for option in (["run", "--vt"], ["send", "--console"], ["type", "--console"], ["claim", "-c"]):
        assert complete(*option, "") == complete(*option, "=") == consoles
        assert complete(*option, "=", "fg") == {"fg"}
    assert complete("send", "--codeset", "os") == {"os_x"}
    assert complete("attach", "--escape", "^a", "f") == {"fg"}
    assert complete("attach", "--escape", "=", "^a", "f") == {"fg"}


def test_install_puts_the_three_files_where_they_belong(build, tmp_path):
    subprocess.run(["make", "-s", "-C", TOOL, f"O={build}", "install", f"DESTDIR={tmp_path}",
                    "prefix=/usr"], check=True)
    files = {str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file()}
    assert files == {"usr/bin/vtkbdctl", "usr/share/man/man1/vtkbdctl.1",
                     "usr/share/bash-completion/completions/vtkbdctl"}
    assert os.access(tmp_path / "usr/bin/vtkbdctl", os.X_OK)


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
    assert (run.returncode, run.stdout) == (1, "")
    assert re.fullmatch(r"vtkbdctl: /dev/\w+0: .*\n", run.stderr)
