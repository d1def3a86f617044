# SPDX-License-Identifier: GPL-2.0
"""vtkbdctl watch over ssh: the display of the remote terminal while keys are pressed, modes
are set and consoles are switched, and while its window size changes.
"""
import pyte
import pytest

from vm.errors import NoAnswer

from .consoles import SLOW

KEYS, PTS = "/run/typed", "/run/pts"
SSH = "ssh -q -t -o StrictHostKeyChecking=no -i /root/.ssh/key root@127.0.0.1"
PREPARE = ("systemctl start ssh; mkdir -p -m 700 /root/.ssh; "
           "ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/key </dev/null; "
           f"cp /root/.ssh/key.pub /root/.ssh/authorized_keys; mkfifo {KEYS}")


class Window:
    """A terminal of some size in the guest, with a command in it."""

    def __init__(self, seat, command, columns, lines):
        self._seat = seat
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self._fed = 0
        inner = f"tty >{PTS}; stty rows {lines} cols {columns}; exec {command}"
        self.command = seat.vm.spawn(
            f"exec 3<>{KEYS}; TERM=linux exec script -q -e -c '{inner}' /dev/null <&3")

    def resize(self, columns, lines):
        self._seat.sh(f"stty -F $(cat {PTS}) rows {lines} cols {columns}")
        self._screen.resize(lines, columns)

    def type(self, text):
        self._seat.sh(f"printf %s {text} >{KEYS}")

    def _display(self):
        new, self._fed = self.command.out[self._fed:], len(self.command.out)
        self._stream.feed(new)
        return self._screen.display

    def wait_for(self, ready, what):
        channel = self._seat.vm.qemu.channel
        channel.wait_for(lambda: ready(self._display()) or not self.command.running, SLOW)
        if not ready(self._display()):
            raise NoAnswer(f"{what}: not shown by {self.command}\n" + "\n".join(self._display()))
        return self._display()


def has(line, text):
    return lambda display: text in display[line]


@pytest.mark.parametrize("keyboard", ["built-in", "vtkbd"], indirect=True)
def test_watch_over_ssh(seat):
    seat.sh(PREPARE, SLOW)
    window = Window(seat, f"{SSH} $(command -v vtkbdctl) watch {seat.options}", 80, 24)
    display = window.wait_for(has(23, "q quits"), "80 by 24")
    assert display[0].startswith("vtkbdctl watch vt")
    assert "foreground: console 1" in display[0]
    assert [line[:14] for line in display if line.startswith(" 1*")] == [" 1*  unicode  "]

    seat.vm.keyboard.down("ctrl")
    window.wait_for(has(2, "held: KEY_LEFTCTRL"), "a key is held")
    seat.vm.keyboard.up("ctrl")
    window.wait_for(has(2, "held: nothing"), "it is let go")

    seat.sh("kbd_mode -s -C /dev/tty2")
    by = "" if seat.options else " by pid "
    window.wait_for(lambda d: f"console 2: unicode -> raw{by}" in "".join(d), "a mode is set")
    window.resize(120, 40)
    window.wait_for(has(39, "q quits"), "120 by 40")
    seat.switch(2)
    window.wait_for(has(0, "foreground: console 2"), "a switch")
    window.resize(60, 15)
    window.wait_for(has(14, "q quits"), "60 by 15")
    window.type("q")
    assert window.command.wait(SLOW).status == 0
