# SPDX-License-Identifier: GPL-2.0
"""vtkbdctl claim, restore, history and doctor on real consoles: what a command or vtkbdctl
itself leaves behind when it is killed, and what is found and fixed after others.
"""
import json
import re

import pytest

from .desk import Desk, poll

BASES = {"vt": ("--vt", "/dev/tty"), "vtkbd": ("", "/dev/vtkbd")}


@pytest.fixture(params=BASES)
def place(request, stock_vm):
    """(desk, args, node of console 2), with a program that keeps console 2 in use."""
    desk = Desk(stock_vm)
    args, base = BASES[request.param]
    holder = stock_vm.reader(f"{base}2")
    yield desk, args, f"{base}2"
    holder.kill()


def modes(desk, args):
    con = desk.listing(args)["consoles"][1]
    return con["kbdmode"], con["kdmode"], con["vtmode"]


BEFORE, CLAIMED = ("xlate", "text", "auto"), ("off", "graphics", "process")


def claim(desk, args, command):
    desk.vm.sh(f"vtkbdctl set 2 xlate {args}")
    claimed = desk.vm.spawn(f"exec vtkbdctl claim -c 2 {args} -- {command}")
    poll("the claim", lambda: modes(desk, args) == CLAIMED)
    return claimed


def test_a_command_has_the_console_until_it_ends(place):
    desk, args, _ = place
    desk.vm.sh("mkfifo /tmp/end")
    claimed = claim(desk, args, "sh -c 'read line </tmp/end; exit 5'")
    desk.vm.sh("echo >/tmp/end")
    assert claimed.wait(20).status == 5
    assert modes(desk, args) == BEFORE


@pytest.mark.parametrize("victim", ["command", "vtkbdctl"])
def test_whoever_is_killed_the_console_is_put_back(place, victim):
    desk, args, _ = place
    claimed = claim(desk, args, "sleep 777")
    if victim == "command":
        desk.vm.sh("kill -9 $(pidof sleep)")
        assert claimed.wait(20).status == 137
    else:
        # The watchdog is in another session: pidof prints it first or last.
        first = re.search(r"\d+", desk.vm.sh(
            "for p in $(pidof vtkbdctl); do grep -l 'claim' /proc/$p/cmdline; done; "
            "ps -o pid,args | grep '[v]tkbdctl claim' | sort -n | head -1").split("\n")[-2])
        desk.vm.sh(f"kill -9 {first[0]}")
        claimed.wait(20)
        poll("the command's end", lambda: desk.vm.run("pidof sleep").status != 0)
    poll("what was before", lambda: modes(desk, args) == BEFORE)


def test_the_claimer_lets_others_switch(place):
    desk, args, node = place
    claimed = claim(desk, args, "sleep 777")
    fg = desk.seat(args)["foreground_console"]
    for number in (2, fg):
        desk.vm.sh(f"chvt {number} <{node}", timeout=10)
        assert desk.seat(args)["foreground_console"] == number
    claimed.kill(15)
    claimed.wait(10)
    poll("what was before", lambda: modes(desk, args) == BEFORE)


@pytest.mark.parametrize("args", ["--vt", ""])
def test_a_console_that_was_not_there_goes_again(stock_vm, args):
    desk = Desk(stock_vm)
    stock_vm.sh(f"vtkbdctl claim -c 40 {args} -- true")
    assert not desk.listing(args)["consoles"][39]["allocated"]


def doctor(desk, args):
    result = desk.vm.run(f"vtkbdctl doctor --json {args}")
    top = json.loads(result.text)
    assert result.status == bool(top["findings"])
    return {f["check"]: f for f in top["findings"] if f["console"] == 2}


def test_doctor_finds_and_its_command_fixes(place):
    desk, args, node = place
    assert doctor(desk, args) == {}
    desk.vm.sh(f"vtkbdctl set 2 off --force {args}")
    desk.vm.sh(f"stty -F {node} raw -echo")
    found = doctor(desk, args)
    if args:        # the test's own cat has it open, and the kernel does not record who set it
        assert found == {}
        desk.vm.sh(f"vtkbdctl set 2 unicode {args}")
    else:
        assert set(found) == {"dead-keyboard"}
        assert "vtkbdctl" in found["dead-keyboard"]["evidence"]
        desk.vm.sh(found["dead-keyboard"]["fix"])
    assert doctor(desk, args) == {}


@pytest.mark.parametrize("args, base", BASES.values(), ids=BASES)
def test_doctor_and_restore_after_a_dead_display_server(stock_vm, args, base):
    """Graphics, keyboard in unicode, no owner: the state of the first bug report, and the
    fix."""
    desk = Desk(stock_vm)
    stock_vm.sh(f"openvt -f -c 2 true; : <{base}2")
    stock_vm.compile(__file__.replace("test_claim.py", "abandon.c"))
    stock_vm.sh(f"abandon {base}2 unicode")
    assert set(doctor(desk, args)) == {"leaking-keys", "dead-owner"}
    stock_vm.sh(f"abandon {base}2 off")
    found = doctor(desk, args)
    assert set(found) == {"dead-owner"}
    stock_vm.sh(found["dead-owner"]["fix"])
    assert modes(desk, args) == ("unicode", "text", "auto")
    assert doctor(desk, args) == {}
    if not args:
        past = json.loads(stock_vm.sh("vtkbdctl history 2 --json"))["history"]
        assert [(h["comm"], h["to"]) for h in past] == [
            ("abandon", "unicode"), ("abandon", "off"), ("vtkbdctl", "unicode")]


