#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""vtkbdctl doctor: each bad state is found where it is and only there, by simulated evidence;
nothing is written to any device.
"""
import struct

import pytest

from fake_world import (FOREGROUND, GRAPHICS, INIT, IOCTL, MODES, OPEN, READ, SELECT, USED,
                        documented_members)

TTY1, TTY3 = 4 << 8 | 1, 4 << 8 | 3
OURS3 = 240 << 8 | 3
USR1 = 1 << 9
NOT_KNOWN = ("note: the kernel does not show whether modifiers are locked or switches are, nor "
             "application keypad, cursor keys and repeat of a console [not-known]")


def findings(world, *args):
    result = world.run("doctor", "--json", *args, findings=True)
    assert result.code == bool(result.json["findings"])
    assert not [li for li in result.log if "KDSKBMODE" in li or "SETMODE" in li]
    return {f["check"]: f for f in result.json["findings"]}


def one(world, *args):
    (found,) = findings(world, *args).values()
    return found


@pytest.fixture
def quiet(world):
    """Processes in a good state: init, a getty, a shell with a login."""
    world.process(1, "systemd", takes=USR1)
    world.process(200, "agetty", tty=240 << 8 | 1, tpgid=200, fds=["/dev/vtkbd1"] * 3)
    return world.process(300, "bash", tty=OURS3, tpgid=300, fds=["/dev/vtkbd3"] * 3,
                         env=["LANG=de_DE.UTF-8"])


@pytest.fixture
def quiet_vt(vt):
    vt.process(1, "systemd", takes=USR1)
    vt.process(200, "agetty", tty=TTY1, tpgid=200, fds=["/dev/tty1"] * 3)
    return vt.process(300, "bash", tty=TTY3, tpgid=300, fds=["/dev/tty3"] * 3,
                      env=["LANG=de_DE.UTF-8"])


def server(world, pid=500, node="/dev/tty3", **more):
    """A display server: has input devices, takes SIGUSR1."""
    return world.process(pid, "Xorg", takes=USR1,
                         fds=[node, "/dev/input/event3", "/dev/dri/card0"], **more)


@pytest.mark.parametrize("source, args", [("quiet", []), ("quiet_vt", ["--vt"])])
def test_a_healthy_machine_has_no_findings(request, source, args):
    world = request.getfixturevalue(source)
    assert findings(world, *args) == {}
    assert world.run("doctor", *args).out.splitlines() == [
        "nothing found: 2 consoles in use, 16 checks each", *([NOT_KNOWN] if args else [])]


def test_findings_in_words(quiet):
    quiet.seat(acts=1).console(3, kdmode=GRAPHICS, vtmode=1, vt_pid=300)
    quiet.set_by(3, "off", "unicode", pid=77, comm=b"kbd_mode")
    result = quiet.run("doctor", findings=True)
    assert result.code == 1
    assert result.out == """\
console 3: a display server, but its keys reach the terminal [leaking-keys]
  noticed   Ctrl-Alt-Del goes to process 1, which restarts the machine; Ctrl-C ends the \
session; Alt and an arrow key switch consoles; what is typed can be read on the terminal
  evidence  graphics, unicode, set by pid 77 kbd_mode (uid 0); Ctrl-C signals process \
group 300 (bash)
  fix       vtkbdctl set 3 off
