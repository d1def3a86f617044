# SPDX-License-Identifier: GPL-2.0
"""Golden files: what a client did on the real console, readable, and compared with later
runs."""
import difflib
from pathlib import Path

from . import calls

FOLDER = Path(__file__).with_name("golden")
SHOWN = 12      # lines of output; of more only the number is kept, and both sides compared


def _said(name, text):
    lines = text.splitlines()
    if len(lines) > SHOWN:
        return [f"{name}: {len(lines)} lines"]
    return [f"{name}: {line}".rstrip() for line in lines]


def _text(outcomes, render, said):
    lines = []
    for outcome in outcomes:
        lines += [f"$ {outcome.command}", *render(outcome.processes),
                  *said("stdout", outcome.out), *said("stderr", outcome.err),
                  f"exit {outcome.status}", ""]
    return lines


def short(outcomes):
    """What the golden file has."""
    return _text(outcomes, calls.short, _said)


def full(outcomes):
    """All that is compared between two sides."""
    return _text(outcomes, calls.full, lambda name, text: [f"{name}: {line}" for line in
                                                           text.splitlines()])


def path(name):
    return FOLDER / f"{name}.log"


def record(name, outcomes):
    path(name).write_text("\n".join(short(outcomes)))


def difference(before, after, names):
    """A unified diff, empty when there is none."""
    return "\n".join(list(difflib.unified_diff(before, after, *names, lineterm="", n=2))[:80])
