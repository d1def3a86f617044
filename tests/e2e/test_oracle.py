# SPDX-License-Identifier: GPL-2.0
"""Nobody can tell the two keyboards apart: a short run of the random typist, and every
difference that it ever found."""
import pytest

from oracle import guest
from oracle.__main__ import main
from vm.machine import Machine

SEEDS = (1, 2, 3)
EVENTS = 10000
SCRIPTS = sorted(guest.SCRIPTS.glob("*.script"))


@pytest.mark.parametrize("seed", SEEDS)
def test_types_as_the_real_vt_does(seed, capfd):
    """The rest of the run is `python3 -m oracle --seed S --events 1000000`."""
    status = main(["--seed", str(seed), "--events", str(EVENTS), "--shrink-seconds", "60"])
    out, err = capfd.readouterr()
    assert status == 0, out + err
    assert int(out.split("oracle: ")[1].split()[0]) >= EVENTS


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_plays_what_once_differed(script):
    with Machine("stock") as vm:
        guest.prepare(vm)
        status, text = guest.play_lines(vm, script.read_text().splitlines(), 60)
        assert status == 0, text
        vm.check_log()
