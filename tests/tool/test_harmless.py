#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""What doctor must not blame, and what its fixes must not end: programs that have a keyboard open
for a good reason, services that more depends on, names that look like something else, and
processes that are not to be seen.
"""
import pytest

from fake_world import GRAPHICS, MODES
from test_doctor import TTY1, findings, one
from test_readers import AT, BOTH, EV3, OURS1, VIRTUAL, kernels, ours, place     # noqa: F401

EV4, EV7, GRABBER = "/dev/input/event4", "/dev/input/event7", "/dev/input/event5"
UINPUT = "/dev/uinput"


@pytest.fixture
def grabbed(ours):      # noqa: F811
    return ours.keyboard(3, AT, grabber="event5", event=5)


# -- programs that have a keyboard open ----------------------------------------------------


@BOTH
@pytest.mark.parametrize("name", ["systemd-logind", "elogind-daemon", "elogind", "seatd", "acpid",
                                  "console-kit-dae", "upowerd", "udevd", "systemd-udevd"])
def test_daemons_that_wait_for_single_keys(place, args, name):      # noqa: F811
    assert findings(place.process(500, name, fds=[EV3]), *args) == {}


@pytest.mark.parametrize("extra", [[], [EV7], [EV4], [EV4, EV7]])
def test_a_remapper_has_its_own_keyboard_open_and_those_that_it_leaves_alone(grabbed, extra):
    grabbed.keyboard(7, VIRTUAL, made=True).keyboard(4, AT)
    grabbed.process(500, "keyd", fds=[GRABBER, UINPUT, *extra])
    assert findings(grabbed) == {}


def test_a_display_server_that_types_is_one_all_the_same(ours):     # noqa: F811
    ours.process(500, "kwin_wayland", fds=[EV3, UINPUT, "/dev/dri/card0"])
    assert one(ours)["check"] == "overheard-keys"


@pytest.mark.parametrize("card, found", [([], False), (["/dev/dri/card0"], True)])
def test_a_keyboard_that_a_program_made(ours, card, found):     # noqa: F811
    """It is read by who keeps it; a display server reads it for somebody who types."""
    ours.keyboard(7, VIRTUAL, made=True).process(500, "input-remapper", fds=[EV7, *card])
    assert ("overheard-keys" in findings(ours)) == found


def test_a_scanner_that_its_program_has_grabbed_is_noted(ours):     # noqa: F811
    ours.keyboard(4, "Scanner", grabber="event4").process(500, "scand", fds=[EV4])
    result = ours.run("doctor", "--json", findings=True)
    assert (result.code, result.json["findings"]) == (0, [])
    assert {n["note"]: n["text"] for n in result.json["notes"]}["one-grabbed"] == (
        "Scanner (input4) is grabbed by scand (pid 500); another keyboard is heard")
    ours.keyboard(3, AT, grabber="event5", event=5)
    assert "grabbed-keyboard" in findings(ours)


def test_a_seat_manager_is_not_called_the_grabber(grabbed):
    grabbed.process(400, "systemd-logind", fds=[GRABBER]).process(500, "kmonad", fds=[GRABBER])
    (line,) = [li for li in grabbed.run("list").lines if "not heard" in li]
    assert line.endswith("not heard: grabbed by a program: kmonad (pid 500)")


@pytest.mark.parametrize("other, found", [
    ({"sid": 490}, False), ({"pgrp": 490}, False), ({"ppid": 490}, False), ({}, True)])
def test_a_remapper_of_several_programs(grabbed, other, found):
    """One of a pipe reads, another types; one of another session has nothing to do with it."""
    grabbed.keyboard(7, VIRTUAL, made=True)
    grabbed.process(500, "intercept", fds=[GRABBER], sid=490, pgrp=490, ppid=490)
    grabbed.process(501, "uinput", fds=[UINPUT], **other)
    assert ("grabbed-keyboard" in findings(grabbed)) == found


def test_which_of_two_programs_has_grabbed_it_is_not_guessed(grabbed):
    grabbed.process(400, "logkeys", fds=[GRABBER]).process(500, "kmonad", fds=[GRABBER])
    found = one(grabbed)
    assert found["evidence"].endswith(
        "which logkeys (pid 400) and kmonad (pid 500) have open: one of them has grabbed it")
    assert found["fix"] is None
    assert "  fix       end the one of them that has done it" in grabbed.run(
        "doctor", findings=True).lines


def test_a_reader_without_a_screen_may_be_ended_instead(ours):      # noqa: F811
    found = one(ours.process(500, "evtest", fds=[EV3]))
    assert found["fix"] == "vtkbdctl set 1 off --force"
    assert found["evidence"].endswith("; if it need not read them, this ends it: kill 500")


@BOTH
@pytest.mark.parametrize("tty, fds, env, front, found", [
    (1, [], [], {}, True), (3, [], [], {}, True), (0, ["3"], [], {}, True),
    (0, [], ["XDG_VTNR=1"], {}, True), (0, [], ["XDG_VTNR=3"], {}, True),
    (0, [], ["XDG_VTNR=99"], {}, True), (0, [], ["XDG_VTNR=7"], {}, True), (3, [], [], {"kdmode": GRAPHICS}, False),
    (0, ["3"], [], {"kbdmode": MODES["off"]}, False),
    (0, [], ["XDG_VTNR=3"], {"vtmode": 1, "vt_pid": 500}, False)])
def test_a_display_server_has_a_console_if_it_has_taken_one(request, desk, args, tty, fds, env,
                                                            front, found):
    """Not because it was started from one: that one is typed on."""
    world = request.getfixturevalue(desk)
    major, base = (4, "/dev/tty") if args else (240, "/dev/vtkbd")
    if args:
        world.add("relsig 10")
        front.pop("vt_pid", None)
    world.console(3, **front)
    world.process(500, "sway", tty=tty and major << 8 | tty, sid=490, env=env, takes=1 << 9,
                  fds=[EV3, "/dev/dri/card0", *(base + n for n in fds)])
    assert ("overheard-keys" in findings(world, *args)) == found


# -- services --------------------------------------------------------------------------------


def service(world, name, *pids):
    world.add("exists /run/systemd/system")
    for pid in pids:
        world.file(f"/proc/{pid}/cgroup", f"0::/system.slice/{name}\n")
    return one(world)["fix"]


def test_a_login_is_not_its_service(grabbed):
    """Without libpam-systemd a session stays in the group of the daemon that began it."""
    grabbed.process(400, "sshd").process(450, "bash", ppid=400)
    grabbed.process(500, "evtest", ppid=450, sid=450, fds=[GRABBER])
    assert service(grabbed, "ssh.service", 400, 450, 500) == "kill 500"


def test_what_has_lost_its_parent_is_not_its_service(grabbed):
    grabbed.process(400, "sshd").process(500, "evtest", fds=[GRABBER])
    assert service(grabbed, "ssh.service", 400, 500) == "kill 500"


def test_what_a_getty_began_is_not_its_service(grabbed):
    grabbed.process(400, "login").process(500, "evtest", ppid=400, sid=400, fds=[GRABBER])
    assert service(grabbed, "getty@tty1.service", 400, 500) == "kill 500"


def test_a_program_of_a_supervisor_is_not_its_service(grabbed):
    grabbed.process(400, "supervisord").process(500, "kmonad", ppid=400, sid=400, fds=[GRABBER])
    assert service(grabbed, "supervisor.service", 400, 500) == "kill 500"


def test_a_reader_on_the_console_does_not_hide_who_has_grabbed_it(grabbed):
    grabbed.process(400, "evtest", tty=OURS1, sid=200, fds=[GRABBER])
    grabbed.process(500, "kmonad", fds=[GRABBER])
    assert one(grabbed)["check"] == "grabbed-keyboard"


def test_a_bluetooth_keyboard_is_made_by_no_program(ours):      # noqa: F811
    """It is virtual, as one of uinput is, but not of the input subsystem itself."""
    place, there = "sys/class/input/input9", "sys/devices/virtual/misc/uhid/0005:1/input/input9"
    (ours.path / "root/sys/class/input").mkdir(parents=True, exist_ok=True)
    ours.file(f"/{there}/name", "Keys\n")
    (ours.path / "root" / place).symlink_to(f"../../{there[4:]}")
    ours.keyboard(9, "Keys").process(500, "logkeys", fds=["/dev/input/event9"])
    assert one(ours)["check"] == "overheard-keys"


def test_a_helper_of_a_service_belongs_to_it(grabbed):
    grabbed.process(400, "udevmon")
    grabbed.process(500, "intercept", ppid=400, sid=400, pgrp=400, fds=[GRABBER])
    assert service(grabbed, "udevmon.service", 400, 500) == "systemctl stop udevmon.service"


@pytest.mark.parametrize("name, fix", [
    ("--help.service", "kill 500"),
    ("a" * 240 + ".service", "systemctl stop " + "a" * 240 + ".service"),
    ("a" * 180 + r"\x2d.service", "systemctl stop '" + "a" * 180 + r"\x2d.service'")])
def test_names_of_services(grabbed, name, fix):
    grabbed.process(500, "kmonad", fds=[GRABBER])
    assert service(grabbed, name, 500) == fix


# -- names -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["SigIgn:ffffffff", "NSpid:\t1"])
def test_a_process_named_like_a_line_of_its_status(grabbed, name):
    grabbed.process(500, name, fds=[GRABBER])
    assert one(grabbed)["fix"] == "kill 500"


def test_a_long_name_is_told_whole(ours):       # noqa: F811
    name = "Übergröße " * 6
    ours.keyboard(3, name.strip()).process(500, "gnome-kiosk-scr", fds=[EV3, "/dev/dri/card0"])
    assert one(ours)["evidence"].endswith("this one is in unicode, and agetty (pid 200) reads it")


# -- what cannot be seen ------------------------------------------------------------------------


def hide(world, how):
    """No process of others is listed, or those of another PID namespace are."""
    if how == "hidepid":
        for each in (world.path / "root/proc/1").iterdir():
            each.unlink() if each.is_file() else each.rmdir()
        (world.path / "root/proc/1").rmdir()
        return
    (world.path / "root/proc/self/ns").mkdir(parents=True)
    (world.path / "root/proc/self/ns/pid").symlink_to("pid:[4026532500]")


HIDDEN = pytest.mark.parametrize("how", ["hidepid", "container"])


def owned(world):
    world.console(1, kdmode=GRAPHICS, vtmode=1, vt_pid=500, kbdmode=MODES["off"])
    return world.file("/proc/uptime", "5000.00 1.00\n")


@HIDDEN
@pytest.mark.parametrize("fixture, args", [("world", []), ("vt", ["--vt"])])
def test_an_owner_that_cannot_be_seen_is_not_called_dead(request, fixture, args, how):
    world = request.getfixturevalue(fixture)
    if args:
        world.add("relsig 10")
    owned(world)
    assert list(findings(world, *args)) == ["dead-owner"]
    hide(world, how)
    result = world.run("doctor", "--json", *args, findings=True)
    assert result.json["findings"] == [] and result.json["complete"] is False
    refused = world.run("restore", "1", *args)
    assert refused.code == 1 and "refused: not all processes may be looked at" in refused.err


@HIDDEN
def test_a_keyboard_that_a_hidden_process_took_is_not_called_dead(vt, how):
    vt.console(1, kbdmode=MODES["off"]).file("/proc/uptime", "5000.00 1.00\n")
    assert list(findings(vt, "--vt")) == ["dead-keyboard"]
    hide(vt, how)
    assert findings(vt, "--vt") == {}


def test_another_process_of_that_number_is_not_taken_for_the_owner(world):
    """In a container the numbers that the module notes are other processes'."""
    owned(world).process(500, "cron")
    assert world.run("list", "--json").json["consoles"][0]["owner"]["name"] == "cron"
    hide(world, "container")
    assert world.run("list", "--json").json["consoles"][0]["owner"]["name"] is None


