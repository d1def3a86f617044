# SPDX-License-Identifier: GPL-2.0
"""The udev rule that ships, with Debian's udevd: the nodes are what the kernel's own are, and
who logs in on a console can use it and nobody else's.
"""
import json

import pytest

from .consoles import Consoles
from .standin import PACKAGING, Screen

RULE = "60-vtkbd.rules"
NODES = 64
CONSOLE = 2


@pytest.fixture
def consoles(system_vm):
    (system_vm.share / RULE).write_bytes((PACKAGING / "udev" / RULE).read_bytes())
    system_vm.sh(f"install -D -m 644 /share/{RULE} /run/udev/rules.d/{RULE}; "
                 "udevadm control --reload")
    system_vm.insmod("vtkbd", "grab=1")     # or the kernel's getty would get the name as well
    system_vm.sh("udevadm settle")
    return Consoles(system_vm)


def rights(consoles, *nodes):
    return consoles.sh(f"stat -c '%a %U %G' {' '.join(nodes)}").splitlines()


def test_an_ordinary_user_has_his_own_console(consoles):
    kernels = rights(consoles, "/dev/tty0", "/dev/tty63")
    assert kernels == ["620 root tty"] * 2
    ours = rights(consoles, *(f"/dev/vtkbd{n}" for n in range(NODES)))
    assert ours == [kernels[0], *[kernels[1]] * (NODES - 1)]

    consoles.sh(f"systemctl start getty@vtkbd{CONSOLE}; chvt {CONSOLE} </dev/vtkbd0")
    screen = Screen(consoles.vm, CONSOLE, "vtkbd")
    screen.log_in("user")
    screen.type_line("PATH=/share/bin:$PATH")
    assert rights(consoles, f"/dev/vtkbd{CONSOLE}") == ["600 user tty"]
    for node in ("vtkbd0", "vtkbd1"):
        assert screen.type_line(f"cat /dev/{node}") == [f"cat: /dev/{node}: Permission denied"]
    assert screen.type_line(f"vtkbdctl get {CONSOLE} -q") == ["unicode"]
    screen.type_line("vtkbdctl list --json >listed")
    listed = json.loads(consoles.sh("cat ~user/listed"))["consoles"]
    assert [each["console"] for each in listed if each["foreground"]] == [CONSOLE]
    for command, mode in ((f"set {CONSOLE} xlate", "xlate"), (f"restore {CONSOLE}", "unicode")):
        screen.type_line(f"vtkbdctl {command}")
        assert consoles.console(CONSOLE)["kbdmode"] == mode
    # The user of this image is in the group tty, and may open it to write.
    assert "not permitted: only from that console" in screen.type_line("vtkbdctl set 1 xlate")[0]
