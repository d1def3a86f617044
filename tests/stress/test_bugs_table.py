# SPDX-License-Identifier: GPL-2.0
"""The table of old bugs names tests that exist and run in the debug kernel; the page is its own."""
import os
import re
import subprocess
import sys

import pytest

import bugs
from vm.build import TREE

TESTS = TREE / "tests"
# What a test in the debug kernel asks for, or is asked with.
DEBUG = re.compile(r"\b(fire|shared_fire|shared_one|debug_vm|debug2|run)\b")
NAMED = [(number, test) for number, bug in enumerate(bugs.TABLE, start=1) for test in bug.tests]


@pytest.fixture(scope="module", name="collected")
def fixture_collected():
    files = sorted({file for file in (test.partition("::")[0] for _, test in NAMED)
                    if (TESTS / file).exists()})
    done = subprocess.run([sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p",
                           "no:xdist", "-q", "--collect-only", *files], cwd=TESTS,
                          capture_output=True, text=True, check=False,
                          env={**os.environ, "PYTHONPATH": str(TESTS)})
    assert done.returncode == 0, done.stdout + done.stderr
    return {line.removeprefix("tests/") for line in done.stdout.splitlines()}


def runs_on_debug(test):
    """Whether a fixture of the function gives a machine with that kernel."""
    file, _, name = test.partition("::")
    function = name.partition("[")[0]
    text = (TESTS / file).read_text(encoding="utf-8")
    arguments = re.search(rf"^def {function}\((.*?)\):", text, re.M | re.S)[1]
    own = re.search(r"^def vm\((.*?)\):", text, re.M)
    return bool(DEBUG.search(arguments.replace("vm", own[1]) if own else arguments))


def test_every_row_is_there_with_a_test_or_a_reason():
    assert len(bugs.TABLE) == 35
    assert [n for n, bug in enumerate(bugs.TABLE, start=1) if not bug.tests and not bug.note] == []


@pytest.mark.parametrize("number, test", NAMED, ids=[f"{n}-{t.rpartition(':')[2]}" for n, t in NAMED])
def test_a_test_that_is_named_exists_and_runs_on_the_debug_kernel(collected, number, test):
    assert any(name == test or name.startswith(f"{test}[") for name in collected)
    assert runs_on_debug(test) or number in bugs.ELSEWHERE and bugs.TABLE[number - 1].note


def test_a_test_on_another_kernel_is_seen():
    assert not runs_on_debug("stress/test_switches.py::test_a_thousand_switches_lose_no_key")


def test_the_page_is_that_of_the_table():
    assert (TREE / "Documentation/bugs.rst").read_text(encoding="utf-8") == bugs.page()
