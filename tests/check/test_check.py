# SPDX-License-Identifier: GPL-2.0
"""vtkbdctl check on the display servers of server/.

Each bad form has one fault: check has to name just the property that this breaks. Of the
well-behaved form everything has to hold, or what check says of others is worth nothing.
"""
import json
import xml.etree.ElementTree as xml
from pathlib import Path

import pytest

import forms
from e2e.desk import Desk, poll
from vm.machine import Machine

HERE = Path(__file__).parent
# The machine is emulated.
SLOW = 2
BROKEN = {
    "no-k-off": "start.keyboard",
    "raw-undrained": "start.keyboard",
    "no-graphics": "start.graphics",
    "no-vt-process": "start.process",
    "k-off-late": "start.window",
    "leaks-descriptor": "start.descriptors",
    "ctty": "start.terminal",
    "never-acks": "switch.activate",
    "slow-ack": "switch.activate",
    "acks-then-dies": "switch.activate",
    "deaf-after-switch": "switch.keys",
    "keeps-input-in-background": "switch.background",
    "stuck-modifiers": "switch.modifier",
    "handlers-late": "switch.start",
    "exit-holds-switch": "switch.exit",
    "double-release-confused": "kernel.release-alone",
    "fails-dirty": "kernel.kdsetmode",
    "ignores-eperm": "kernel.kdskbmode",
    "eintr-gives-up": "kernel.kdskbmode",
    "ignores-hangup": "kernel.hangup",
    "no-recheck": "kernel.getty",
    "restores-nothing": "end.sigterm",
    "restores-text-not-keyboard": "end.sigterm",
    "restores-keyboard-not-text": "end.sigterm",
    "leaves-raw-terminal": "end.sigterm",
    "leaves-holder": "end.processes",
    "crash-restores-nothing": "crash.sigsegv",
    "no-guardian": "crash.sigkill",
    "guardian-half-done": "crash.sigkill",
}
# What is tried besides, so that the short form sees a wrong name as well.
BESIDES = {
    "start": "start.runs,start.keyboard,start.graphics,start.process,start.window,"
             "start.descriptors,keys.ctrl-c",
    "switch": "start.keyboard,switch.activate,switch.keys,switch.back,end.sigterm",
    "kernel": "start.keyboard,switch.activate,keys.ctrl-c",
    "end": "start.runs,end.sigterm",
    "crash": "start.runs,crash",
}


class Checker:
    def __init__(self, vm):
        self.vm, self.desk = vm, Desk(vm)
        vm.compile_folder(HERE / "server")
        for name in ("setmode", "lockswitch"):
            vm.compile(HERE.parent / "e2e" / f"{name}.c")
        vm.sh("true </dev/vtkbd1")

    def command(self, fault, *options):
        return " ".join(["vtkbdctl check", f"--slow={SLOW}", *options, "-- server --fault", fault])

    def verdicts(self, fault, *options):
        """{property: its result}"""
        result = self.vm.run(self.command(fault, "--json", *options), 600)
        told = json.loads(result.out)
        forms.check("check", told)
        told = told["results"]
        broken = [one for one in told if one["verdict"] == "broken"]
        assert result.status == bool(broken), result.err
        return {one["property"]: one for one in told}

    def state(self):
        """All that check changes on the machine."""
        return [self.vm.sh(text) for text in (
            "cat /sys/module/vtkbd/parameters/cad", "kbd_mode -C /dev/tty1",
            "cat /sys/class/tty/vtkbd0/active", "ls /dev/input", "dumpkeys -f -C /dev/vtkbd1",
            "pidof server vtkbdctl; true")]


@pytest.fixture(scope="module", name="machine")
def fixture_machine():
    with Machine("stock", deadline=3600) as vm:
        yield vm


@pytest.fixture(scope="module", name="started")
def fixture_started(machine):
    return Checker(machine)


@pytest.fixture(name="checker")
def fixture_checker(started):
    before = started.state()
    yield started
    poll("all that check changed to be as before", lambda: started.state() == before)
    started.vm.check_log()


def names(told, verdict):
    return [name for name, result in told.items() if result["verdict"] == verdict]


@pytest.mark.parametrize("fault", BROKEN)
def test_names_what_a_bad_server_breaks(checker, fault):
    name = BROKEN[fault]
    told = checker.verdicts(fault, f"--only={BESIDES[name.split('.')[0]]},{name}")
    assert names(told, "broken") == [name]
    assert told[name]["seen"] and told[name]["done"] and told[name]["users"]