@pytest.mark.parametrize("args, shown", [("--vt", "cat /dev/vcs"),
                                         ("", "timeout 9 vtkbdctl attach fg </dev/null")])
def test_what_is_said_does_not_go_to_a_console(stock_vm, args, shown):
    """If standard output is closed, the first opened device would get its descriptor."""
    Desk(stock_vm)
    result = stock_vm.run(f"vtkbdctl list --all --json {args} >&-")
    assert (result.status, result.errtext) == (
        1, "vtkbdctl: standard output: Bad file descriptor\n")
    assert "foreground" not in stock_vm.sh(shown)


@pytest.mark.parametrize("args, base", BASES.values(), ids=BASES)
def test_doctor_finds_two_sessions_that_read_one_console(stock_vm, args, base):
    desk = Desk(stock_vm)
    first = stock_vm.spawn(f"exec setsid -c -w cat <>{base}2")
    poll("the first", lambda: stock_vm.run("pidof cat").status == 0)
    second = stock_vm.spawn(f"exec setsid -w cat <>{base}2")
    found = poll("both", lambda: doctor(desk, args))
    assert set(found) == {"two-sessions"}
    stock_vm.sh(found["two-sessions"]["fix"])
    second.wait(10)
    assert doctor(desk, args) == {} and first.running
    first.kill()


def test_a_node_that_is_missing_hides_no_other_console(stock_vm):
    desk = Desk(stock_vm)
    holder = stock_vm.reader("/dev/tty2")
    stock_vm.sh("vtkbdctl set 1 off --vt --force; mv /dev/tty0 /dev/x0; mv /dev/tty2 /dev/x2")
    result = stock_vm.run("vtkbdctl doctor --vt --json")
    top = json.loads(result.text)
    assert (result.status, result.errtext) == (1, "vtkbdctl: /dev/tty2: no such device\n")
    assert [(f["check"], f["console"]) for f in top["findings"]] == [("dead-keyboard", 1)]
    assert top["complete"] is False
    stock_vm.sh("vtkbdctl restore fg --vt")
    result = stock_vm.run("vtkbdctl list --vt")
    assert result.status == 3 and "1*   unicode" in result.text
    stock_vm.sh("mv /dev/x0 /dev/tty0; mv /dev/x2 /dev/tty2")
    assert desk.listing("--vt")["consoles"][1]["kbdmode"] == "unicode"
    holder.kill()


def test_a_program_that_wants_raw_keys_keeps_them_while_it_lives(place):
    desk, args, node = place
    game = desk.vm.spawn(f"exec showkey -s <>{node} >&0")
    poll("raw", lambda: modes(desk, args)[0] == "raw")
    assert doctor(desk, args) == {}
    refused = desk.vm.run(f"vtkbdctl restore 2 {args}")
    assert refused.status == 1 and "has it and lives" in refused.errtext
    assert modes(desk, args) == ("raw", "text", "auto")
    game.kill()
    poll("its end", lambda: desk.vm.run("pidof showkey").status)
    desk.vm.sh(f"vtkbdctl restore 2 {args} {'--force' if args else ''}")    # place has a cat
    assert modes(desk, args) == ("unicode", "text", "auto")


def test_lights_are_blamed_on_whose_they_are(stock_vm):
    """vtkbd's LEDs while it has the keyboard; and no LED that shows something else on
    purpose."""
    desk = Desk(stock_vm, "grab=1")
    caps, scroll = (f"/sys/class/leds/*::{name}lock" for name in ("caps", "scroll"))
    desk.press(("caps_lock",))
    poll("the light", lambda: stock_vm.sh(f"cat {caps}/brightness") != "0\n")

    def found():
        tops = [json.loads(stock_vm.run(f"vtkbdctl doctor --json {args}").text)
                for args in ("", "--vt")]
        return {f["check"] for top in tops for f in top["findings"]}
    assert found() == {"withheld-keyboard"}     # from the kernel's consoles
    desk.press(("caps_lock",))
    stock_vm.sh(f"echo 0 >/sys/module/vtkbd/parameters/grab; echo 1 | tee {scroll}/brightness")
    assert found() == {"wrong-leds"}
    stock_vm.sh(f"echo none | tee {scroll}/trigger; echo 1 | tee {scroll}/brightness")
    assert found() == set()


def test_doctor_tells_the_age_of_a_pending_switch(stock_vm):
    desk = Desk(stock_vm)
    stock_vm.compile(__file__.replace("test_claim.py", "abandon.c"))
    holder = stock_vm.spawn("exec abandon /dev/vtkbd1 off stay")
    poll("an owner", lambda: desk.console(1)["vtmode"] == "process")
    stock_vm.sh("vtkbdctl set 2 unicode; (chvt 2 </dev/vtkbd1 &) >/dev/null 2>&1")

    def pending():
        found = json.loads(stock_vm.run("vtkbdctl doctor 1 --json").text)["findings"]
        return [f for f in found if f["check"] == "pending-switch"]
    (found,) = poll("a pending switch", pending, 20)
    assert re.search(r"asked [1-9]\d* s ago to let console 2 .*: abandon \(pid \d+\)",
                     found["evidence"])
    holder.kill()
    stock_vm.sh("pkill chvt; true")
