# SPDX-License-Identifier: GPL-2.0
"""The tree's sources, copied to where something is built from them.

Unchanged files keep their time: make rebuilds only what is needed.
"""
import filecmp
import shutil
from pathlib import Path

TREE = Path(__file__).parents[2]
PRODUCTS = {".o", ".ko", ".mod", ".cmd", ".d", ".a", ".order", ".symvers", ".gcno", ".gcda"}
# The tool, and what its Makefile writes, where somebody built it in the tree.
MADE = {("vtkbdctl", "vtkbdctl"), ("core", "core_source.h")}
MANIFEST = ".sources"


def is_source(path):
    """Whether a file is none that a build in the tree may have left there."""
    return not (path.suffix in PRODUCTS or path.name.startswith(".")
                or path.name.endswith(".mod.c") or path.parts[-2:] in MADE)


def files(tree, tops):
    """The sources below some of a tree's folders, relative to the tree."""
    for top in tops:
        path = tree / top
        found = [path] if path.is_file() else sorted(path.rglob("*"))
        yield from (f.relative_to(tree) for f in found if f.is_file() and is_source(f))


def copy(tree, tops, target):
    """Bring the sources in target up to date; sources that were removed from the tree are
    removed.

    The manifest lists the copied files, so that they differ from files that the build made.
    """
    manifest = target / MANIFEST
    before = set(manifest.read_text().splitlines()) if manifest.exists() else set()
    wanted = {str(name) for name in files(tree, tops)}
    for name in wanted:
        old, new = target / name, tree / name
        if not old.exists() or not filecmp.cmp(old, new, shallow=False):
            old.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(new, old)
    for stale in before - wanted:
        (target / stale).unlink(missing_ok=True)
    manifest.write_text("".join(f"{name}\n" for name in sorted(wanted)))