"""


@pytest.mark.parametrize("mode, leaks", [("unicode", True), ("xlate", True), ("raw", False),
                                         ("mediumraw", False), ("off", False)])
def test_a_graphics_console_leaks_where_keys_are_translated(quiet, mode, leaks):
    quiet.console(3, kbdmode=MODES[mode], kdmode=GRAPHICS)
    assert ("leaking-keys" in findings(quiet)) == leaks
    assert "leaking-keys" not in findings(quiet, "1")


@pytest.mark.parametrize("mode", ["raw", "mediumraw", "off"])
def test_a_text_console_whose_setter_is_dead_has_a_dead_keyboard(quiet, mode):
    quiet.set_by(3, "unicode", mode, pid=77, comm=b"game")
    found = one(quiet)
    assert found["check"] == "dead-keyboard" and found["console"] == 3
    assert "pid 77 game" in found["evidence"] and "has ended" in found["evidence"]
    assert found["fix"] == "vtkbdctl set 3 unicode"


def test_a_setter_that_lives_may_want_it_so(quiet):
    quiet.set_by(3, "unicode", "raw", pid=300, comm=b"showkey")
    assert findings(quiet) == {}


def test_a_process_that_is_younger_than_the_change_did_not_make_it(quiet):
    quiet.set_by(3, "unicode", "raw", ago=100, pid=310, comm=b"game").process(310, "cat", age=50)
    assert "dead-keyboard" in findings(quiet)


def test_a_dead_keyboard_on_the_kernels_own(quiet_vt):
    quiet_vt.console(3, kbdmode=MODES["off"])
    found = one(quiet_vt, "--vt")
    assert found["check"] == "dead-keyboard" and "only bash (pid 300)" in found["evidence"]
    assert found["fix"] == "vtkbdctl set 3 unicode --vt"


def test_a_foreground_job_that_has_the_kernels_console_may_want_it_so(quiet_vt):
    quiet_vt.console(1, kbdmode=MODES["mediumraw"]).process(
        220, "showkey", sid=200, pgrp=200, tty=TTY1, tpgid=200, fds=["/dev/tty1"] * 3)
    assert findings(quiet_vt, "--vt") == {}


def test_graphics_without_an_owner_is_stuck(quiet_vt):
    quiet_vt.console(3, kbdmode=MODES["off"], kdmode=GRAPHICS)
    found = one(quiet_vt, "--vt")
    assert (found["check"], found["fix"]) == ("stuck-graphics", "vtkbdctl restore 3 --vt")
    quiet_vt.process(500, "forgetful", fds=["/dev/tty3"])
    assert one(quiet_vt, "--vt")["fix"] == "vtkbdctl restore 3 --force --vt"


def test_a_dead_owner_is_named(quiet):
    quiet.console(3, kbdmode=MODES["off"], kdmode=GRAPHICS, vtmode=1, vt_pid=77)
    found = one(quiet)
    assert found["check"] == "dead-owner" and "pid 77" in found["evidence"]
    quiet.process(77, "Xorg")
    assert findings(quiet) == {}


def test_the_kernels_owner_is_one_that_takes_its_signal_and_has_devices(quiet_vt):
    quiet_vt.add("relsig 10").console(3, kbdmode=MODES["off"], kdmode=GRAPHICS, vtmode=1)
    quiet_vt.process(600, "dd", takes=USR1)
    found = one(quiet_vt, "--vt")
    assert found["check"] == "dead-owner" and "signal 10" in found["evidence"]
    quiet_vt.process(500, "seatd", takes=USR1, fds=["/dev/input/event3"])
    assert findings(quiet_vt, "--vt") == {}


def fix_of(world, check, node, *args):
    """What doctor says, and that it is not refused: it asks of the console what it needs."""
    fix = findings(world, *args)[check]["fix"]
    result = world.run(*fix.split()[1:])
    assert result.code == 0 and f"ioctl {node} KDSKBMODE" in result.log
    return fix


@pytest.mark.parametrize("fds, fix", [
    ([], "vtkbdctl restore 3 --vt"), (["/dev/tty3"], "vtkbdctl restore 3 --force --vt")])
def test_the_fix_of_a_dead_owner_is_done_beside_who_has_the_console_open(quiet_vt, fds, fix):
    quiet_vt.add("relsig 10").console(3, kbdmode=MODES["off"], kdmode=GRAPHICS, vtmode=1)
    quiet_vt.process(600, "sleep", fds=fds)
    assert fix_of(quiet_vt, "dead-owner", "/dev/tty3", "--vt") == fix


def test_the_fix_of_a_user_who_does_not_see_all_is_done(quiet_vt):
    quiet_vt.console(3, kbdmode=MODES["off"], kdmode=GRAPHICS)
    quiet_vt.process(700, "secret", fds=[]).file("/proc/700/fd/hidden", "")
    assert fix_of(quiet_vt, "stuck-graphics", "/dev/tty3",
                   "--vt") == "vtkbdctl restore 3 --force --vt"


def test_what_may_not_be_looked_at_is_not_called_dead(quiet_vt):
    quiet_vt.add("relsig 10").console(3, kbdmode=MODES["off"], kdmode=GRAPHICS, vtmode=1)
    quiet_vt.console(1, kbdmode=MODES["off"]).process(700, "secret", fds=[])
    quiet_vt.file("/proc/700/fd/hidden", "")
    result = quiet_vt.run("doctor", "--vt")
    assert result.code == 0 and "as root more can be found" in result.out
    assert quiet_vt.run("doctor", "--vt", "--json").json["complete"] is False


def test_an_owner_that_has_its_controlling_terminal_by_no_number(quiet_vt):
    """/dev/tty has no console number."""
    quiet_vt.add("relsig 10").console(3, kbdmode=MODES["off"], kdmode=GRAPHICS, vtmode=1)
    quiet_vt.process(320, "mpv", sid=300, tty=TTY3, tpgid=320, takes=USR1,
                     fds=["/dev/null", "/dev/tty"])
    assert findings(quiet_vt, "--vt") == {}
    assert "refused: mpv (pid 320)" in quiet_vt.run("restore", "3", "--vt").err


def test_a_getty_that_took_a_display_servers_keyboard(quiet):
    quiet.process(500, "sway").add("past 3 3 4 600 500 sway").add("past 3 4 3 12 400 agetty")
    quiet.set_by(3, "off", "unicode", pid=400, comm=b"agetty")
    found = one(quiet)
    assert found["check"] == "getty-reset"
    assert "pid 400 agetty" in found["evidence"] and "sway (pid 500)" in found["evidence"]


def test_who_sets_the_mode_by_hand_is_no_getty(quiet):
    quiet.process(500, "sway").add("past 3 3 4 600 500 sway").add("past 3 4 3 12 400 kbd_mode")
    assert findings(quiet.set_by(3, "off", "unicode", pid=400, comm=b"kbd_mode")) == {}


def test_a_getty_after_the_display_server_ended_is_right(quiet):
    quiet.add("past 3 3 4 600 500 sway").add("past 3 4 3 12 400 agetty")
    assert findings(quiet.set_by(3, "off", "unicode", pid=400, comm=b"agetty")) == {}


def test_a_getty_and_a_display_server_on_a_console_of_the_kernel(quiet_vt):
    server(quiet_vt, node="/dev/tty1")
    assert set(findings(quiet_vt, "--vt")) == {"getty-reset", "two-sessions"}
    found = one(quiet_vt.console(1, kbdmode=MODES["off"]), "--vt")
    assert (found["check"], found["fix"]) == ("two-sessions", "kill 500")


SYSTEMD = "exists /run/systemd/system"
GETTYS = "/system.slice/system-getty.slice/getty@tty3.service"


@pytest.mark.parametrize("cgroup, systemd, fix", [
    (f"0::{GETTYS}", True, "systemctl stop getty@tty3.service"),
    (f"4:cpu:/x\n1:name=systemd:{GETTYS}", True, "systemctl stop getty@tty3.service"),
    ("0::/system.slice/stray.service", True, "systemctl stop stray.service"),
    (r"0::/system.slice/a\x2db.service", True, r"systemctl stop 'a\x2db.service'"),
    (f"0::{GETTYS}", False, "kill 250"),
    ("0::/user.slice/user-1.slice/user@1.service/app.slice/x.service", True, "kill 250"),
    ("0::/user.slice/user-1.slice/session-3.scope", True, "kill 250"),
    ("0::/system.slice/a b.service", True, "kill 250"), ("0::/", True, "kill 250"),
    ("", True, "kill 250")])
def test_what_is_started_again_is_stopped_where_it_comes_from(quiet_vt, cgroup, systemd, fix):
    quiet_vt.process(250, "agetty", fds=["/dev/tty3"] * 3)
    if cgroup:
        quiet_vt.file("/proc/250/cgroup", cgroup + "\n")
    if systemd:
        quiet_vt.add(SYSTEMD)
    assert one(quiet_vt, "--vt")["fix"] == fix


def in_namespace(world, pid, space):
    link = world.path / f"root/proc/{pid}/ns/pid"
    link.parent.mkdir(parents=True)
    link.symlink_to(f"pid:[{space}]")
    return world


@pytest.mark.parametrize("own, its, nspid, fix", [
    (1, 2, "250\t7", "kill 250"), (1, 2, "250\t1", "kill -KILL 250"),
    (1, 1, "250", "systemctl stop getty@tty3.service")])
def test_a_containers_getty_is_not_the_machines(quiet_vt, own, its, nspid, fix):
    """Its control group may be named like one of the machine."""
    quiet_vt.process(250, "agetty", fds=["/dev/tty3"] * 3).add(SYSTEMD)
    quiet_vt.file("/proc/250/cgroup", f"0::{GETTYS}\n")
    quiet_vt.file("/proc/250/status", f"SigCgt:\t0\nNSpid:\t{nspid}\nThreads:\t1\n")
    in_namespace(in_namespace(quiet_vt, 250, its), "self", own)
    found = one(quiet_vt, "--vt")
    assert found["fix"] == fix
    assert ("in a container" in found["evidence"]) == (own != its)


@pytest.mark.parametrize("spaces, first, second", [
    ({200: 1, 250: 2}, "agetty (pid 200) reads", 250),
    ({200: 1, 250: 1}, "agetty (pid 250) controls", 200),
    ({200: 2, 250: 2}, "agetty (pid 250) controls", 200),
    ({200: 2, 250: 1}, "agetty (pid 250) controls", 200)])
def test_the_machines_getty_is_none_too_many_whoever_controls_the_console(
        vt, spaces, first, second):
    """A container's getty that has taken the console from it is ended, not the other."""
    vt.process(200, "agetty", fds=["/dev/tty1"] * 3, reads=READ)
    vt.process(250, "agetty", tty=TTY1, tpgid=250, fds=["/dev/tty1"] * 3)
    for pid, space in {**spaces, "self": 1}.items():
        in_namespace(vt, pid, space)
    found = one(vt, "--vt")
    assert found["fix"] == f"kill {second}" and f"{first} it, and" in found["evidence"]


