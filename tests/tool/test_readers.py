#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Who reads the keyboard: which devices are heard, who has one open or alone, and what doctor
makes of it. tests/e2e asks a real kernel.
"""
import errno

import pytest

from fake_world import GRAPHICS, MODES, OPEN, POWER, READ, USED, documented_members
from test_doctor import TTY1, USR1, findings, one
from test_trace_watch import Terminal, row

AT, POWER_BUTTON, VIRTUAL = "AT Translated Set 2 keyboard", "Power Button", "keyd virtual keyboard"
OURS1 = 240 << 8 | 1
BOTH = pytest.mark.parametrize("desk, args", [("ours", []), ("kernels", ["--vt"])])


@pytest.fixture
def ours(world):
    """A getty on vtkbd's foreground console, and two devices."""
    world.process(1, "systemd").process(200, "agetty", tty=OURS1, tpgid=200,
                                        fds=["/dev/vtkbd1"] * 3)
    return world.keyboard(3, AT).keyboard(0, POWER_BUTTON, keys=POWER, delay=0)


@pytest.fixture
def kernels(vt):
    """The same on the kernel's own, with the module beside it."""
    vt.add("node /dev/vtkbd0 vtkbd 0").seat(foreground=1)
    vt.process(1, "systemd").process(200, "agetty", tty=TTY1, tpgid=200, fds=["/dev/tty1"] * 3)
    return vt.keyboard(3, AT).keyboard(0, POWER_BUTTON, keys=POWER, delay=0)


@pytest.fixture
def alone(vt):
    """The same without the module."""
    vt.seat(foreground=1).process(1, "systemd")
    vt.process(200, "agetty", tty=TTY1, tpgid=200, fds=["/dev/tty1"] * 3)
    return vt.keyboard(3, AT, asked=False).keyboard(0, POWER_BUTTON, keys=POWER, asked=False)


@pytest.fixture
def place(request, desk):
    return request.getfixturevalue(desk)


EV3 = "/dev/input/event3"


# -- keys for a program without a console -------------------------------------------------


@pytest.mark.parametrize("desk, args", [("ours", []), ("kernels", ["--vt"]), ("alone", ["--vt"])])
def test_a_compositor_without_a_console(place, args):
    place.process(500, "sway", fds=["/dev/null", EV3, "/dev/dri/card0"])
    found = one(place, *args)
    assert (found["check"], found["console"]) == ("overheard-keys", 1)
    assert found["evidence"] == (
        f"sway (pid 500) has event3 ({AT}) open and the graphics card card0, but has taken no "
        "console; this one is in unicode, and agetty (pid 200) reads it")
    assert found["fix"] == "vtkbdctl set 1 off --force" + " --vt" * ("--vt" in args)


@BOTH
def test_the_fix_ends_it_and_is_not_called_a_fault_itself(place, args):
    place.process(500, "sway", fds=[EV3, "/dev/dri/card0"])
    fix = one(place, *args)["fix"]
    assert place.run(*fix.split()[1:]).code == 0
    place.set_by(1, "unicode", "off", pid=77, comm=b"vtkbdctl")
    assert findings(place, *args) == {}


@BOTH
def test_without_that_program_the_keyboard_is_dead_again(place, args):
    place.set_by(1, "unicode", "off", pid=77, comm=b"vtkbdctl")
    assert one(place, *args)["check"] == "dead-keyboard"


@BOTH
def test_a_program_that_only_reads_evdev(place, args):
    found = one(place.process(500, "kiosk", fds=[EV3]), *args)
    assert found["check"] == "overheard-keys" and "graphics card" not in found["evidence"]


@BOTH
@pytest.mark.parametrize("comm, what", [
    ("systemd-logind", {}), ("seatd", {}), ("acpid", {}), ("thd", {}),
    ("daemon", {"fds": ["/dev/input/event0"]}), ("player", {"fds": ["/dev/dri/card0"]}),
    ("weston", {"env": ["XDG_VTNR=7"]}), ("Xorg", {"state": "T"}), ("Xorg", {"state": "t"})])
