#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""What each further process costs vtkbdctl in looks into /proc: nearly all of its time."""
import pytest

COMMANDS = [("list", "--all"), ("doctor",), ("explain", "1", "a"), ("get", "1")]
FDS = ["/dev/null", "socket:[4711]", "pipe:[4712]", "/usr/share/fonts/a.ttf"] * 5
MANY = 100


@pytest.fixture
def machine(world):
    for code, keysym in ((30, 0xb61), (29, 0x702)):
        world.add(f"keysym 0 {code} {keysym}")
    return world.process(300, "bash", tty=240 << 8 | 3, tpgid=300, fds=["/dev/vtkbd3"] * 3)


def looks(world, monkeypatch, *args):
    """How often the tool asked for each."""
    path = world.path / "count"
    monkeypatch.setattr(world, "environment", lambda own=world.environment:
                        own() | {"VTKBD_FAKE_COUNT": str(path)})
    world.run(*args, findings=True)
    return {what: int(number) for what, number in map(str.split, path.read_text().splitlines())}


def add_processes(world, **more):
    for pid in range(1000, 1000 + MANY):
        world.process(pid, "worker", **more).sleeps(pid, "0 0x0").sleeps(pid, "7 0x0", pid + MANY)


@pytest.mark.parametrize("args", COMMANDS, ids=" ".join)
def test_a_process_without_a_console_costs_two_looks(machine, monkeypatch, args):
    few = looks(machine, monkeypatch, *args)
    add_processes(machine, fds=FDS)
    many = looks(machine, monkeypatch, *args)
    more = {what: (many[what] - few[what]) / MANY for what in few}
    # Its stat, and the devices among its descriptors; neither its links nor its threads.
    assert more == {"reads": 1, "devices": 1, "links": 0, "lists": 0}


def test_the_threads_of_one_that_has_a_console_are_looked_at(machine, monkeypatch):
    few = looks(machine, monkeypatch, "list")
    add_processes(machine, fds=["/dev/vtkbd0"])
    many = looks(machine, monkeypatch, "list")
    assert many["lists"] - few["lists"] == MANY
