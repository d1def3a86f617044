# SPDX-License-Identifier: GPL-2.0
"""Debian's systemd, logind and getty, unmodified, where the module is the only VT."""
import pytest

from vm import debian

from . import standin

WAYS = ("modules-load.d", "initramfs")
# For tests that do not depend on how the module was loaded.
ONE_WAY = pytest.mark.parametrize("way", WAYS[:1])


@pytest.fixture(params=WAYS)
def way(request):
    return request.param


@pytest.fixture
def vm(run_system, way):
    return run_system(standin.KERNEL, **standin.options(way))


def test_the_nodes_are_there_at_major_4(vm):
    nodes = " ".join(f"/dev/tty{n}" for n in range(64))
    assert vm.sh(f"stat -c '%t %T %G %F' {nodes}").splitlines() == \
        [f"4 {n:x} tty character special file" for n in range(64)]
    assert vm.sh("cat /sys/class/tty/tty0/active") == "tty1\n"
    assert vm.sh("systemctl --failed --plain --no-legend") == ""


def test_systemd_or_the_initramfs_loaded_it(vm, way):
    """PID 1 gets Alt-Up only if /dev/tty0 existed when PID 1 started."""
    loaded = "Inserted module 'vtkbd'" in vm.sh("journalctl -b -t systemd-modules-load")
    assert loaded == (way == "modules-load.d")
    vm.sh("echo 'alt keycode 103 = KeyboardSignal' | loadkeys -C /dev/tty1 -")
    vm.keyboard.press("alt", "up")
    vm.keyboard.press("alt", "f3")      # typed after it
    active(vm, 3)
    asked = "Received SIGWINCH" in vm.sh("journalctl -b _PID=1")
    assert asked == (way == "initramfs")


# -- logins ------------------------------------------------------------------------------


def active(vm, num):
    vm.poll(f"test $(cat /sys/class/tty/tty0/active) = tty{num}")


def session_is(vm, session, answer):
    """Wait until logind knows of the switch, by the file that it polls."""
    vm.poll(f"loginctl show-session {session} | grep -x Active={answer}", standin.SECONDS)


def test_a_login_typed_at_the_getty_is_a_session_of_seat0(vm):
    screen = standin.Screen(vm, 1)
    session = screen.log_in()
    assert screen.type_line("tty; id -un") == ["/dev/tty1", "root"]
    shown = standin.properties(vm, f"loginctl show-session {session}")
    assert {name: shown[name] for name in ("Seat", "VTNr", "TTY", "Type", "Active")} == \
        {"Seat": "seat0", "VTNr": "1", "TTY": "tty1", "Type": "tty", "Active": "yes"}
    seat = standin.properties(vm, "loginctl show-seat seat0")
    assert (seat["CanTTY"], seat["ActiveSession"]) == ("yes", session)


def test_alt_f2_switches_and_autovt_starts_a_getty_there(vm):
    first = standin.Screen(vm, 1).log_in()
    assert vm.run("systemctl is-active getty@tty2").text == "inactive\n"
    vm.keyboard.press("alt", "f2")
    active(vm, 2)
    session_is(vm, first, "no")
    unit = standin.properties(vm, "systemctl show autovt@tty2.service")
    assert (unit["ActiveState"], "getty@tty2.service" in unit["Names"]) == ("active", True)

    screen = standin.Screen(vm, 2)
    second = screen.log_in("user")
    assert screen.type_line("tty; id -un") == ["/dev/tty2", "user"]
    assert standin.properties(vm, f"loginctl show-session {second}")["VTNr"] == "2"
    assert standin.properties(vm, "loginctl show-seat seat0")["ActiveSession"] == second


@ONE_WAY
def test_logind_switches_back_to_a_session(vm):
    screen = standin.Screen(vm, 1)
    first = screen.log_in()
    vm.keyboard.press("alt", "f2")
    session_is(vm, first, "no")
    vm.sh(f"loginctl activate {first}")
    session_is(vm, first, "yes")
    active(vm, 1)
    assert screen.type_line("tty") == ["/dev/tty1"]


@ONE_WAY
def test_a_logout_brings_the_getty_back(vm):
    screen = standin.Screen(vm, 1)
    screen.log_in()
    vm.keyboard.type("exit\n")
    screen.log_in("user")


# -- Ctrl-Alt-Del ------------------------------------------------------------------------

# In place of Debian's, which restarts the machine: one that only reports.
TARGET = r"""cd /etc/systemd/system
printf '[Unit]\nWants=told.service\nAfter=told.service\n' > ctrl-alt-del.target
printf '[Service]\nType=oneshot\nExecStart=/bin/touch /run/told\n' > told.service
systemctl daemon-reload"""


def _burst(vm, count, hold_ms=40):
    """Ctrl and Alt held, Delete pressed so many times, about hold_ms down and up."""
    vm.keyboard.down("ctrl")
    vm.keyboard.down("alt")
    for _ in range(count):
        vm.keyboard.press("delete", hold_ms=hold_ms)


def test_ctrl_alt_del_starts_its_target(vm):
    vm.sh(TARGET)
    vm.keyboard.press("ctrl", "alt", "delete")
    vm.poll("test -e /run/told")
    assert vm.run("systemctl is-active ctrl-alt-del.target").text == "active\n"


@ONE_WAY
def test_ctrl_alt_del_restarts_the_machine(vm):
    vm.keyboard.press("ctrl", "alt", "delete")
    assert vm.wait_end(60) == "ended: guest-reset"


@ONE_WAY
def test_more_than_seven_in_two_seconds_restart_it_at_once(vm):
    """The target restarts nothing here: only the burst can."""
    vm.sh(TARGET)
    _burst(vm, 3)
    vm.poll("test -e /run/told")
    assert not vm.qemu.ended()
    _burst(vm, 20)
    assert vm.wait_end(20) == "ended: guest-reset"


# -- packaging ---------------------------------------------------------------------------


HOOK = """set -e
mkdir -p /usr/share/initramfs-tools /boot /tmp/made/conf
cp /share/bin/hook-functions /usr/share/initramfs-tools/
export version=$(uname -r) DESTDIR=/tmp/made __MODULES_TO_ADD=/tmp/marked
: >$__MODULES_TO_ADD
echo '%s' > /boot/config-$version
hook
find $DESTDIR -name 'vtkbd.ko' -printf '%%f '
sed 's/$/.ko /' $__MODULES_TO_ADD | tr -d '\\n'
cat $DESTDIR/conf/modules 2>/dev/null || true
"""


@ONE_WAY
@pytest.mark.parametrize("config, made", [("# CONFIG_VT is not set", "vtkbd.ko vtkbd\n"),
                                          ("CONFIG_VT=y", "")])
def test_the_initramfs_hook_is_for_kernels_without_vt(vm, config, made):
    """The packaged hook, with the functions of Debian's initramfs-tools: older ones take the
    module in, newer ones mark it to be taken in."""
    tools = debian.package_tree("initramfs-tools-core") / "usr/share/initramfs-tools"
    vm.install(tools / "hook-functions")
    vm.install(standin.PACKAGING / "initramfs-tools/hooks/vtkbd", "hook")
    assert vm.sh(HOOK % config) == made
