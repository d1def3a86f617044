# SPDX-License-Identifier: GPL-2.0
"""A folder for each content: sources of the tree, and what was built from them.

A clone elsewhere, or a tree that is as it was before, has what it needs at once. What is new
begins as a copy of the folder that was used last of the same kind, so that a build makes only
what changed. A folder that is complete is never written to again: who got it keeps it.
"""
import contextlib
import os
import shutil
import time

from . import cache, sources

DONE = ".done"
UNUSED_SECONDS = 4 * 24 * 3600
# They have the folder's name in them, since make was given its path.
NAMING = {".cmd", ".mod", ".order", ".d", ".symvers"}


def _is_done(folder):
    return (folder / DONE).exists()


def _used(folder, kind, what):
    """[(when, folder)] of those of a kind, the last one last, by the time of a file there."""
    found = []
    for path in folder.parent.glob(f"{kind}-*"):
        with contextlib.suppress(OSError):      # not there, or removed meanwhile
            found.append(((path / what).stat().st_mtime, path))
    return sorted(found)


def _rename(folder, old):
    """What has another folder's name in it gets this one's, and keeps its time."""
    for path in folder.rglob("*"):
        if path.suffix in NAMING and path.is_file():
            before, text = path.stat(), path.read_bytes()
            path.write_bytes(text.replace(old.name.encode(), folder.name.encode()))
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def _begin(folder, kind):
    """With what was built last, or with nothing."""
    for _, last in reversed(_used(folder, kind, DONE)):
        try:
            shutil.copytree(last, folder, symlinks=True, ignore=shutil.ignore_patterns(DONE))
            return _rename(folder, last)
        except OSError:     # it is being removed: the next
            shutil.rmtree(folder, ignore_errors=True)
    return folder.mkdir(parents=True)


def _remove_unused(folder, kind):
    """What was complete as well as what never was."""
    for used, path in _used(folder, kind, sources.MANIFEST):
        if used < time.time() - UNUSED_SECONDS:
            shutil.rmtree(path, ignore_errors=True)


def name(tree, tops, kind):
    """The folder's, for sources as they are now."""
    found = sorted(set(sources.files(tree, tops)))
    return f"{kind}-{cache.digest(*(part for f in found for part in (f, (tree / f).read_bytes())))}"


def made(folder, kind, tree, tops, make):
    """Fill a folder, named by name(), if it is not complete: make(folder) builds there. What
    fails is tried anew each time, and does not begin another one."""
    if not _is_done(folder):
        with cache.lock(folder):
            if not _is_done(folder):
                if not folder.exists():
                    _begin(folder, kind)
                sources.copy(tree, tops, folder)
                make(folder)
                (folder / DONE).touch()
        _remove_unused(folder, kind)
    with contextlib.suppress(OSError):
        for file in (DONE, sources.MANIFEST):
            os.utime(folder / file)
    return folder
