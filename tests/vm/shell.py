#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""A shell in the test VM: python3 -m vm.shell [KERNEL] [MODULE-PARAMETER...]

The same machine the tests use, with the serial console on this terminal, the module
inserted and vtkbdctl in the PATH. Ctrl-A X ends it, so does leaving the shell.
"""
import contextlib
import sys
import termios

from . import build, kernel
from .errors import GuestGone, VmError
from .machine import Machine

DEADLINE = 24 * 3600
SHELL = "exec setsid -w -c bash --rcfile /share/bashrc -i </dev/ttyS0 >/dev/ttyS0 2>&1"
BASHRC = "PS1='vm# '\n"


@contextlib.contextmanager
def terminal_kept():
    """QEMU makes the terminal raw, and leaves it so if it is killed."""
    if not sys.stdin.isatty():
        yield
        return
    before = termios.tcgetattr(sys.stdin)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


def quieten(vm):
    """Keep the kernel's messages (dmesg has them) off the terminal, except the worst."""
    vm.sh("echo N > /sys/module/printk/parameters/ignore_loglevel; dmesg -n 4")


def match_terminal(vm):
    rows, columns = termios.tcgetwinsize(sys.stdin) if sys.stdin.isatty() else (0, 0)
    size = f"rows {rows} cols {columns}" if rows and columns else ""
    vm.sh(f"stty -F /dev/ttyS0 sane {size}")


def prepare(vm, params):
    quieten(vm)
    vm.install(build.tool())
    vm.insmod("vtkbd", " ".join(params))
    match_terminal(vm)
    (vm.share / "bashrc").write_text(BASHRC)


def converse(vm):
    """Until the shell ends, or the machine does: by Ctrl-A X, power-off or a crash."""
    with contextlib.suppress(GuestGone):
        vm.spawn(SHELL).wait(DEADLINE)
        return 0
    vm.wait_end()
    print(f"\nvm: {vm.qemu.ended()}")
    return 0 if vm.qemu.process.returncode == 0 else 1


def main(argv):
    name, params = (argv[1], argv[2:]) if len(argv) > 1 else ("stock", [])
    if name not in kernel.MAKERS:
        print(f"usage: python3 -m vm.shell [{'|'.join(kernel.MAKERS)}] [PARAMETER=VALUE...]",
              file=sys.stderr)
        return 2
    print(f"starting the {name} VM; Ctrl-A X leaves", flush=True)
    try:
        with terminal_kept(), Machine(name, deadline=DEADLINE, interactive=True) as vm:
            prepare(vm, params)
            return converse(vm)
    except VmError as error:
        print(f"vm: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv))
