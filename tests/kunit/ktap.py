# SPDX-License-Identifier: GPL-2.0
"""The results of the KUnit suites, as KTAP, wherever they ran."""
import re
from dataclasses import dataclass, field

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
    "vtkbd_fault": 49,
}
RESULT = re.compile(r"^( *)(ok|not ok) \d+ (?:- )?(.*)$")
SUBTEST = re.compile(r"^( *)# Subtest: (.*)$")
PLAN = re.compile(r"^( *)1\.\.(\d+)$")


@dataclass
class Suite:
    """The KTAP results of one suite; a result's path is suite, test, parameter."""
    passed: list = field(default_factory=list)
    failed: list = field(default_factory=list)
    skipped: list = field(default_factory=list)
    planned: int = 0
    tests: int = 0
    ended: str = ""
    lines: list = field(default_factory=list)


def kmsg(text):
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
        suite.passed.append(path)


def parse(said):
    """{suite: Suite} of all KTAP in the lines."""
    suites, current, test, parameters = {}, None, None, 0
    for line in said:
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


def check(suites, name):
    """A suite ran to its end, with as many results as it must have, and all are good."""
    assert name in suites, f"only {', '.join(suites) or 'no suite'} ran"
    suite = suites[name]
    said = "\n".join(suite.lines)
    assert not suite.failed, f"{len(suite.failed)} failed\n{said}"
    assert not suite.skipped
    assert suite.ended == "ok", said
    assert suite.planned and suite.tests == suite.planned, said
    assert len(suite.passed) >= SUITES[name], said
