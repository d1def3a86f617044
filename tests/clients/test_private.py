# SPDX-License-Identifier: GPL-2.0
"""Programs as Debian ships them under `vtkbdctl run`: no node is replaced for other
processes."""
import pytest

from .consoles import OWNED, SLOW, TEXT, Consoles
from .display_servers import CONSOLE, XORG, XORG_UP


@pytest.fixture
def consoles(system_vm):
    system_vm.insmod("vtkbd")
    return Consoles(system_vm)


def mounts(consoles):
    return consoles.sh("grep -c vtkbd /proc/mounts || true").strip()


def test_openvt_and_chvt_stay_on_vtkbds_consoles(consoles):
    before = consoles.sh("cat /sys/class/tty/tty0/active")
    said = consoles.sh(
        f"vtkbdctl run --vt={CONSOLE} -- sh -c 'chvt 9; cat /sys/class/tty/tty0/active; "
        "openvt -c 10 -w -s -- sh -c \"tty >/run/said\"; cat /run/said'")
    assert said == "tty9\n/dev/tty10\n"
    assert consoles.sh("cat /sys/class/tty/tty0/active") == before


@pytest.mark.parametrize("signal", ["TERM", "KILL"])
def test_xorg_owns_the_console_and_gives_it_back(consoles, signal):
    command = XORG.format(n=CONSOLE)
    running = consoles.vm.spawn(f"exec vtkbdctl run --vt={CONSOLE} --keep-tty0 -- {command}")
    consoles.wait_state(CONSOLE, OWNED)
    consoles.wait(XORG_UP, "Xorg is up")
    consoles.sh(f"pkill -{signal} -x Xorg")
    result = running.wait(SLOW)
    assert result.status == (0 if signal == "TERM" else 137)
    assert (consoles.state(CONSOLE), mounts(consoles)) == (TEXT, "0")
