# SPDX-License-Identifier: GPL-2.0
"""The newest kernel that Debian serves, in short. `make kernels` has all, at length."""
import pytest

from vm import kernel, suites

from . import parts

EVENTS = 3000
# The ioctls that differ from kernel to kernel are among these.
PROGRAMS = " or ".join(f"{name}-foreground" for name in ("keymap", "tiocl", "unknown", "vt"))
# W=1 is in the build that "load" loads.
PARTS = ("load", "typist")


@pytest.fixture(scope="module", name="newest")
def _newest():
    return kernel.get(suites.newest())


@pytest.mark.parametrize("part", PARTS)
def test_the_newest_kernel(newest, part):
    """Each part checks the kernel's log."""
    parts.PARTS[part](newest, EVENTS)


def test_answers_as_the_newest_kernel_does(newest):
    parts.tested(newest, "newest", "e2e/test_conformance.py", "-k", PROGRAMS)
