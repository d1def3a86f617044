# SPDX-License-Identifier: GPL-2.0
"""The case that vtkbd was written for: a compositor that did not set K_OFF, and a reboot.

With Debian's systemd as PID 1, real keys, and a machine that really restarts.
"""
import pytest

from . import display_servers
from .consoles import OWNED, TEXT
from .display import CHORD, Seat
from .display_servers import CONSOLE, SERVERS

ELSEWHERE = 1
# The process that gets SIGKILL, and its display server; the console after it, and after a
# switch away.
KILLED = {
    "Xorg": ("Xorg", OWNED, TEXT),
    "seatd": ("sway-seatd", OWNED, TEXT),
    "sway": ("sway-seatd", "unicode text process", "unicode text process"),
    "weston": ("weston-logind", TEXT, TEXT),
}


def forget(seat):
    """A compositor that only sets KD_GRAPHICS has the console."""
    seat.compile("forgetful")
    process = seat.vm.spawn(f"exec forgetful {CONSOLE}")
    process.wait_for(rb"ready\n", 60)
    assert seat.state(CONSOLE) == "unicode graphics auto"
    return process


@pytest.mark.parametrize("victim", KILLED)
def test_a_display_server_has_the_keyboard_until_it_is_killed(run_system, keyboard, victim):
    """Ctrl-Alt-Del does nothing while the server runs; after its end it restarts the machine."""
    server, killed, left = KILLED[victim]
    seat = Seat(run_system, keyboard, SERVERS[server].first)
    display_servers.start(seat, server)
    seat.press(*CHORD)
    assert seat.signals() == 0

    seat.kill(victim)
    seat.wait_state(CONSOLE, killed)
    seat.switch(ELSEWHERE)
    assert seat.state(CONSOLE) == left
    seat.switch(CONSOLE)
    assert seat.restarts()


def test_one_that_forgets_the_keyboard_loses_the_machine(seat):
    forget(seat)
    assert seat.restarts()


def test_off_by_hand_saves_it(seat):
    forget(seat)
    seat.ctl(f"set {CONSOLE} off")
    seat.press(*CHORD)
    assert seat.signals() == 0
    assert seat.sh("systemctl list-jobs --no-legend") == ""
    seat.ctl(f"set {CONSOLE} unicode --force")
    assert seat.restarts()
