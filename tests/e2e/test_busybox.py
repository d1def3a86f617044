# SPDX-License-Identifier: GPL-2.0
"""A machine whose PID 1 is busybox's init, with an /etc/inittab and without systemd: doctor's
fixes are for what is there.
"""
import dataclasses
import json

import pytest

from vm import build, root
from vm.machine import Machine

from .desk import poll

ENVIRONMENT = "PATH=/share/bin:/bin:/sbin LD_LIBRARY_PATH=/share/lib HOME=/root TERM=linux"
GETTY = "/sbin/getty 38400 tty1"
SECOND = "/sbin/getty -L tty1 115200 linux"
# The agent serves the tests' commands. A comment and another console's getty are as in life.
INITTAB = f"""\
# consoles
::sysinit:/etc/rc
tty1::respawn:{GETTY}
tty2::respawn:/sbin/getty 38400 tty2
::respawn:{SECOND}
::respawn:/bin/busybox env {ENVIRONMENT} /bin/agent
"""
RC = """\
#!/bin/busybox sh
mount -t proc none /proc; mount -t sysfs none /sys; mount -t devtmpfs none /dev
mkdir -p /dev/pts; mount -t devpts none /dev/pts
while read -r module; do insmod $module; done </etc/modules
"""
LONG = 60       # seconds: some programs, one after the other, on an emulated CPU


class Busybox(Machine):
    """Booted, not restored: no other test needs its state."""

    def __init__(self):
        super().__init__("stock", fresh=True)

    def _hardware(self, plain):
        files = (("etc/inittab", INITTAB.encode()), ("etc/rc", RC.encode()),
                 ("bin/agent", root.own_program("agent").read_bytes()))
        links = (("init", "bin/busybox"), ("sbin/getty", "../bin/busybox"))
        return dataclasses.replace(plain, initrd=root.initramfs(self.kernel, files, links))


@pytest.fixture
def machine():
    with Busybox() as machine:
        machine.insmod("vtkbd")
        machine.install(build.tool(), "vtkbdctl")
        yield machine
        machine.check_log()


def findings(machine):
    told = machine.run("vtkbdctl doctor --json --vt", LONG)
    return json.loads(told.text)["findings"]


def gettys(machine):
    """{command: pid} of the gettys that run."""
    shown = machine.sh("ps -o pid,args | grep '[0-9] /sbin/getty'").split("\n")[:-1]
    return {command: int(pid) for pid, command in (line.split(None, 1) for line in shown)}


def test_two_gettys_on_one_console(machine):
    """To kill one does not end it, process 1 starts it again; the fix does, and only that
    one."""
    assert machine.sh("readlink /proc/1/exe") == "/bin/busybox\n"
    poll("three gettys", lambda: len(gettys(machine)) == 3, LONG)
    first = gettys(machine)
    machine.sh(f"kill {first[GETTY]} {first[SECOND]}")
    poll("both again", lambda: all(gettys(machine).get(each, first[each]) != first[each]
                                   for each in (GETTY, SECOND)), LONG)

    found, = poll("a finding", lambda: findings(machine), LONG)
    before = gettys(machine)
    assert found["check"] == "two-sessions" and "systemctl" not in found["fix"]
    assert all(f"getty (pid {before[each]})" in found["evidence"] for each in (GETTY, SECOND))
    machine.sh(found["fix"])
    poll("nothing found", lambda: not findings(machine), LONG)
    after = gettys(machine)
    assert len(after) == 2 and after.items() < before.items()
    machine.sh("until grep -q 'login: ' /dev/vcs1; do sleep 0.2; done", LONG)
    machine.keyboard.type("name\n")
    machine.sh("until grep -qx login /proc/[0-9]*/comm; do sleep 0.2; done", LONG)
    assert gettys(machine).items() < after.items()
