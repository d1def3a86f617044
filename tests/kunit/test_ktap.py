# SPDX-License-Identifier: GPL-2.0
"""The parser of results: it must not take a broken run for a good one."""
import pytest

import ktap

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


def results(records):
    return ktap.parse(ktap.kmsg(records))


def test_a_good_run_is_counted_by_its_leaves():
    suite = results(GOOD)["s"]
    assert (len(suite.passed), suite.failed, suite.skipped) == (3, [], [])
    assert (suite.planned, suite.tests, suite.ended) == (2, 2, "ok")


@pytest.mark.parametrize("good, bad, failed", [
    ("        ok 2 two", "        not ok 2 two", ["table: two"]),
    ("    ok 2 plain", "    not ok 2 plain", ["plain"]),
    ("    ok 2 plain", "    not ok 2 - plain", ["plain"]),
])
def test_a_failure_is_seen(good, bad, failed):
    assert results(GOOD.replace(good, bad))["s"].failed == failed


def test_a_failed_suite_is_seen():
    assert results(GOOD.replace(";ok 1 s", ";not ok 1 s"))["s"].ended == "not ok"


def test_a_skip_is_seen():
    suite = results(GOOD.replace("ok 2 two", "ok 2 two # SKIP why"))["s"]
    assert suite.skipped == ["table: two # SKIP why"]


def test_a_run_that_broke_off_has_no_end():
    suite = results(GOOD[:GOOD.index("6,10,")])["s"]
    assert suite.ended == "" and suite.tests < suite.planned
