# SPDX-License-Identifier: GPL-2.0
"""Of what four keyboards type at once nothing is lost, or the drop counter says how much.

The built-in keyboard hears the same keys; what it loses, it does not count.
"""
import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
# 640 KiB of flip buffers, which hold twice that of plain bytes, and what the terminal holds.
KEPT_AT_MOST = 2 * 700 * 1024


def _type(vm, keys, pause_us, what, timeout):
    vm.insmod("vtkbd")
    vm.compile(HERE / "manykeys.c")
    said = vm.sh(f"manykeys {keys} {pause_us} {what}", timeout=timeout)
    print(said)
    return {node: dict(zip(("typed", "arrived", "skipped", "dropped"), map(int, figures)))
            for node, *figures in re.findall(r"^(\S+) typed (\d+) arrived (\d+) skipped (\d+) "
                                             r"dropped (-?\d+)$", said, re.M)}


def _all_accounted(side):
    assert side["arrived"] + side["dropped"] == side["typed"], side
    # Letters in another order than typed would be more skips than there are letters missing.
    assert side["skipped"] <= side["dropped"], side


def test_four_keyboards_and_a_slow_reader(fire, long):
    found = _type(fire, 100_000 if long else 2_000, 4000 if long else 1000, "nothing",
                  timeout=6000 if long else 300)
    _all_accounted(found["/dev/vtkbd"])
    # The built-in keyboard's buffer is as large: what it has lost, ours may have lost.
    if found["/dev/tty"]["arrived"] == found["/dev/tty"]["typed"]:
        assert found["/dev/vtkbd"]["dropped"] == 0


@pytest.mark.parametrize("what", ["switch", "grab", "keymap"])
def test_nothing_is_lost_while_consoles_grab_and_keymap_change(fire, long, what):
    found = _type(fire, 100_000 if long else 2_000, 1000, what, timeout=6000 if long else 300)
    _all_accounted(found["/dev/vtkbd"])


def test_a_reader_that_never_reads(fire, long):
    """Keys that send 500 bytes each, and then BREAKs, none of which fits any more."""
    found = _type(fire, 1_000_000 if long else 3_000, -1, "nothing",
                  timeout=6000 if long else 300)
    ours = found["/dev/vtkbd"]
    _all_accounted(ours)
    assert 0 < ours["arrived"] < KEPT_AT_MOST and ours["dropped"] > 0
    assert abs(ours["arrived"] - found["/dev/tty"]["arrived"]) < 64 * 1024
