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
                                   "type set plug", "attach open change", "wait change type",
                                   "fault fault change ask type"])
def test_some_at_once(fire, long, roles):
    """More often the same two: KCSAN sees what happens again and again."""
    run(fire, 120 if long else 10, 1, roles.split())


def load_and_unload(vm, times):
    """With keys, opens and writes to the parameters' files all the time."""
    vm.insmod("vtkbd")
    vm.rmmod()
    vm.compile(HERE / "loadask.c")
    parameters = "/sys/module/vtkbd/parameters"
    askers = [vm.spawn(f"exec loadask /dev/vtkbd{node} activate") for node in (0, 5)]
    writers = [vm.spawn(f"while :; do echo {value} >{parameters}/{name}; done 2>/dev/null")
               for name, value in (("grab", 1), ("grab", 0), ("led_quiet_ms", 10),
                                   ("brl_timeout", 9))]
    for number in range(times):
        vm.sh(f"insmod /share/vtkbd.ko {PARAMETERS[number % len(PARAMETERS)]}")
        vm.keyboard.type("ab")
        leave(vm)
    assert all(asker.running and asker.out.count(b"in\n") > times / 4 for asker in askers)
    for command in askers + writers:
        command.kill()
    vm.sh("insmod /share/vtkbd.ko && rmmod vtkbd")


def test_loaded_and_unloaded(fire, long):
    """A debug kernel takes seconds each time."""
    load_and_unload(fire, 200 if long else 20)


def test_loaded_and_unloaded_a_thousand_times(machines, long):
    """On Debian's kernel."""
    with machines("stock", asked=None) as vm:
        load_and_unload(vm, 1000 if long else 20)
