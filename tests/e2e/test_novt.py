# SPDX-License-Identifier: GPL-2.0
"""A kernel without CONFIG_VT: the module has the nodes, and acts."""
from pathlib import Path

from .desk import Desk, poll


def test_the_nodes_are_those_of_the_missing_vt(novt_vm):
    assert novt_vm.run("ls /dev/tty1").status != 0
    Desk(novt_vm)
    assert novt_vm.sh("stat -c '%t %T' /dev/tty0 /dev/tty1 /dev/tty63") == \
        "4 0\n4 1\n4 3f\n"
    assert novt_vm.sh("cat /sys/class/tty/tty0/active") == "tty1\n"
    assert "/dev/tty1" in novt_vm.sh("vtkbdctl get 1")
    assert len(novt_vm.sh("cat /sys/class/tty/tty0/core_source")) == len("0123456789abcdef\n")
    assert novt_vm.run("vtkbdctl explain 1 a").errtext == ""


def test_keys_arrive_and_ctrl_alt_del_is_vtkbds(novt_vm):
    desk = Desk(novt_vm)
    reader = novt_vm.reader("/dev/tty1")
    desk.press(("shift", "a"), ("ctrl", "alt", "delete"))
    poll("A", lambda: reader.out == b"A")
    got = novt_vm.wait_signal()
    assert (got.signo, got.code, got.pid) == (2, 128, 0)
    assert desk.seat()["acts"]


def test_the_kbd_tools_work_on_the_default_console(novt_vm):
    desk = Desk(novt_vm)
    novt_vm.sh("kbd_mode -s -C /dev/tty3 && chvt 3 </dev/tty0")
    assert desk.seat()["foreground_console"] == 3
    assert novt_vm.sh("fgconsole -C /dev/tty0").strip() == "3"
    assert desk.console(3)["setter"]["comm"] == "kbd_mode"


def test_node_0_is_never_a_controlling_terminal(novt_vm):
    """Otherwise a daemon that opens /dev/tty0 would get the Ctrl-C of the user who types
    there."""
    desk = Desk(novt_vm)
    novt_vm.compile(Path(__file__).parents[1] / "conformance/ctty.c")
    said = novt_vm.sh("ctty /dev/tty 1")
    node0 = said.split("node of a console")[0]
    assert node0.count("opened: controlling terminal: ENXIO") == 5
    assert said.count("opened: controlling terminal: yes") == 3, "consoles are"

    daemon = novt_vm.spawn("setsid sh -c 'exec 3<>/dev/tty0; echo ready; exec sleep 1000' & wait")
    daemon.wait_for(rb"ready\n")
    reader = novt_vm.reader("/dev/tty1")
    novt_vm.sh("stty isig </dev/tty1")
    desk.press(("ctrl", "c"), ("a",))
    poll("a", lambda: reader.out.endswith(b"a"))
    assert daemon.running
