# SPDX-License-Identifier: GPL-2.0
"""Every console tool does on vtkbd exactly what it does on the real console."""
import pytest

from . import golden
from .table import CLIENTS
from .world import SIDES, World


def same(before, after, names):
    if told := golden.difference(before, after, names):
        pytest.fail(f"not the same\n{told}", pytrace=False)


def run_all(world, side, steps):
    world.show(side)
    return [world.run(side, step) for step in steps]


@pytest.mark.parametrize("name", CLIENTS)
def test_a_tool_does_the_same_on_both_consoles(name, system_vm, request):
    world = World(system_vm)
    real, ours = (run_all(world, side, CLIENTS[name]) for side in SIDES)
    if request.config.getoption("--record-golden"):
        golden.record(name, real)
    wanted = golden.path(name).read_text().split("\n")
    same(wanted, golden.short(real), ("golden", "real console"))
    same(golden.full(real), golden.full(ours), ("real console", "vtkbd"))


def test_the_golden_files_are_those_of_the_clients():
    assert {path.stem for path in golden.FOLDER.iterdir()} >= set(CLIENTS)