def test_a_32_bit_programs_calls_are_not_read_as_others(vt):
    """Its waitpid() has the number of poll()."""
    vt.process(200, "agetty", tty=TTY1, tpgid=200, fds=["/dev/tty1"] * 3)
    vt.process(600, "daemon", fds=["/dev/tty1"])
    vt.sleeps(600, "7 0xffffffff 0x1 0x0 0x0 0x0 0x0 0x7ffd00000000 0x1")
    assert "two-sessions" in findings(vt, "--vt")
    vt.sleeps(600, "7 0xffffffff 0x1 0x0 0x0 0x0 0x0 0xffa01000 0xf7f0")
    assert findings(vt, "--vt") == {}


@BOTH
def test_a_device_has_its_number_under_every_name(request, desk, args):
    """As where /dev is there once more, below another root."""
    world = request.getfixturevalue(desk)
    world.process(500, "sway", fds=["/c" + EV3, "/c/dev/dri/card0"])
    assert one(world, *args)["check"] == "overheard-keys"


def test_an_owner_below_another_root_lives(vt):
    vt.add("relsig 10").console(1, kdmode=GRAPHICS, vtmode=1, kbdmode=MODES["off"])
    vt.process(500, "Xorg", fds=["/c/dev/tty1"], takes=1 << 9)
    assert findings(vt, "--vt") == {}
    assert "refused: Xorg (pid 500) has it and lives" in vt.run("restore", "1", "--vt").err