@pytest.mark.parametrize("fault", BROKEN)
def test_names_nothing_else_of_all(checker, fault):
    told = checker.verdicts(fault)
    assert names(told, "broken") == [BROKEN[fault]]
    for name in set(names(told, "untried")) - {"crash.manager", "end.command"}:
        assert told[name]["seen"].startswith(("says nothing without", "it does not call it"))


def test_names_nothing_of_a_good_server(checker):
    told = checker.verdicts("none")
    assert not names(told, "broken")
    # It has no command of its own, and needs no seat manager.
    assert names(told, "untried") == ["end.command", "crash.manager"]
    listed = [line.split()[0] for line in checker.vm.sh("vtkbdctl check --list").splitlines()]
    assert list(told) == listed


def other_form(checker, script, *options):
    """A good server, but for the script that starts it."""
    (checker.vm.share / "form").write_text(script)
    command = checker.command("none", "--json", *options).partition(" -- ")[0]
    result = checker.vm.run(f"{command} -- sh /share/form", 300)
    return {one["property"]: one for one in json.loads(result.out)["results"]}


def test_to_look_at_a_keyboard_is_not_to_read_it(checker):
    """All are opened, asked what they are, and closed, long before the console is taken."""
    told = other_form(checker, "for e in /dev/input/event*; do : <$e; done; sleep 0.7; exec server",
                      "--only=start")
    assert not names(told, "broken") and told["start.window"]["verdict"] == "holds"
    assert "with both" in told["start.window"]["seen"]


def test_the_owner_of_the_console_may_be_a_child(checker):
    told = other_form(checker, "server & wait", "--only=start.runs,start.descriptors")
    assert not names(told, "broken")


def test_a_fault_is_shown_and_its_command_repeats_it(checker):
    said = checker.vm.run(checker.command("never-acks", "--only=start,switch", "--seed=7"), 120)
    text = said.out.decode()
    (line,) = [line for line in text.splitlines() if line.startswith("FAIL")]
    assert line.split()[1] == "switch.activate" and said.status == 1
    details = {words[0]: words[1] for words in
               (line.strip().split(None, 1) for line in text.splitlines()
                if line.startswith("      ") and len(line.split()) > 1)}
    assert "VT_ACTIVATE" in details["done"] and "not released" in details["seen"]
    assert "activate" in details["kernel"] and details["said"] == "ready"
    again = checker.vm.run(details["repeat"], 120)
    assert details["repeat"].split()[2:4] == ["--only=switch.activate", "--seed=7"]
    assert again.out.decode().startswith("FAIL  switch.activate") and again.status == 1


@pytest.mark.parametrize("fault, line, saw", [
    ("none", "stat -c %t $(readlink -f /dev/tty$XDG_VTNR) && kill $(pidof server)", None),
    ("restores-nothing", "kill $(pidof server)", "is left raw"),
    ("none", "echo it\\'s no end", "it did not end")])
def test_its_own_command_ends_it(checker, fault, line, saw):
    options = "--only=end.command", f'--end="$(cat /share/line)"'
    (checker.vm.share / "line").write_text(line)
    (told,) = checker.verdicts(fault, *options).values()
    assert told["verdict"] == ("broken" if saw else "holds") and (saw or "") in told["seen"]
    if not saw:
        return
    text = checker.vm.run(checker.command(fault, *options), 120).out.decode()
    (repeat,) = [word.split("repeat")[1] for word in text.splitlines() if "repeat " in word]
    assert " --end=" in repeat
    again = checker.vm.run(repeat, 120)
    assert again.out.decode().startswith("FAIL  end.command") and again.status == 1


def test_where_there_is_no_seat_manager_none_is_killed(checker):
    """Nor is what has its number, 0, which is the process group of check itself."""
    (told,) = checker.verdicts("no-vt-process", "--only=crash.manager").values()
    assert (told["verdict"], told["seen"]) == ("untried", "no seat manager has its console")


