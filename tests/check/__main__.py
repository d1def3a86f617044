# SPDX-License-Identifier: GPL-2.0
"""`make check-vm PROGRAM=...`: vtkbdctl check in a VM with Debian's systemd, udev and a screen.

    python3 -m check [--user] [--packages "labwc foot"] PROGRAM [check's options]

PROGRAM is a line for the shell. A program of that name that is a file here is brought along with
its libraries; else Debian's package has to be in the VM. --user runs it as an ordinary user.
"""
import argparse
import os
import shlex
import sys
import time
from pathlib import Path

from vm.system import System, boot

from .guest import ROOT, SLOW, USER, prepare

LIMIT_S = 3000


def command(args, rest):
    """The line for the guest: "sh -c" knows $XDG_VTNR, which check sets."""
    owner = USER if args.user else ROOT
    return (f"exec vtkbdctl check --slow={SLOW} {shlex.join(rest)} -- "
            f"{owner} sh -c {shlex.quote('exec ' + args.program)} 2>&1")


def follow(running):
    """What it says, as it says it; its exit status."""
    shown, end = 0, time.monotonic() + LIMIT_S
    while time.monotonic() < end:
        alive = running.running
        said = bytes(running.out)
        sys.stdout.write(said[shown:].decode(errors="replace"))
        sys.stdout.flush()
        shown = len(said)
        if not alive:
            return running.wait(10).status
        time.sleep(0.2)
    running.kill()
    return 1


def main():
    parser = argparse.ArgumentParser(prog="make check-vm", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--user", action="store_true")
    parser.add_argument("--packages", default="")
    parser.add_argument("program")
    args, rest = parser.parse_known_args()
    os.environ[boot.MORE] = args.packages
    program = Path(args.program.split()[0])
    with System("stock", deadline=LIMIT_S + 300) as vm:
        prepare(vm, "user" if args.user else "root")
        if program.is_file():
            vm.install(program)
            args.program = args.program.replace(str(program), program.name, 1)
        vm.insmod("vtkbd", "grab=0")
        return follow(vm.spawn(command(args, rest)))


if __name__ == "__main__":
    sys.exit(main())
