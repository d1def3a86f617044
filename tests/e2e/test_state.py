# SPDX-License-Identifier: GPL-2.0
"""The state of a console that is no mode: switches locked, output stopped, keys changed by what
a program wrote, who else reads it. The kernel's own console is in the same state, and each fix is
run as it is printed.
"""
import json
from pathlib import Path

import pytest

from .desk import Desk, poll

NODES = {"--vt": "/dev/tty1", "": "/dev/vtkbd1"}
HERE = Path(__file__).parent
LONG = 90       # seconds: some tools, one after the other, on an emulated CPU


@pytest.fixture
def desk(stock_vm):
    return Desk(stock_vm)


def findings(desk, args):
    found = json.loads(desk.vm.run(f"vtkbdctl doctor --json {args}", LONG).text)["findings"]
    return {f["check"]: f for f in found}


def session(desk, node, settings=":", command="exec cat"):
    """A session whose controlling terminal the console is, with a cooked terminal."""
    started = desk.vm.spawn(f"TERM=linux setsid -c sh -c 'stty sane; {settings}; echo ready >&2; {command}' "
                            f"<>{node} >&0; exit $?")
    started.wait_for(rb"ready\n", LONG, "err")
    return started


def found_and_fixed(desk, args, check):
    """What is found there, alone; its fix is run as printed, and then nothing is found."""
    (found,) = findings(desk, args).values()
    assert found["check"] == check
    desk.vm.sh(found["fix"], LONG)
    return found


def test_output_that_is_stopped_starts_again(desk):
    sessions = [session(desk, node) for node in NODES.values()]
    assert [findings(desk, args) for args in NODES] == [{}, {}]
    desk.press(("scroll_lock",))
    for args, node in NODES.items():
        writer = desk.vm.spawn(f"exec 2>&1; echo begins; echo text >{node}; echo written")
        writer.wait_for(b"begins\n")
        assert b"written" not in writer.out
        poll("a writer", lambda a=args: "waits to write" in
             findings(desk, a)["stopped-output"]["evidence"], LONG)
        found = found_and_fixed(desk, args, "stopped-output")
        assert found["fix"] == " ".join(["vtkbdctl restore 1 --soft", args]).strip()
        writer.wait_for(b"written\n", 20)
        assert findings(desk, args) == {}
        leds = desk.listing(args)["consoles"][0]["leds"]
        assert leds == [], "the flag goes with it, as with the key"
    assert all(s.running for s in sessions)


def test_restore_starts_output_and_leaves_a_flag_that_stops_nothing(desk):
    for args, node in NODES.items():
        started = session(desk, node)
        desk.vm.sh(f"setleds +scroll <{node}; vtkbdctl restore 1 {args}")
        assert desk.listing(args)["consoles"][0]["leds"] == ["scroll"]
        desk.vm.sh(f"setleds -scroll <{node}")
        assert started.running
    desk.press(("scroll_lock",))
    for args, node in NODES.items():
        desk.vm.sh(f"vtkbdctl restore 1 {args}; echo text >{node}", 20)
        assert desk.listing(args)["consoles"][0]["leds"] == []


def test_what_a_program_wrote_is_undone(desk):
    readers = desk.readers()
    fresh = desk.both(readers, ("up",), ("kp_5",), ("ret",))
    for node in NODES.values():
        desk.vm.sh(rf"printf '\033[?1h\033=\033[20h\033[?8l' >{node}")
    left = desk.both(readers, ("up",), ("kp_5",), ("ret",))
    assert left[0] == left[1] != fresh[0]
    assert findings(desk, "") == {}, "nothing waits for a line in a session"
    for args in NODES:
        desk.vm.sh(f"vtkbdctl restore 1 --soft {args}")
    assert desk.both(readers, ("up",), ("kp_5",), ("ret",)) == fresh
    for reader in readers:
        reader.kill()
    session(desk, NODES[""], command="read line")
    desk.vm.sh(rf"printf '\033[?1h\033=' >{NODES['']}")
    found = found_and_fixed(desk, "", "left-modes")
    assert "application keypad (ESC =), application cursor keys" in found["evidence"]
    assert findings(desk, "") == {}


@pytest.mark.parametrize("args", NODES)
def test_locked_switches_are_unlocked_for_who_waits(desk, args):
    desk.vm.compile(HERE / "lockswitch.c")
    node = NODES[args]
    other = desk.vm.reader(node.replace("1", "2"))
    desk.vm.sh(f"lockswitch {node}")
    assert set(findings(desk, args)) == (set() if args else {"locked-switches"})
    waiting = desk.vm.spawn(f"exec chvt 2 <{node}")
    poll("chvt waits", lambda: "chvt" in findings(desk, args).get(
        "locked-switches", {"evidence": ""})["evidence"], LONG)
    desk.vm.sh(f"vtkbdctl restore 1 {args}")
    assert waiting.running, "what a display server's pending switch needs is not enough"
    found_and_fixed(desk, args, "locked-switches")
    assert waiting.wait(20).status == 0
    assert desk.seat(args)["foreground_console"] == 2
    assert findings(desk, args) == {} and other.running


READERS = ["read", "poll", "ppoll", "select", "epoll", "io_uring", "thread"]


