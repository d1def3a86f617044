# SPDX-License-Identifier: GPL-2.0
"""The two keyboards do not differ: a short run of the random typist, and every difference that
it ever found."""
import pytest

from oracle import guest
from oracle import sweep
from oracle.__main__ import main

SEEDS = (1, 2, 3)
PS2_SEED, PS2_EVENTS = 1, 2500
EVENTS = 10000
# Keysyms with a type: they have more cases than characters.
SLICES = ((0x0200, 0x0214), (0x0bc0, 0x0c3f))
SCRIPTS = sorted(guest.SCRIPTS.glob("*.script"))


def type_at_random(capfd, seed, events, *more):
    status = main(["--seed", str(seed), "--events", str(events), "--shrink-seconds", "60", *more])
    out, err = capfd.readouterr()
    assert status == 0, out + err
    assert int(out.split("oracle: ")[1].split()[0]) >= events


@pytest.mark.parametrize("seed", SEEDS)
def test_types_as_the_real_vt_does(seed, capfd):
    """The rest of the run is `python3 -m oracle --seed S --events 1000000`."""
    type_at_random(capfd, seed, EVENTS)


def test_types_on_a_ps2_keyboard_as_the_real_vt_does(capfd):
    """RAW passes on the bytes of the keyboard's controller."""
    type_at_random(capfd, PS2_SEED, PS2_EVENTS, "--ps2")


@pytest.mark.parametrize("first,last", SLICES)
def test_has_no_keysym_of_its_own(first, last, capfd):
    """The rest of the run is `python3 -m oracle.sweep`."""
    status = sweep.main(["--first", str(first), "--last", str(last), "--jobs", "1"])
    out, err = capfd.readouterr()
    assert status == 0, out + err
    assert f"{first:#06x} to {last:#06x}" in out and "0 differences" in out


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_plays_what_once_differed(script):
    lines = script.read_text().splitlines()
    with guest.machine("stock", 60, guest.uses_ps2(lines)) as vm:
        guest.prepare(vm)
        status, text = guest.play_lines(vm, lines, 60)
        assert status == 0, text
        vm.check_log()
