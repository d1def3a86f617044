# SPDX-License-Identifier: GPL-2.0
"""Lines that no test reaches, and why: a text file that has to be right.

A reason begins at the margin and ends with its last line there; below it, indented, are its
lines of code, as "file: function: text", each as often as the function has such a line that is
not reached. A line's number is not told, since that changes with every line above it. A reason
that begins with "Now and then:" is of lines that a run may reach and another may not.
"""
from collections import Counter, defaultdict
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A line of code; text: without the blanks around it."""
    file: str
    function: str
    text: str

    def __str__(self):
        return f"{self.file}: {self.function}: {self.text}"


BY_CHANCE = "Now and then:"


def parse(text):
    """{Line: its reasons, one for each time it is named}"""
    reasons, words, named = defaultdict(list), [], False
    for row in text.splitlines():
        if not row.strip() or row.startswith("#"):
            continue
        if row[0].isspace():
            reasons[Line(*row.strip().split(": ", 2))].append(" ".join(words))
            named = True
        else:
            words = [row] if named else [*words, row]
            named = False
    return dict(reasons)


def read(path):
    return parse(path.read_text())


def unexplained(reasons, missed):
    """Of missed, a Line for each one that is not reached, those that have no reason."""
    left = Counter(missed) - Counter({line: len(why) for line, why in reasons.items()})
    return list(left.elements())


def outdated(reasons, missed):
    """The Lines with a reason that are reached, or are no more; of those by chance none."""
    left = Counter({line: sum(not reason.startswith(BY_CHANCE) for reason in why)
                    for line, why in reasons.items()}) - Counter(missed)
    return list(left.elements())


def complaints(path, missed):
    """What is wrong with a file of reasons, in words; nothing if it is right."""
    reasons = read(path)
    return [*(f"no reason is known: {line}\n{'':8}write a test that reaches it, or say in "
              f"{path.name} why none does" for line in unexplained(reasons, missed)),
            *(f"explained, but reached or gone: {line}\n{'':8}remove it from {path.name}"
              for line in outdated(reasons, missed))]
