# SPDX-License-Identifier: GPL-2.0
"""What once broke the kernel's own keyboard does not break this one: bugs.py has the rows.

One machine with two processors serves all races, one with one processor all transcripts. The
module is loaded anew for each, and the log has to be clean after each; at the end, nothing may
have leaked.
"""
import contextlib
import re
from pathlib import Path

import pytest
from vm.log import mistook_clock

HERE = Path(__file__).parent
CONFORMANCE = HERE.parent / "conformance"
REAL, OURS = "/dev/tty", "/dev/vtkbd"
GRAB = "/sys/module/vtkbd/parameters/grab"
KEYS = HERE.parent / "e2e/keys.c"
# A race lasts so long, and until each racer did its step so often.
SECONDS, STEPS = 3, 5
LONG_SECONDS, LONG_STEPS = 120, 100
RACES = ["strings", "maps", "hang-up", "sigio", "leds", "kdmode", "disallocate", "resize", "look",
         "sak"]
# Of tests/conformance, the console, and the fewest lines that it prints.
ANSWERS = [("strings", 1, 550), ("keymap", 1, 600), ("device", 1, 330), ("perm", 3, 1400),
           ("tiocl", 1, 300), ("modes", 3, 300), ("leds", 3, 650), ("vt", 3, 550)]


@contextlib.contextmanager
def loaded(vm, params=""):
    """The module for the time of a test, also after one that failed."""
    vm.run("rmmod vtkbd")
    vm.insmod("vtkbd", params)
    yield vm
    vm.rmmod()


@pytest.fixture
def vm(shared_one):
    with loaded(shared_one):
        yield shared_one


def transcript(vm, command, floor):
    lines = vm.sh(command, timeout=500).splitlines()
    assert len(lines) >= floor and lines[-1] == "end"
    return lines


# -- races ---------------------------------------------------------------------------


def run_race(vm, race, seed, seconds, steps):
    """How often each racer did its step."""
    said = vm.sh(f"races {race} {OURS} {seed} {seconds} {steps}", timeout=10 * seconds + 120)
    return {name: int(count) for name, count in re.findall(r"(.+) (\d+)\n", said)}


@pytest.mark.parametrize("race", RACES)
def test_a_race(shared_fire, race, long):
    seconds, steps = (LONG_SECONDS, LONG_STEPS) if long else (SECONDS, STEPS)
    shared_fire.compile(HERE / "bugs/races.c")
    with loaded(shared_fire, "grab=1" if race == "leds" else "") as vm:
        did = run_race(vm, race, 1, seconds, steps)
    assert len(did) >= 3 and min(did.values()) >= steps, did


def test_keys_and_opens_all_through_loading(shared_fire, long):
    """From the first moment to the last, with no tty open and with one."""
    vm = shared_fire
    vm.compile(KEYS)
    vm.insmod("vtkbd")
    vm.rmmod()
    typist = vm.spawn("exec keys tap 30")
    typist.wait_for(rb"ready\n")
    opener = vm.spawn("while :; do for n in 0 1 63; do true </dev/vtkbd$n; done; done 2>/dev/null")
    for _ in range(40 if long else 4):
        vm.sh("insmod /share/vtkbd.ko", timeout=60)
        assert vm.run("insmod /share/vtkbd.ko").status != 0      # the second does no harm
        vm.sh("until rmmod vtkbd 2>/dev/null; do :; done", timeout=60)
    assert typist.running and opener.running
    for command in (typist, opener):
        command.kill()


# -- answers -------------------------------------------------------------------------


@pytest.mark.parametrize("program, console, floor", ANSWERS, ids=[row[0] for row in ANSWERS])
def test_answers_as_the_real_vt_does(vm, program, console, floor):
    vm.compile(CONFORMANCE / f"{program}.c")
    real, ours = (transcript(vm, f"{program} {node} {console}", floor) for node in (REAL, OURS))
    assert ours == real


def test_types_as_the_real_vt_does(vm):
    """Codes on the keypad, keycodes without a keymap, braille, letters under Caps Lock, groups."""
    vm.compile(HERE / "bugs/typed.c")
    real, ours = (transcript(vm, f"typed {node} 1", 300) for node in (REAL, OURS))
    assert ours == real


def test_lights_follow_the_foreground(vm):
    """While the seat has the keyboards, and the real console's while it has not."""
    vm.compile(HERE / "bugs/lights.c")
    real = transcript(vm, f"lights {REAL} 1", 30)
    vm.sh(f"echo 1 >{GRAB}")
    ours = transcript(vm, f"lights {OURS} 1", 30)
    assert ours == real
    assert len({line for line in ours if "Num" in line}) > 3


def told(vm):
    """The kernel's log, but for what it says of a guest that did not get the processor."""
    return [line for line in vm.sh("dmesg").splitlines() if not mistook_clock(line)]


def test_every_keysym_can_be_set_and_pressed(vm):
    """Those that the real console accepts; what they do beside text is told to nobody."""
    vm.compile(HERE / "bugs/keysyms.c")
    real = transcript(vm, f"keysyms {REAL} look", 20)
    before = told(vm)
    ours = transcript(vm, f"keysyms {OURS} press", 20)
    assert ours == real
    assert told(vm) == before


# -- who learns of keys ----------------------------------------------------------------


def test_no_file_tells_a_user_when_a_key_was_typed(vm):
    """Nor does the time of a node, to a few seconds."""
    vm.compile(KEYS)
    files = vm.sh("find /sys/module/vtkbd/parameters /sys/class/tty/vtkbd*/ "
                  "-follow -maxdepth 1 -type f -perm -o=r").split()
    assert len(files) > 60
    reader = vm.reader("/dev/vtkbd1")
    look, times = f"cat {' '.join(files)}", "stat -c '%X %Y %Z' /dev/vtkbd[0-9]*"
    before, then = vm.sh(look), vm.sh(times).split()
    vm.sh("keys " + "30:1 30:0 " * 20)
    reader.wait_for(rb"aaaaa")
    assert vm.sh(look) == before
    # The tty core sets a time if it is in another block of eight seconds.
    for old, new in zip(map(int, then), map(int, vm.sh(times).split()), strict=True):
        assert old == new or old // 8 < new // 8
    reader.kill()
    reader.wait(20)
    assert "-rw-------" in vm.sh("ls -l /sys/module/vtkbd/parameters/trace_keys")
    assert vm.sh("mkdir -p /sys/kernel/tracing; grep -q ' /sys/kernel/tracing ' /proc/mounts || "
                 "mount -t tracefs none /sys/kernel/tracing; stat -c %A /sys/kernel/tracing") \
        == "drwx------\n"


def test_nothing_has_leaked(shared_fire):
    """All that was set above: strings, maps, consoles, keyboards."""
    shared_fire.compile(HERE / "bugs/races.c")
    with loaded(shared_fire) as vm:
        for race in ("strings", "maps", "disallocate"):
            run_race(vm, race, 2, 1, STEPS)
    if shared_fire.run("test -e /sys/kernel/debug/kmemleak").status == 0:
        shared_fire.check_leaks()
