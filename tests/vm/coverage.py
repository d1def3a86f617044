# SPDX-License-Identifier: GPL-2.0
"""Counts which lines of the module the tests run: gcov, in a kernel built here that has it.

VTKBD_COVERAGE names a folder: tests of Debian's kernel and of the debug one then run in one
that has what they ask of either, and gcov; the module and the KUnit suites count there, and each
machine's counters are stored in the folder (coverage_report.py reads them). Those of a module
that was unloaded are in the kernel still. Only one kernel counts, because which lines the
compiler leaves out or merges depends on the kernel's config.
"""
import os
import shutil
import tempfile
from pathlib import Path

from . import cache
from .errors import VmError

FOLDER = os.environ.get("VTKBD_COVERAGE")
GCOV = "/sys/kernel/debug/gcov"
LOST = "lost"
NAME = "gcov"     # of the kernel that counts
REPLACED = ("stock", "debug")
# Enough on a busy machine, too.
SECONDS = 300
# What build.py builds for the kernel that counts: the module, the KUnit suites with a core of
# their own. debugfs knows no sizes, so tar would find nothing.
GATHER = (f"[ -d {GCOV} ] || mount -t debugfs debugfs /sys/kernel/debug; "
          f"from={GCOV}{cache.root()}/build/; for f in $(find $from -name '*.gcda'); do "
          "to=/share/gcda/${f#$from}; mkdir -p ${to%/*}; cat $f >$to; done")


def kernel_for(name):
    """The kernel that is used for a test that asks for this one."""
    return NAME if FOLDER and name in REPLACED else name


def is_counted(target):
    return bool(FOLDER) and target.name == NAME


def lost():
    """Why the counters of some machines could not be stored."""
    path = Path(FOLDER, LOST)
    return path.read_text().splitlines() if path.exists() else []


def keep(machine):
    """Before a machine ends: store the counters of its kernel."""
    if not is_counted(machine.kernel) or machine.qemu.ended():
        return
    try:
        machine.sh(GATHER, SECONDS)
    except VmError as error:
        with open(Path(FOLDER, LOST), "a", encoding="utf-8") as file:
            print(str(error).splitlines()[0], file=file)
        return
    counted = machine.share / "gcda"
    if counted.exists():
        target = tempfile.mkdtemp(dir=FOLDER)
        shutil.copytree(counted, target, dirs_exist_ok=True)