def test_a_program_that_cannot_be_started_is_no_process(checker):
    """Neither to be found running, nor to be signalled: that would be all processes there are."""
    vm = checker.vm
    vm.sh("mkdir -p /tmp/cgroup && mount -t cgroup2 none /tmp/cgroup && mkdir /tmp/cgroup/few && "
          "echo +pids >/tmp/cgroup/cgroup.subtree_control; echo 3 >/tmp/cgroup/few/pids.max")
    said = vm.run("echo $$ >/tmp/cgroup/few/cgroup.procs; exec "
                  + checker.command("none", "--only=start.runs"), 120)
    vm.sh("until rmdir /tmp/cgroup/few; do sleep 0.1; done 2>/dev/null; umount /tmp/cgroup")
    assert (said.status, said.out) == (3, b"")
    assert said.err == b"vtkbdctl: fork: Resource temporarily unavailable\n"


def test_the_command_that_ends_it_is_an_ordinary_process(checker):
    """It does not read what check could read, and signals can end it."""
    (checker.vm.share / "line").write_text(
        "cat >/share/got; grep SigBlk: /proc/self/status >>/share/got; kill $VTKBDCTL_PID")
    said = checker.vm.run("echo mine | " + checker.command(
        "none", "--only=end.command", '--end="$(cat /share/line)"'), 120)
    assert said.status == 0 and checker.vm.sh("cat /share/got") == "SigBlk:\t" + 16 * "0" + "\n"


def test_a_program_that_stops_its_process_group(checker):
    """The process that stands for a shell is of it, and answers no more."""
    (checker.vm.share / "stops").write_text("sleep 3; kill -STOP 0; sleep 99")
    said = checker.vm.run("timeout -k1 50 vtkbdctl check --only=keys.text -- sh /share/stops", 120)
    assert said.status in (0, 1) and b"keys.text" in said.out, said.err


def test_what_others_have_left_on_consoles_does_not_count(checker):
    """A terminal without echo, keyboards that are off, graphics."""
    vm = checker.vm
    vm.sh("vtkbdctl set 7 off --force && stty raw -echo -F /dev/vtkbd9 && unshare -m sh -c "
          "'mount --bind /dev/vtkbd8 /dev/tty8 && XDG_VTNR=8 setmode graphics'")
    told = checker.verdicts("none", "--only=start.keyboard,switch.back,end.sigterm")
    assert not names(told, "broken")
    nothing = vm.run("vtkbdctl check --json --only=start.keyboard -- sleep 99", 120)
    assert json.loads(nothing.out)["results"][0]["verdict"] == "broken"
    vm.sh("vtkbdctl restore 7 && vtkbdctl restore 8")
    assert not names(checker.verdicts("none", "--only=end.sigterm"), "broken")


def test_other_programs_can_read_the_results(checker):
    command = checker.command("leaks-descriptor", "--only=start", "--junit=/share/junit.xml", "--tap")
    said = checker.vm.run(command, 120)
    lines = [line for line in said.out.decode().splitlines() if not line.startswith("#")]
    count = len(lines) - 2
    assert lines[0] == "TAP version 13" and lines[-1] == f"1..{count}" and said.status == 1
    assert [line.split(" - ")[1].split()[0] for line in lines if line.startswith("not ok")] == [
        "start.descriptors"]
    suite = xml.fromstring(checker.vm.sh("cat /share/junit.xml"))
    assert (suite.get("tests"), suite.get("failures")) == (str(count), "1")
    assert [case.get("name") for case in suite if case.find("failure") is not None] == [
        "start.descriptors"]


@pytest.mark.parametrize("signal", ["INT", "KILL"])
def test_whatever_ends_it_all_is_put_back(checker, signal):
    running = checker.vm.spawn("echo $$ >/share/pid; exec "
                               + checker.command("none", "--only=start,switch"))
    running.wait_for(rb"switch.activate", 60)
    assert checker.state()[0] == "ignore\n"
    checker.vm.sh(f"kill -{signal} $(cat /share/pid)")
    assert running.wait(60).status


def test_a_key_that_was_bound_to_sak_is_free_again(checker):
    vm = checker.vm
    running = vm.spawn("echo $$ >/share/pid; exec vtkbdctl check --slow=20 --only=kernel.sak -- server")
    poll("SAK", lambda: not vm.run("dumpkeys -f -C /dev/vtkbd1 | grep SAK").status, 60)
    vm.sh("kill -KILL $(cat /share/pid)")
    assert running.wait(60).status