def test_system_calls_that_may_not_be_seen_are_said_to_be_hidden(vt):
    """Yama's ptrace_scope 3 hides them from root."""
    vt.process(600, "bash", fds=["/dev/tty1"])
    assert vt.run("doctor", "--vt", "--json", findings=True).json["complete"] is True
    vt.file("/proc/600/task/600/syscall", "").add("deny /proc/600/task/600/syscall")
    assert vt.run("doctor", "--vt", "--json", findings=True).json["complete"] is False


# -- waiting -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name, gone, found", [
    ("chvt", False, True), ("chvt", True, False), ("console-kit-dae", False, False)])
def test_a_lock_is_what_keeps_a_switch_waiting(vt, name, gone, found):
    """A switch that is just taking place, and one that waits for others, do not show it."""
    vt.process(200, "agetty", tty=TTY1, tpgid=200, fds=["/dev/tty1"] * 3)
    vt.process(600, name, fds=["/dev/tty0"], waits=5)
    if gone:
        vt.add("after-nap /proc/600/task/600/syscall")
    assert ("locked-switches" in findings(vt, "--vt")) == found


# -- shells --------------------------------------------------------------------------------------


@pytest.mark.parametrize("shell, env, found", [
    ("bash", ["TERM=linux"], True), ("bash", [], True), ("fish", ["TERM=linux"], False),
    ("zsh", ["TERM=linux-16color"], True), ("zsh", ["TERM=xterm"], False),
    ("tmux: client", ["TERM=linux"], False), ("mc", [], False)])
