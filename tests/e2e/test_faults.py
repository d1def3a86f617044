# SPDX-License-Identifier: GPL-2.0
"""VTKBD_SET_FAULT: a console on which ioctls fail or come late, and its owner's signals come late,
twice or not at all. Structures of other sizes are in test_sizes.py."""
import json
import re
import signal
from pathlib import Path

import pytest

from vm import build
from vm.errors import BuildError

from .desk import Desk, poll

HERE = Path(__file__).parent
FAILS = "ioctl,error,cmd=KDSKBMODE,error=5"
LATE = "ioctl,delay,cmd=KDSKBMODE,delay={}"
CALL = "call=KDSKBMODE:2"


@pytest.fixture(name="vm")
def fixture_vm(stock_vm):
    Desk(stock_vm)
    stock_vm.compile(HERE / "faults.c")
    return stock_vm


def said(vm, *steps, console=3, program="faults"):
    return vm.sh(f"{program} {console} {' '.join(repr(step) for step in steps)}", 120).splitlines()


def results(lines):
    """Without the times."""
    return [re.sub(r" after \d+$", "", line) for line in lines]


def after(line):
    """The time of a line, in ms."""
    return int(line.rpartition(" after ")[2])


def kbdmode(vm, console=3):
    return json.loads(vm.sh("vtkbdctl list --all --json"))["consoles"][console - 1]["kbdmode"]


def holder(vm, *steps, console=3):
    """A program that has rules until it is killed."""
    command = vm.spawn(f"exec faults {console} {' '.join(repr(step) for step in steps)} stay")
    command.wait_for(rb"set 0")
    return command


# -- ioctls -----------------------------------------------------------------------------


def check_ioctls(vm, program="faults"):
    """Fails once, then does nothing more; its own process is left alone; others and other
    consoles, too."""
    steps = [f"set={FAILS},skip=1,count=2", "self=KDSKBMODE:1", CALL, CALL, "call=KDGKBMODE:0",
             "self=KDSKBMODE:0", CALL, CALL, "get=4", "close", CALL]
    assert results(said(vm, *steps, program=program)) == [
        "set 0 cloexec", "self 0", "call 0", "call EIO", "call 0", "self 0", "call EIO", "call 0",
        "get console 3, 1 rules: 2/2", "close 0", "call 0"]


def test_an_ioctl_fails_as_often_as_the_rule_says(vm):
    check_ioctls(vm)
    said(vm, f"set={FAILS}", "self=KDSKBMODE:1", "call=KDSKBMODE:2")
    assert kbdmode(vm) == "xlate", "what fails does nothing"
    rules = holder(vm, f"set={FAILS}")
    assert results(said(vm, "self=KDSKBMODE:1", console=4)) == ["self 0"]
    assert results(said(vm, "self=KDSKBMODE:1")) == ["self EIO"]
    rules.kill()


def test_an_ioctl_of_a_32_bit_program_fails(vm):
    try:
        vm.install(build.program(HERE / "faults.c", "-m32"), "faults32")
    except BuildError as error:
        pytest.fail(f"is Debian's gcc-multilib installed?\n{error}", pytrace=False)
    check_ioctls(vm, "faults32")
    rules = holder(vm, f"set={FAILS},count=1")
    assert results(said(vm, "self=KDSKBMODE:1", program="faults32")) == ["self EIO"]
    rules.kill()


def test_any_ioctl_that_comes_to_the_console(vm):
    """One that the line discipline handles is; one that the tty core handles is not."""
    rules = "+".join(f"ioctl,error,cmd={name},error=16" for name in ("TCFLSH", "TIOCGPGRP", "1"))
    assert results(said(vm, f"set={rules}", "call=TCFLSH:0", "call=TIOCGPGRP:0", "call=1:0",
                        "get=3")) == [
        "set 0 cloexec", "call EBUSY", "call ENOTTY", "call EBUSY",
        "get console 3, 3 rules: 1/0 0/0 1/0"]


def test_a_delayed_ioctl_runs_later_or_not_at_all(vm):
    lines = said(vm, f"set={LATE.format(400)}", CALL, "interrupt=KDSKBMODE:4", "close", CALL)
    assert results(lines) == ["set 0 cloexec", "call 0", "interrupt EINTR", "close 0", "call 0"]
    assert after(lines[1]) >= 400 > after(lines[2]) >= 100
    assert after(lines[4]) < 400 and kbdmode(vm) == "mediumraw"


def test_a_delayed_ioctl_runs_when_the_rules_end(vm):
    lines = said(vm, f"set={LATE.format(60000)}", "under=200:KDSKBMODE:1")
    assert results(lines) == ["set 0 cloexec", "under 0"]
    assert 200 <= after(lines[1]) < 20000 and kbdmode(vm) == "xlate"


