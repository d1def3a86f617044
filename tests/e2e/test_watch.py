# SPDX-License-Identifier: GPL-2.0
"""vtkbdctl watch and changes that come faster than it looks."""
import shutil

import pyte
import pytest

from .desk import Desk, poll

QUICK = ("raw", "xlate", "off", "unicode")


def told(watch):
    """The actions on the screen, the latest first, without the times and who it was."""
    screen = pyte.Screen(80, 24)
    pyte.ByteStream(screen).feed(watch.out)
    return [line[10:].partition(" by pid")[0] + " by pid" for line in screen.display
            if " by pid " in line]


WATCH = ("exec 3<>/tmp/typed; TERM=linux exec script -q -e -c "
         "'stty rows 24 cols 80; exec vtkbdctl watch {}' /dev/null <&3")


@pytest.mark.parametrize("base, option", [("/dev/tty", "--vt"), ("/dev/vtkbd", "")])
def test_no_console_is_kept_open(stock_vm, base, option):
    """It could not be deallocated, and the secure attention key would end watch."""
    Desk(stock_vm)
    stock_vm.install(shutil.which("script"))
    stock_vm.sh(f"mkfifo /tmp/typed; chvt 7 <{base}1")
    watch = stock_vm.spawn(WATCH.format(option))
    watch.wait_for(rb"q quits")
    stock_vm.sh(f"chvt 1 <{base}1")
    poll("console 7 given up", lambda: not stock_vm.run(f"deallocvt 7 <{base}1").status)
    assert '"console":7,' not in stock_vm.sh(f"vtkbdctl list --json {option}").replace(" ", "")
    stock_vm.sh("printf q >/tmp/typed")
    assert watch.wait(10).status == 0


def test_every_change_of_a_mode_is_told(stock_vm):
    desk = Desk(stock_vm)
    stock_vm.install(shutil.which("script"))
    stock_vm.sh("vtkbdctl set 2 unicode; mkfifo /tmp/typed")
    watch = stock_vm.spawn(WATCH.format(""))
    watch.wait_for(rb"q quits")
    pid = stock_vm.sh("pidof vtkbdctl").strip()
    stock_vm.sh("; ".join([f"kill -STOP {pid}",
                           *(f"vtkbdctl set 2 {mode} --force" for mode in QUICK),
                           f"kill -CONT {pid} $(pidof script)"]))    # that stops itself, too
    wanted = [f"console 2: {a} -> {b} by pid" for a, b in zip(("unicode", *QUICK), QUICK)]
    poll("all of them", lambda: told(watch) == wanted[::-1])
    stock_vm.sh("printf q >/tmp/typed")
    assert watch.wait(10).status == 0
    assert desk.console(2)["kbdmode"] == "unicode"
