# SPDX-License-Identifier: GPL-2.0
"""Counting which lines of the module the tests run: gcov in the debug kernel, which has it.

VTKBD_COVERAGE names a folder: tests of the stock kernel run in the debug one then, the
module counts, and each machine's counters are kept there (coverage_report.py reads
them). Some tests fail that want a kernel of Debian's; the counters are kept all the same.
"""
import os
import shutil
import tempfile

FOLDER = os.environ.get("VTKBD_COVERAGE")
GCOV = "/sys/kernel/debug/gcov"
MODULE = "drivers/tty/vtkbd"
# debugfs knows no sizes, so tar would find nothing.
GATHER = (f"mountpoint -q /sys/kernel/debug || mount -t debugfs debugfs /sys/kernel/debug; "
          f"mkdir -p /share/gcda; for f in $(find {GCOV} -path '*/{MODULE}/*.gcda'); do "
          "cat $f >/share/gcda/${f##*/}; done")


def kernel_for(name):
    """The kernel that a test gets which asks for this one."""
    return "debug" if FOLDER and name == "stock" else name


def is_counted(target):
    return bool(FOLDER) and target.name == "debug"


def keep(machine):
    """Before a machine goes: what its kernel counted."""
    if not is_counted(machine.kernel) or machine.qemu.ended():
        return
    machine.sh(GATHER, 60)
    counted = machine.share / "gcda"
    if any(counted.iterdir()):
        target = tempfile.mkdtemp(dir=FOLDER)
        shutil.copytree(counted, target, dirs_exist_ok=True)