def test_the_first_rule_that_matches_decides(vm):
    rules = f"{FAILS},skip=1,count=1+{LATE.format(300)}"
    lines = said(vm, f"set={rules}", CALL, CALL, CALL, "get=1", "get=0", "get=17")
    assert results(lines) == ["set 0 cloexec", "call 0", "call EIO", "call 0",
                              "get console 3, 2 rules: 1/1", "get console 3, 2 rules:",
                              "get console 3, 2 rules: 1/1 1/0"]
    assert after(lines[1]) < 300 <= after(lines[3])


# -- signals -----------------------------------------------------------------------------

SWITCH = ["own", "go=3", "at=3", "hear=1"]


def switched(vm, rules, *steps):
    """Console 3 has an owner and is in the foreground; then rules, a switch, and steps."""
    lines = said(vm, *SWITCH, f"set={rules}", "go=1", *steps)
    assert results(lines[:6]) == ["own 0", "go 0", "at 3", "heard a", "set 0 cloexec", "go 0"]
    return lines[6:]


def test_a_release_signal_that_comes_late(vm):
    lines = switched(vm, "release,delay,delay=500", "hear=1", "at=1", "get=1")
    assert results(lines) == ["heard r", "at 1", "get console 3, 1 rules: 1/0"]
    assert after(lines[0]) >= 500


def test_a_delayed_signal_is_sent_when_the_rules_end(vm):
    """Several, in the order in which they were due: the switch is asked for again and again."""
    lines = switched(vm, "release,delay,delay=60000", "quiet=300", "go=1", "go=2", "close",
                     "hear=1", "at=2")
    assert results(lines) == ["quiet -", "go 0", "go 0", "close 0", "heard r", "at 2"]


def test_a_delayed_signal_that_is_due_before_another(vm):
    """The console was given back without the first, which then comes when nothing is pending."""
    lines = switched(vm, "release,delay,delay=60000+acquire,delay,delay=300",
                     "self=VT_RELDISP:1", "at=1", "go=3", "hear=1", "close", "hear=1")
    assert results(lines) == ["self 0", "at 1", "go 0", "heard a", "close 0", "heard R"]
    assert 300 <= after(lines[3]) < 20000


def test_more_delayed_signals_than_there_is_room_for(vm):
    """None is lost; the first is sent."""
    lines = switched(vm, "release,delay,delay=60000",
                     *(step for _ in range(20) for step in ("go=2", "quiet=20")),
                     "at=2", "close")
    assert "quiet r" in lines and lines[-2:] == ["at 2", "close 0"]


def test_a_release_signal_that_is_not_sent(vm):
    lines = switched(vm, "release,drop,count=1", "quiet=300", "at=3", "get=1", "go=1", "hear=1",
                     "at=1")
    assert results(lines) == ["quiet -", "at 3", "get console 3, 1 rules: 1/1", "go 0", "heard r",
                              "at 1"]


def test_a_release_signal_that_is_sent_twice(vm):
    """The second comes when nothing is pending any more: VT_RELDISP is EINVAL."""
    assert results(switched(vm, "release,repeat", "hear=2", "at=1", "quiet=300")) == [
        "heard r", "heard R", "at 1", "quiet -"]


def test_acquire_signals(vm):
    """Late, twice, not at all; the console is in the foreground at once."""
    lines = said(vm, "own", "set=acquire,delay,delay=500,count=1+acquire,repeat,count=1+"
                 "acquire,drop,count=1", *("go=3", "at=3", "hear=1", "go=1", "hear=1", "at=1"),
                 *("go=3", "at=3", "hear=2", "go=1", "hear=1", "at=1"),
                 *("go=3", "at=3", "quiet=300", "go=1", "hear=1", "at=1"),
                 *("go=3", "at=3", "hear=1", "get=3"))
    assert results(lines) == [
        "own 0", "set 0 cloexec", "go 0", "at 3", "heard a", "go 0", "heard r", "at 1",
        "go 0", "at 3", "heard a", "heard a", "go 0", "heard r", "at 1",
        "go 0", "at 3", "quiet -", "go 0", "heard r", "at 1",
        "go 0", "at 3", "heard a", "get console 3, 3 rules: 1/1 1/1 1/1"]
    assert after(lines[4]) >= 500


def test_an_owner_that_died_is_found_as_ever(vm):
    """It counts for no rule."""
    owner = vm.spawn("exec faults 3 own go=3 at=3 hear=1 stay")
    owner.wait_for(rb"heard a")
    rules = holder(vm, "set=release,drop")
    owner.kill()
    owner.wait(10)
    assert said(vm, "go=1", "at=1") == ["go 0", "at 1"]
    assert rules.running
    rules.kill()


# -- the end of the rules -------------------------------------------------------------------


