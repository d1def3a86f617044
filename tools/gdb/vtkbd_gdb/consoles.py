# SPDX-License-Identifier: GPL-2.0
"""vtkbd-consoles: a row for each console, as `vtkbdctl list` has it."""
import gdb

from . import names, state
from .command import Command, table

HEAD = ("CON", "KBDMODE", "SCREEN", "SWITCH", "OWNER", "KBDMODE SET BY")


def _setter(con):
    """Who put the console into its keyboard mode, from the end of its history."""
    past = con["past"]
    if not int(past["nr"]):
        return names.CAUSES[0]
    history = state.array(past["change"])
    # The latest is behind the turn of its run, if that goes round already; else at the end.
    run, turn = int(past["run"]), int(past["turn"])
    last = history[(int(past["nr_placed"]) - (run - turn + 1 if turn else 1)) % len(history)]
    cause = names.name(names.CAUSES, last["cause"])
    if cause != "ioctl":
        return cause
    return f"{last['comm'].string()} ({int(last['pid'])})"


def _row(con, foreground):
    num = int(con["num"])
    return (f"{'*' if num == foreground else ' '}{num}",
            names.name(names.KBDMODES, con["kbd"]["kbdmode"]),
            names.name(names.KDMODES, con["kdmode"]),
            names.name(names.VTMODES, con["owner"]["mode"]["mode"]),
            str(state.pid_number(con["owner"]["pid"]) or "-"),
            _setter(con))


def consoles(which=None):
    """vtkbd-consoles [all]

    The consoles that are in use, or all 63: keyboard mode, screen mode, who is asked
    before a switch (VT_SETMODE) and its process, who set the keyboard mode last. A star
    marks the foreground."""
    if which not in (None, "all"):
        raise gdb.error(f"{which}: neither nothing nor all")
    foreground = int(state.seat()["fg"])
    return table([HEAD, *(_row(con, foreground) for con in state.consoles()
                          if which or con["allocated"])])


def register():
    Command("vtkbd-consoles", consoles)