def test_who_does_not_read_what_is_typed(place, args, comm, what):
    """By name, as it has no keyboard for texts, as it belongs to another console, or is stopped."""
    assert findings(place.process(500, comm, **{"fds": [EV3], **what}), *args) == {}


@pytest.mark.parametrize("desk, args, tty", [("ours", [], "/dev/vtkbd3"),
                                             ("kernels", ["--vt"], "/dev/tty3")])
def test_who_has_a_console_is_not_outside(place, args, tty):
    assert findings(place.process(500, "Xorg", fds=[tty, EV3], takes=USR1), *args) == {}


@BOTH
@pytest.mark.parametrize("state", [{"kbdmode": MODES["raw"]}, {"vtmode": 1, "vt_pid": 500},
                                   {"kbdmode": MODES["off"], "kdmode": GRAPHICS}])
def test_a_console_that_does_not_type_overhears_nothing(place, args, state):
    place.console(1, **state).process(500, "sway", fds=[EV3])
    assert "overheard-keys" not in findings(place, *args)


def test_nobody_is_there_to_overhear(world):
    world.process(1, "systemd").process(500, "sway", fds=[EV3]).keyboard(3, AT)
    assert findings(world) == {}


def test_a_program_that_sleeps_in_read_overhears(world):
    world.process(500, "sway", fds=[EV3]).keyboard(3, AT)
    world.process(600, "cat", sid=599, fds=["/dev/vtkbd1"], reads=READ)
    assert "cat (pid 600) reads it" in one(world)["evidence"]


def test_a_seat_that_has_the_keyboards_alone_lets_nobody_read(world):
    world.seat(grab=1).keyboard(3, AT, grabber="vtkbd").process(500, "sway", fds=[EV3])
    world.process(200, "agetty", tty=OURS1, fds=["/dev/vtkbd1"])
    assert findings(world) == {}
    world.set_by(1, "unicode", "off", pid=77)
    assert one(world)["check"] == "dead-keyboard"


@pytest.mark.parametrize("uinput, found", [([], True), (["/dev/uinput"], False)])
def test_a_remapper_where_it_is_not_known_who_has_grabbed_what(alone, uinput, found):
    alone.process(500, "keyd", fds=[EV3, *uinput])
    assert ("overheard-keys" in findings(alone, "--vt")) == found


def test_what_is_hidden_is_said(alone):
    alone.process(500, "sway", fds=[]).file("/proc/500/fd/hidden", "")
    result = alone.run("doctor", "--vt")
    assert result.code == 0 and "as root more can be found" in result.out
    assert alone.run("doctor", "--vt", "--json").json["complete"] is False


# -- a keyboard that is grabbed -----------------------------------------------------------


@pytest.fixture
def grabbed(world):
    world.process(200, "agetty", tty=OURS1, tpgid=200, fds=["/dev/vtkbd1"] * 3)
    return world.keyboard(3, AT, event=5, grabber="event5").keyboard(0, POWER_BUTTON, keys=POWER)


def test_a_grabbed_keyboard_names_device_and_program(grabbed):
    grabbed.process(500, "kmonad", fds=["/dev/input/event5"])
    found = one(grabbed)
    assert (found["check"], found["fix"]) == ("grabbed-keyboard", "kill 500")
    assert found["evidence"] == (
        f"{AT} (input3) is grabbed through event5, which kmonad (pid 500) has open")


def test_a_grabbed_keyboard_on_the_kernels_own(kernels):
    kernels.items = [i for i in kernels.items if not i.startswith("device input3")]
    kernels.add(f"device input3 event3 33 0 0 {AT}").process(500, "keyd", fds=[EV3])
    assert one(kernels, "--vt")["fix"] == "kill 500"


def test_a_seat_manager_beside_the_program_has_not_grabbed_it(grabbed):
    grabbed.process(400, "systemd-logind", fds=["/dev/input/event5"])
    grabbed.process(500, "kmonad", fds=["/dev/input/event5"])
    assert one(grabbed)["fix"] == "kill 500"


