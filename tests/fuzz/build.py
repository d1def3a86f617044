# SPDX-License-Identifier: GPL-2.0
"""The program that has both keyboards in it, for a kernel's source.

It is built in the cache by the Makefile here: a folder for each kernel, flavour and core.
"""
import functools
import os
import re

from intree import trees
from vm import cache, host
from vm.build import TREE

from . import headers

CORE = TREE / "drivers/tty/vtkbd/core"
GENERATIONS = ("stock", "trixie", "newest")
HERE = TREE / "tests/fuzz"


def version(tree):
    """(major, minor) of a kernel's source."""
    text = (tree / "Makefile").read_text()
    return tuple(int(re.search(rf"^{name} = (\d+)$", text, re.M)[1])
                 for name in ("VERSION", "PATCHLEVEL"))


@functools.cache
def _headers(tree):
    """The folder of headers for a source, made anew when headers.py is another one."""
    key = cache.digest(tree, (HERE / "headers.py").read_bytes())

    def make(path):
        path.mkdir()
        headers.make(tree, path)
    return cache.entry("fuzz", f"headers-{key}", make)


def folder(generation, flavour, core=CORE):
    """Where it is built: what does not depend on the core, and what does."""
    tree = trees.source(generation)
    key = cache.digest(TREE, tree, host.output("gcc", "--version"),
                       *((HERE / name).read_bytes() for name in ("headers.py", "Makefile")))
    shared = cache.root() / "fuzz" / f"{tree.name}-{flavour}-{key}"
    return shared, shared / f"core-{cache.digest(core)}"


def program(generation, flavour="random", core=CORE):
    """Build it; its path."""
    tree = trees.source(generation)
    shared, target = folder(generation, flavour, core)
    major, minor = version(tree)
    target.mkdir(parents=True, exist_ok=True)
    with cache.lock(shared):
        log = target / "build.log"
        log.unlink(missing_ok=True)
        host.logged(["make", "-s", f"-j{os.cpu_count()}", "-C", str(HERE), f"KERNEL={tree}",
                     f"HEADERS={_headers(tree)}", f"MAJOR={major}", f"MINOR={minor}",
                     f"CORE={core}", f"SHARED={shared}", f"O={target}", f"FLAVOUR={flavour}"],
                    log)
    return target / f"fuzz-{flavour}"
