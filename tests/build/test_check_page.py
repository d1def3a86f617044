# SPDX-License-Identifier: GPL-2.0
"""Documentation/check.rst has the properties that `vtkbdctl check --list` has, by group."""
import re

import pytest

from vm import build, host
from vm.build import TREE

PAGE = (TREE / "Documentation/check.rst").read_text(encoding="utf-8")


def group_of(name):
    return name.split(".")[0]


@pytest.fixture(scope="module", name="listed")
def fixture_listed():
    lines = host.output(str(build.tool()), "check", "--list").splitlines()
    return [tuple(re.split(" +", line, maxsplit=1)) for line in lines]


def sections(page):
    """{title: text} of the groups."""
    part = page.split("\nProperties\n=")[1].split("\nWhat a FAIL shows\n=")[0]
    words = re.split(r"\n(\w+)\n-+\n", part)
    return dict(zip(words[1::2], words[2::2]))


def described(text):
    """(name, sentence) of each property, as a reader sees them."""
    found = re.findall(r"^``([^`]+)``\n((?:    .+\n)+)", text, re.M)
    return [(name, " ".join(words.split()).replace("\\\\", "\\")) for name, words in found]


def test_the_page_has_each_property_with_its_sentence(listed):
    groups = list(dict.fromkeys(group_of(name) for name, _ in listed))
    assert len(listed) > 40 and list(sections(PAGE)) == groups
    for group, text in sections(PAGE).items():
        assert described(text) == [(n, s) for n, s in listed if group_of(n) == group]


def test_a_property_is_a_name_once_and_a_sentence(listed):
    names = [name for name, _ in listed]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+\.[a-z_-]+", name) for name in names)
    assert all(re.fullmatch(r"[A-Z].*[^.]\.", sentence) for _, sentence in listed)


def verdict_table(page):
    """{program: {property: word}} of the table's columns."""
    part = page.split("\nWhat real display servers do\n=")[1].split("\nLimits\n=")[0]
    (programs,) = re.findall(r"^property +(.+)$", part, re.M)
    lines = [line.split() for line in re.findall(r"^\w+\.\S+(?: +(?:ok|FAIL|some|--))+$", part, re.M)]
    return {name: {line[0]: line[i] for line in lines}
            for i, name in enumerate(programs.split(), 1)}


def test_the_page_has_what_real_display_servers_do(listed):
    words = {"holds": "ok", "broken": "FAIL", "untried": "--", "sometimes": "some"}
    golden = {path.stem: dict(line.split() for line in path.read_text().splitlines())
              for path in (TREE / "tests/check/golden").iterdir()}
    assert len(golden) > 6
    assert verdict_table(PAGE) == {name: {p: words[verdict] for p, verdict in told.items()}
                                   for name, told in golden.items()}
    assert all(set(told) == {name for name, _ in listed} for told in golden.values())


@pytest.mark.parametrize("text, what", [
    ("``a.b``\n    One\n    sentence.\n", [("a.b", "One sentence.")]),
    ("``a.b``\n    Ctrl-\\\\.\n\n``a.c``\n    C.\n", [("a.b", "Ctrl-\\."), ("a.c", "C.")]),
    ("``a.b``: no.\n", [])])
def test_how_a_page_is_read(text, what):
    assert described(text) == what
