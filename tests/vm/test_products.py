# SPDX-License-Identifier: GPL-2.0
"""Folders for each content: built once, never changed again, begun with what is there."""
import os
import subprocess

import pytest

from vm import products, sources

KIND = "x-0"
MAKEFILE = """.DELETE_ON_ERROR:
all: a.o b.o
%.o: %.c
\techo $@ >>made
\tcp $< $@
\techo $(CURDIR)/$@: $< >.$@.cmd
"""


@pytest.fixture(name="tree")
def fixture_tree(tmp_path):
    for name in ("a.c", "b.c"):
        (tmp_path / "tree/src").mkdir(parents=True, exist_ok=True)
        (tmp_path / "tree/src" / name).write_text(name)
    (tmp_path / "tree/src/Makefile").write_text(MAKEFILE)
    return tmp_path / "tree"


def build(tree):
    """The folder, and what had to be made there."""
    def make(into):
        (into / "src/made").unlink(missing_ok=True)
        subprocess.run(["make", "-s", "-C", into / "src"], check=True)
    folder = tree.parent / "build" / products.name(tree, ("src",), KIND)
    products.made(folder, KIND, tree, ("src",), make)
    made = folder / "src/made"
    return folder, made.read_text().split() if made.exists() else []


def test_the_same_content_is_the_same_folder(tree):
    folder, made = build(tree)
    assert made == ["a.o", "b.o"]
    (folder / "src/made").unlink()
    assert build(tree.rename(tree.with_name("elsewhere"))) == (folder, [])


def test_only_what_changed_is_made_and_the_old_folder_stays(tree):
    old, _ = build(tree)
    (tree / "src/b.c").write_text("another")
    new, made = build(tree)
    assert new != old and made == ["b.o"]
    assert [(f / "src/b.o").read_text() for f in (old, new)] == ["b.c", "another"]
    # What names the folder names the new one, and did not become younger by that.
    assert (new / "src/.a.o.cmd").read_text() == f"{new}/src/a.o: a.c\n"
    assert (new / "src/.a.o.cmd").stat().st_mtime_ns == (old / "src/.a.o.cmd").stat().st_mtime_ns


def test_what_is_gone_from_the_tree_is_gone(tree):
    build(tree)
    (tree / "src/b.c").unlink()
    (tree / "src/Makefile").write_text(MAKEFILE.replace(" b.o", ""))
    assert not (build(tree)[0] / "src/b.c").exists()


def test_what_failed_is_tried_again_and_nothing_begins_with_it(tree):
    build(tree)
    (tree / "src/b.c").write_text("another")
    (tree / "src/Makefile").write_text(f"{MAKEFILE}\tfalse\n")
    for _ in range(2):
        with pytest.raises(subprocess.CalledProcessError):
            build(tree)
    (tree / "src/Makefile").write_text(MAKEFILE)
    assert build(tree)[1] == ["b.o"]


def test_what_nobody_used_for_days_is_removed(tree):
    old, _ = build(tree)
    (tree / "src/b.c").write_text("another")
    kept, _ = build(tree)
    long_ago = (0, 0)
    for name in (products.DONE, sources.MANIFEST):
        os.utime(old / name, long_ago)
    (tree / "src/b.c").write_text("a third")
    build(tree)
    assert (old.exists(), kept.exists()) == (False, True)
