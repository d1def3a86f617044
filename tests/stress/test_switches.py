# SPDX-License-Identifier: GPL-2.0
"""Switching under load: two VT_PROCESS owners and a text console."""
import re
from pathlib import Path

import pytest

SWITCHES = 1000


@pytest.mark.parametrize("prefix", ["/dev/tty", "/dev/vtkbd"], ids=["built-in", "vtkbd"])
def test_a_thousand_switches_lose_no_key(stock2, prefix):
    """The program stops at the first key lost or misplaced, stuck modifier, or hang."""
    stock2.insmod("vtkbd")
    stock2.compile(Path(__file__).with_name("switches.c"))
    said = stock2.sh(f"switches {prefix} {SWITCHES} 20", timeout=300)
    told = re.fullmatch(r"(\d+) switches, (\d+) letters\n", said)
    assert told and int(told[1]) == SWITCHES and int(told[2]) > SWITCHES
