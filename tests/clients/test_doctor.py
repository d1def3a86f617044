# SPDX-License-Identifier: GPL-2.0
"""vtkbdctl doctor on a running Debian, after real programs left consoles in a bad state.

Each bad state is brought about as in life. doctor finds what is listed and nothing else;
then the fix that it names is run as it stands, and doctor has nothing more to say.
"""
import json

import pytest

from . import display_servers
from .consoles import OWNED, SLOW, TEXT
from .display import Seat
from .display_servers import CONSOLE, SERVERS, UNIT, XORG

GETTY = 1       # has a getty since the boot
LATER = "a pending switch is a second old"


def served(run_system, keyboard, name):
    """A seat with a display server on CONSOLE, in a good state."""
    seat = Seat(run_system, keyboard, SERVERS[name].first)
    display_servers.start(seat, name)
    assert findings(seat) == {}
    return seat


def findings(seat):
    """{check: (console, evidence, fix)}"""
    result = seat.vm.run(f"vtkbdctl doctor --json {seat.options}", SLOW)
    found = json.loads(result.text)["findings"]
    assert (result.status, result.errtext) == (bool(found), "")
    assert len({each["check"] for each in found}) == len(found)
    return {each["check"]: (each["console"], each["evidence"], each["fix"]) for each in found}


def assert_fixed(seat, console, *checks):
    """Exactly these are found there; what doctor says fixes them does. By check: evidence."""
    found = findings(seat)
    assert {check: where for check, (where, *_) in found.items()} == dict.fromkeys(checks, console)
    for check in found:
        still = findings(seat)      # one fix may do for two
        if check in still:
            seat.sh(still[check][2])
            seat.wait(f"! vtkbdctl doctor {seat.options} | grep -q {check}", f"{check} fixed")
    assert findings(seat) == {}
    return {check: evidence for check, (_, evidence, _) in found.items()}


def assert_names(evidence, *words):
    for word in words:
        assert word in evidence


# -- text consoles ---------------------------------------------------------------------


def test_a_compositor_that_forgets_the_keyboard(seat):
    assert findings(seat) == {}
    seat.compile("forgetful")
    seat.vm.spawn(f"exec forgetful {CONSOLE}").wait_for(rb"ready\n", 60)
    assert_fixed(seat, CONSOLE, "leaking-keys", "stuck-graphics")
    assert seat.state(CONSOLE) == TEXT


def test_a_program_that_was_killed_with_the_keyboard_raw(seat):
    game = seat.vm.spawn(f"exec showkey --scancodes <>/dev/tty{GETTY} >&0")
    seat.wait_state(GETTY, "raw text auto")
    assert set(findings(seat)) == {"two-sessions"}, "showkey and the getty"
    pid = seat.sh("pgrep -x showkey").strip()
    game.kill()
    evidence = assert_fixed(seat, GETTY, "dead-keyboard")["dead-keyboard"]
    assert_names(evidence, *(["agetty"] if seat.options else [f"pid {pid} showkey", "has ended"]))


def test_letters_of_a_utf_8_session_on_an_8_bit_keyboard(seat):
    shell = seat.vm.spawn("exec setsid --ctty --wait env LANG=C.UTF-8 "
                          f"bash -c 'kbd_mode -a && echo ready >&2; cat' <>/dev/tty{CONSOLE}")
    shell.wait_for(rb"ready\n", 60, "err")
    evidence = assert_fixed(seat, CONSOLE, "xlate-under-utf8")["xlate-under-utf8"]
    assert_names(evidence, "xlate", "LANG=C.UTF-8 of cat")


def test_lights_that_a_program_left_on(seat):
    seat.switch(GETTY)
    seat.sh(f"setleds -L +caps </dev/tty{GETTY}")
    evidence = assert_fixed(seat, GETTY, "wrong-leds")["wrong-leds"]
    assert_names(evidence, "locked: none", "a program shows caps instead")


@pytest.mark.parametrize("keyboard", ["built-in", "vtkbd"], indirect=True)
def test_lights_that_somebody_wrote_to_the_device(seat):
    """Where the kernel has them in sysfs. No program can write the LEDs of a grabbed
    device."""
    seat.switch(GETTY)
    seat.sh("modprobe input-leds; echo 1 | tee /sys/class/leds/*::numlock/brightness")
    if seat.keyboard == "vtkbd":
        assert seat.sh("cat /sys/class/leds/*::numlock/brightness") == "0\n"
        assert findings(seat) == {}
        return
    evidence = assert_fixed(seat, GETTY, "wrong-leds")["wrong-leds"]
    assert_names(evidence, "locked: none", "::numlock is on")


