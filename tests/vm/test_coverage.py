# SPDX-License-Identifier: GPL-2.0
"""What becomes of the counters of a machine that does not give them."""
from types import SimpleNamespace

from . import coverage
from .errors import NoAnswer


def test_counters_that_are_lost_are_told(monkeypatch, tmp_path):
    def no_answer(*_):
        raise NoAnswer("gcov VM: no answer\nstdout so far: nothing")
    monkeypatch.setattr(coverage, "FOLDER", str(tmp_path))
    machine = SimpleNamespace(kernel=SimpleNamespace(name="gcov"), sh=no_answer,
                              qemu=SimpleNamespace(ended=lambda: ""))
    assert coverage.lost() == []
    coverage.keep(machine)
    assert coverage.lost() == ["gcov VM: no answer"]
