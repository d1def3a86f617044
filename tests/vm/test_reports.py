# SPDX-License-Identifier: GPL-2.0
"""How conftest.py reports skips and the last line, on small test files."""
import subprocess
import sys
from pathlib import Path

import pytest

import slow

TESTS = Path(__file__).parents[1]
PASSES = "def test_a(): pass\ndef test_b(): pass\n"
FAILS = "def test_c(): assert 0\n"
SKIPS = "import pytest\ndef test_d(): pytest.skip('no such thing here')\n"
SKIPS_ALL = "import pytest\npytest.skip('nothing here', allow_module_level=True)\n"
EXPECTS = "import pytest\n@pytest.mark.xfail\ndef test_e(): assert 0\n"
SURPRISES = "import pytest\n@pytest.mark.xfail\ndef test_f(): pass\n"
BAD_END = ("import pytest\n@pytest.fixture\ndef thing():\n  yield\n  assert 0\n"
           "def test_g(thing): pass\n")


def run(folder, text, *options):
    (folder / "test_x.py").write_text(text)
    for name in ("conftest.py", "slow.py", "vm"):
        (folder / name).symlink_to(TESTS / name)
    done = subprocess.run([sys.executable, "-B", "-m", "pytest", "-p", "no:cacheprovider",
                           *options, "test_x.py"],
                          cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.splitlines()


@pytest.mark.parametrize("text, last, status", [
    (PASSES, "2 passed, 0 failed", 0),
    (PASSES + FAILS, "2 passed, 1 failed", 1),
    (PASSES + SKIPS, "2 passed, 0 failed", 0),
    (PASSES + BAD_END, "2 passed, 1 failed", 1),
    ("this is no Python", "0 passed, 1 failed", 2),
])
def test_the_last_line_counts_tests(tmp_path, text, last, status):
    returned, lines = run(tmp_path, text)
    assert (lines[-1], returned) == (last, status)


@pytest.mark.parametrize("text, last", [
    (PASSES + SKIPS, "2 passed, 1 failed"),
    (PASSES + EXPECTS, "2 passed, 1 failed"),
    (PASSES + SURPRISES, "2 passed, 1 failed"),
    (SKIPS_ALL, "0 passed, 1 failed"),
    (PASSES, "2 passed, 0 failed"),
])
def test_a_forbidden_skip_is_a_failure(tmp_path, text, last):
    returned, lines = run(tmp_path, text, "--forbid-skips")
    assert lines[-1] == last
    assert (returned == 0) == last.endswith(" 0 failed")


def test_a_forbidden_skip_says_why(tmp_path):
    _, lines = run(tmp_path, SKIPS, "--forbid-skips")
    assert any("skips are forbidden" in line and "no such thing here" in line for line in lines)


def collected():
    """(file, name) of all tests, found as `make test-all` does: of the folder, no file named."""
    done = subprocess.run([sys.executable, "-B", "-m", "pytest", "-p", "no:cacheprovider", "-q",
                           "--collect-only", TESTS],
                          cwd=TESTS.parent, capture_output=True, text=True, check=True)
    return [tuple(line.removeprefix("tests/").split("::", 1))
            for line in done.stdout.splitlines() if "::" in line]


def test_a_run_of_everything_finds_every_file_and_what_is_slow_is_there():
    tests = collected()
    assert {file for file, _ in tests} \
        == {str(p.relative_to(TESTS)) for p in TESTS.rglob("test_*.py")}
    assert slow.unused(tests) == []
