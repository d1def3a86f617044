# SPDX-License-Identifier: GPL-2.0
"""Files that are expensive to make and may be deleted.

An entry is named by a digest of all its inputs, appears complete or not at all, and is made by
one process at a time. A right result never depends on the cache: an entry that was removed is
made again.
"""
import contextlib
import fcntl
import hashlib
import os
import re
import shutil
from pathlib import Path

from .errors import VmError

# What make and kbuild take in a path for something else.
STRANGE = re.compile(r"[^\w/.+,@~\udc80-\udcff-]")


def root():
    """A relative XDG_CACHE_HOME is to be ignored, says its specification."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or "")
    if not base.is_absolute():
        base = Path.home() / ".cache"
    if STRANGE.search(str(base)):
        raise VmError(f"{base}: make cannot build there, for a blank or another character that "
                      "it reads as something else: name another folder with XDG_CACHE_HOME")
    return base / "vtkbd"


def digest(*parts):
    state = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode()
        state.update(b"%d:" % len(data) + data)
    return state.hexdigest()[:16]


def remove(path):
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@contextlib.contextmanager
def lock(path):
    """Hold an exclusive lock that belongs to path (which need not exist)."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = open(path.with_name(f".{path.name}.lock"), "w")
    except OSError as error:
        raise VmError(f"{path.parent}: cannot be written to ({error.strerror}): name another "
                      "folder with XDG_CACHE_HOME") from error
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def entry(kind, name, make):
    """The path of an entry; make(path) writes it first if it is not there."""
    final = root() / kind / name
    if not final.exists():
        with lock(final):
            if not final.exists():
                part = final.with_name(f".{name}.part")
                remove(part)
                make(part)
                part.rename(final)
    with contextlib.suppress(OSError):
        os.utime(final)
    return final


def _used(path):
    """When; another process may have removed it."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0


def keep_newest(kind, count):
    """Remove all entries of a kind, or of a folder, except those that were used last."""
    entries = [p for p in (root() / kind).glob("*") if not p.name.startswith(".")]
    entries.sort(key=_used)
    for path in entries[:-count]:
        with contextlib.suppress(OSError):
            remove(path)
