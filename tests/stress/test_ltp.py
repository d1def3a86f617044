# SPDX-License-Identifier: GPL-2.0
"""What the Linux Test Project tests on the VT and on input devices, on our nodes, by programs of
our own that have the names of its tests."""
import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def _run(vm, program, times):
    """The figures that it prints."""
    vm.insmod("vtkbd")
    vm.compile(HERE / f"{program}.c")
    said = vm.sh(f"{program} {times}", timeout=3600 if times > 1000 else 300)
    vm.rmmod()
    return [int(number) for number in re.findall(r"\d+", said)]


def test_pty06_a_console_is_disallocated_while_it_is_opened_and_closed(fire, long):
    calls, freed = _run(fire, "pty06", 10000 if long else 200)
    assert calls > 100 and freed > 0


def test_pty07_consoles_are_disallocated_while_they_are_resized(fire, long):
    times = 10000 if long else 200
    resized, freed = _run(fire, "pty07", times)
    assert resized >= times and freed >= times // 10


MOUSE = ("input01", "input02", "input04", "input05")


@pytest.mark.parametrize("name, grab", [*((name, grab) for name in MOUSE for grab in (0, 1)),
                                        ("input06", 0)])
def test_events_are_read_as_without_the_module(fire, name, grab):
    """grab=1 takes keyboards and leaves the mouse to others."""
    fire.insmod("vtkbd", f"grab={grab}")
    fire.compile(HERE / "inputs.c")
    assert fire.run(f"inputs {name}").text == "ok\n"


def test_input03_clicks_are_read_at_dev_input_mice(stock_vm):
    """On the stock kernel: the others have no /dev/input/mice."""
    stock_vm.insmod("vtkbd")
    stock_vm.compile(HERE / "inputs.c")
    assert stock_vm.run("inputs input03").text == "ok\n"
