# SPDX-License-Identifier: GPL-2.0
"""The program that has both keyboards in it, for a kernel's source.

It is built in the cache by the Makefile here: a folder for each kernel, flavour and core. The
sources are copied there first: what is kept is used by other clones, when this one is gone.
"""
import functools
import os
import re

from intree import trees
from vm import cache, host, products, sources
from vm.build import TREE

from . import headers

CORE = TREE / "drivers/tty/vtkbd/core"
GENERATIONS = ("stock", "trixie", "newest")
HERE = "tests/fuzz"
COPY = "tree"       # of the sources, in both folders
ENGINE = ("tests/fuzz/engine", "tests/fuzz/kernel", "tests/fuzz/headers.py", "tests/fuzz/Makefile",
          "tests/oracle/random.h", "tests/oracle/sequences.h")
# Of the core as it is; what is beside it is the shim that it is compiled over.
OWN = ("drivers/tty/vtkbd/core", "include/uapi", "tools/include", "tests/kunit/user/include")
KEPT = 12       # cores of each


def version(tree):
    """(major, minor) of a kernel's source."""
    text = (tree / "Makefile").read_text()
    return tuple(int(re.search(rf"^{name} = (\d+)$", text, re.M)[1])
                 for name in ("VERSION", "PATCHLEVEL"))


@functools.cache
def _headers(tree):
    """The folder of headers for a source, made anew when headers.py is another one."""
    key = cache.digest(tree, (TREE / HERE / "headers.py").read_bytes())

    def make(path):
        path.mkdir()
        headers.make(tree, path)
    return cache.entry("fuzz", f"headers-{key}", make)


def folder(generation, flavour, core=CORE):
    """Where it is built: what does not depend on the core, and what does. Another core than the
    tree's may change where it is; the others are of their content."""
    tree = trees.source(generation)
    kind = f"{tree.name}-{flavour}-{cache.digest(tree, host.output('gcc', '--version'))}"
    shared = cache.root() / "fuzz" / products.name(TREE, ENGINE, kind)
    name = products.name(TREE, OWN, "own") if core == CORE else f"other-{cache.digest(core)}"
    return shared, shared / "cores" / name


def _bring(tops, where):
    (where / COPY).mkdir(parents=True, exist_ok=True)
    sources.copy(TREE, tops, where / COPY)


def copied(target):
    """The core that is compiled, in the folder of its program."""
    return target / COPY / CORE.relative_to(TREE)


def program(generation, flavour="random", core=CORE):
    """Build it; its path."""
    tree = trees.source(generation)
    shared, target = folder(generation, flavour, core)
    made = target / f"fuzz-{flavour}"
    if core == CORE and made.exists():
        os.utime(target)
        return made
    major, minor = version(tree)
    with cache.lock(shared):
        _bring(ENGINE, shared)
        _bring(OWN, target)
        log = target / "build.log"
        log.unlink(missing_ok=True)
        host.logged(["make", "-s", f"-j{os.cpu_count()}", "-C", str(shared / COPY / HERE),
                     f"KERNEL={tree}", f"HEADERS={_headers(tree)}", f"MAJOR={major}",
                     f"MINOR={minor}", f"TOP={target / COPY}",
                     f"CORE={copied(target) if core == CORE else core}", f"SHARED={shared}",
                     f"O={target}", f"FLAVOUR={flavour}"], log)
        cache.keep_newest(target.parent, KEPT)
    return made
