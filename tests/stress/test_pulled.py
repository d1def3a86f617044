# SPDX-License-Identifier: GPL-2.0
"""Keyboards that are pulled while keys of them are held: nothing stays held, and what was begun
ends as on the real VT."""
import re
from pathlib import Path

import pytest

from stress.test_crowd import leave

HERE = Path(__file__).parent
GRAB = "/sys/module/vtkbd/parameters/grab"


def _said(vm, node):
    lines = vm.sh(f"pulled {node} 1", timeout=600).splitlines()
    assert lines[-1] == "end" and len(lines) > 900
    return lines


def test_what_is_held_is_released_as_on_the_real_vt(judge):
    """Also by a keyboard that vtkbd has for itself: judged by what the real VT does when it
    hears it."""
    judge.insmod("vtkbd")
    judge.compile(HERE / "pulled.c")
    real = _said(judge, "/dev/tty")
    assert _said(judge, "/dev/vtkbd") == real
    judge.sh(f"echo 1 >{GRAB}")
    assert _said(judge, "/dev/vtkbd") == real
    leave(judge)


@pytest.mark.parametrize("grab", [0, 1])
def test_two_pull_while_a_third_types(fire, long, grab):
    fire.insmod("vtkbd", f"grab={grab}")
    fire.compile(HERE / "pulls.c")
    times = 2000 if long else 40
    said = fire.sh(f"pulls {times} 1", timeout=120 + times)
    found = {node: (int(typed), int(arrived), int(held), after) for node, typed, arrived, held, after
             in re.findall(r"^(\S+) typed (\d+) arrived (\d+) held (\d+) after (.)$", said, re.M)}
    typed = found["/dev/vtkbd1"][0]
    assert typed > times and found["/dev/vtkbd1"] == (typed, typed, 0, "a"), said
    assert found["/dev/tty1"] == ((typed, 0, 0, "-") if grab else (typed, typed, 0, "a")), said
    leave(fire)