def test_a_shell_may_have_the_keypad_to_itself(world, shell, env, found):
    world.process(200, shell, tty=OURS1, tpgid=200, fds=["/dev/vtkbd1"] * 3, env=env)
    world.sleeps(200, "0 0x0 0x7000 0x1 0x0 0x0 0x0 0x7ffd00000000 0x1")
    world.console(1, modeflags=1 | 4)
    assert ("left-modes" in findings(world)) == found


def test_the_heading_is_wrapped_too(ours):      # noqa: F811
    ours.process(500, "sway", fds=[EV3, "/dev/dri/card0"])
    lines = ours.add("width 60").run("doctor", findings=True).lines
    assert lines[:2] == ["console 1: keys for a program that has no console reach this",
                         "one [overheard-keys]"]


# -- what a machine may lack ----------------------------------------------------------------


def test_a_keyboard_without_an_event_device_may_hold_the_modifier(ours):        # noqa: F811
    """Its keys cannot be asked for; with one it has been asked, and holds nothing."""
    ours.add("keysym 0 29 0x702").seat(shift_state=4)
    assert "stray-modifier" in findings(ours)
    (ours.path / "root/sys/class/input/input3/event3/dev").unlink()
    (ours.path / "root/sys/class/input/input3/event3").rmdir()
    assert findings(ours) == {}


def test_a_keyboard_that_the_kernel_itself_has_grabbed(ours):       # noqa: F811
    ours.keyboard(3, AT, grabber="rfkill", event=3)
    found = one(ours)
    assert "is grabbed by a part of the kernel, not through an event device" in found["evidence"]
    assert ours.run("list", "--json").json["keyboards"][1]["grabber"] is None


@pytest.mark.parametrize("parent", ["runsv", "s6-supervise", "supervise-daemo", "systemd"])
def test_a_supervisor_that_starts_it_again_is_named(grabbed, parent):
    grabbed.process(400, parent).process(500, "kmonad", ppid=400, fds=[GRABBER])
    assert one(grabbed)["evidence"].endswith(
        f"kmonad (pid 500) has open; {parent} (pid 400) starts it again when it ends")


def test_an_answer_that_is_lost_is_not_called_a_finding(ours):      # noqa: F811
    with open("/dev/full", "w") as full:
        assert ours.run("doctor", stdout=full, command=True).code == 3


def test_setting_the_same_mode_counts_the_modifiers_anew(world):
    assert "KDSKBMODE" not in " ".join(world.run("set", "1", "unicode").log)
    assert "KDSKBMODE" in " ".join(world.run("set", "1", "unicode", "--force").log)


def test_unlocking_says_who_may(vt):
    vt.process(200, "agetty", tty=TTY1, tpgid=200, fds=["/dev/tty1"] * 3)
    refused = vt.add("fail VT_UNLOCKSWITCH 1").run("unlock", "--vt")
    assert refused.code == 1
    assert refused.err.endswith("not permitted: only with CAP_SYS_TTY_CONFIG\n")


@pytest.mark.parametrize("acts", [0, 1])
def test_a_seat_that_listens_does_not_act_on_ctrl_alt_del(ours, acts):      # noqa: F811
    ours.seat(acts=acts).process(500, "sway", fds=[EV3, "/dev/dri/card0"])
    assert ("Ctrl-Alt-Del" in one(ours)["noticed"]) == bool(acts)
