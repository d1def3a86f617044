# SPDX-License-Identifier: GPL-2.0
"""The display servers of server/ themselves: what the kernel has to tell of each.

An observation plays with one form of the server and returns what it saw. The well-behaved form
shows one thing, and a form that has a fault something else.
"""
import json
import re
from pathlib import Path

import pytest

from e2e.desk import Desk, poll
from vm import build, host
from vm.machine import Machine
from vm.patience import until

HERE = Path(__file__).parent
GOOD = "none"
CONSOLE, OTHER, THIRD = 5, 2, 3
NODE = f"/dev/vtkbd{CONSOLE}"
LOG = "/share/server.log"
BEFORE, TAKEN = ("xlate", "text", "auto"), ("off", "graphics", "process")
F2 = 60
ACKNOWLEDGED = "VT_RELDISP VT_ACKACQ"
# For what must not happen, where nothing tells that it would have: longer than a second, in
# which the server looks at its console.
NEVER_S = 3
EPERM, EINTR = 1, 4


def f(number):
    return f"f{number}"


class Stage:
    """Console 5 in front, and in use, so that its terminal outlives the server."""

    def __init__(self, vm):
        self.vm, self.desk, self.server, self.pid = vm, Desk(vm), None, None
        vm.compile_folder(HERE / "server")
        for name in ("failonce", "hangup"):
            vm.compile(HERE / f"{name}.c")
        self.holder = vm.spawn(f"exec sleep 9999 <>{NODE}")
        for number in (OTHER, THIRD, CONSOLE):
            self.switch(number)
        vm.sh(f"kbd_mode -a -C {NODE}")

    def launch(self, fault, under=""):
        self.server = self.vm.spawn(f"echo $$; exec {under} server --tty {NODE} --log {LOG} "
                                    f"--fault {fault}")
        self.pid = int(self.server.wait_for(rb"(\d+)\n").group(1))

    def start(self, fault, under=""):
        self.launch(fault, under)
        self.server.wait_for(rb"ready\n", 20)

    def end(self, signal="TERM"):
        self.vm.sh(f"kill -{signal} {self.pid}")
        return self.server.wait(20).status

    @property
    def modes(self):
        con = self.desk.console(CONSOLE)
        return con["kbdmode"], con["kdmode"], con["vtmode"]

    def history(self):
        """Changes of the keyboard mode, the oldest first."""
        return json.loads(self.vm.sh(f"vtkbdctl history {CONSOLE} --json"))["history"]

    @property
    def terminal(self):
        return re.search(r"-?\bicanon\b", self.vm.sh(f"stty -a -F {NODE}")).group()

    @property
    def front(self):
        return self.desk.seat()["foreground_console"]

    def ask(self, number):
        """VT_ACTIVATE. chvt also waits, which may be for ever."""
        return self.vm.spawn(f"exec chvt {number} </dev/vtkbd0")

    def switch(self, number):
        self.ask(number)
        poll(f"console {number} in front", lambda: self.front == number)

    def away(self):
        """By the server's own chord; its modifiers go up elsewhere."""
        self.desk.press(("ctrl", "alt", f(OTHER)))
        poll(f"console {OTHER} in front", lambda: self.front == OTHER)

    def there_and_back(self):
        self.away()
        self.switch(CONSOLE)
        self.noted(ACKNOWLEDGED)

    def settle(self):
        """False if the server has ended; or it has done all that there was to do: it has answered
        a signal with no meaning, and has been round its loop once more."""
        for _ in range(2):
            before = len(self.log(ACKNOWLEDGED))
            self.vm.run(f"kill -USR2 {self.pid}")
            poll("its end or its answer", lambda b=before: not self.server.running
                 or len(self.log(ACKNOWLEDGED)) > b)
        return self.server.running

    def acts_on(self, *chord, number):
        """Whether the server asks for that console."""
        self.desk.press(chord)
        self.settle()
        acted = bool(self.log(f"VT_ACTIVATE {number}"))
        if acted:
            poll(f"console {number} in front", lambda: self.front == number)
        assert acted == (self.front == number)
        return acted

    def killed(self, signal):
        """How it ended; its guardian, if there is one, has done its work, too."""
        self.vm.sh(f"kill -{signal} {self.pid}")
        status = self.server.wait(20).status
        poll("its guardian's end", lambda: self.vm.run("pidof server").status)
        return status

    def log(self, text):
        """(time, result) of each line that says so."""
        lines = self.vm.sh(f"cat {LOG}").splitlines()
        return [(float(line.split()[0]), line.rsplit(": ", 1)[1]) for line in lines
                if f" {text}: " in line]

    def noted(self, text):
        return poll(f"{text!r} in the log", lambda: self.log(text))

    def inputs(self):
        """How many input devices the server has open."""
        return int(self.vm.sh(f"ls -l /proc/{self.pid}/fd | grep -c /dev/input/; true"))

    def openers(self):
        """How many have the console open besides the server and the holder."""
        holder = int(self.vm.sh("pidof sleep"))
        return len({p["pid"] for p in self.desk.console(CONSOLE)["openers"]}
                   - {self.pid, holder})


    def clear(self):
        """The module goes as well: what one form leaves is nothing to the next."""
        for key in ("ctrl", "alt"):
            self.vm.keyboard.up(key)
        self.vm.run("kill -9 $(pidof server failonce chvt keys cat sleep)")
        self.vm.run(f"rm {LOG}")
        poll("all to be closed", lambda: self.vm.run("rmmod vtkbd").status == 0)


