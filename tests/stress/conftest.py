# SPDX-License-Identifier: GPL-2.0
"""The machine under fire: which kernel, how many processors and how long, `make stress` says."""
import os

import pytest

from vm.machine import Machine

KERNEL = os.environ.get("VTKBD_STRESS", "debug")
CPUS = int(os.environ.get("VTKBD_CPUS", "2"))
LONG = os.environ.get("VTKBD_STRESS_LONG") == "1"


@pytest.fixture
def long():
    """True where the figures of testing.rst are made; else a test stops after its short one."""
    return LONG


@pytest.fixture
def fire(long):
    """A machine with every checker of its kernel; a splat in its log fails the test."""
    with Machine(KERNEL, cpus=CPUS, deadline=7200 if long else 600) as vm:
        yield vm
        vm.check_log()
