# SPDX-License-Identifier: GPL-2.0
"""Boot once, restore per test: the saved state of a machine that just booted.

Saved before the shared folder is mounted: a mounted 9p folder cannot be migrated.
The file belongs to the exact QEMU, arguments, kernel and root it was saved with.
"""
import shlex
import shutil
import sys
import tempfile
from pathlib import Path

from . import cache, log
from .errors import VmError
from .qemu import Qemu

BOOT_SECONDS = 240
BOOTS = 3
KEPT = 24
# Without an instruction for it the kernel's first random number takes a second of a processor:
# once for all restored machines.
FIRST = "head -c 1 /dev/urandom >/dev/null"


def boot(hardware, work, deadline, **console):
    """A machine booted normally, its init ready for commands."""
    qemu = Qemu(hardware, work, deadline, **console)
    try:
        with qemu.explaining():
            qemu.negotiate()
            qemu.channel.wait_hello(BOOT_SECONDS)
    except BaseException:
        qemu.close()
        raise
    return qemu


def _watch_migration(qemu):
    qemu.qmp.execute("migrate-set-capabilities",
                     capabilities=[{"capability": "events", "state": True}])


def _boot_in_time(hardware, work):
    """If the host was busy while the guest measured its clock, the clock stays wrong in every
    machine that is restored from it: boot again."""
    for left in reversed(range(BOOTS)):
        qemu = boot(hardware, work, BOOT_SECONDS)
        if not left or not log.mistook_clock(qemu.log_text()):
            return qemu
        print(f"vm: {qemu.name}: the guest mistook its clock; booting again", file=sys.stderr)
        qemu.close()


def _save(hardware, path):
    work = Path(tempfile.mkdtemp(prefix="vtkbd-vm-"))
    qemu = _boot_in_time(hardware, work)
    try:
        with qemu.explaining():
            log.check(f"boot of {qemu.name}", qemu.log_text())
            qemu.channel.spawn(FIRST).wait(BOOT_SECONDS)
            _watch_migration(qemu)
            qemu.qmp.execute("stop")
            qemu.qmp.execute("migrate", uri=f"exec:cat > {shlex.quote(str(path))}")
            qemu.qmp.finish_migration()
    finally:
        qemu.close()
        shutil.rmtree(work, ignore_errors=True)


def _read(qemu, path, number):
    """By its name; by its number where QEMU is too old for that (a newer one warns of it)."""
    try:
        qemu.qmp.execute("migrate-incoming", uri=f"file:{path}")
    except VmError:
        qemu.qmp.execute("migrate-incoming", uri=f"fd:{number}")


def _load(path, hardware, work, deadline, console):
    with path.open("rb") as saved:
        qemu = Qemu(hardware, work, deadline, incoming=saved, **console)
        number = saved.fileno()
    try:
        qemu.negotiate()
        qemu.channel.assume_greeted()
        _watch_migration(qemu)
        _read(qemu, path, number)
        qemu.qmp.finish_migration()
        qemu.qmp.execute("cont")
    except BaseException:
        qemu.close()
        raise
    return qemu


def restored(hardware, work, deadline, **console):
    """A machine restored from its saved state, which is made first if necessary.

    A state that cannot be loaded is deleted and the machine boots normally.
    """
    path = cache.entry("state", cache.digest(hardware.key(), FIRST),
                       lambda part: _save(hardware, part))
    cache.keep_newest("state", KEPT)
    try:
        return _load(path, hardware, work, deadline, console)
    except VmError as error:
        print(f"vm: {hardware.kernel.name}: saved state not restored ({error}); booting",
              file=sys.stderr)
        cache.remove(path)
        return boot(hardware, work, deadline, **console)
