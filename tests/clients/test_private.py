# SPDX-License-Identifier: GPL-2.0
"""Programs as Debian ships them under `vtkbdctl run`: no node is replaced for anybody else."""
import json

import pytest

from vm import build

from .display import OWNED, SLOW, TEXT

CONSOLE = 7
XORG = f"Xorg :0 vt{CONSOLE} -noreset -nolisten tcp"


@pytest.fixture
def vm(system_vm):
    system_vm.insmod("vtkbd")
    system_vm.install(build.tool(), "vtkbdctl")
    return system_vm


def state(vm):
    console = json.loads(vm.sh(f"vtkbdctl get {CONSOLE} --json"))["consoles"][0]
    return " ".join(console[name] for name in ("kbdmode", "kdmode", "vtmode"))


def wait_state(vm, words):
    pattern = " +".join([rf"^{CONSOLE}\*?", *words.split()])
    vm.sh(f"until vtkbdctl list --all | grep -qE '{pattern}'; do sleep 0.3; done", SLOW)


def mounts(vm):
    return vm.sh("grep -c vtkbd /proc/mounts || true").strip()


def test_openvt_and_chvt_stay_on_vtkbds_consoles(vm):
    before = vm.sh("cat /sys/class/tty/tty0/active")
    said = vm.sh(f"vtkbdctl run --vt={CONSOLE} -- sh -c 'chvt 9; "
                 "cat /sys/class/tty/tty0/active; openvt -c 10 -w -s -- sh -c \"tty >/run/said\"; "
                 "cat /run/said'", SLOW)
    assert said == "tty9\n/dev/tty10\n"
    assert vm.sh("cat /sys/class/tty/tty0/active") == before


@pytest.mark.parametrize("signal", ["TERM", "KILL"])
def test_xorg_owns_the_console_and_gives_it_back(vm, signal):
    running = vm.spawn(f"exec vtkbdctl run --vt={CONSOLE} --keep-tty0 -- {XORG}")
    wait_state(vm, OWNED)
    vm.sh("until DISPLAY=:0 xset q >/dev/null 2>&1; do sleep 0.3; done", SLOW)
    vm.sh(f"pkill -{signal} -x Xorg")
    result = running.wait(SLOW)
    assert result.status == (0 if signal == "TERM" else 137)
    assert (state(vm), mounts(vm)) == (TEXT, "0")
