# SPDX-License-Identifier: GPL-2.0
"""plymouth, which uses the console while the machine boots; here without a splash.

It recognizes a console by its major, so beside the kernel's consoles it treats vtkbd's as a
serial line; where vtkbd stands in, it does what it does on the kernel's. It leaves the
keyboard in UNICODE: typed keys go to its password prompt.
"""
import re

import pytest

from . import golden
from .consoles import TEXT
from .display import Seat
from .display_log import STRACE, Log
from .display_servers import CONSOLE, UNIT

TAKEN = "unicode text process"
ELSEWHERE = 1
COMMAND = (f"plymouthd --no-daemon --mode=boot --tty=tty{CONSOLE} --ignore-serial-consoles "
           "'--kernel-command-line=quiet splash'")
SCREENS = re.compile(r"_CMAP |TIOCGWINSZ ")     # a frame buffer's: vtkbd has no screen


def calls(outcome):
    return [line for line in golden.short([outcome]) if not SCREENS.search(line)]


@pytest.mark.parametrize("keyboard", ["built-in", "stand-in"])
def test_plymouth_does_the_same(keyboard, run_system, request):
    seat = Seat(run_system, keyboard)
    seat.switch(CONSOLE)
    seat.sh(f"{UNIT} -- {STRACE} {COMMAND}")
    seat.wait("plymouth --ping", "plymouthd answers")
    seat.wait_state(CONSOLE, TAKEN)
    seat.sh("plymouth quit")
    seat.wait("! pgrep -x plymouthd", "plymouthd ends")
    seat.switch(ELSEWHERE)
    seat.wait_state(CONSOLE, TEXT)
    told = calls(Log(seat).outcome(COMMAND))
    if keyboard == "built-in" and request.config.getoption("--record-golden"):
        golden.path("plymouth").write_text("\n".join(told))
    wanted = golden.path("plymouth").read_text().split("\n")
    if diff := golden.difference(wanted, told, ("golden", "now")):
        pytest.fail(f"not the same\n{diff}", pytrace=False)
