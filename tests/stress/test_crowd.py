# SPDX-License-Identifier: GPL-2.0
"""Everything at once, and load and unload between: nothing is seen by the kernel's checkers."""
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PARAMETERS = ("grab=1", "output=0", "cad=ignore numlock=1", "rules=6.1", "")


def leave(vm):
    """The module goes, between two opens, and once the ttys of those who left are freed."""
    vm.sh("until rmmod vtkbd 2>/dev/null; do :; done", timeout=120)


def run(vm, seconds, seed, roles=()):
    """They all got on, and the module goes when they are gone."""
    vm.insmod("vtkbd")
    vm.compile(HERE / "crowd.c")
    said = vm.sh(f"crowd {seconds} {seed} {' '.join(roles)}", timeout=4 * seconds + 60)
    assert all(int(line.split()[1]) > seconds / 4 for line in said.splitlines()), said
    leave(vm)


@pytest.mark.parametrize("seed", [1, 2])
def test_everything_at_once(fire, long, seed):
    run(fire, 600 if long else 20, seed)


@pytest.mark.parametrize("roles", ["repeat repeat ask plug", "send send set", "ask change open",
                                   "type set plug", "attach open change", "wait change type"])
def test_some_at_once(fire, long, roles):
    """More often the same two: KCSAN sees what happens again and again."""
    run(fire, 120 if long else 10, 1, roles.split())


def test_loaded_and_unloaded_a_thousand_times(fire, long):
    """With keys, opens and writes to the parameters' files all the time."""
    fire.insmod("vtkbd")
    fire.rmmod()
    fire.compile(HERE / "loadask.c")
    parameters = "/sys/module/vtkbd/parameters"
    askers = [fire.spawn(f"exec loadask /dev/vtkbd{node} activate") for node in (0, 5)]
    writers = [fire.spawn(f"while :; do echo {value} >{parameters}/{name}; done 2>/dev/null")
               for name, value in (("grab", 1), ("grab", 0), ("led_quiet_ms", 10),
                                   ("brl_timeout", 9))]
    times = 1000 if long else 20
    for number in range(times):
        fire.sh(f"insmod /share/vtkbd.ko {PARAMETERS[number % len(PARAMETERS)]}")
        fire.keyboard.type("ab")
        leave(fire)
    assert all(asker.running and asker.out.count(b"in\n") > times / 4 for asker in askers)
    for command in askers + writers:
        command.kill()
    fire.sh("insmod /share/vtkbd.ko && rmmod vtkbd")
