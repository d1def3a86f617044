# SPDX-License-Identifier: GPL-2.0
"""How QEMU runs the guest: KVM if it really works here, otherwise TCG.

It is not enough that /dev/kvm can be opened: in a nested guest KVM may run the BIOS, slowly,
and no kernel. So it must run a test boot sector quickly, and then boot a kernel to its init.
VTKBD_ACCEL=kvm or tcg overrides this.
"""
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from . import state
from .arch import AMD64
from .errors import VmError
from .qemu import TCG, Hardware

SECTOR_SECONDS = 2
KERNEL_SECONDS = 15
PORT = 0xf4
# mov al, 0x15; out PORT, al; hlt: QEMU ends with status 0x15 * 2 + 1
BOOT_SECTOR = (b"\xb0\x15\xe6" + bytes([PORT]) + b"\xf4").ljust(510, b"\0") + b"\x55\xaa"
BOOTED = 0x15 * 2 + 1


def boots_sector(accel, seconds):
    with tempfile.NamedTemporaryFile() as disk:
        disk.write(BOOT_SECTOR)
        disk.flush()
        argv = [AMD64.board.program, "-accel", accel, "-nodefaults", "-display", "none",
                "-m", "16", "-drive", f"file={disk.name},format=raw",
                "-device", f"isa-debug-exit,iobase={PORT:#x},iosize=1"]
        try:
            done = subprocess.run(argv, capture_output=True, timeout=seconds, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return False
    return done.returncode == BOOTED


def boots_kernel(accel, kernel, seconds):
    work = Path(tempfile.mkdtemp(prefix="vtkbd-vm-"))
    try:
        state.boot(Hardware(kernel, kernel.memory, accel=accel), work, seconds).close()
    except VmError:
        return False
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return True


def kvm_works(kernel):
    return (boots_sector("kvm", SECTOR_SECONDS)
            and boots_kernel("kvm", kernel, KERNEL_SECONDS))


def choose(kernel):
    """The -accel argument; probed once in a process and those that it starts, with the kernel
    it boots first. Another processor is always emulated."""
    if kernel.arch.board is not AMD64.board:
        return TCG
    wanted = os.environ.get("VTKBD_ACCEL")
    if not wanted:
        wanted = os.environ["VTKBD_ACCEL"] = _probe(kernel)
    return TCG if wanted == "tcg" else wanted


def _probe(kernel):
    if not os.access("/dev/kvm", os.R_OK | os.W_OK):
        return TCG
    if kvm_works(kernel):
        return "kvm"
    print("vm: /dev/kvm is there but boots no guest: emulating", file=sys.stderr)
    return TCG
