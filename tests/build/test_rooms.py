# SPDX-License-Identifier: GPL-2.0
"""A folder of the module says what its code may touch (Documentation/design.rst, Rooms)."""
import functools
import re
from pathlib import Path

import pytest

from vm.build import TREE

MODULE = TREE / "drivers/tty/vtkbd"
# What the pure core may know of the kernel: types, constants and tables, nothing that acts.
CORE_MAY_INCLUDE = {
    "linux/bitmap.h", "linux/bitops.h", "linux/ctype.h", "linux/input-event-codes.h",
    "linux/input.h", "linux/jiffies.h", "linux/kd.h", "linux/keyboard.h", "linux/notifier.h",
    "linux/slab.h", "linux/stddef.h", "linux/string.h", "linux/types.h", "uapi/linux/vtkbd.h"}


def sources(folder):
    return sorted(p for p in folder.glob("*") if p.is_file() and ".c" in p.name or ".h" in p.name)


def included(path, quote):
    pattern = r'^#include "([^"]+)"' if quote == '"' else r"^#include <([^>]+)>"
    return re.findall(pattern, path.read_text(), re.M)


@pytest.mark.parametrize("path", sources(MODULE / "core"), ids=lambda p: p.name)
def test_the_core_knows_nothing_beside_itself(path):
    outside = [n for n in included(path, '"') if not (MODULE / "core" / n).exists() or "/" in n]
    assert outside == []
    assert set(included(path, "<")) - CORE_MAY_INCLUDE == set()


@pytest.mark.parametrize("path", sources(MODULE), ids=lambda p: p.name)
def test_the_shell_knows_no_ioctl_but_the_way_in(path):
    wanted = ["ioctl/table.h"] if path.name == "console.c" else []
    assert [n for n in included(path, '"') if n.startswith("ioctl/")] == wanted


@pytest.mark.parametrize("path", sources(MODULE) + sources(MODULE / "ioctl"),
                         ids=lambda p: p.name)
def test_the_head_of_a_file_names_the_headers_of_what_it_calls(path):
    """So a reader of the head knows all that the file may touch."""
    code = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
    heads = {Path(n).name for n in included(path, '"')} | {path.name}
    missing = {f"{name}: {header}" for name, header in declared().items()
               if re.search(rf"\b{name}\(", code) and header not in heads}
    assert path.suffix == ".h" or missing == set()


@functools.lru_cache
def declared():
    """{function: name of the shell's header that declares it}"""
    return {name: header.name for header in sources(MODULE) if header.suffix == ".h"
            for name in re.findall(r"^[a-z][\w *]*?\b(vtkbd_\w+)\(", header.read_text(), re.M)
            if header.name not in ("trace.h", "compat.h", "seat.h")}


def test_there_is_something_to_look_at():
    assert len(sources(MODULE / "core")) > 10 and len(sources(MODULE)) > 15
    assert len(declared()) > 40 and declared()["vtkbd_grab_set"] == "grab.h"