def test_consoles_that_nobody_used_are_unused_again(checker):
    def used():
        return checker.vm.sh("vtkbdctl list | grep '^[1-9]' | cut -d' ' -f1")

    checker.vm.sh("for n in 7 8 9; do deallocvt $n </dev/vtkbd1; done")
    before = used()
    checker.verdicts("none", "--only=start.runs,switch.activate")
    poll("their state", lambda: used() == before)
    running = checker.vm.spawn("echo $$ >/share/pid; exec "
                               + checker.command("none", "--only=start.runs,switch"))
    running.wait_for(rb"switch.activate", 60)
    checker.vm.sh("kill -INT $(cat /share/pid)")
    running.wait(60)
    poll("their state", lambda: used() == before)


def test_a_stubborn_program_ends_with_check(checker):
    """It ignores the hang-up, and leaves graphics on its console, from which no switch leads."""
    vm = checker.vm
    (vm.share / "stubborn").write_text("trap '' HUP TERM; setsid sleep 777 & setmode graphics; "
                                       "sleep 777")
    running = vm.spawn("echo $$ >/share/pid; exec vtkbdctl check --only=start -- sh /share/stubborn")
    poll("graphics", lambda: checker.desk.console(7)["kdmode"] == "graphics", 60)
    vm.sh("kill -KILL $(cat /share/pid)")
    running.wait(60)
    poll("the end of all that it started", lambda: vm.run("pidof sleep").status)


def test_only_what_check_has_started_ends_with_it(checker):
    """What its shell had started before is a child of its process, too."""
    vm = checker.vm
    told = vm.sh("sh -c 'sleep 888 & exec " + checker.command("none", "--only=start.runs")
                 + "' && pidof sleep && kill $(pidof sleep)")
    assert told.startswith("ok    start.runs")


def test_a_program_that_prints_without_end(checker):
    """Its last line is kept, not its megabytes."""
    vm = checker.vm
    (vm.share / "talks").write_text("while :; do head -c 1000000 /dev/zero | tr '\\0' x; done")
    running = vm.spawn("exec vtkbdctl check --only=start.runs,end.sigterm -- sh /share/talks")
    running.wait_for(rb"start.runs", 120)
    (shared,) = (int(line.split()[1]) for line in vm.sh("cat /proc/meminfo").splitlines()
                 if line.startswith("Shmem:"))
    running.kill()
    running.wait(60)
    assert shared < 30000, "KiB"


def test_is_killed_as_it_makes_the_process_that_puts_back(checker):
    """Then nothing is changed yet."""
    said = checker.vm.run("strace -qq -o /dev/null -e trace=clone -e inject=clone:signal=KILL:when=1 "
                          + checker.command("none"), 60)
    assert said.status in (137, -9)


def test_the_other_consoles_have_their_modes_again(checker):
    checker.vm.sh("vtkbdctl set 8 xlate")
    checker.verdicts("none", "--only=switch.background")
    assert checker.desk.console(8)["kbdmode"] == "xlate"
    checker.vm.sh("vtkbdctl set 8 unicode")


def refused(checker, before, after):
    """What it says where a command for the shell has made the machine unfit; another undoes that."""
    checker.vm.sh(before)
    said = checker.vm.run(checker.command("none"), 60)
    checker.vm.sh(after)
    assert said.status == 1
    return said.err


def test_is_refused_where_the_program_could_not_read_keys(checker):
    grab = "echo {} >/sys/module/vtkbd/parameters/grab"
    assert grab.format(0).encode() in refused(checker, grab.format(1), grab.format(0))


def test_two_at_a_time_would_spoil_each_other(checker):
    first = checker.vm.spawn(checker.command("none", "--only=start,keys"))
    first.wait_for(rb"start.runs", 60)
    second = checker.vm.run(checker.command("none"), 60)
    assert second.status == 1 and b"another one is under way" in second.err
    assert first.wait(120).status == 0


def test_is_refused_where_switches_are_locked(checker):
    assert b"vtkbdctl unlock" in refused(checker, "lockswitch /dev/vtkbd1", "vtkbdctl unlock")


def test_a_display_server_on_the_kernels_console_is_not_typed_at(checker):
    said = refused(checker, "XDG_VTNR=1 setmode graphics", "XDG_VTNR=1 setmode text")
    assert b"would hear the keys" in said and said.count(b"\n") == 1