# -- who else reads the console, and how it is ended ---------------------------------------


SECOND = "a second reader"


def getty_pid(seat):
    return seat.sh(f"systemctl show -P MainPID getty@tty{GETTY}")


def test_a_stray_unit_on_the_console_of_a_getty(seat):
    """It would be started again: it is found by its control group, and the getty stays."""
    getty = getty_pid(seat)
    seat.sh("systemd-run --unit=stray -p Restart=always "
            f"sh -c 'exec cat </dev/tty{GETTY}'")
    seat.wait(f"vtkbdctl doctor {seat.options} | grep -q two-sessions", SECOND)
    assert findings(seat)["two-sessions"][2] == "systemctl stop stray.service"
    assert_names(assert_fixed(seat, GETTY, "two-sessions")["two-sessions"], "cat", "agetty")
    assert getty_pid(seat) == getty


def test_a_reader_in_a_container_does_not_cost_the_machine_its_getty(seat):
    getty = getty_pid(seat)
    seat.sh("systemd-run --unit=box unshare --pid --fork --mount-proc "
            f"sh -c 'exec cat </dev/tty{GETTY}'")
    seat.wait(f"vtkbdctl doctor {seat.options} | grep -q two-sessions", SECOND)
    pid = seat.sh("pgrep -x cat").strip()
    assert findings(seat)["two-sessions"][2] == f"kill -KILL {pid}"
    assert_names(assert_fixed(seat, GETTY, "two-sessions")["two-sessions"], "in a container")
    assert getty_pid(seat) == getty


def test_a_containers_getty_that_has_taken_the_console_is_the_one_too_many(seat):
    """It controls the console, and the machine's getty only reads it: to stop that one would
    leave nobody to log in at."""
    getty, units = getty_pid(seat), running(seat)
    seat.sh("systemd-run --unit=box unshare --pid --fork --mount-proc "
            f"setsid agetty --noclear tty{GETTY} linux")
    seat.wait(f"vtkbdctl doctor {seat.options} | grep -q two-sessions", SECOND)
    evidence = assert_fixed(seat, GETTY, "two-sessions")["two-sessions"]
    assert_names(evidence, "agetty", "in a container")
    assert (getty_pid(seat), running(seat)) == (getty, units)


# -- a service that reads the keyboard, or has it alone -----------------------------------


KEYBOARD = "$(grep -l '^AT Trans' /sys/class/input/event*/device/name | cut -d/ -f5)"


def running(seat):
    """The services that run, by name."""
    listed = seat.sh("systemctl list-units --type=service --state=running --plain --no-legend")
    return {line.split()[0] for line in listed.splitlines()}


def evtest(seat, unit, *options):
    """evtest as a service that is started again when it ends; return when it has its
    keyboard."""
    seat.sh(f"systemd-run --quiet --unit={unit} -p Restart=always -p RestartSec=0 "
            f"evtest {' '.join(options)} /dev/input/{KEYBOARD}")
    seat.wait(f"journalctl -b -q -o cat -u {unit} | grep -q 'Testing ...'", f"{unit} reads")


@pytest.fixture
def shared(run_system, keyboard):
    """A seat whose keyboard other programs may have: vtkbd beside the kernel's consoles only
    listens."""
    return Seat(run_system, keyboard, grab=False)


def test_a_service_that_has_grabbed_the_keyboard(shared):
    """A signal would not do: it would be started again. No key arrives until it is stopped."""
    units, getty = running(shared), getty_pid(shared)
    evtest(shared, "remapper", "--grab")
    keys = shared.keys()
    assert findings(shared)["grabbed-keyboard"][2] == "systemctl stop remapper.service"
    shared.vm.keyboard.press("x")
    shared.wait("journalctl -b -q -o cat -u remapper | grep -q 'KEY_X), value 0'", "it has the x")
    assert shared.keys() == keys
    evidence = assert_fixed(shared, GETTY, "grabbed-keyboard")["grabbed-keyboard"]
    assert_names(evidence, "AT Translated Set 2 keyboard", "evtest")
    shared.press("y")
    assert (running(shared), getty_pid(shared)) == (units, getty)


def test_a_service_that_reads_the_keyboard_as_well(shared):
    """It may be in use, and goes on: the console is what must not type."""
    units, getty = running(shared), getty_pid(shared)
    evtest(shared, "kiosk")
    evidence = assert_fixed(shared, GETTY, "overheard-keys")["overheard-keys"]
    assert_names(evidence, "evtest", "agetty")
    assert shared.state(GETTY) == "off text auto"
    assert (running(shared), getty_pid(shared)) == (units | {"kiosk.service"}, getty)
    shared.sh("systemctl stop kiosk.service")
    assert_fixed(shared, GETTY, "dead-keyboard")
    assert (shared.state(GETTY), running(shared)) == (TEXT, units)