@pytest.mark.parametrize("systemd, cgroup, fix", [
    (True, "0::/system.slice/keyd.service", "systemctl stop keyd.service"),
    (True, r"0::/system.slice/a\x2db@1.service", r"systemctl stop 'a\x2db@1.service'"),
    (False, "0::/system.slice/keyd.service", "kill 500"),
    (True, "0::/system.slice/it's.service", "kill 500"), (True, "0::/init.scope", "kill 500"),
    (True, "0::/system.slice/docker-1.scope", "kill 500"), (True, "0::/system.slice/.service", "kill 500"),
    (True, "0::/user.slice/user-0.slice/session-1.scope", "kill 500")])
def test_a_service_is_stopped_as_it_would_be_started_again(grabbed, systemd, cgroup, fix):
    grabbed.process(500, "keyd", fds=["/dev/input/event5"]).file("/proc/500/cgroup", f"{cgroup}\n")
    if systemd:
        grabbed.add("exists /run/systemd/system")
    assert one(grabbed)["fix"] == fix


@pytest.mark.parametrize("uinput, made, found", [
    (["/dev/uinput"], True, False), (["/dev/uinput"], False, True), ([], True, True)])
def test_a_remapper_that_types_instead_is_no_fault(grabbed, uinput, made, found):
    grabbed.process(500, "keyd", fds=["/dev/input/event5", *uinput])
    if made:
        grabbed.keyboard(7, VIRTUAL, made=True)
    assert ("grabbed-keyboard" in findings(grabbed)) == found


def test_the_program_that_has_grabbed_it_is_hidden(grabbed):
    grabbed.process(500, "secret", fds=[]).file("/proc/500/fd/hidden", "")
    result = grabbed.run("doctor", "--json", findings=True).json
    assert result["complete"] is False
    (found,) = result["findings"]
    assert found["fix"] is None and "which program has that open is hidden" in found["evidence"]
    assert "  fix       as root, this command says it" in grabbed.run("doctor", findings=True).lines


def test_a_program_on_the_console_may_have_grabbed_it(grabbed):
    grabbed.process(500, "game", tty=OURS1, sid=200, fds=["/dev/input/event5", "/dev/vtkbd1"])
    assert findings(grabbed) == {}


def test_vtkbd_has_the_keyboards_of_the_kernels_own(kernels):
    kernels.file("/sys/module/vtkbd/parameters/grab", "Y\n")
    found = one(kernels, "--vt")
    assert found["check"] == "withheld-keyboard"
    assert found["fix"] == "echo 0 >/sys/module/vtkbd/parameters/grab"
    assert (found["console"], findings(kernels, "3", "--vt")) == (1, {})
    kernels.file("/sys/module/vtkbd/parameters/grab", "N\n")
    assert findings(kernels, "--vt") == {}


# -- a modifier that nothing holds ----------------------------------------------------------


@pytest.fixture
def held(ours):
    ours.add("keysym 0 29 0x702").add("keysym 0 97 0x702").add("keysym 0 42 0x700")
    return ours.seat(shift_state=4)


def test_a_modifier_that_no_key_holds(held):
    found = one(held)
    assert (found["check"], found["console"]) == ("stray-modifier", 1)
    assert found["evidence"] == "held: ctrl; down on no keyboard: KEY_LEFTCTRL KEY_RIGHTCTRL"
    assert found["fix"] == "vtkbdctl send KEY_LEFTCTRL KEY_RIGHTCTRL; vtkbdctl set 1 unicode --force"
    held.console(1, kbdmode=MODES["xlate"])
    assert one(held)["fix"].endswith("vtkbdctl set 1 xlate --force")


@pytest.mark.parametrize("key, found", [(29, False), (97, False), (42, True), (30, True)])
def test_a_key_that_is_down_holds_its_modifier(held, key, found):
    assert ("stray-modifier" in findings(held.add(f"down {key}"))) == found


def test_a_key_may_hold_a_modifier_of_another_keymap(held):
    held.add("down 58")
    assert "stray-modifier" in findings(held)
    assert findings(held.add("keysym 2 58 0x702")) == {}


