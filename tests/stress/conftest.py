# SPDX-License-Identifier: GPL-2.0
"""The machine under fire: which kernel, how many processors and how long, `make stress` says."""
import os
from collections import Counter

import pytest

from vm import log
from vm.machine import Machine

ASKED = os.environ.get("VTKBD_STRESS")
CPUS = int(os.environ.get("VTKBD_CPUS", "2"))
LONG = os.environ.get("VTKBD_STRESS_LONG") == "1"
DEADLINE = 7200 if LONG else 1200
ELSEWHERE = "races elsewhere"


@pytest.fixture
def long():
    """True where the figures of testing.rst are made; else a test stops after its short one."""
    return LONG


@pytest.fixture
def machines(request):
    """machines(kernel, **options): a context with a Machine that has that kernel unless
    `make stress` asks for another, which asked=None forbids. A splat in its log fails the
    test."""
    class Fire(Machine):
        def __exit__(self, problem, *_):
            try:
                if not problem:
                    self.check_log()
            finally:
                request.node.user_properties.append((ELSEWHERE, log.races_elsewhere(self.log)))
                self.close()

    return lambda kernel="debug", asked=ASKED, **options: Fire(
        asked or kernel, cpus=CPUS, deadline=DEADLINE, **options)


@pytest.fixture
def fire(machines):
    """A machine with every checker of its kernel; a splat in its log fails the test."""
    with machines() as vm:
        yield vm


@pytest.fixture
def stock2(machines):
    """Debian's kernel: quicker, and with less in the way of a race."""
    with machines("stock") as vm:
        yield vm


@pytest.fixture
def judge():
    """Debian's kernel, whatever `make stress` asks for: what its VT does is what is right."""
    with Machine("stock", deadline=DEADLINE) as vm:
        yield vm
        vm.check_log()


@pytest.fixture
def preempt2(machines):
    with machines("stock", cmdline="" if ASKED else "preempt=full") as vm:
        yield vm


@pytest.fixture(scope="module", name="fire_of_a_file")
def fixture_fire_of_a_file():
    with Machine(ASKED or "debug", cpus=CPUS, deadline=DEADLINE) as vm:
        yield vm


@pytest.fixture
def shared_fire(fire_of_a_file):
    """The same machine for all tests of a file that ask for it; its log is checked after each."""
    yield fire_of_a_file
    fire_of_a_file.check_log()


@pytest.fixture(scope="module", name="one_of_a_file")
def fixture_one_of_a_file():
    with Machine(ASKED or "debug", deadline=DEADLINE) as vm:
        yield vm


@pytest.fixture
def shared_one(one_of_a_file):
    """The same with one processor, for transcripts: what is due is done when a program sleeps."""
    yield one_of_a_file
    one_of_a_file.check_log()


def _races(reports):
    """What the machines of tests told."""
    for report in reports:
        if getattr(report, "when", None) == "teardown":
            yield from (race for name, races in report.user_properties if name == ELSEWHERE
                        for race in races)


def pytest_terminal_summary(terminalreporter):
    """The races of the kernel's own code with itself, which fail no test."""
    reports = sum(terminalreporter.stats.values(), [])
    for race, count in sorted(Counter(_races(reports)).items()):
        terminalreporter.write_line(f"elsewhere, {count} times: {race}")