# -- display servers -------------------------------------------------------------------


def test_a_getty_behind_a_display_server(run_system, keyboard):
    """The getty also put the console into KD_TEXT, but the server still owns it."""
    seat = served(run_system, keyboard, "sway-seatd")
    seat.sh(f"systemctl start getty@tty{CONSOLE}")
    seat.wait_state(CONSOLE, "unicode text process")
    seat.wait("test $(pgrep -c -x agetty) = 2", "agetty runs")
    evidence = assert_fixed(seat, CONSOLE, "getty-reset")["getty-reset"]
    assert_names(evidence, "agetty", "seatd", "still runs")


def test_a_display_server_on_the_console_of_a_getty(run_system, keyboard):
    seat = Seat(run_system, keyboard, SERVERS["Xorg"].first)
    seat.sh(f"{UNIT} -- {XORG}".format(n=GETTY))
    seat.wait_state(GETTY, OWNED)
    evidence = assert_fixed(seat, GETTY, "two-sessions")["two-sessions"]
    assert_names(evidence, "agetty", "Xorg")


def test_one_that_does_not_answer(run_system, keyboard):
    seat = served(run_system, keyboard, "Xorg")
    seat.sh("pkill -STOP -x Xorg")
    waiting = seat.vm.spawn(f"exec chvt {GETTY} </dev/tty{GETTY}")
    seat.wait(f"vtkbdctl doctor {seat.options} | grep -q pending-switch", LATER)
    evidence = findings(seat)["pending-switch"][1]
    assert_names(evidence, f"console {GETTY}", "chvt" if seat.options else "Xorg")
    seat.sh("pkill -CONT -x Xorg")
    assert waiting.wait(SLOW).status == 0
    assert findings(seat) == {}


def test_one_that_never_answers_again(run_system, keyboard):
    seat = served(run_system, keyboard, "Xorg")
    seat.sh("pkill -STOP -x Xorg")
    waiting = seat.vm.spawn(f"exec chvt {GETTY} </dev/tty{GETTY}")
    seat.wait(f"vtkbdctl doctor {seat.options} | grep -q pending-switch", LATER)
    seat.sh(findings(seat)["pending-switch"][2])
    seat.switch(GETTY)
    assert waiting.wait(SLOW).status == 0
    assert findings(seat) == {}


def test_one_that_was_killed(run_system, keyboard):
    seat = served(run_system, keyboard, "Xorg")
    seat.kill("Xorg")
    assert_fixed(seat, CONSOLE, "dead-owner")
    assert seat.state(CONSOLE) == TEXT


@pytest.mark.parametrize("name", [name for name in ("Xorg-logind", "weston-logind", "kmscon")
                                  if name in SERVERS])
def test_nothing_is_wrong_with_the_others(run_system, keyboard, name):
    seat = served(run_system, keyboard, name)
    seat.switch(GETTY)
    assert findings(seat) == {}


# -- a display server without a console --------------------------------------------------


WITHOUT = ("-p User=user -p RuntimeDirectory=display -E XDG_RUNTIME_DIR=/run/display "
           "-E WLR_RENDERER=pixman -E LIBSEAT_BACKEND=seatd")


@pytest.mark.parametrize("keyboard", ["built-in"], indirect=True)
def test_a_compositor_that_has_no_console(seat):
    """What is typed for it is shown at the getty, until the fix has put that console into
    off."""
    seat.sh("systemctl stop seatd; systemd-run --quiet --unit=seats -E SEATD_VTBOUND=0 "
            "seatd -g video && until test -S /run/seatd.sock; do sleep 0.3; done")
    seat.sh("echo 'exec touch /run/display/up' >/run/sway.conf")
    seat.switch(GETTY)
    seat.sh(f"systemd-run --quiet --unit=display {WITHOUT} -- sway -c /run/sway.conf")
    seat.wait("test -e /run/display/up", "sway is up")
    assert seat.state(GETTY) == TEXT
    seat.vm.keyboard.type("secret")
    seat.wait(f"grep -q 'login: secret' /dev/vcs{GETTY}", "the getty took it")
    evidence = assert_fixed(seat, GETTY, "overheard-keys")["overheard-keys"]
    assert_names(evidence, "sway", "card", "agetty")
    assert seat.state(GETTY) == "off text auto"
    seat.press("x")
    seat.sh(f"grep -q 'login: secret ' /dev/vcs{GETTY}")
