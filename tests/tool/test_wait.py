#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""The wait while keys are held, on a real machine: its length, and what ends it."""
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from fake_world import TOOL

ENDING = ["HUP", "INT", "QUIT", "ABRT", "USR1", "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "XCPU",
          "XFSZ", "VTALRM", "PROF", "IO", "PWR", "RTMIN", "RTMAX"]
HARMLESS = ["CHLD", "CONT", "URG", "WINCH"]


@pytest.fixture(scope="session")
def program(build, tmp_path_factory):
    made = tmp_path_factory.mktemp("wait") / "wait"
    flags = ["-g", "-fsanitize=address,undefined", "-D_GNU_SOURCE", f"-I{TOOL}"]
    subprocess.run(["gcc", *flags, "-o", made, Path(__file__).with_name("wait.c"),
                    build / "system/device.o"], check=True)
    return made


def state(pid):
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


class Waiting:
    """The program, asleep in its wait."""

    def __init__(self, program, ms):
        self.process = subprocess.Popen([program, str(ms)], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == "ready\n"
        self.poll_state("S")

    def poll_state(self, wanted):
        deadline = time.monotonic() + 10
        while (now := state(self.process.pid)) != wanted:
            assert now != "Z", "it has ended"
            assert time.monotonic() < deadline, f"in state {now}, not {wanted}"

    def send(self, number):
        os.kill(self.process.pid, number)

    def end(self):
        """(signal, milliseconds)"""
        out, _ = self.process.communicate(timeout=30)
        assert self.process.returncode == 0, out
        return tuple(map(int, out.split()))


def test_a_wait_is_as_long_as_it_should_be(program):
    number, ms = Waiting(program, 300).end()
    assert number == 0 and ms >= 300


def test_a_stop_does_not_cut_a_wait_short(program):
    """Ctrl-Z and fg. The time in which it is stopped counts."""
    waiting = Waiting(program, 3000)
    for _ in range(2):
        waiting.send(signal.SIGSTOP)
        waiting.poll_state("T")
        waiting.send(signal.SIGCONT)
        waiting.poll_state("S")
    number, ms = waiting.end()
    assert number == 0 and ms >= 3000


def number_of(name):
    """Python has no name for one of them."""
    return 16 if name == "STKFLT" else signal.Signals[f"SIG{name}"].value


@pytest.mark.parametrize("name", ENDING)
def test_a_signal_that_would_end_the_tool_ends_the_wait(program, name):
    waiting = Waiting(program, 20000)
    waiting.send(number_of(name))
    number, ms = waiting.end()
    assert number == number_of(name) and ms < 20000


def test_a_signal_that_would_not_does_not(program):
    waiting = Waiting(program, 500)
    for name in HARMLESS:
        waiting.send(number_of(name))
    number, ms = waiting.end()
    assert number == 0 and ms >= 500


def test_a_fault_ends_the_tool(program):
    waiting = Waiting(program, 20000)
    waiting.send(signal.SIGSEGV)
    waiting.process.communicate(timeout=10)
    assert waiting.process.returncode != 0
