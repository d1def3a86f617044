# SPDX-License-Identifier: GPL-2.0
"""Where what was built is kept."""
import os
import pwd
import subprocess
from pathlib import Path

import pytest

from . import cache
from .errors import VmError
from .sources import TREE

HOME = pwd.getpwuid(os.getuid()).pw_dir


@pytest.mark.parametrize("xdg, home, root", [
    ("/a/ü", "/h", "/a/ü"), ("", "/h", "/h/.cache"), (None, "/h", "/h/.cache"),
    ("rel/c", "/h", "/h/.cache"), (None, None, f"{HOME}/.cache")])
def test_the_folder_is_as_freedesktop_has_it_for_make_too(monkeypatch, xdg, home, root):
    for name, value in (("XDG_CACHE_HOME", xdg), ("HOME", home)):
        monkeypatch.delenv(name, raising=False)
        if value is not None:
            monkeypatch.setenv(name, value)
    assert cache.root() == Path(root, "vtkbd")
    done = subprocess.run(["make", "-s", "-C", TREE / "tests/kunit/user", "--eval=show: ; @echo $(O)",
                           "show"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"{root}/vtkbd/kunit/")


@pytest.mark.parametrize("name", ["a b", "a'b", "a:b", "a$b", "a#b"])
def test_a_folder_that_make_cannot_build_in_is_refused(tmp_path, monkeypatch, name):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / name))
    with pytest.raises(VmError, match=f"{name.replace('$', '.')}: make cannot build there"):
        cache.root()


def test_a_folder_that_cannot_be_written_to_is_named(monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", "/proc/nowhere")
    with pytest.raises(VmError, match="^/proc/nowhere/vtkbd/x: cannot be written to"):
        cache.entry("x", "y", Path.touch)


@pytest.mark.parametrize("name, plain", [("v-t", True), ("vü", True), ("v t", False), ("v't", False),
                                         ("v:t", False)])
@pytest.mark.parametrize("target", ["modules", "tools", "kunit-fast"])
def test_a_tree_that_make_cannot_build_in_is_refused(tmp_path, name, plain, target):
    tree = tmp_path / name
    (tree / "tools/setup").mkdir(parents=True)
    (tree / "tools/setup/need").symlink_to("/bin/true")
    done = subprocess.run(["make", "-s", "-C", tree, "-f", TREE / "Makefile", "KDIR=/nowhere", target],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 2     # nothing is there to be built
    assert (f"make: {tree}: make cannot build in a path with" in done.stderr) == (not plain)
