# SPDX-License-Identifier: GPL-2.0
"""Of what four keyboards type at once nothing is lost, or the drop counter says how much.

The built-in keyboard hears the same keys; what it loses, it does not count.
"""
import re
from pathlib import Path

HERE = Path(__file__).parent


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
