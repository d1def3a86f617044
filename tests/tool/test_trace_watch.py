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
    assert result.code == 1 and "/sys/kernel/tracing: no tracing here" in result.err


def test_watch_needs_a_terminal(world):
    assert world.run("watch").err == "vtkbdctl: watch: standard output is not a terminal\n"


class Terminal:
    """vtkbdctl watch on a pseudo terminal; the screen is what a user would see."""

    def __init__(self, world, columns, lines, *args, told=True):
        self.screen = pyte.Screen(columns, lines)
        self.stream = pyte.ByteStream(self.screen)
        world.add(f"width {columns if told else 0}").write()
        master, slave = pty.openpty()
        self.master = master
        if told:
            self.resize(columns, lines)
        env = {"TERM": "linux", "TZ": "UTC", **world.environment()}
        self.process = subprocess.Popen([world.build / "fake", "watch", *args], stdin=slave,
                                        stdout=slave, stderr=slave, env=env,
                                        start_new_session=True)
        os.close(slave)

    def resize(self, columns, lines):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.screen.resize(lines, columns)

    def wait_for(self, ready, timeout=10):
        deadline = time.monotonic() + timeout
        while not ready(self.screen.display):
            assert time.monotonic() < deadline, "\n".join(self.screen.display)
            if select.select([self.master], [], [], 0.1)[0]:
                self.stream.feed(os.read(self.master, 65536))
        return self.screen.display

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
    assert row(display, 1).startswith(" 1*  unicode    text      auto ")
    assert "off        graphics  process 4711" in row(display, 7)
    assert "pid 4711 sway" in row(display, 7)
    assert terminal.end() == 0


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


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_watch_leaves_the_terminal_as_it_was(busy, how):
    terminal = Terminal(busy, 80, 24)
    terminal.wait_for(lambda d: "q quits" in d[23])
    terminal.process.send_signal(how)
    assert terminal.process.wait(10) == 0


def test_watch_ends_with_its_terminal(busy):
    terminal = Terminal(busy, 80, 24)
    terminal.wait_for(lambda d: "q quits" in d[23])
    assert terminal.vanish() == 0


def test_watch_shows_the_kernels_consoles(vt):
    vt.console(3, kbdmode=MODES["off"], flags=USED | FOREGROUND)
    terminal = Terminal(vt, 80, 24, "--vt")
    display = terminal.wait_for(lambda d: row(d, 3))
    assert "modifiers: not told by the kernel's own VT" in display[1]
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
    terminal.wait_for(lambda d: d[2].startswith("held: not told without access to /dev/input"))
    assert terminal.end() == 0


def test_watch_shows_the_others_where_one_cannot_be_read(vt):
    """It reports this once, although it polled several times."""
    terminal = Terminal(vt.add("refuse /dev/tty1 any 13").add("down 29").input("event2", KEYS),
                        80, 24, "--vt")
    terminal.wait_for(lambda d: row(d, 3).startswith(" 3*  unicode") and row(d, 1)[5] == "-")
    log = vt.path / "log"
    terminal.wait_for(lambda d: log.read_text().count("open /dev/tty1") > 2)
    assert terminal.end() == 1
    shown = "\n".join(terminal.wait_for(lambda d: "tty1: permission" in "".join(d)))
    assert shown.count("permission denied") == 1


def test_watch_says_after_the_screen_why_it_failed(busy):
    terminal = Terminal(busy.add("fail VTKBD_GET_CONSOLE 5"), 80, 24)
    terminal.wait_for(lambda d: "VTKBD_GET_CONSOLE 1: Input/output error" in "".join(d))
    assert terminal.process.wait(10) == 1
