# SPDX-License-Identifier: GPL-2.0
"""Static programs for a guest, by the compiler of its architecture.

amd64's is this machine's own. Another architecture's is in a root of its kernel's, which the
sources are copied to.
"""
import contextlib
import os
import shutil

from . import cache, host, sources, suites
from .sources import TREE

FLAGS = ("-static", "-O2", "-Wall", "-Wextra", "-D_GNU_SOURCE")
# What may be built in the root of a foreign kernel.
TOPS = ("Kbuild", "drivers", "include", "tests", "tools")


def is_foreign(kernel):
    """Whether what runs on it takes another compiler than this machine's. None: this machine."""
    return bool(kernel) and kernel.arch.is_foreign


def key(kernel):
    """What compiles for a kernel, for a cache's key."""
    own = host.output("gcc", "-dumpfullversion")
    return (own, kernel.chroot) if is_foreign(kernel) else (own,)


@contextlib.contextmanager
def staged(kernel):
    """(folder of the tree's sources in the root of a foreign kernel, its path there), while
    nothing else is built in it."""
    target = kernel.chroot / "build" / f"tree-{cache.digest(TREE)}"
    target.mkdir(parents=True, exist_ok=True)
    with cache.lock(target):
        sources.copy(TREE, TOPS, target)
        yield target, f"/{target.relative_to(kernel.chroot)}"


def static(kernel, arguments, path):
    """Compile for a kernel's guest. arguments: flags and the tree's C files."""
    arguments = [*FLAGS, *map(str, arguments)]
    if not is_foreign(kernel):
        host.output("gcc", *arguments, "-o", str(path))
        return
    with staged(kernel) as (folder, inside):
        host.output(*suites.inside(
            kernel.chroot, f"{kernel.arch.triplet}-gcc",
            *(word.replace(str(TREE), inside) for word in arguments), "-o", f"{inside}/program"))
        shutil.move(folder / "program", path)


def _make(kernel, folder, what, *args):
    """One of the tree's Makefiles for a foreign kernel's guest, whose programs are static: it has
    no libraries. what: the program, whose name the folder that it is built in has, too."""
    libraries = f"/usr/lib/{kernel.arch.libraries}"
    with staged(kernel) as (stage, inside):
        host.logged(suites.inside(
            kernel.chroot, "env", f"PKG_CONFIG_LIBDIR={libraries}/pkgconfig",
            "make", f"-j{os.cpu_count()}", "-C", f"{inside}/{folder}", f"O={inside}/built/{what}",
            f"CC={kernel.arch.triplet}-gcc", f"AR={kernel.arch.triplet}-ar",
            "PKGCONFIG=pkg-config --static", "LDFLAGS=-static", *args, "all"),
            stage / f"{what}.log")
        return stage / "built" / what / what


def tool(kernel):
    """vtkbdctl, by its own Makefile."""
    return _make(kernel, "tools/vtkbdctl", "vtkbdctl")


def kunit_program(kernel):
    """The KUnit suites, by their own Makefile. A static program has no sanitizer."""
    return _make(kernel, "tests/kunit/user", "vtkbd-kunit", "sanitize=")