@pytest.mark.parametrize("state", [{"kbdmode": MODES["raw"]}, {"kdmode": GRAPHICS}])
def test_a_modifier_matters_where_keys_are_translated_for_a_text_console(held, state):
    assert "stray-modifier" not in findings(held.console(1, **state))


def test_a_key_that_is_shift_and_ends_caps_lock_holds_shift(held):
    held.seat(shift_state=1).add("keysym 0 58 0x708").add("down 58")
    assert findings(held) == {}


def test_modifiers_of_a_keyboard_that_gets_no_keys_are_not_judged(kernels):
    kernels.file("/sys/module/vtkbd/parameters/grab", "Y\n")
    kernels.seat(shift_state=4).add("keysym 0 29 0x702")
    assert set(findings(kernels, "--vt")) == {"withheld-keyboard"}


def test_of_two_modifiers_one_is_held(held):
    held.seat(shift_state=5).add("down 42")
    assert one(held)["evidence"].startswith("held: ctrl;")


def test_a_modifier_on_the_kernels_own(kernels):
    kernels.seat(shift_state=4).add("keysym 0 29 0x702")
    assert one(kernels, "--vt")["fix"] == "vtkbdctl send KEY_LEFTCTRL; vtkbdctl set 1 unicode --force --vt"
    kernels.add(f"fail TIOCLINUX {errno.EPERM}")
    assert findings(kernels, "--vt") == {}


def test_a_keyboard_that_may_not_be_asked_leaves_it_open(held):
    assert findings(held.add(f"refuse {EV3} any {errno.EACCES}")) == {}


def test_a_modifier_without_a_key_is_not_blamed(ours):
    assert findings(ours.seat(shift_state=2)) == {}


def test_no_device_is_opened_while_no_modifier_is_held(ours):
    assert not [li for li in ours.run("doctor").log if "/dev/input" in li]


# -- what is shown ----------------------------------------------------------------------------


def test_list_names_keyboards_and_processes(ours):
    ours.process(500, "sway", fds=[EV3])
    ours.console(7, flags=USED | OPEN, kdmode=GRAPHICS, vtmode=1, vt_pid=500)
    lines = ours.run().lines
    assert lines[1:3] == [f"               {POWER_BUTTON} (input0): heard",
                          f"               {AT} (input3): heard; read by sway (pid 500)"]
    assert "process 500 sway" in ours.run().row(7)


@pytest.mark.parametrize("grabber, words", [
    ("vtkbd", "heard by vtkbd alone"), ("event3", "not heard: grabbed by a program: keyd (pid 500)")])
def test_list_says_who_has_one_alone(world, grabber, words):
    world.process(500, "keyd", fds=[EV3]).keyboard(3, AT, grabber=grabber)
    assert f"{AT} (input3): {words}" in world.run().lines[1]


def test_list_of_the_kernels_own(kernels):
    assert f"{AT} (input3): heard" in kernels.run("--vt").out
    kernels.items = [i for i in kernels.items if not i.startswith("device")]
    assert f"{AT} (input3): heard unless a program has grabbed it" in kernels.run("--vt").out


def test_json_has_what_is_known_and_null_for_the_rest(ours):
    ours.process(500, "sway", fds=[EV3])
    power, at = ours.run("--json").json["keyboards"]
    assert at == {"node": "input3", "name": AT, "heard": True, "grabbed": False, "grabber": None,
                  "processes": [{"pid": 500, "name": "sway"}], "repeat": True, "delay_ms": 250,
                  "period_ms": 33}
    assert (power["repeat"], power["delay_ms"], power["processes"]) == (False, None, [])
    ours.process(700, "secret").file("/proc/700/fd/hidden", "")
    top = ours.run("--json").json
    assert top["keyboards"][1]["processes"] is None and top["consoles"][0]["openers"] is None


def test_json_without_the_module_knows_of_no_grab(alone):
    for keyboard in alone.run("--vt", "--json").json["keyboards"]:
        assert [keyboard[k] for k in ("heard", "grabbed", "grabber", "repeat", "delay_ms")] == [None] * 5


