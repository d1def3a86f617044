# SPDX-License-Identifier: GPL-2.0
"""vtkbdctl watch and changes that come faster than it polls."""
import shutil
from pathlib import Path

import pyte
import pytest

from .desk import Desk, poll

QUICK = ("raw", "xlate", "off", "unicode")


def shown(watch):
    """The screen."""
    screen = pyte.Screen(80, 24)
    pyte.ByteStream(screen).feed(watch.out)
    return "\n".join(screen.display)


def told(watch):
    """The actions on the screen, the latest first, without times and processes."""
    return [line[10:].partition(" by pid")[0] + " by pid" for line in shown(watch).split("\n")
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


def watch_while(vm, *commands):
    """vtkbdctl watch, which polls before the commands and then after all of them."""
    vm.install(shutil.which("script"))
    vm.sh("mkfifo /tmp/typed")
    watch = vm.spawn(WATCH.format(""))
    watch.wait_for(rb"q quits")
    pid = vm.sh("pidof vtkbdctl").strip()
    vm.sh("; ".join([f"kill -STOP {pid}", *commands,
                     f"kill -CONT {pid} $(pidof script)"]))    # that stops itself, too
    return watch


def test_what_was_told_is_not_told_again_for_what_is_forgotten(stock_vm):
    """Of ten consecutive changes by one user eight are kept, after older ones."""
    Desk(stock_vm)
    stock_vm.compile(Path(__file__).with_name("asks.c"))
    stock_vm.sh(": </dev/vtkbd2; vtkbdctl set 2 off --force")
    watch = watch_while(stock_vm, "asks 65534 /dev/vtkbd2 set=3,10")
    wanted = ["console 2: unicode -> unicode by pid"]
    poll("eight of them", lambda: told(watch) == wanted and "(8 times)" in shown(watch))
    watch.wait_for(rb"console 2: 2 modes that are not remembered")
    stock_vm.sh("printf q >/tmp/typed")
    assert watch.wait(10).status == 0


def test_every_change_of_a_mode_is_told(stock_vm):
    desk = Desk(stock_vm)
    stock_vm.sh("vtkbdctl set 2 unicode")
    watch = watch_while(stock_vm, *(f"vtkbdctl set 2 {mode} --force" for mode in QUICK))
    wanted = [f"console 2: {a} -> {b} by pid" for a, b in zip(("unicode", *QUICK), QUICK)]
    poll("all of them", lambda: told(watch) == wanted[::-1])
    stock_vm.sh("printf q >/tmp/typed")
    assert watch.wait(10).status == 0
    assert desk.console(2)["kbdmode"] == "unicode"