@pytest.fixture(scope="module", name="machine")
def fixture_machine():
    with Machine("stock", deadline=2400) as vm:
        yield vm


@pytest.fixture(name="stage")
def fixture_stage(machine):
    stage = Stage(machine)
    yield stage
    stage.clear()
    machine.check_log()


# -- observations of the start and of keys ----------------------------------------------


def taken(stage, form):
    stage.start(form)
    return stage.modes


def reads_keys_that_leak(stage, form):
    """For more than a second; K_OFF comes in the end, and when, the kernel tells."""
    stage.start(form)
    poll("K_OFF", lambda: stage.modes == TAKEN)
    last = stage.history()[-1]
    ((reads, _),) = stage.log("reads the input devices")
    assert (last["comm"], last["to"]) == ("server", "off") and stage.inputs()
    return last["when_ns"] / 10**9 - reads > 1


def others_hear(stage, form):
    stage.start(form)
    reader = stage.vm.reader(NODE)
    stage.desk.press(("a",))
    stage.end()
    stage.desk.press(("1",), ("ret",))
    reader.wait_for(rb"1\n$")
    return reader.out != b"1\n"


# -- of switching ------------------------------------------------------------------------


def lets_go(stage, form):
    stage.start(form)
    stage.ask(OTHER)
    stage.noted("release signal")
    stage.vm.sh(f"kill -USR1 {stage.pid}")
    poll("the second signal", lambda: len(stage.log("release signal")) > 1)
    gone = stage.front == OTHER
    assert stage.desk.console(CONSOLE)["pending"] == (None if gone else OTHER)
    return gone


def lets_go_at_once(stage, form):
    stage.start(form)
    stage.switch(OTHER)
    (asked, _), *_ = stage.log("release signal")
    (answered, _), *_ = stage.noted("VT_RELDISP 1")
    return answered - asked < 2


def lives_in_the_background(stage, form):
    stage.start(form)
    stage.away()
    lives = stage.settle()
    if not lives:
        assert stage.server.status == -9
        poll("its guardian", lambda: stage.modes == BEFORE)
    return lives


def hears_after_a_switch(stage, form):
    stage.start(form)
    stage.there_and_back()
    assert stage.modes == TAKEN
    stage.settle()
    reads = bool(stage.inputs())
    assert stage.acts_on("ctrl", "alt", f(THIRD), number=THIRD) == reads
    return reads


def takes_a_plain_key_for_a_chord(stage, form):
    """Of which Ctrl and Alt were down before the switch."""
    stage.start(form)
    stage.there_and_back()
    stage.settle()
    assert stage.inputs()
    return stage.acts_on(f(THIRD), number=THIRD)


def acts_in_the_background(stage, form):
    """On a console where the kernel does not act on chords."""
    stage.start(form)
    stage.vm.sh(f"vtkbdctl set {OTHER} off --force")
    stage.away()
    reads = bool(stage.inputs())
    assert stage.acts_on("ctrl", "alt", f(THIRD), number=THIRD) == reads
    return reads


