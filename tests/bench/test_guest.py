# SPDX-License-Identifier: GPL-2.0
"""What a run is refused for: numbers that are not of the same keys on both sides."""
import pytest
from vm.errors import VmError

from . import guest


def result(**differs):
    """Both sides read 2000 times, or what is given for vtkbd."""
    def side(plain=2000, state=2000, packets=2000):
        return ({"unicode": {"a": {"reads": plain}}},
                {"one notifier": {"unicode": {"a": {"reads": state}}}},
                {"packets": {"raw": {"bytes": packets}}})
    plain, states, load = zip(side(), side(**differs))
    return {"builtin": plain[0], "vtkbd": plain[1],
            "states": dict(zip(("builtin", "vtkbd"), states)),
            "load": dict(zip(("builtin", "vtkbd"), load))}


@pytest.mark.parametrize("what, says", [
    ("plain", "unicode a: 2000 reads from /dev/tty1, 1999 from /dev/vtkbd1"),
    ("state", "unicode a, one notifier: 2000 reads"), ("packets", "raw, packets: 2000 bytes"),
])
def test_keys_that_only_one_side_got_are_an_error(what, says):
    guest._check_reads(result())
    with pytest.raises(VmError, match=says):
        guest._check_reads(result(**{what: 1999}))
