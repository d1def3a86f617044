# SPDX-License-Identifier: GPL-2.0
"""The KUnit suites of the pure core, in the debug kernel: one test for each suite.

vtkbd_kunit.ko runs them when it is inserted. KUnit prints their results to the kernel log only
(debugfs truncates them), so the log's records are read from /dev/kmsg as they come. A separate
test checks the reports of KASAN, UBSAN, lockdep and kmemleak.
"""
import re
import shutil
from dataclasses import dataclass, field

import pytest

from vm import build
from vm.machine import Machine

# The minimum number of results of a suite: a suite with an empty table must not pass.
SUITES = {
    "vtkbd_modes": 170,
    "vtkbd_core": 94,
    "vtkbd_text": 203,
    "vtkbd_shift": 58,
    "vtkbd_special": 318,
    "vtkbd_raw": 124,
    "vtkbd_compose": 136,
    "vtkbd_braille": 21,
    "vtkbd_keymap": 44,
    "vtkbd_keysyms": 36,
    "vtkbd_leds": 21,
    "vtkbd_state": 35,
    "vtkbd_escape": 111,
    "vtkbd_rules": 39,
}
RUN_SECONDS = 200
END = "vtkbd-kunit: end of results"
RESULT = re.compile(r"^( *)(ok|not ok) \d+ (?:- )?(.*)$")
SUBTEST = re.compile(r"^( *)# Subtest: (.*)$")
PLAN = re.compile(r"^( *)1\.\.(\d+)$")


@dataclass
class Suite:
    """The KTAP results of one suite; a result's path is suite, test, parameter."""
    passed: int = 0
    failed: list = field(default_factory=list)
    skipped: list = field(default_factory=list)
    planned: int = 0
    tests: int = 0
    ended: str = ""
    lines: list = field(default_factory=list)


def _records(text):
    """The messages of /dev/kmsg records: "6,123,456,-;message"."""
    for line in text.splitlines():
        head, semicolon, message = line.partition(";")
        if semicolon and not line.startswith(" "):
            yield message


def _depth(indent):
    return len(indent) // 4


def _note(suite, path, outcome, words):
    """A leaf's result. A test with parameters has their results, then its own."""
    if "# SKIP" in words:
        suite.skipped.append(path)
    elif outcome == "not ok":
        suite.failed.append(path)
    else:
        suite.passed += 1


def parse(text):
    """{suite: Suite} of all KTAP in the records."""
    suites, current, test, parameters = {}, None, None, 0
    for line in _records(text):
        if match := SUBTEST.match(line):
            if _depth(match[1]) == 1:
                current = suites.setdefault(match[2], Suite())
            else:
                test, parameters = match[2], 0
        if current is None:
            continue
        current.lines.append(line)
        if match := PLAN.match(line):
            if _depth(match[1]) == 1:
                current.planned = int(match[2])
        if not (match := RESULT.match(line)):
            continue
        depth, outcome, words = _depth(match[1]), match[2], match[3]
        if depth == 2:
            parameters += 1
            _note(current, f"{test}: {words}", outcome, words)
        elif depth == 1:
            current.tests += 1
            if not parameters or outcome == "not ok":
                _note(current, words, outcome, words)
            parameters = 0
        else:
            current.ended = outcome
            current = None
    return suites


@dataclass
class Run:
    suites: dict
    problem: Exception | None


def _results(vm):
    shutil.copy(build.modules_once(vm.kernel, kunit=True)["vtkbd_kunit"], vm.share)
    log = vm.spawn("exec cat /dev/kmsg")
    vm.sh("insmod /share/vtkbd_kunit.ko", RUN_SECONDS)
    vm.sh(f"echo '{END}' > /dev/kmsg")
    log.wait_for(END.encode(), 60)
    log.kill()
    return parse(log.out.decode(errors="replace"))


def _faults(vm):
    try:
        vm.check_log()
        vm.check_leaks()
    except Exception as problem:  # reported by the one test that checks it
        return problem
    return None


@pytest.fixture(scope="module")
def run():
    """One machine for all: they run in one insmod.

    Booted, not restored: KUnit is off unless it is enabled on the kernel's command line.
    """
    with Machine("debug", fresh=True, cmdline="kunit.enable=1", deadline=500) as vm:
        suites = _results(vm)
        yield Run(suites, _faults(vm))


@pytest.mark.parametrize("name", SUITES)
def test_suite(run, name):
    assert name in run.suites, f"only {', '.join(run.suites) or 'no suite'} ran"
    suite = run.suites[name]
    log = "\n".join(suite.lines)
    assert not suite.failed, f"{len(suite.failed)} failed\n{log}"
    assert not suite.skipped
    assert suite.ended == "ok", log
    assert suite.planned and suite.tests == suite.planned, log
    assert suite.passed >= SUITES[name], log


def test_no_suite_is_unknown_here(run):
    assert set(run.suites) == set(SUITES)


def test_kernel_checkers_are_silent(run):
    if run.problem:
        raise run.problem


# -- the parser: it must not take a broken run for a good one ------------------------

GOOD = """\
6,1,1,-;    KTAP version 1
6,2,1,-;    # Subtest: s
6,3,1,-;    1..2
6,4,1,-;        KTAP version 1
6,5,1,-;        # Subtest: table
6,6,1,-;        ok 1 one
6,7,1,-;        ok 2 two
6,8,1,-;    # table: pass:2 fail:0 skip:0 total:2
6,9,1,-;    ok 1 table
6,10,1,-;    ok 2 plain
6,11,1,-;ok 1 s
"""


def test_a_good_run_is_counted_by_its_leaves():
    suite = parse(GOOD)["s"]
    assert (suite.passed, suite.failed, suite.skipped) == (3, [], [])
    assert (suite.planned, suite.tests, suite.ended) == (2, 2, "ok")


@pytest.mark.parametrize("good, bad, failed", [
    ("        ok 2 two", "        not ok 2 two", ["table: two"]),
    ("    ok 2 plain", "    not ok 2 plain", ["plain"]),
    ("    ok 2 plain", "    not ok 2 - plain", ["plain"]),
])
def test_a_failure_is_seen(good, bad, failed):
    assert parse(GOOD.replace(good, bad))["s"].failed == failed


def test_a_failed_suite_is_seen():
    assert parse(GOOD.replace(";ok 1 s", ";not ok 1 s"))["s"].ended == "not ok"


def test_a_skip_is_seen():
    suite = parse(GOOD.replace("ok 2 two", "ok 2 two # SKIP why"))["s"]
    assert suite.skipped == ["table: two # SKIP why"]


def test_a_run_that_broke_off_has_no_end():
    suite = parse(GOOD[:GOOD.index("6,10,")])["s"]
    assert suite.ended == "" and suite.tests < suite.planned