def test_one_set_of_rules_a_console_until_the_last_descriptor_is_closed(vm):
    """Whatever becomes of the process that set them."""
    assert said(vm, f"set={FAILS}", f"other={FAILS}")[1:] == ["other EBUSY"]
    assert said(vm, f"other={FAILS}") != ["other EBUSY"], "that of a process that ended"
    keep, = re.findall(r"keep (\d+)", vm.run(f"faults 3 set={FAILS} keep die").text)
    assert results(said(vm, "self=KDSKBMODE:1", f"other={FAILS}")) == ["self EIO", "other EBUSY"]
    vm.sh(f"kill -9 {keep}")
    poll("the rules' end", lambda: results(said(vm, "self=KDSKBMODE:1")) == ["self 0"])
    rules = holder(vm, f"set={FAILS}", console=0)
    assert results(said(vm, "self=KDSKBMODE:1", console=1)) == ["self EIO"], "the foreground one"
    rules.kill(signal.SIGKILL)
    rules.wait(10)
    assert results(said(vm, "self=KDSKBMODE:1", console=1)) == ["self 0"]


def test_the_console_and_the_module_may_not_go_before(vm):
    """The rules outlive a life of the console; the descriptor holds the module."""
    rules = holder(vm, f"set={FAILS}", "shut")
    rules.wait_for(rb"shut 0")
    poll("VT_DISALLOCATE", lambda: vm.run("deallocvt 3 </dev/vtkbd1").status == 0)
    assert vm.run("rmmod vtkbd").status != 0
    assert results(said(vm, "self=KDSKBMODE:1")) == ["self EIO"]
    rules.kill()
    rules.wait(10)
    poll("rmmod", lambda: vm.run("rmmod vtkbd").status == 0)


# -- what is refused, and what is told ---------------------------------------------------------

REFUSED = ["9,drop", "release,9", "release,error,error=5", "ioctl,drop,cmd=KDSKBMODE",
           "ioctl,error,error=5", "ioctl,error,cmd=KDSKBMODE", FAILS + ",error=512",
           FAILS + ",delay=1", "ioctl,error,cmd=0x8050bd07,error=5", FAILS + ",hits=1",
           "release,drop,cmd=KDSKBMODE", "release,delay", "release,delay,delay=60001",
           "+".join([FAILS] * 17), f"{FAILS}+release,error"]


def test_a_rule_that_is_none(vm):
    lines = said(vm, *(f"set={rules}" for rules in REFUSED))
    assert dict(zip(REFUSED, lines)) == dict.fromkeys(REFUSED, "set EINVAL")
    assert said(vm, f"set={'+'.join([FAILS] * 16)}") == ["set 0 cloexec"]
    assert said(vm, "user", "set=9,drop") == ["user 0", "set EPERM"], "before all else"


def test_the_trace_tells_of_it(vm):
    """Whose ioctl it was, and that a signal is the kernel's."""
    vm.sh("echo 1 >/sys/kernel/tracing/events/vtkbd/vtkbd_fault/enable")
    text, told = (vm.spawn(f"exec vtkbdctl trace {args}") for args in ("", "--json"))
    for command in (text, told):
        command.wait_for(b"listening", 30, "err")
    switched(vm, f"{FAILS},count=1+{LATE.format(9)}+release,drop,count=1+release,delay,delay=7,"
             "count=1+release,repeat", CALL, CALL, "quiet=200", "go=1", "hear=1", "go=3", "at=3",
             "go=1", "hear=3")
    for pattern in (rb"fault     console 3: ioctl 0x4b45 fails with EIO, by pid \d+ faults \(uid 0\)",
                    rb"fault     console 3: ioctl 0x4b45 comes 9 ms late, by pid \d+ faults",
                    rb"fault     console 3: release signal is not sent, by the kernel",
                    rb"fault     console 3: release signal comes 7 ms late, by the kernel",
                    rb"fault     console 3: release signal is sent twice, by the kernel"):
        text.wait_for(pattern)
    told.wait_for(rb'"act":"repeat"')
    faults = [line for line in map(json.loads, told.out.splitlines()) if line["event"] == "fault"]
    assert [(f["what"], f["act"], f["cmd"], f["error"], f["delay_ms"]) for f in faults] == [
        ("release", "drop", None, None, None), ("ioctl", "error", 0x4b45, "EIO", None),
        ("ioctl", "delay", 0x4b45, None, 9), ("release", "delay", None, None, 7),
        ("release", "repeat", None, None, None)]
    lines = vm.sh("grep -o 'vtkbd_fault: .*' /sys/kernel/tracing/trace").splitlines()
    assert lines[1] == "vtkbd_fault: console=3 what=ioctl act=error cmd=0x4b45 error=5 delay_ms=0"
    assert lines[-1] == "vtkbd_fault: console=3 what=release act=repeat cmd=0x0 error=0 delay_ms=0"
    for command in (text, told):
        command.kill(signal.SIGTERM)
