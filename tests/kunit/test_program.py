# SPDX-License-Identifier: GPL-2.0
"""The KUnit suites as a program (make kunit-fast), with the compiler's sanitizers.

test_kunit.py compares its cases with those that the kernel runs.
"""
import contextlib
import shutil
import subprocess

import pytest

import ktap
from vm import build

MODULE = "drivers/tty/vtkbd"
CORE = f"{MODULE}/core"


def run(program, *args):
    return subprocess.run([program, *args], capture_output=True, text=True, check=False)


@pytest.fixture(name="whole", scope="module")
def fixture_whole():
    return run(build.kunit_program())


@pytest.mark.parametrize("name", ktap.SUITES)
def test_suite(whole, name):
    ktap.check(ktap.parse(whole.stdout.splitlines()), name)


def test_all_ran_and_none_is_unknown_here(whole):
    suites = ktap.parse(whole.stdout.splitlines())
    assert set(suites) == set(ktap.SUITES)
    assert (whole.returncode, whole.stderr) == (0, "")
    total = sum(len(suite.passed) for suite in suites.values())
    assert whole.stdout.splitlines()[:2] == ["KTAP version 1", f"1..{len(suites)}"]
    assert whole.stdout.splitlines()[-1] == f"# Totals: pass:{total} fail:0 skip:0 total:{total}"


def test_cases_are_chosen_by_name():
    done = run(build.kunit_program(), "vtkbd_r*.*hardware*")
    assert done.returncode == 0
    assert set(ktap.parse(done.stdout.splitlines())) == {"vtkbd_raw"}


def test_no_case_of_a_name_is_an_error():
    done = run(build.kunit_program(), "vtkbd_raw")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "vtkbd_raw: no case's name matches; SUITE.CASE is compared\n"


# -- a core that is broken -----------------------------------------------------------


@pytest.fixture(name="tree", scope="module")
def fixture_tree(tmp_path_factory):
    """Another tree of the same sources, built."""
    tree = tmp_path_factory.mktemp("tree")
    for name in (MODULE, "tests/kunit", "tools/include", "include"):
        shutil.copytree(build.TREE / name, tree / name,
                        ignore=shutil.ignore_patterns("__pycache__"))
    return tree


@contextlib.contextmanager
def changed(path, old, new):
    """The one place of a file that has these words, changed."""
    text = path.read_text()
    assert text.count(old) == 1, f"{path.name} does not have this once: {old}"
    path.write_text(text.replace(old, new))
    try:
        yield
    finally:
        path.write_text(text)


BREAKS = {
    "another byte": (
        f"{CORE}/raw.c", "VTKBD_SCAN_E1, 0x1d, 0x45", "VTKBD_SCAN_E1, 0x1d, 0x46",
        "failed: vtkbd_raw.raw_sends_what_an_at_keyboard_would: Pause"),
    "a read behind a table": (
        f"{CORE}/raw.c", "keycode < ARRAY_SIZE(vtkbd_rawcode)",
        "keycode <= ARRAY_SIZE(vtkbd_rawcode)", "runtime error: index 256 out of bounds"),
    "memory that is not freed": (
        f"{CORE}/keymap.c", "\t\tkfree(km->map[i]);", "\t\t(void)km->map[i];",
        "LeakSanitizer: detected memory leaks"),
    "a warning": (
        f"{CORE}/leds.c", "!((u32)arg & ~VTKBD_LED_MASK)",
        "!WARN_ON_ONCE((u32)arg & ~VTKBD_LED_MASK)",
        "failed: vtkbd_leds.leds_show_a_programs_pattern_or_the_flags: 8 gives"),
    "another rule": (
        f"{MODULE}/fault_rules.c", "fault->hits < fault->count", "fault->hits <= fault->count",
        "failed: vtkbd_fault.the_first_that_matches_acts: a count"),
}


@pytest.mark.parametrize("what", BREAKS)
def test_a_broken_core_is_seen(tree, what):
    name, old, new, says = BREAKS[what]
    with changed(tree / name, old, new):
        done = run(build.kunit_program(tree))
    assert done.returncode != 0
    assert says in done.stderr


def test_an_assertion_ends_its_case_alone(tree):
    """As in the kernel: what belongs to the case is cleaned up, and the next one runs."""
    with changed(tree / "tests/kunit/fixture.c", "vtkbd_kbd_init(&f->kbd, true, 0);\n\tKUNIT",
                 "KUNIT_ASSERT_LT(test, f->tun.brl_timeout, 300u);\n\tKUNIT"):
        done = run(build.kunit_program(tree))
    suites = ktap.parse(done.stdout.splitlines())
    assert done.returncode == 1 and set(suites) == set(ktap.SUITES)
    assert {len(suite.passed) for suite in suites.values()} == {0}


def test_a_suite_that_is_not_compiled_is_missed(tree):
    with changed(tree / "tests/kunit/Kbuild", " escape rules fault\n\nobj",
                 " escape fault\n\nobj"):
        done = run(build.kunit_program(tree))
    assert done.returncode == 0
    assert set(ktap.SUITES) - set(ktap.parse(done.stdout.splitlines())) == {"vtkbd_rules"}
