# SPDX-License-Identifier: GPL-2.0
"""vtkbdctl run: an unmodified program uses vtkbd's consoles in place of the kernel's."""
from pathlib import Path

import pytest

from .desk import Desk, poll

HERE = Path(__file__).parent
OTHER = "/dev/tty1"


@pytest.fixture(name="desk")
def fixture_desk(stock_vm):
    """The kernel's own consoles are in XLATE, so that the mode shows which console it is."""
    desk = Desk(stock_vm)
    stock_vm.compile(HERE / "attached.c")
    stock_vm.compile(HERE / "setmode.c")
    stock_vm.sh(f"kbd_mode -a -C {OTHER}; true </dev/vtkbd1")
    return desk


def mounts(vm):
    return vm.sh("cat /proc/self/mountinfo")


def test_a_program_sees_our_consoles_and_nobody_else_does(desk):
    vm, before = desk.vm, mounts(desk.vm)
    ours = vm.sh("stat -c %t /dev/vtkbd0 /dev/vtkbd7 /dev/vtkbd63").split()
    inside = vm.sh("vtkbdctl run stat -c %t /dev/tty0 /dev/tty7 /dev/tty63").split()
    assert inside == ours and "4" not in ours
    assert vm.sh("stat -c %t:%T /dev/tty7").strip() == "4:7"
    assert "Unicode" in vm.sh("vtkbdctl run kbd_mode -C /dev/tty1")
    assert "Unicode" not in vm.sh(f"kbd_mode -C {OTHER}")
    assert mounts(vm) == before


def test_active_is_ours_and_wakes(desk):
    """As logind waits for it: by poll(), on the kernel's own path."""
    said = desk.vm.sh("vtkbdctl run --vt 5 -- sh -c 'cat /sys/class/tty/tty0/active; "
                      "chvt 7; cat /sys/class/tty/tty0/active; echo $XDG_VTNR'")
    assert said.split() == ["tty5", "tty7", "5"]
    assert desk.vm.sh("cat /sys/class/tty/tty0/active").strip() == "tty1"


def test_tty0_may_stay_the_kernels(desk):
    assert desk.vm.sh("vtkbdctl run --keep-tty0 stat -c %t /dev/tty0").strip() == "4"


def test_the_console_is_a_free_one_in_front_and_busy_meanwhile(desk):
    reader = desk.vm.reader("/dev/vtkbd1")
    running = desk.vm.spawn("exec vtkbdctl run sh -c 'echo on $XDG_VTNR; exec tail -f /dev/null'")
    running.wait_for(rb"on 2")
    assert desk.seat()["foreground_console"] == 2 and desk.console(2)["open"]
    second = desk.vm.sh("vtkbdctl run sh -c 'echo $XDG_VTNR'").strip()
    assert second == "3" and desk.seat()["foreground_console"] == 2
    running.kill(15)
    poll("console 1 in front", lambda: desk.seat()["foreground_console"] == 1)
    assert reader.running


@pytest.mark.parametrize("signal", [15, 9])
def test_all_is_put_back_however_the_program_ends(desk, signal):
    owner = ("kbd_mode -f -s -C /dev/tty5; setmode graphics; echo $$ >/share/pid; "
             "echo ready; exec tail -f /dev/null")
    desk.vm.sh("kbd_mode -a -C /dev/vtkbd5")
    running = desk.vm.spawn(f"exec vtkbdctl run --vt 5 sh -c '{owner}'")
    running.wait_for(rb"ready")
    assert desk.console(5)["kbdmode"] == "raw" and desk.seat()["foreground_console"] == 5
    desk.vm.sh(f"kill -{signal} $(cat /share/pid)")
    assert running.wait(15).status == 128 + signal
    console = desk.console(5)
    assert (console["kbdmode"], console["kdmode"], console["vtmode"]) == ("xlate", "text", "auto")
    assert (console["open"], desk.seat()["foreground_console"]) == (False, 1)


def test_all_is_put_back_if_vtkbdctl_is_killed(desk):
    """SIGKILL: of vtkbdctl only the guard still runs; the program is ended, too."""
    running = desk.vm.spawn("exec vtkbdctl run --vt 5 sh -c 'echo $$ >/share/pid; "
                            "kbd_mode -f -s -C /dev/tty5; echo ready; exec tail -f /dev/null'")
    running.wait_for(rb"ready")
    parent = desk.vm.sh("cut -d' ' -f4 /proc/$(cat /share/pid)/stat").strip()
    desk.vm.sh(f"kill -9 {parent}")
    poll("console 1 in front", lambda: desk.seat()["foreground_console"] == 1)
    poll("console 5 gone", lambda: not desk.console(5)["allocated"])
    assert desk.vm.run("kill -0 $(cat /share/pid)").status != 0


