# SPDX-License-Identifier: GPL-2.0
"""Who set a console's keyboard mode, and when: the records of VTKBD_GET_HISTORY."""
import json
import random
from pathlib import Path

import pytest

from vm import asleep

from .desk import Desk, poll

USERS = (0, 1000, 65534)
IOCTL, DISALLOCATE = 1, 4       # VTKBD_CAUSE_*
LEN, RUN = 16, 8


@pytest.fixture(name="desk")
def fixture_desk(stock_vm):
    desk = Desk(stock_vm)
    stock_vm.compile(Path(__file__).with_name("asks.c"))
    return desk


def asks(desk, uid, *steps):
    said = desk.vm.sh(f"asks {uid} /dev/vtkbd4 {' '.join(steps)}", timeout=60)
    return [line.split(" ", 1)[1] for line in said.splitlines()]


def history(desk):
    """(cause, uid, mode), oldest first."""
    entries = [entry.split(":") for entry in asks(desk, 0, "history=4")[0].split()]
    assert {name for cause, _, name, _ in entries if cause == "1"} <= {"asks"}
    return [(int(cause), int(uid), int(mode)) for cause, uid, _, mode in entries]


def keep(kept, change):
    """The rule: sixteen entries, and at most eight for consecutive changes of one user."""
    kept.append(change)
    run = kept[-RUN - 1:]
    if len(run) > RUN and all(c[:2] == change[:2] and c[0] == IOCTL for c in run):
        del kept[-RUN - 1]
    del kept[:-LEN]


def test_who_sets_modes_without_end_does_not_wipe_out_who_did_before(desk):
    asks(desk, 0, "set=4,1")
    asks(desk, 65534, "set=3,50", "forks=1,50")
    assert history(desk) == [(IOCTL, 0, 4)] + [(IOCTL, 65534, 1)] * RUN
    told = asks(desk, 0, "console=4")[0]
    assert "changes=101 last=1" in told


def disallocate(desk):
    poll("deallocation", lambda: desk.vm.run("deallocvt 4 </dev/vtkbd1").status == 0)


def test_a_reset_by_no_process_is_recorded_too(desk):
    asks(desk, 65534, "set=4,3")
    disallocate(desk)
    asks(desk, 65534, "set=1,4")
    assert history(desk) == [(IOCTL, 65534, 4)] * 3 + [(DISALLOCATE, 0, 3)] + \
        [(IOCTL, 65534, 1)] * 4


def test_who_has_his_console_reset_without_end_does_not_wipe_out_who_did_before(desk):
    asks(desk, 0, "set=4,1")
    for _ in range(LEN // 2):
        asks(desk, 65534, "set=1,1")
        disallocate(desk)
    assert history(desk) == [(IOCTL, 0, 4)] + [(IOCTL, 65534, 1), (DISALLOCATE, 0, 3)] * (RUN // 2)
    asks(desk, 1000, "set=4,1")
    assert history(desk)[0] == (IOCTL, 0, 4) and history(desk)[-1] == (IOCTL, 1000, 4)


@pytest.mark.parametrize("seed", range(3))
def test_any_users_in_any_order(desk, seed):
    """Series of changes by one user that end at every place of their eight, one after the
    other."""
    dice, kept = random.Random(seed), []
    for _ in range(25):
        uid = dice.choice(USERS)
        modes = [dice.randrange(5) for _ in range(dice.choice((1, 2, 7, 8, 9, 11, 16, 17)))]
        asks(desk, uid, *(f"set={mode},1" for mode in modes))
        for mode in modes:
            keep(kept, (IOCTL, uid, mode))
        assert history(desk) == kept
        assert f"last={kept[-1][2]}" in asks(desk, 0, "console=4")[0]


def test_a_change_keeps_its_time_while_the_machine_sleeps(desk):
    """The time is the same at each reading. Twelve seconds in S3, until the RTC wakes the
    machine."""
    asleep.keep_programs(desk.vm)
    desk.vm.sh("vtkbdctl set 4 off --force")

    def told():
        return {json.loads(desk.vm.sh("vtkbdctl history 4 --json"))["history"][0]["when_ns"]
                for _ in range(5)}

    before = told()
    slept = asleep.sleep(desk.vm, 12)
    after = told()
    assert slept >= 10
    moved = (max(after) - min(before)) / 10**9
    assert (abs(moved) < 0.1, len(before), len(after)) == (True, 1, 1), moved
