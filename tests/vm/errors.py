# SPDX-License-Identifier: GPL-2.0
"""What can go wrong on the host side of the VM, each with its own name."""


class VmError(Exception):
    """The harness could not do what was asked; the text says what and why."""


class GuestGone(VmError):
    """QEMU ended while somebody waited for the guest."""


class NoAnswer(VmError):
    """The guest did not answer before the deadline."""


class LogProblem(VmError):
    """The kernel log shows a kernel at fault."""


class BuildError(VmError):
    """A kernel, module or program did not build."""
