# SPDX-License-Identifier: GPL-2.0
"""Who set a console's keyboard mode, and when: what VTKBD_GET_HISTORY keeps."""
import json

import pytest

from .desk import Desk


@pytest.fixture(name="desk")
def fixture_desk(stock_vm):
    return Desk(stock_vm)


def test_a_change_keeps_its_time_while_the_machine_sleeps(desk):
    """And has the same at each reading. Twelve seconds in S3, whose end the clock brings."""
    desk.vm.sh("mkdir /tmp/own; cp -r /share/bin /share/lib /tmp/own; umount -l /share")
    tool = "LD_LIBRARY_PATH=/tmp/own/lib /tmp/own/bin/vtkbdctl"
    desk.vm.sh(f"{tool} set 4 off --force")

    def told():
        return {json.loads(desk.vm.sh(f"{tool} history 4 --json"))["history"][0]["when_ns"]
                for _ in range(5)}

    before = told()
    slept = desk.vm.sh("echo +12 >/sys/class/rtc/rtc0/wakealarm; date +%s; "
                       "echo mem >/sys/power/state; date +%s", timeout=60).split()
    after = told()
    assert int(slept[1]) - int(slept[0]) >= 10 and "suspend exit" in desk.vm.log
    moved = (max(after) - min(before)) / 10**9
    assert (abs(moved) < 0.1, len(before), len(after)) == (True, 1, 1), moved
