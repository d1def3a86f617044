# SPDX-License-Identifier: GPL-2.0
"""Errors on the host side of the VM, each with its own class."""


class VmError(Exception):
    """The harness could not carry out a request; the text says which and why."""


class GuestGone(VmError):
    """QEMU ended while the test waited for the guest."""


class NoAnswer(VmError):
    """The guest did not answer before the deadline."""


class LogProblem(VmError):
    """The kernel log shows a fault of the kernel."""


class BuildError(VmError):
    """A kernel, module or program did not build."""
