# SPDX-License-Identifier: GPL-2.0
"""A kernel's tree that is small: what tools/intree looks at, to be changed."""
import shutil

import pytest

from intree import trees
from vm.build import TREE

# Of a kernel's source, what the tool looks at and some of what is beside it.
FILES = ("Kbuild", "Kconfig", "MAINTAINERS", "Makefile", "include/linux/vt.h",
         "include/uapi/linux/kd.h", "scripts/get_maintainer.pl",
         "Documentation/ABI/testing/sysfs-tty")
FOLDERS = ("drivers/tty/vt", "drivers/tty/serdev")


@pytest.fixture(name="kernel", params=["stock"])
def fixture_kernel(request, tmp_path):
    source, copy = trees.source(request.param), tmp_path / "linux"
    for name in FOLDERS:
        shutil.copytree(source / name, copy / name)
    for path in (*map(source.joinpath, FILES), *(source / "drivers/tty").glob("[!.]*")):
        if path.is_file():
            target = copy / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, target)
    return copy


@pytest.fixture(name="newer")
def fixture_newer(tmp_path):
    """Another version of this project: a source more, one less, one that differs."""
    project = tmp_path / "vtkbd"
    for name in ("drivers", "include", "tests/kunit", "Documentation/ABI"):
        shutil.copytree(TREE / name, project / name)
    (project / "tools").mkdir()
    shutil.copy(trees.INTREE, project / "tools")
    folder = project / "drivers/tty/vtkbd"
    (folder / "blank.c").rename(folder / "blink.c")
    with open(folder / "main.c", "a", encoding="utf-8") as file:
        file.write("/* newer */\n")
    return project / "tools/intree"