def test_a_reader_is_one_by_any_call(desk):
    """None of them leads a session: they have the test's own."""
    desk.vm.compile(HERE / "readby.c", "-pthread")
    sessions = [session(desk, node) for node in NODES.values()]
    for args, node in NODES.items():
        idle = desk.vm.spawn(f"exec readby nothing {node}")
        idle.wait_for(b"ready\n")
        assert findings(desk, args) == {}, "to have it open is not to read it"
        for how in READERS:
            reader = desk.vm.spawn(f"exec readby {how} {node}")
            reader.wait_for(b"ready\n")
            poll(how, lambda a=args: findings(desk, a), LONG)
            found = found_and_fixed(desk, args, "two-sessions")
            assert "reads it" in found["evidence"], how
            reader.wait(20)
            assert findings(desk, args) == {}
        idle.kill()
    assert all(s.running for s in sessions)


def test_a_second_shell_ends_and_the_first_goes_on(desk):
    """A shell that waits for a line outlives SIGTERM."""
    for args, node in NODES.items():
        first = session(desk, node, command="exec bash --norc -i")
        second = desk.vm.spawn(f"setsid bash --norc -i <{node} >{node} 2>&1; exit $?")
        poll("two shells", lambda a=args: findings(desk, a), LONG)
        found = found_and_fixed(desk, args, "two-sessions")
        assert found["fix"].startswith("kill -HUP ")
        second.wait(20)
        assert first.running and findings(desk, args) == {}


def test_one_in_a_container_is_ended_and_nothing_else(desk):
    for args, node in NODES.items():
        first = session(desk, node)
        boxed = desk.vm.spawn("exec unshare --mount --pid --fork --mount-proc "
                              f"setsid sh -c 'exec cat <{node}'")
        poll("a second reader", lambda a=args: findings(desk, a), LONG)
        found = found_and_fixed(desk, args, "two-sessions")
        assert "in a container" in found["evidence"] and "systemctl" not in found["fix"]
        boxed.wait(20)
        assert first.running and findings(desk, args) == {}


# -- locks that the kernel hides --------------------------------------------------------------


def test_a_lock_that_the_kernel_hides(desk):
    """Debian's keymaps have CtrlL_Lock where others have Caps_Lock."""
    for node in NODES.values():
        desk.vm.sh(f"echo 'keycode 58 = CtrlL_Lock' | loadkeys -C {node} -")
    for args in NODES:
        notes = json.loads(desk.vm.sh(f"vtkbdctl doctor --json {args}", LONG))["notes"]
        assert "the Caps Lock key is CtrlL_Lock" in str(notes)
    reader = desk.vm.reader(NODES["--vt"])
    refused = desk.vm.run("vtkbdctl type --seat --vt zy", LONG)
    assert refused.status == 1 and "CtrlL_Lock" in refused.errtext and not reader.out
    desk.vm.sh("vtkbdctl type --seat --vt --force zy", LONG)
    reader.wait_for(b"zy")


CAPS = "/sys/class/leds/input*::capslock"
CTRLL_LOCK = "echo 'keycode 58 = CtrlL_Lock' | loadkeys -C /dev/tty1 -"


def caps_light(desk):
    return desk.vm.sh(f"cat {CAPS}/brightness").strip() != "0"


def notes(desk):
    told = json.loads(desk.vm.sh("vtkbdctl doctor --json --vt", LONG))
    assert told["findings"] == []
    return {each["note"]: each["text"] for each in told["notes"]}


@pytest.mark.parametrize("trigger, lit", [("none", False), ("kbd-numlock", False),
                                          ("kbd-ctrlllock", True)])
def test_a_light_with_another_trigger_is_named_and_left_as_it_is(desk, trigger, lit):
    """The kernel is the judge of what its LED shows; the last is the usual cure for a Caps
    Lock that is another lock. Neither doctor nor restore changes what somebody has set."""
    desk.vm.sh(CTRLL_LOCK)
    desk.press(("caps_lock",))
    assert not caps_light(desk)
    said = notes(desk)
    assert "other-trigger" not in said and "trigger is kbd-ctrlllock would" in said["other-lock"]
    desk.vm.sh(f"echo {trigger} >$(echo {CAPS}/trigger)")
    poll("the light", lambda: caps_light(desk) == lit)
    before = desk.vm.sh(f"cat {CAPS}/trigger")
    assert f"[{trigger}]" in before

    said = notes(desk)
    assert said["other-trigger"].endswith(
        f"::capslock follows the trigger {trigger}, not its lock")
    assert ("other-lock" in said) != lit
    desk.vm.sh("vtkbdctl restore 1 --vt; setleds -L +caps </dev/tty1; setleds -L </dev/tty1")
    assert (desk.vm.sh(f"cat {CAPS}/trigger"), caps_light(desk)) == (before, lit)
    notes(desk)


def test_how_keys_repeat_is_shown_and_not_changed(desk):
    desk.vm.sh("kbdrate -d 500 -r 10 || true")
    shown = [desk.vm.sh(f"vtkbdctl get 1 {args} | grep 'repeat rate' -A 3") for args in NODES]
    rate = shown[0].split("rate", 1)[1].strip().splitlines()[0]
    assert "ms, then every" in rate and rate in shown[1]
    assert desk.vm.sh("vtkbdctl get 1 --vt | grep 'repeat rate'") == shown[0].splitlines(True)[0]
