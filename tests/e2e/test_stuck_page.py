# SPDX-License-Identifier: GPL-2.0
"""A program whose page is never provided (userfaultfd, FUSE) blocks no other program without
need. TIOCGWINSZ copies to its page under the tty's lock, so only a resize of that tty has to
wait."""
from pathlib import Path

import pytest

from vm.machine import Machine

from .desk import poll

NODES = "/dev/vtkbd5 /dev/vtkbd0 /dev/ptmx"
DEADLINE = 10


@pytest.fixture
def vm():
    with Machine("stock", cpus=2) as machine:
        machine.insmod("vtkbd")
        machine.compile(Path(__file__).with_name("stuckpage.c"))
        yield machine
        machine.check_log()


def spawn_and_wait(vm, arguments, place):
    """Start stuckpage; return when it waits in the kernel in such a place."""
    command = vm.spawn(f"exec stuckpage {arguments}")
    pid = int(command.wait_for(rb"pid (\d+)\n")[1])
    poll(f"stuckpage {arguments} in {place}",
         lambda: place in vm.sh(f"cat /proc/{pid}/wchan 2>/dev/null || :"))
    return command


def size(vm, node):
    return vm.sh(f"stty size <{node}").strip()


def test_a_resize_that_waits_for_a_page_holds_up_no_open(vm):
    asker = spawn_and_wait(vm, "size /dev/vtkbd1", "userfault")
    resizers = [spawn_and_wait(vm, f"resize /dev/vtkbd2 {rows} 90", "resize")
                for rows in (30, 31)]

    opener = vm.spawn(f"exec stuckpage open {NODES}")
    opener.wait_for(b"done", DEADLINE)
    assert size(vm, "/dev/vtkbd5") == "31 90"

    asker.kill()
    for resizer in resizers:
        assert resizer.wait(DEADLINE).status == 0
    assert size(vm, "/dev/vtkbd1") == size(vm, "/dev/vtkbd2") == "31 90"


def test_a_switch_while_a_reader_of_sysfs_waits_for_a_page_holds_up_no_open(vm):
    """From Linux 6.15 on that holds a lock of sysfs; whoever makes a file there waits for it, and
    then whoever looks for one."""
    vm.compile(Path(__file__).with_name("keys.c"))
    lister = spawn_and_wait(vm, "list /sys/class/tty", "userfault")
    keyboard = vm.spawn("exec keys hold")
    poll("the keyboard, or its wait", lambda: b"ready" in keyboard.out or
         "kernfs" in vm.sh("cat /proc/$(pidof keys)/wchan || :"))

    switch = vm.spawn("exec chvt 2 </dev/vtkbd1")
    assert switch.wait(DEADLINE).status == 0
    opener = vm.spawn(f"exec stuckpage open {NODES}")
    opener.wait_for(b"done", DEADLINE)

    lister.kill()
    keyboard.wait_for(rb"ready\n")


@pytest.mark.parametrize("how", ["read", "readother"])
def test_sak_does_not_wait_for_a_page(vm, how):
    """A program that reads into such a page holds a lock that SAK needs. SAK kills it, of whatever
    session it is, and SAK on another console does not wait."""
    vm.compile(Path(__file__).with_name("sendkey.c"))
    vm.sh("printf 'keycode 183 = SAK\\n' | loadkeys -q -C /dev/vtkbd0")
    users = [vm.spawn(f"stuckpage {how} /dev/vtkbd6 & wait"),
             vm.spawn("setsid sh -c 'exec 3<>/dev/vtkbd7; echo reads; sleep 1000' & wait")]
    for user in users:
        user.wait_for(rb"reads\n")
    vm.run("sendkey /dev/vtkbd1 " + "6:30:1 6:30:0 " * 250, 60)
    pid = vm.sh("pidof stuckpage").strip()
    poll("the page", lambda: "userfault" in vm.sh(f"cat /proc/{pid}/wchan"))
    for num, user in zip((6, 7), users):
        vm.run(f"sendkey /dev/vtkbd1 {num}:183:1 {num}:183:0")
        user.wait(DEADLINE)
