# SPDX-License-Identifier: GPL-2.0
"""A folder of the module says what its code may touch (Documentation/design.rst, Rooms)."""
import functools
import re
from pathlib import Path

import pytest

from build import circles
from vm import build, host
from vm.build import TREE
from vm.sources import is_source

MODULE = TREE / "drivers/tty/vtkbd"
# What the pure core may know of the kernel: types, constants and tables, nothing that acts.
CORE_MAY_INCLUDE = {
    "linux/bitmap.h", "linux/bitops.h", "linux/ctype.h", "linux/input-event-codes.h",
    "linux/input.h", "linux/jiffies.h", "linux/kd.h", "linux/keyboard.h", "linux/notifier.h",
    "linux/slab.h", "linux/stddef.h", "linux/string.h", "linux/types.h", "uapi/linux/vtkbd.h"}

# The same of what is pure outside the core; pure-*.o of tests/kunit.
PURE_MAY_INCLUDE = CORE_MAY_INCLUDE | {"linux/ioctl.h", "linux/kernel.h"}


def sources(folder):
    return sorted(p for p in folder.glob("*")
                  if p.is_file() and is_source(p) and (".c" in p.name or ".h" in p.name))


def included(path, quote):
    return [name for opening, name in circles.INCLUDE.findall(path.read_text()) if opening == quote]


@pytest.mark.parametrize("path", sources(MODULE / "core"), ids=lambda p: p.name)
def test_the_core_knows_nothing_beside_itself(path):
    outside = [n for n in included(path, '"') if not (MODULE / "core" / n).exists() or "/" in n]
    assert outside == []
    assert set(included(path, "<")) - CORE_MAY_INCLUDE == set()


@pytest.mark.parametrize("name", ["fault_rules.c", "fault_rules.h"])
def test_what_is_pure_outside_the_core_knows_nothing_either(name):
    path = MODULE / name
    assert set(included(path, '"')) <= {path.with_suffix(".h").name}
    assert set(included(path, "<")) - PURE_MAY_INCLUDE == set()


@pytest.mark.parametrize("path", [p for folder in ("", "core", "ioctl")
                                  for p in sources(MODULE / folder)], ids=lambda p: p.name)
def test_every_include_names_its_file(path):
    """A macro in its place would be read by no test here."""
    lines = re.findall(r"^[ \t]*(?:#|%:)[ \t]*include\b.*", path.read_text(), re.M)
    assert [line for line in lines if not circles.INCLUDE.match(line)] == []


@pytest.mark.parametrize("line", ['#include "a/b.h"', '# include "a/b.h"', '\t#\tinclude\t"a/b.h"',
                                  '#include"a/b.h"'])
def test_an_include_is_read_however_it_is_spaced(tmp_path, line):
    (tmp_path / "x.c").write_text(f"int a;\n{line}\n")
    assert included(tmp_path / "x.c", '"') == ["a/b.h"]
    assert included(tmp_path / "x.c", "<") == []


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


# -- the core in a program ---------------------------------------------------------


SHIM = TREE / "tools/include"


def in_the_tool():
    """The core's files that the tool is linked with, and all of the core they include."""
    graph, core = circles.includes(MODULE), circles.core_objects(build.tool().parent).keys()
    return [MODULE / name for name in
            sorted(core | set().union(*(circles.reached(graph, name) for name in core)))]


def programs_headers():
    """What a program may include as <linux/...>: the shim's, and the system's uapi."""
    system = host.output("dpkg-query", "-L", "linux-libc-dev").splitlines()
    return ({str(p.relative_to(SHIM)) for p in SHIM.rglob("*.h")}
            | {name.removeprefix("/usr/include/") for name in system if name.endswith(".h")})


def unknown(paths):
    known = programs_headers()
    return {(path.name, name) for path in paths for name in included(path, "<")
            if name not in known}


def test_the_core_in_the_tool_includes_the_shim_and_uapi_only():
    files = in_the_tool()
    assert len(files) > 8 and {"key.c", "defkeymap.c_shipped"} <= {p.name for p in files}
    assert unknown(files) == set()


def test_the_shim_has_nothing_that_the_core_does_not_include():
    """Headers of the shim that others of the shim include count as well."""
    wanted = {n for p in [*in_the_tool(), *SHIM.rglob("*.h")] for n in included(p, "<")}
    assert {str(p.relative_to(SHIM)) for p in SHIM.rglob("*.h")} - wanted == set()


def test_a_header_that_no_program_has(tmp_path):
    path = tmp_path / "x.c"
    path.write_text("#include <linux/spinlock.h>\n#include <linux/kd.h>\n"
                    "#include <linux/slab.h>\n")
    assert unknown([path]) == {("x.c", "linux/spinlock.h")}


def test_there_is_something_to_look_at():
    assert len(sources(MODULE / "core")) > 10 and len(sources(MODULE)) > 15
    assert len(declared()) > 40 and declared()["vtkbd_grab_set"] == "grab.h"