GETTY = "/sbin/getty 38400 tty3"
AT_ONCE = "kill 250"
FOR_EVER = "sed -i '2s/^/#/' /etc/inittab && kill -HUP 1; kill 250 2>/dev/null || true"


@pytest.mark.parametrize("inittab, fix", [
    (f"::sysinit:/etc/rc\ntty3::respawn:{GETTY}\n", FOR_EVER), (f"#\n3:23:respawn:{GETTY} ", FOR_EVER),
    (f"#3:23:respawn:{GETTY}\ntty3::respawn:/sbin/getty  38400\ttty3\n", FOR_EVER),
    ("tty3::respawn:/sbin/getty 38400 tty2\n::respawn:/sbin/getty 38400\n", AT_ONCE),
    (f"::respawn:{GETTY} vt100\n\n::respawn\n{GETTY}\n", AT_ONCE), ("", AT_ONCE),
    (f"a::respawn:{GETTY}\nb::respawn:{GETTY}\n", AT_ONCE)])
def test_busybox_starts_its_gettys_again(quiet_vt, inittab, fix):
    """Until the line is gone that says so, where it is known which one it is."""
    quiet_vt.process(250, "getty", fds=["/dev/tty3"] * 3).file("/etc/inittab", inittab)
    quiet_vt.file("/proc/250/cmdline", GETTY.replace(" ", "\0") + "\0")
    found = one(quiet_vt, "--vt")
    assert found["fix"] == fix
    assert "process 1 starts it again while it is in /etc/inittab" in found["evidence"]


