# SPDX-License-Identifier: GPL-2.0
"""Ctrl-Alt-Del and other keys with actions: which keyboard carries them out, and when."""
import pytest

from vm.errors import NoAnswer

from .desk import Desk, poll

CHORD = ("ctrl", "alt", "delete")
SIGINT, SI_KERNEL = 2, 128
# Keycode 88 is F12; Boot is keysym 0x20c, SAK 0x20f.
BIND_SAK = "echo 'keycode 88 = SAK' | loadkeys -C /dev/vtkbd1 -"


def no_signal(desk, seen):
    """Every key was received and PID 1 got no signal: a later signal would be counted late."""
    desk.press(("a",))
    assert len(desk.vm.signals) == seen


def test_a_listening_seat_reports_and_leaves_it_to_the_built_in_keyboard(stock_vm):
    desk = Desk(stock_vm)
    desk.press(CHORD)
    assert stock_vm.wait_signal().signo == SIGINT
    no_signal(desk, 1)
    seat = desk.seat()
    assert (seat["acts"], seat["cad_pressed"], seat["cad_acted"]) == (False, 1, 0)


def test_a_listening_seat_alone_signals_nobody(stock_vm):
    """The built-in console in OFF does nothing, and vtkbd in UNICODE only reports."""
    desk = Desk(stock_vm)
    stock_vm.sh("vtkbdctl set 1 off --force --vt")
    desk.press(CHORD)
    no_signal(desk, 0)
    assert desk.seat()["cad_pressed"] == 1


@pytest.mark.parametrize("mode,signalled", [
    ("xlate", True), ("unicode", True), ("mediumraw", False), ("raw", False),
    ("off", False)])
def test_a_grabbing_seat_signals_pid_1_where_keys_are_translated(stock_vm, mode,
                                                                 signalled):
    desk = Desk(stock_vm, "grab=1")
    stock_vm.sh(f"vtkbdctl set 1 {mode} --force")
    desk.press(CHORD)
    if signalled:
        got = stock_vm.wait_signal()
        assert (got.signo, got.code, got.pid) == (SIGINT, SI_KERNEL, 0)
    no_signal(desk, int(signalled))
    seat = desk.seat()
    assert (seat["cad_pressed"], seat["cad_acted"]) == (int(signalled),) * 2


def test_cad_ignore_counts_and_does_nothing(stock_vm):
    desk = Desk(stock_vm, "grab=1 cad=ignore")
    desk.press(CHORD)
    no_signal(desk, 0)
    seat = desk.seat()
    assert (seat["cad"], seat["cad_pressed"], seat["cad_acted"]) == ("ignore", 1, 0)


def test_cad_reboot_restarts_the_machine(stock_vm):
    Desk(stock_vm, "grab=1 cad=reboot")
    stock_vm.keyboard.press(*CHORD)
    assert "reset" in stock_vm.wait_end()


def test_grab_and_policy_change_while_running(stock_vm):
    desk = Desk(stock_vm)
    param = "/sys/module/vtkbd/parameters"
    real = stock_vm.reader("/dev/tty1")
    stock_vm.sh(f"echo 1 > {param}/grab && echo ignore > {param}/cad")
    assert stock_vm.sh(f"cat {param}/grab {param}/cad") == "Y\nignore\n"
    desk.press(("a",), CHORD)
    assert real.out == b""
    no_signal(desk, 0)
    stock_vm.sh(f"echo 0 > {param}/grab")
    desk.press(("b",))
    poll("b on the built-in console", lambda: real.out == b"b")
    assert desk.seat()["cad_pressed"] == 1


def test_sak_kills_who_has_the_console_in_off(stock_vm):
    desk = Desk(stock_vm, "grab=1")
    ours = stock_vm.reader("/dev/vtkbd1")
    stock_vm.sh(f"{BIND_SAK} && vtkbdctl set 1 off --force")
    desk.press(("f12",))
    assert ours.wait(10).status == -9
    poll("the console's default mode",
         lambda: desk.console(1)["kbdmode"] == "unicode")
    assert desk.console(1)["setter"]["cause"] == "sak"


def test_traced_whoever_acts(stock_vm):
    desk = Desk(stock_vm, "trace_keys=1")
    events = "/sys/kernel/tracing/events/vtkbd"
    stock_vm.sh(f"for e in mode cad key switch leds; do "
                f"echo 1 > {events}/vtkbd_$e/enable; done")
    stock_vm.sh("vtkbdctl set 2 raw --force; chvt 2 </dev/vtkbd1")
    stock_vm.sh("chvt 1 </dev/vtkbd1; vtkbdctl set 1 unicode")
    desk.press(CHORD, ("caps_lock",))
    want = ["vtkbd_mode: console=2 from=unicode to=raw cause=ioctl", "comm=vtkbdctl",
            "vtkbd_switch: from=1 to=2", "vtkbd_switch: from=2 to=1",
            "vtkbd_cad: console=1 policy=signal acted=0", "keycode=111 value=1",
            "vtkbd_leds: scroll=0 num=0 caps=1 locks=0x0 written=0"]
    trace = ""

    def all_there():
        nonlocal trace
        trace = stock_vm.sh("cat /sys/kernel/tracing/trace")
        return all(line in trace for line in want)
    try:
        poll("every tracepoint", all_there)
    except NoAnswer as late:
        missing = [line for line in want if line not in trace]
        raise AssertionError(f"{late}: {missing}\n{trace[-3000:]}") from None