def survives_a_switch_during_its_start(stage, form):
    """As soon as it is VT_PROCESS."""
    stage.launch(form)
    stage.vm.sh(f"until vtkbdctl get {CONSOLE} | grep -q process; do :; done; "
                f"chvt {OTHER} </dev/vtkbd0")
    lives = stage.settle()
    if not lives:
        assert stage.server.status == -10
        poll("its guardian", lambda: stage.modes == BEFORE)
    return lives


def holds_a_switch_during_its_end(stage, form):
    stage.start(form)
    stage.vm.sh(f"kill -TERM {stage.pid}; chvt {OTHER} </dev/vtkbd0", timeout=20)
    assert (stage.server.wait(20).status, stage.front, stage.modes) == (0, OTHER, BEFORE)
    (told, _), (done, _) = *stage.log("a signal to end"), *stage.log("put back")
    return done - told > 2


# -- of the kernel at its worst ------------------------------------------------------------


def refused(stage, form, call="KDSKBMODE", error=EPERM):
    """A call of its start fails once: (how it ended, the console)."""
    stage.launch(form, f"failonce {call} {error}")
    poll("its end or its start", lambda: not stage.server.running or b"ready" in stage.server.out)
    if not stage.server.running:
        assert re.search(rb"server: /dev/vtkbd5: %b \w+: Operation not p" % call.encode(),
                         stage.server.err)
    return stage.server.status, stage.modes


def refused_graphics(stage, form):
    return refused(stage, form, "KDSETMODE")


def interrupted(stage, form):
    return refused(stage, form, error=EINTR)


def ends_after_a_release_without_a_switch(stage, form):
    stage.start(form)
    stage.vm.sh(f"kill -USR1 {stage.pid}")
    stage.noted("VT_RELDISP 1")
    if stage.settle():
        stage.there_and_back()
        return False
    assert (stage.server.status, stage.modes) == (1, BEFORE)
    return True


def after_a_getty(stage, form):
    stage.start(form)
    stage.vm.sh(f"kbd_mode -f -u -C {NODE}")
    until(lambda: stage.modes == TAKEN, NEVER_S)
    return stage.modes


def after_a_hangup(stage, form):
    stage.start(form)
    stage.vm.sh(f"hangup {NODE}")
    stage.settle()
    return stage.server.status, stage.modes


# -- of the end, and of descriptors ---------------------------------------------------------


def left_at_its_end(stage, form):
    stage.start(form)
    assert stage.end() == 0
    return *stage.modes, stage.terminal


def left_by_sigkill(stage, form):
    """At once, and after somebody asked for another console."""
    stage.start(form)
    assert stage.killed("KILL") == -9
    first = stage.modes
    stage.ask(OTHER)
    until(lambda: stage.front == OTHER, NEVER_S)
    return first, stage.modes


def left_by_a_crash(stage, form):
    stage.start(form)
    assert stage.killed("SEGV") == -11
    return stage.modes


def others_with_the_console(stage, form):
    stage.start(form)
    during = stage.openers()
    stage.end()
    return during, stage.openers()


def has_a_terminal(stage, form):
    stage.start(form)
    return stage.vm.sh(f"cut -d' ' -f7 /proc/{stage.pid}/stat").strip() != "0"


# What the well-behaved form shows, and what the others do.
SHOWN = {
    taken: (TAKEN, {"no-vt-process": ("off", "graphics", "auto"),
                    "no-graphics": ("off", "text", "process"),
                    "no-k-off": ("xlate", "graphics", "process"),
                    "raw-undrained": ("raw", "graphics", "process")}),
    reads_keys_that_leak: (False, {"k-off-late": True}),
    others_hear: (False, {"no-k-off": True, "raw-undrained": True}),
    lets_go: (True, {"never-acks": False}),
    lets_go_at_once: (True, {"slow-ack": False}),
    lives_in_the_background: (True, {"acks-then-dies": False}),
    hears_after_a_switch: (True, {"deaf-after-switch": False}),
    takes_a_plain_key_for_a_chord: (False, {"stuck-modifiers": True}),
    acts_in_the_background: (False, {"keeps-input-in-background": True}),
    survives_a_switch_during_its_start: (True, {"handlers-late": False}),
    holds_a_switch_during_its_end: (False, {"exit-holds-switch": True}),
    refused: ((1, BEFORE), {"ignores-eperm": (None, ("xlate", "graphics", "process"))}),
    interrupted: ((None, TAKEN), {"eintr-gives-up": (None, ("xlate", "graphics", "process"))}),
    refused_graphics: ((1, BEFORE), {"fails-dirty": (1, ("off", "text", "auto"))}),
    ends_after_a_release_without_a_switch: (False, {"double-release-confused": True}),
    after_a_getty: (TAKEN, {"no-recheck": ("unicode", "graphics", "process")}),
    after_a_hangup: ((1, BEFORE), {"ignores-hangup": (None, TAKEN)}),
    left_at_its_end: ((*BEFORE, "icanon"), {
        "restores-nothing": (*TAKEN, "-icanon"),
        "restores-text-not-keyboard": ("off", "text", "auto", "icanon"),
        "restores-keyboard-not-text": ("xlate", "graphics", "auto", "icanon"),
        "leaves-raw-terminal": (*BEFORE, "-icanon")}),
    left_by_sigkill: ((BEFORE, BEFORE), {
        "no-guardian": (TAKEN, ("unicode", "text", "auto")),
        "guardian-half-done": (("off", "graphics", "auto"),) * 2}),
    left_by_a_crash: (BEFORE, {"crash-restores-nothing": TAKEN}),
    others_with_the_console: ((0, 0), {"leaks-descriptor": (1, 0), "leaves-holder": (0, 1)}),
    has_a_terminal: (False, {"ctty": True}),
}