@pytest.mark.parametrize("what", ["in a container", "begun by another", "under systemd"])
def test_what_process_1_does_not_start_is_not_looked_for_in_its_table(quiet_vt, what):
    """A line there with the same command is that of the machine's getty."""
    quiet_vt.process(250, "getty", fds=["/dev/tty3"] * 3,
                     ppid=200 if what == "begun by another" else 1)
    if what == "under systemd":
        quiet_vt.add(SYSTEMD)
    quiet_vt.file("/proc/250/cmdline", GETTY.replace(" ", "\0") + "\0")
    quiet_vt.file("/etc/inittab", f"tty3::respawn:{GETTY}\n")
    in_namespace(in_namespace(quiet_vt, 250, 1 + (what == "in a container")), "self", 1)
    found = one(quiet_vt, "--vt")
    assert found["fix"] == AT_ONCE and "inittab" not in found["evidence"]


def poll_set(*pairs):
    return b"".join(struct.pack("<ihh", fd, events, 0) for fd, events in pairs)


def words(*fds):
    return struct.pack("<Q", sum(1 << fd for fd in fds))


IN, OUT = 1, 4
WAYS = {   # the call, the memory at 0x7000, and whether it reads descriptor 2
    "read": ("0 0x2 0x7000 0x400", b"", True),
    "read of another": ("0 0x1 0x7000 0x400", b"", False),
    "poll": ("7 0x7000 0x2 0xffff", poll_set((9, IN), (2, IN)), True),
    "poll of another": ("7 0x7000 0x2 0xffff", poll_set((9, IN), (-1, IN)), False),
    "poll for output": ("7 0x7000 0x1 0xffff", poll_set((2, OUT)), False),
    "poll that is hidden": ("7 0x6000 0x1 0xffff", b"", True),
    "ppoll": ("271 0x7000 0x1 0x0", poll_set((2, IN)), True),
    "select": ("23 0x9 0x7000 0x0", words(2, 8), True),
    "select of another": ("23 0x9 0x7000 0x0", words(1, 8), False),
    "select of none": ("23 0x9 0x0 0x7000", words(2), False),
    "pselect6": ("270 0x3 0x7000 0x0", words(2), True),
    "epoll_wait": ("232 0x8 0x7000 0x1", b"", True),
    "epoll_pwait": ("281 0x8 0x7000 0x1", b"", True),
    "epoll of another": ("232 0x7 0x7000 0x1", b"", False),
    "epoll that is hidden": ("232 0x6 0x7000 0x1", b"", True),
    "io_uring": ("426 0x5 0x0 0x1", b"", True),
    "futex": ("202 0x7000 0x0 0x0", b"", False),
    "running": ("running", b"", False),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("sid, thread", [(600, 600), (599, 600), (600, 601)])
def test_a_reader_is_one_by_any_call(quiet_vt, way, sid, thread):
    call, memory, reads = WAYS[way]
    quiet_vt.process(600, "daemon", sid=sid, fds=["/dev/null", "/dev/tty1", "/dev/tty3"])
    quiet_vt.sleeps(600, f"{call} 0x0 0x0 0x0 0x7ffd00000000 0x1" if " " in call else call, thread)
    if memory:
        quiet_vt.memory(600, 0x7000, memory)
    quiet_vt.file("/proc/600/fdinfo/8", "pos:\t0\ntfd:        2 events:       19 data: 2\n")
    quiet_vt.file("/proc/600/fdinfo/7", "pos:\t0\ntfd:        2 events:       1c data: 2\n"
                  "tfd:        9 events:       19 data: 9\n")
    assert set(findings(quiet_vt, "--vt", "3")) == ({"two-sessions"} if reads else set())


@pytest.mark.parametrize("flags, reads", [("0100002", True), ("0100000", True), ("0100001", False)])
def test_where_it_is_not_known_what_is_read_it_must_be_readable(quiet_vt, flags, reads):
    quiet_vt.process(600, "daemon", fds=["/dev/tty3"]).sleeps(600, "426 0x5 0x0 0x1 0x0 0x0 0x0 0x7ffd00000000 0x1")
    quiet_vt.file("/proc/600/fdinfo/0", f"pos:\t0\nflags:\t{flags}\n")
    assert set(findings(quiet_vt, "--vt")) == ({"two-sessions"} if reads else set())


def test_two_readers_where_no_session_has_the_console(quiet_vt):
    for pid in (600, 700):
        quiet_vt.process(pid, "cat", fds=["/dev/tty1"], reads=READ)
    found = findings(quiet_vt, "--vt")
    assert found["two-sessions"]["fix"] == "kill 600"


@pytest.mark.parametrize("name, reads, fix", [("cat", READ, "kill 600"),
                                              ("bash", SELECT, "kill -HUP 600")])
@pytest.mark.parametrize("source, args, base", [("quiet", [], "/dev/vtkbd"),
                                                ("quiet_vt", ["--vt"], "/dev/tty")])
def test_any_other_session_that_reads_the_console(request, source, args, base, name, reads, fix):
    """A shell that waits for a line outlives SIGTERM."""
    world = request.getfixturevalue(source)
    found = one(world.process(600, name, fds=[f"{base}3"] * 3, reads=reads), *args)
    assert (found["check"], found["fix"]) == ("two-sessions", fix)
    assert f"{name} (pid 600) of session 600 reads it" in found["evidence"]


def test_what_ignores_the_signal_is_killed(quiet_vt):
    quiet_vt.process(600, "cat", fds=["/dev/tty3"], reads=READ)
    quiet_vt.file("/proc/600/status", f"SigIgn:\t{1 << 14:016x}\n")
    assert one(quiet_vt, "--vt")["fix"] == "kill -KILL 600"


@pytest.mark.parametrize("what", [
    {}, {"reads": READ, "fds": ["/dev/null"]},
    {"reads": READ, "fds": ["/dev/tty1", "/dev/tty3"]}, {"reads": READ, "ppid": 310}])
def test_what_is_no_second_session(quiet_vt, what):
    """Does not read it, reads another console, or began in the console's own
    session."""
    quiet_vt.process(310, "bash", sid=300, ppid=300).process(
        600, "vlock", **{"fds": ["/dev/tty3"] * 3, **what})
    found = findings(quiet_vt, "--vt", "3")
    assert found == {}


def test_login_leads_the_session_of_the_shell_that_it_began(vt):
    """A shell with its own foreground group is not a program that keeps the mode."""
    vt.process(300, "login", tty=TTY3, tpgid=301, fds=["/dev/tty3"] * 3)
    vt.process(301, "bash", sid=300, ppid=300, tty=TTY3, tpgid=301, fds=["/dev/tty3"] * 3,
               env=["LANG=C.UTF-8"])
    vt.console(3, kbdmode=MODES["xlate"])
    assert "LANG=C.UTF-8 of bash (pid 301)" in one(vt, "--vt")["evidence"]
    found = one(vt.console(3, kbdmode=MODES["off"]), "--vt")
    assert found["check"] == "dead-keyboard" and "only bash (pid 301)" in found["evidence"]


def test_a_getty_and_whoever_has_a_console_for_a_display_server(quiet_vt):
    """seatd owns the console and has no descriptor for it."""
    quiet_vt.add("relsig 10").console(1, vtmode=1)
    quiet_vt.process(500, "seatd", takes=USR1, fds=["/dev/input/event3"])
    found = one(quiet_vt, "--vt")
    assert found["check"] == "getty-reset" and "seatd (pid 500), which owns it" in found["evidence"]


def test_an_owner_that_lives_may_want_no_keyboard(quiet_vt):
    quiet_vt.add("relsig 10").console(1, vtmode=1, kbdmode=MODES["off"])
    quiet_vt.process(500, "seatd", takes=USR1, fds=["/dev/input/event3"])
    assert findings(quiet_vt, "--vt") == {}


def test_a_console_under_another_name_is_the_same(quiet_vt):
    """Device numbers decide, not names."""
    quiet_vt.add("node /dev/console3 vt 3")
    quiet_vt.console(3, kbdmode=MODES["mediumraw"]).process(
        320, "game", sid=300, pgrp=300, fds=["/dev/console3"])
    assert findings(quiet_vt, "--vt") == {}


def test_a_seat_manager_is_no_second_session(quiet_vt):
    quiet_vt.process(500, "systemd-logind", takes=USR1,
                     fds=["/dev/tty3", "/dev/input/event3", "/dev/dri/card0"])
    assert findings(quiet_vt, "--vt") == {}


def test_a_display_server_of_the_session_itself_is_no_second_one(quiet_vt):
    server(quiet_vt, sid=300, pgrp=500)
    assert findings(quiet_vt, "--vt") == {}


@pytest.mark.parametrize("ms, found", [(999, False), (1000, True), (61500, True)])
def test_a_pending_switch_and_its_age(quiet, ms, found):
    quiet.console(3, kbdmode=MODES["off"], kdmode=GRAPHICS, vtmode=1, vt_pid=300, pending=1,
                  pending_ms=ms)
    result = findings(quiet)
    assert ("pending-switch" in result) == found
    if found:
        assert f"asked {ms // 1000} s ago to let console 1" in result["pending-switch"]["evidence"]
        assert "bash (pid 300)" in result["pending-switch"]["evidence"]


def test_who_waits_for_a_switch_of_the_kernel(quiet_vt):
    quiet_vt.add("relsig 10").console(3, vtmode=1)
    quiet_vt.process(500, "seatd", takes=USR1, fds=["/dev/input/event3"])
    quiet_vt.process(800, "chvt", fds=["/dev/tty3"], sid=300, waits=1)
    found = one(quiet_vt, "--vt")
    assert found["check"] == "pending-switch"
    assert "chvt (pid 800) waits for console 1" in found["evidence"]


def test_a_wait_elsewhere_is_none_of_ours(quiet_vt):
    quiet_vt.process(800, "chvt", fds=["/dev/vtkbd3"], sid=300, waits=1)
    assert findings(quiet_vt, "--vt") == {}


@pytest.mark.parametrize("env, found", [
    (["LANG=de_DE.UTF-8"], True), (["LANG=en_US.utf8"], True), (["LANG=C"], False),
    (["LANG=de_DE.UTF-8", "LC_ALL=C"], False), (["LANG=C", "LC_CTYPE=C.UTF-8"], True),
    (["LC_ALL=", "LANG=C.UTF-8"], True), ([], False)])
def test_xlate_under_a_utf_8_locale(vt, env, found):
    vt.process(300, "bash", tty=TTY3, tpgid=300, fds=["/dev/tty3"] * 3, env=env)
    vt.console(3, kbdmode=MODES["xlate"]).console(1, kbdmode=MODES["xlate"])
    result = findings(vt, "--vt")
    assert set(result) == ({"xlate-under-utf8"} if found else set())
    if found:
        assert result["xlate-under-utf8"]["console"] == 3
        assert env[-1] in result["xlate-under-utf8"]["evidence"]


def test_a_stranger_cannot_choose_what_is_said(quiet_vt):
    quiet_vt.process(900, ") 1\n\x1b[2J", fds=["/dev/tty3"] * 3, sid=300, pgrp=900, waits=1)
    assert r"\x1b[2J" in one(quiet_vt, "--vt")["evidence"]


def test_one_console_alone(quiet):
    for n in (1, 3):
        quiet.set_by(n, "unicode", "off", pid=77)
    assert findings(quiet, "3")["dead-keyboard"]["console"] == 3
    assert findings(quiet, "fg")["dead-keyboard"]["console"] == 1
    assert quiet.run("doctor", "3", "--json", findings=True).json["nr_consoles"] == 1


def test_json_is_documented(quiet):
    top = quiet.set_by(3, "unicode", "off", pid=77).run("doctor", "--json", findings=True).json
    assert top["version"] == 2
    assert set(top) | set(top["findings"][0]) <= documented_members("doctor")


def test_a_console_that_cannot_be_looked_at_does_not_hide_the_others(quiet_vt):
    why = "vtkbdctl: /dev/tty1: permission denied: try as root\n"
    quiet_vt.add("refuse /dev/tty1 any 13")
    result = quiet_vt.run("doctor", "--vt", partly=True)
    assert (result.code, result.err) == (3, why)
    assert result.out == ("nothing found: 1 console in use, 16 checks each\n"
                          f"{NOT_KNOWN}\n"
                          "1 console in use could not be looked at.\n")
    quiet_vt.console(3, kbdmode=MODES["off"])
    result = quiet_vt.run("doctor", "--vt", "--json", partly=True)
    assert (result.code, result.err) == (1, why), "what was found counts more"
    assert (result.json["complete"], result.json["nr_consoles"]) == (False, 1)
    assert [f["check"] for f in result.json["findings"]] == ["dead-keyboard"]
    assert quiet_vt.run("doctor", "1", "--vt").err == why


def test_consoles_of_processes_are_known_without_node_0(quiet_vt):
    quiet_vt.items.remove("node /dev/tty0 vt 0")
    quiet_vt.console(1, kbdmode=MODES["raw"]).process(
        220, "showkey", sid=200, pgrp=200, tty=TTY1, tpgid=200, fds=["/dev/tty1"] * 3)
    assert findings(quiet_vt, "--vt") == {}


def test_without_proc_it_is_a_failure_and_no_finding(world):
    result = world.run("doctor")
    assert (result.code, result.err) == (3, "vtkbdctl: /proc: No such file or directory\n")
