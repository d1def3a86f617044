# SPDX-License-Identifier: GPL-2.0
"""A getty takes the console of a display server out of K_OFF while the server uses it.

Both tests force the order of events; on a real machine it is random. vtkbd's history shows
afterwards which program it was.
"""
from . import display_servers
from .consoles import OWNED
from .display import CHORD
from .display_servers import CONSOLE

SERVER = "sway-seatd"
BEHIND = "unicode text process"     # seatd still assumes that it owns the console
LOGINDS = 3                         # a console where logind starts a getty by itself
# A getty's start takes as long as the test wants: jobs wait for the gate.
GATE = """[Service]
Type=oneshot
ExecStart=/bin/sh -c 'until test -e /run/open; do sleep 0.2; done'
"""
GATED = """[Unit]
Wants=gate.service
After=gate.service
"""


def assert_history_tells(seat, console, unit):
    """OFF by seatd, then back by the process that systemd forked for the getty."""
    if seat.keyboard == "built-in":
        return      # the kernel keeps no history; vtkbd does
    seatd = seat.sh("systemctl show -P MainPID seatd").strip()
    taken, reset, *rest = [change for change in seat.history(console) if change[3] != change[4]]
    assert taken == ["ioctl", "seatd", seatd, "unicode", "off"]
    assert (reset[0], reset[3:]) == ("ioctl", ["off", "unicode"])
    assert reset[1:3] == writer(seat, unit)
    assert rest == []


def writer(seat, unit):
    """[command, pid] of the process that was forked for a unit's getty."""
    pid = seat.sh(f"systemctl show -P MainPID {unit}").strip()
    return ["(agetty)", pid]


def assert_taken(seat, console, unit):
    """The server continues without its keyboard, and Ctrl-Alt-Del restarts the machine."""
    seat.wait_state(console, BEHIND)
    assert seat.sh("systemctl is-active display") == "active\n"
    assert_history_tells(seat, console, f"{unit}@tty{console}")
    assert seat.restarts()


def gate(seat):
    """From now on a getty that is started waits for open_gate()."""
    seat.sh("cd /run/systemd/system && mkdir -p getty@.service.d && "
            f"printf %s '{GATED}' >getty@.service.d/gate.conf && "
            f"printf %s \"{GATE}\" >gate.service && systemctl daemon-reload")


def open_gate(seat):
    seat.sh("touch /run/open")


def test_a_getty_started_by_hand(seat):
    display_servers.start(seat, SERVER)
    seat.press(*CHORD)
    assert seat.signals() == 0
    seat.sh(f"systemctl start getty@tty{CONSOLE}")
    assert_taken(seat, CONSOLE, "getty")


def test_a_getty_that_logind_ordered_before_the_server_came(seat):
    """What lightdm did: activate the console, and let the server open it."""
    gate(seat)
    seat.switch(LOGINDS)
    seat.wait(f"systemctl list-jobs --no-legend | grep -q tty{LOGINDS}", "a getty is ordered")
    display_servers.start(seat, SERVER, LOGINDS)
    open_gate(seat)
    assert_taken(seat, LOGINDS, "autovt")


def test_a_console_that_is_held_open_gets_no_getty(seat):
    """What lightdm does now: logind asks the kernel which consoles are in use."""
    gate(seat)
    holder = seat.vm.spawn(f"exec </dev/tty{LOGINDS}; echo ready >&2; exec tail -f /dev/null")
    holder.wait_for(rb"ready\n", 60, "err")
    display_servers.start(seat, SERVER, LOGINDS)
    open_gate(seat)
    seat.switch(LOGINDS + 1)    # logind has looked at the one before it comes to this one
    seat.wait(f"systemctl is-active -q autovt@tty{LOGINDS + 1}", "a getty on the next console")
    seat.switch(LOGINDS)
    seat.wait_state(LOGINDS, OWNED)
    assert seat.sh(f"systemctl list-units --all --no-legend '*@tty{LOGINDS}.service'") == ""
