# SPDX-License-Identifier: GPL-2.0
"""vtkbdctl on a console on which a user without privileges is logged in. He has the rights of
the session on that console, and these are enough to restore it. vtkbd's consoles are read
through node 0, so the user needs access to that node.
"""
import shutil

import pytest

from .desk import Desk, poll

BASES = {"vt": ("--vt", "/dev/tty4"), "vtkbd": ("", "/dev/vtkbd4")}
BEFORE, CLAIMED = ("unicode", "text", "auto"), ("off", "graphics", "process")
COPY = "mkdir -p /tmp/own; cp -r /share/bin /share/lib /tmp/own; chmod -R a+rwX /tmp/own"


class Login:
    """Console 4 and a session of user 1000 on it."""

    def __init__(self, vm, args, node):
        self.desk, self.vm, self.args, self.node = Desk(vm), vm, args, node
        for program in ("setpriv", "ps"):
            vm.install(shutil.which(program))
        vm.sh(f"{COPY}; : >{node}; chown 1000 {node}; chmod 600 {node}; "
              "chmod 666 /dev/vtkbd0; "
              f"vtkbdctl set 4 unicode {args}")
        self.holder = vm.spawn(f"exec tail -f /dev/null <{node}")

    def start(self, command):
        """As a child of the session's shell; `exec` makes it the session's leader."""
        return self.vm.spawn(
            "export PATH=/tmp/own/bin:$PATH LD_LIBRARY_PATH=/tmp/own/lib; "
            "exec setpriv --reuid 1000 --regid 1000 --clear-groups "
            f"setsid -c -w sh -c '{command}' <>{self.node}")

    def claim(self, program, before=""):
        return self.start(f"{before} vtkbdctl claim {self.args} -- {program}")

    def modes(self):
        con = self.desk.listing(self.args)["consoles"][3]
        return con["kbdmode"], con["kdmode"], con["vtmode"]

    def wait_modes(self, modes):
        poll(f"{modes}", lambda: self.modes() == modes)

    def kill(self, command):
        """The oldest process of that name: the guard is also called vtkbdctl."""
        kill = (f"kill -9 $(ps -eo pid=,args= | grep '^ *[0-9]* {command}' | sort -n | "
                "head -n 1 | sed 's/^ *//; s/ .*//')")
        poll(command, lambda: self.vm.run(kill).status == 0)


@pytest.fixture(params=BASES)
def login(request, stock_vm):
    login = Login(stock_vm, *BASES[request.param])
    yield login
    login.holder.kill()


def test_what_he_left_behind_he_can_put_right(login):
    """The user can open neither node 0 nor any other console."""
    login.vm.sh("chmod 600 /dev/tty0")
    left = login.start(f"vtkbdctl set 4 off --force {login.args}; "
                       f"vtkbdctl doctor 4 {login.args}; vtkbdctl restore 4 --force {login.args}")
    result = left.wait(20)
    assert (result.status, result.errtext) == (0, "")
    assert "console 4: text off -> text unicode, auto\n" in result.text
    assert login.modes() == BEFORE


def test_a_program_that_ends(login):
    claimed = login.claim('sh -c "tty; exit 5"')
    result = claimed.wait(20)
    assert (result.status, result.text, result.errtext) == (5, f"{login.node}\n", "")
    assert login.modes() == BEFORE


@pytest.mark.parametrize("shell", ["", "exec"], ids=["job", "leader"])
@pytest.mark.parametrize("victim", ["sleep 777", "vtkbdctl claim"])
def test_whoever_is_killed_the_console_is_put_back(login, victim, shell):
    """It leads the session: the session ends with it, and with the session the right to the
    console."""
    claimed = login.claim("sleep 777", shell)
    login.wait_modes(CLAIMED)
    login.kill(victim)
    claimed.wait(20)
    login.wait_modes(BEFORE)
    assert login.vm.run("pidof sleep").status != 0


def test_a_session_that_ends(login):
    """The session leader is killed: programs on the terminal get SIGHUP and lose their rights
    to it."""
    login.claim("sleep 777", "echo $$ >/tmp/own/leader;")
    login.wait_modes(CLAIMED)
    login.vm.sh("kill -9 $(cat /tmp/own/leader)")
    login.wait_modes(BEFORE)
