# SPDX-License-Identifier: GPL-2.0
"""Reasons for lines that no test reaches: what is not right in such a file is seen, and the
files here name lines that are there."""
import pytest

from fuzz import coverage as fuzzed

from . import coverage_report, explained
from .explained import Line

FILE = """\
# A comment.

A reason
of two lines.
\ta.c: f: return -ENOMEM;
\ta.c: f: return -ENOMEM;

Another.
\tdir/b.c: g: case 1: x ? y : z;
"""
FAILED = Line("a.c", "f", "return -ENOMEM;")
CASE = Line("dir/b.c", "g", "case 1: x ? y : z;")


def wrong(tmp_path, *missed):
    path = tmp_path / "explained"
    path.write_text(FILE)
    return explained.complaints(path, missed)


def test_reasons_are_read_with_their_lines():
    assert explained.parse(FILE) == {FAILED: ["A reason of two lines."] * 2, CASE: ["Another."]}


def test_what_has_its_reason_is_right(tmp_path):
    assert wrong(tmp_path, FAILED, CASE, FAILED) == []


@pytest.mark.parametrize("line", [Line("a.c", "g", "return -ENOMEM;"), FAILED])
def test_a_line_without_a_reason_of_its_own_is_named(tmp_path, line):
    (said,) = wrong(tmp_path, FAILED, FAILED, CASE, line)
    assert said.startswith(f"no reason is known: {line}\n")


@pytest.mark.parametrize("left, gone", [([FAILED, FAILED], CASE), ([FAILED, CASE], FAILED)])
def test_a_reason_for_what_is_reached_or_gone_is_named(tmp_path, left, gone):
    (said,) = wrong(tmp_path, *left)
    assert said.startswith(f"explained, but reached or gone: {gone}\n")


def test_what_is_reached_by_chance_may_be_reached_but_not_be_gone_from_the_sources(tmp_path):
    path = tmp_path / "explained"
    path.write_text(f"Now and then: a race.\n\t{FAILED}\n")
    assert explained.complaints(path, [FAILED]) == explained.complaints(path, []) == []
    (said,) = explained.complaints(path, [FAILED, FAILED])
    assert said.startswith(f"no reason is known: {FAILED}\n")


@pytest.mark.parametrize("path, sources", [
    (coverage_report.EXPLAINED, coverage_report.SOURCES),
    (fuzzed.EXPLAINED, fuzzed.build.CORE),
], ids=["module", "fuzz"])
def test_each_line_that_is_explained_is_in_the_sources(path, sources):
    reasons = explained.read(path)
    assert reasons and all(all(why) for why in reasons.values())
    for line, why in reasons.items():
        text = (sources / line.file).read_text()
        assert line.function in text
        assert [row.strip() for row in text.splitlines()].count(line.text) >= len(why), line