@pytest.mark.parametrize("observe", SHOWN, ids=lambda observe: observe.__name__)
def test_what_a_well_behaved_server_does(stage, observe):
    assert observe(stage, GOOD) == SHOWN[observe][0]


@pytest.mark.parametrize("form, observe", [(form, observe) for observe, (_, bad) in SHOWN.items()
                                           for form in bad],
                         ids=lambda value: getattr(value, "__name__", value))
def test_what_a_fault_does(stage, form, observe):
    good, bad = SHOWN[observe]
    assert bad[form] != good
    assert observe(stage, form) == bad[form]


def test_every_fault_is_observed_and_breaks_a_property():
    program = build.folder_program(HERE / "server")
    listed = [line.split(maxsplit=2) for line in host.output(str(program), "--list").splitlines()]
    names = [name for name, _, _ in listed]
    assert len(names) >= 14 and names == sorted(set(names), key=names.index)
    assert set(names) == {form for _, bad in SHOWN.values() for form in bad}
    assert {group for _, group, _ in listed} == {
        "start", "keys", "switch", "kernel", "end", "descriptors"}
    assert all(sentence.endswith(".") for _, _, sentence in listed)


# -- besides ------------------------------------------------------------------------------


@pytest.mark.parametrize("signal", ["INT", "HUP"])
def test_other_signals_end_it_as_well(stage, signal):
    stage.start(GOOD)
    assert (stage.end(signal), stage.modes) == (0, BEFORE)


def test_a_chord_ends_it(stage):
    stage.start(GOOD)
    stage.desk.press(("ctrl", "alt", "backspace"))
    assert (stage.server.wait(20).status, stage.modes) == (0, BEFORE)


def test_a_keyboard_that_is_plugged_in_later(stage):
    """A chord of two keyboards."""
    stage.start(GOOD)
    stage.vm.keyboard.down("ctrl")
    stage.vm.keyboard.down("alt")
    stage.vm.spawn(f"exec keys tap {F2}")
    poll(f"console {OTHER} in front", lambda: stage.front == OTHER)


def under_run(stage):
    """It finds the console by $XDG_VTNR."""
    stage.server = stage.vm.spawn(f"exec vtkbdctl run --vt {CONSOLE} -- server --log {LOG}")
    stage.server.wait_for(rb"ready\n", 20)
    stage.pid = stage.desk.console(CONSOLE)["vt_pid"]
    assert stage.modes == TAKEN


def who_put_back(stage):
    """For each time by the server or its guardian: whether by the server. vtkbdctl does it, too."""
    assert stage.modes == BEFORE
    return [entry["pid"] == stage.pid for entry in stage.history()
            if (entry["comm"], entry["to"]) == ("server", BEFORE[0])]


def test_under_vtkbdctl_run(stage):
    under_run(stage)
    stage.there_and_back()
    assert stage.modes == TAKEN
    assert stage.end() == 0
    assert who_put_back(stage) == [True]


def test_sigkill_under_vtkbdctl_run(stage):
    under_run(stage)
    assert stage.killed("KILL") == 137
    assert who_put_back(stage) == [False]