def test_a_console_that_was_not_there_goes_again(desk):
    desk.vm.sh("vtkbdctl run --vt 40 true")
    assert not desk.console(40)["allocated"]
    desk.vm.sh("true </dev/vtkbd41; vtkbdctl run --vt 41 true")
    assert desk.console(41)["allocated"]


@pytest.mark.parametrize("program,status", [
    ("true", 0), ("sh -c \"exit 7\"", 7), ("sh -c \"kill -9 \\$\\$\"", 137),
    ("/no/such/program", 127), ("/etc/passwd", 126)])
def test_the_exit_status_is_the_programs(desk, program, status):
    result = desk.vm.run(f"vtkbdctl run {program}")
    assert result.status == status
    if status in (126, 127):
        assert program in result.errtext
    assert desk.seat()["foreground_console"] == 1


@pytest.mark.parametrize("name", ["TERM", "INT", "HUP", "QUIT", "USR1", "USR2", "WINCH"])
def test_signals_are_passed_on_once(desk, name):
    script = (f'n=0; trap "n=\\$((n + 1))" {name}; echo ready; '
              'while [ ! -e /share/stop ]; do :; done; echo got $n')
    running = desk.vm.spawn(f"exec vtkbdctl run sh -c '{script}'")
    running.wait_for(rb"ready")
    desk.vm.sh(f"kill -{name} $(pidof vtkbdctl | tr ' ' '\\n' | sort -n | head -1)")
    desk.vm.sh("touch /share/stop")
    result = running.wait(15)
    assert (result.status, b"got 1" in result.out) == (0, True)


def test_a_signal_that_ends_the_program_as_well_ends_it_by_that(desk):
    """Ctrl-C in a shell's loop: the shell has to see it."""
    running = desk.vm.spawn("exec vtkbdctl run sh -c 'echo ready; exec tail -f /dev/null'")
    running.wait_for(rb"ready")
    desk.vm.sh("kill -INT $(pidof vtkbdctl | tr ' ' '\\n' | sort -n | head -1)")
    assert running.wait(15).status == -2
    assert desk.seat()["foreground_console"] == 1


def test_with_tty_the_console_is_its_terminal(desk):
    desk.vm.sh("true </dev/vtkbd5")
    result = desk.vm.sh("vtkbdctl run --tty --vt 5 -- sh -c "
                        "'{ tty; echo c >/dev/tty && echo controls; } >/share/said; echo shown'; "
                        "cat /share/said")
    assert result == "/dev/tty5\ncontrols\n"
    shown = desk.vm.sh("timeout 5 vtkbdctl attach 5 </dev/null")
    assert shown == "c\r\nshown\r\n"


def test_a_key_interrupts_a_program_on_its_console(desk):
    running = desk.vm.spawn("exec vtkbdctl run --tty --vt 5 -- sh -c 'touch /share/up; "
                            "exec tail -f /dev/null'")
    poll("the program", lambda: desk.vm.run("ls /share/up").status == 0)
    desk.press(("ctrl", "c"))
    assert running.wait(15).status == 130


def test_a_display_server_is_not_pushed_aside(desk):
    vm = desk.vm
    owner = vm.spawn("exec vtkbdctl run --vt 5 sh -c 'setmode graphics; "
                     "echo ready; exec tail -f /dev/null'")
    owner.wait_for(rb"ready")
    assert desk.console(5)["kdmode"] == "graphics"
    result = vm.run("vtkbdctl run --vt 5 true")
    assert (result.status, result.errtext) == (
        1, "vtkbdctl: console 5: a display server has it\n")
    result = vm.run("vtkbdctl run --vt 6 touch /share/ran", timeout=20)
    assert result.status == 1 and "did not let go" in result.errtext
    assert vm.run("ls /share/ran").status != 0 and not desk.console(6)["allocated"]
    owner.kill(15)
    poll("console 1 in front", lambda: desk.seat()["foreground_console"] == 1)


def test_without_privilege_it_says_so(desk):
    desk.vm.sh("chmod 666 /dev/vtkbd*")
    result = desk.vm.run("attached 1 user 'sh=vtkbdctl run true 2>&1; echo status $?'")
    assert "cannot make a mount namespace: not permitted: needs CAP_SYS_ADMIN" in result.text
    assert "status 1" in result.text and not desk.console(2)["allocated"]


def test_without_a_vt_there_is_nothing_to_hide(novt_vm):
    desk = Desk(novt_vm)
    before = mounts(novt_vm)
    said = novt_vm.sh("vtkbdctl run --vt 5 sh -c 'cat /sys/class/tty/tty0/active "
                      "/proc/self/mountinfo; kbd_mode -f -s -C /dev/tty5'").split("\n", 1)
    assert said == ["tty5", before]
    assert not desk.console(5)["allocated"] and desk.seat()["foreground_console"] == 1