def test_json_names_processes_of_a_console(ours):
    ours.console(3, vtmode=1, vt_pid=500).process(500, "sway", fds=["/dev/vtkbd3"])
    one_, three = ours.run("--json").json["consoles"]
    assert three["owner"] == {"pid": 500, "name": "sway"} == three["openers"][0]
    assert one_["owner"] is None and one_["openers"] == [{"pid": 200, "name": "agetty"}]
    assert set(ours.run("--json").json["keyboards"][0]) <= documented_members()


def test_get_names_them(ours):
    ours.console(1, vtmode=1, vt_pid=500).process(500, "sway", fds=[EV3])
    lines = ours.run("get", "1").lines
    assert "  switching       process: sway (pid 500) is asked before a switch" in lines
    assert "  open            by agetty (pid 200)" in lines
    assert f"  keyboard        {AT} (input3): heard; read by sway (pid 500)" in lines
    assert not [li for li in ours.run("get", "3").lines if "keyboard  " in li]


def test_watch_names_an_owner_and_who_has_a_keyboard_alone(grabbed):
    """Also one that was grabbed before watch began."""
    grabbed.process(500, "kmonad", fds=["/dev/input/event5"]).console(1, vtmode=1, vt_pid=500)
    terminal = Terminal(grabbed, 100, 24)
    words = f"{AT} (input3): not heard: grabbed by a program: kmonad (pid 500)"
    display = terminal.wait_for(lambda d: words in "".join(d) and row(d, 1))
    assert "process 500 kmonad" in row(display, 1)
    assert terminal.end() == 0


def test_explain_answers_no_byte_for_a_keyboard_that_is_grabbed(grabbed):
    grabbed.process(500, "kmonad", fds=["/dev/input/event5"]).add("keysym 0 30 0xb61")
    result = grabbed.run("explain", "1", "a", "--json").json
    assert result["bytes"] == "" and {e["taken"] for e in result["events"]} == {"program"}
    assert result["keyboards"][1]["grabber"] == "event5"
    said = grabbed.run("explain", "1", "a").out
    assert f"{AT} (input3): not heard: grabbed by a program: kmonad (pid 500)" in said
    assert "KEY_A down: a program has grabbed every keyboard" in said
    grabbed.keyboard(7, VIRTUAL, made=True)
    assert grabbed.run("explain", "1", "a", "--json").json["bytes"] == "61"


def test_explain_assumes_what_only_the_module_knows(kernels):
    grab = "no program has grabbed the keyboard (EVIOCGRAB)"
    kernels.add("keysym 0 30 0xb61")
    assert grab not in kernels.run("explain", "1", "a", "--vt", "--json").json["assumed"]
    kernels.items = [i for i in kernels.items if not i.startswith("device")]
    assert grab in kernels.run("explain", "1", "a", "--vt", "--json").json["assumed"]
    assert f"  assumed: {grab}" in kernels.run("explain", "1", "a", "--vt").lines


def test_a_device_that_is_switched_off_is_not_heard(ours):
    ours.file("/sys/class/input/input3/inhibited", "1\n")
    assert ours.run("--json").json["keyboards"][1]["heard"] is False
    assert "not heard: switched off (inhibited)" in ours.run().out


def test_a_name_cannot_write_on_the_screen(world):
    world.keyboard(3, "x\x1b[2Jy")
    assert r"x\x1b[2Jy (input3)" in world.run().out


def test_a_module_without_the_request(ours):
    ours.add(f"fail VTKBD_GET_DEVICE {errno.ENOTTY}")
    assert f"{AT} (input3): heard unless a program has grabbed it" in ours.run().out
    ours.add("keysym 0 30 0xb61")
    assert ours.run("explain", "1", "a", "--json").json["bytes"] == "61"


def test_where_sysfs_is_hidden_the_module_still_answers(world):
    assert f"{AT} (input3): heard" in world.add(f"device input3 - 1 0 0 {AT}").run().out
