#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""vtkbdctl trace where there is nothing to trace, and vtkbdctl watch on a terminal that
pyte plays. tests/e2e runs them on a real kernel.
"""
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time

import pyte
import pytest

from fake_world import BUTTONS, FOREGROUND, GRAPHICS, KEYS, MODES, OPEN, USED


@pytest.mark.parametrize("args", [[], ["--json"], ["--keys"]])
def test_trace_without_tracing_changes_nothing(world, args):
    result = world.run("trace", *args)
    assert result.code == 3 and "/sys/kernel/tracing: no tracing here" in result.err


@pytest.mark.parametrize("text, args, refused", [
    ("N\n", ["--keys"], True), ("Y\n", ["--keys"], False), ("N\n", [], False),
    ("N\n", ["--keys", "--vt"], False)])
def test_keys_that_are_withheld_are_no_trace(world, text, args, refused):
    path = "/sys/module/vtkbd/parameters/trace_keys"
    err = world.file(path, text).run("trace", *args).err
    assert (err == "vtkbdctl: trace: --keys: vtkbd does not tell which keys, until: "
            f"echo 1 >{path}\n") == refused
    assert ("no tracing here" in err) != refused


def test_keys_are_for_root_whoever_runs_the_tests(world):
    said = "vtkbdctl: trace: --keys shows what others type: only as root\n"
    assert world.run("trace", "--keys").err != said
    assert world.add("user 1000").run("trace", "--keys").err == said


def test_watch_needs_a_terminal(world):
    assert world.run("watch").err == "vtkbdctl: watch: standard output is not a terminal\n"


CURSOR = b"\x1b[?25h"     # is shown again


class Terminal:
    """vtkbdctl watch on a pseudo terminal; the screen is what a user would see."""

    def __init__(self, world, columns, lines, *args, told=True, term="linux", stdin=None):
        self.screen = pyte.Screen(columns, lines)
        self.stream = pyte.ByteStream(self.screen)
        world.add(f"width {columns if told else 0}").write()
        master, slave = pty.openpty()
        self.master, self.raw, self.before = master, b"", termios.tcgetattr(slave)
        if told:
            self.resize(columns, lines)
        env = {"TERM": term, "TZ": "UTC", **world.environment(),
               "ASAN_OPTIONS": f"detect_leaks={int(term == 'linux')}"}  # ncurses leaks then
        self.process = subprocess.Popen([world.build / "fake", "watch", *args], stdin=stdin or slave,
                                        stdout=slave, stderr=slave, env=env,
                                        start_new_session=True)
        os.close(slave)

    def resize(self, columns, lines):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.screen.resize(lines, columns)

    def wait_for(self, ready, timeout=10):
        """The screen as soon as it is ready and no more comes: a read may end in a line."""
        deadline = time.monotonic() + timeout
        while self.read_more() or not ready(self.screen.display):
            assert time.monotonic() < deadline, "\n".join(self.screen.display)
        return self.screen.display

    def read_more(self):
        """Whether something came; from a terminal that nobody has open any more, nothing does."""
        if not select.select([self.master], [], [], 0.1)[0]:
            return False
        try:
            now = os.read(self.master, 65536)
        except OSError:
            return False
        self.raw += now
        self.stream.feed(now)
        return bool(now)

    def vanish(self):
        """The other side hangs up, without a signal."""
        os.close(self.master)
        return self.process.wait(10)

    def end(self, key=b"q"):
        os.write(self.master, key)
        return self.process.wait(10)


@pytest.fixture
def busy(world):
    world.seat(shift_state=5, leds=4, keys=1234, cad_pressed=2)
    world.console(7, flags=USED | OPEN, kdmode=GRAPHICS, vtmode=1, vt_pid=4711)
    return world.set_by(7, "unicode", "off", pid=4711, comm=b"sway")


def row(display, console):
    return next((li for li in display if li.startswith(f"{console:2}")), "")


def test_watch_fits_80_by_24_and_q_ends_it(busy):
    terminal = Terminal(busy, 80, 24)
    display = terminal.wait_for(lambda d: "q quits" in d[23] and row(d, 7))
    assert display[0].startswith("vtkbdctl watch vtkbd  foreground: console 1  2 keyboards")
    assert "modifiers: shift ctrl" in display[1] and "LEDs: caps" in display[1]
    assert display[2].startswith("held: nothing")
    assert "Ctrl-Alt-Del: 2" in display[1] and "keys: 1234" in display[1]
    assert row(display, 1).startswith(" 1*  unicode  text      auto ")
    assert "off      graphics  process 4711" in row(display, 7)
    assert "pid 4711 sway (uid 0)" in row(display, 7)
    assert terminal.end() == 0


def test_watch_loses_nothing_on_60_by_20(busy):
    """Words flow into more lines, and the last column has room."""
    busy.add("flap 3")
    terminal = Terminal(busy, 60, 20)
    display = terminal.wait_for(lambda d: "q quits" in d[19] and "times)" in "".join(d))
    text = " ".join(line.strip() for line in display)
    for words in ("foreground: console 1", "2 keyboards, listening", "Ctrl-Alt-Del: 2",
                  "modifiers: shift ctrl", "LEDs: caps", "keys: 1234", "held: nothing"):
        assert words in text
    assert "off     graphics process 4711 -" in row(display, 7) and "4711 sway" in row(display, 7)
    assert not any(line.rstrip().endswith(":") for line in display)
    assert terminal.end() == 0


@pytest.mark.parametrize("columns, owner, setter", [
    (60, "4711 gnome-shell", "4711 gnome-shel"), (80, "4711 gnome-shell", "(uid 0)"),
    (100, "process 4711 gnome-shell", "(uid 0)")])
def test_watch_has_room_for_the_name_of_an_owner(busy, columns, owner, setter):
    busy.process(4711, "gnome-shell").set_by(7, "unicode", "off", pid=4711, comm=b"gnome-shell")
    terminal = Terminal(busy, columns, 24)
    line = row(terminal.wait_for(lambda d: row(d, 7)), 7)
    before, found, after = line.partition(owner)
    assert found and "process" not in before and setter in after
    assert terminal.end() == 0


def test_watch_folds_what_is_repeated(busy):
    """Also where two changes take turns."""
    terminal = Terminal(busy.add("flap 3"), 80, 24)

    def folded(display):
        return sorted(line[10:].rstrip() for line in display if "console 3: locks" in line)
    terminal.wait_for(lambda d: len(folded(d)) == 2 and all("(3 times)" in li for li in folded(d)))
    assert folded(terminal.screen.display) == [
        "console 3: locks none (3 times)", "console 3: locks num (3 times)"]
    assert terminal.end() == 0


@pytest.mark.parametrize("term, says", [
    ("dumb", "watch: TERM is 'dumb': such a terminal cannot move its cursor"),
    ("nonesuch", "watch: TERM is 'nonesuch': no such kind of terminal is known here"),
    ("", "watch: TERM is ''")])
def test_watch_of_a_terminal_that_cannot_show_it(busy, term, says):
    terminal = Terminal(busy, 80, 24, term=term)
    assert terminal.process.wait(10) == 1
    display = terminal.wait_for(lambda d: says in "".join(d))
    assert sum(bool(line.strip()) for line in display) == 1
    assert termios.tcgetattr(terminal.master) == terminal.before


def test_watch_without_keys_to_read(busy):
    terminal = Terminal(busy, 80, 24, stdin=subprocess.DEVNULL)
    terminal.wait_for(lambda d: "watch: standard input is not a terminal" in d[0])
    assert terminal.process.wait(10) == 1


def test_watch_of_a_terminal_that_does_not_tell_its_size(busy):
    """Usually a serial line."""
    terminal = Terminal(busy, 80, 24, told=False)
    terminal.wait_for(lambda d: "q quits" in d[23] and row(d, 7))
    assert terminal.end() == 0


def test_watch_follows_a_change_of_size(busy):
    for n in range(8, 64):
        busy.console(n, flags=USED)
    terminal = Terminal(busy, 80, 24)
    terminal.wait_for(lambda d: "up and down show more" in "".join(d))
    terminal.resize(120, 40)
    os.killpg(terminal.process.pid, signal.SIGWINCH)
    display = terminal.wait_for(lambda d: "q quits" in d[39] and row(d, 30))
    assert "q quits" not in display[23]
    terminal.resize(40, 10)
    os.killpg(terminal.process.pid, signal.SIGWINCH)
    terminal.wait_for(lambda d: "q quits" in d[9])
    os.write(terminal.master, b"\x1b[B")
    terminal.wait_for(lambda d: not row(d, 1) and row(d, 3))
    assert terminal.end() == 0


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP,
                                 signal.SIGQUIT, signal.SIGUSR1, signal.SIGALRM])
def test_watch_leaves_the_terminal_as_it_was(busy, how):
    terminal = Terminal(busy, 80, 24)
    terminal.wait_for(lambda d: "q quits" in d[23])
    assert termios.tcgetattr(terminal.master) != terminal.before
    terminal.process.send_signal(how)
    assert terminal.process.wait(10) == -how
    assert termios.tcgetattr(terminal.master) == terminal.before
    terminal.wait_for(lambda d: CURSOR in terminal.raw)


def test_watch_ends_with_its_terminal(busy):
    terminal = Terminal(busy, 80, 24)
    terminal.wait_for(lambda d: "q quits" in d[23])
    assert terminal.vanish() == 0


def test_watch_shows_the_kernels_consoles(vt):
    vt.console(3, kbdmode=MODES["off"], flags=USED | FOREGROUND)
    terminal = Terminal(vt, 80, 24, "--vt")
    display = terminal.wait_for(lambda d: row(d, 3))
    assert "modifiers: not known of the kernel's own VT" in display[1]
    assert row(display, 3).startswith(" 3*  off")
    assert terminal.end() == 0



def test_watch_tells_the_keys_that_are_held_on_any_keyboard(vt):
    vt.input("event2", KEYS).input("event3", BUTTONS).add("down 29").add("down 105").add("down 272")
    terminal = Terminal(vt, 80, 24, "--vt")
    display = terminal.wait_for(lambda d: row(d, 3))
    assert display[2].rstrip() == "held: KEY_LEFTCTRL KEY_LEFT"
    assert terminal.end() == 0
    log = (vt.path / "log").read_text()
    assert "open /dev/input/event2 rdonly nonblock" in log
    assert "event3" not in log, "a mouse would have been started"


def test_watch_tells_what_it_may_not_see(busy):
    busy.input("event2", KEYS).add("refuse /dev/input/event2 any 13")
    terminal = Terminal(busy, 80, 24)
    terminal.wait_for(lambda d: d[2].startswith("held: not known without access to /dev/input"))
    assert terminal.end() == 0


def test_watch_shows_the_others_where_one_cannot_be_read(vt):
    """It reports this once, although it polled several times."""
    terminal = Terminal(vt.add("refuse /dev/tty1 any 13").add("down 29").input("event2", KEYS),
                        80, 24, "--vt")
    terminal.wait_for(lambda d: row(d, 3).startswith(" 3*  unicode") and row(d, 1)[5] == "-")
    log = vt.path / "log"
    terminal.wait_for(lambda d: log.read_text().count("open /dev/tty1") > 2)
    assert terminal.end() == 3
    shown = "\n".join(terminal.wait_for(lambda d: "tty1: permission" in "".join(d)))
    assert shown.count("permission denied") == 1


def test_watch_says_after_the_screen_why_it_failed(busy):
    terminal = Terminal(busy.add("fail VTKBD_GET_CONSOLE 5"), 80, 24)
    terminal.wait_for(lambda d: "VTKBD_GET_CONSOLE 1: Input/output error" in "".join(d))
    assert terminal.process.wait(10) == 3
