# SPDX-License-Identifier: GPL-2.0
"""Builds the module and the tool, for a given kernel, outside the source tree.

The sources are copied to a folder per kernel, so that builds for several kernels are separate
and the tree stays clean.
"""
import functools
import os
import re
import shutil
import subprocess
from pathlib import Path

from . import cache, compiler, coverage, host, root, sources, suites
from .errors import BuildError
from .sources import TREE

SOURCES = ("Kbuild", "drivers", "include", "tests/kunit", "tests/notifier")
# Without kernel-doc: a suite's needs more than its compiler; test_build.py has this machine's.
STRICT = ("W=1", "cmd_checkdoc=")
CHECKED = ("W=1", "C=1", "KCFLAGS=-Werror", "CHECK=sparse -Wsparse-error")
# What make says that is no warning.
NOISE = re.compile(r"^(make|\$|  (CC|CHECK|LD|MODPOST|AR|BTF|GEN|CALL|DESCEND|CLEAN)|"
                   r"Skipping BTF)")


def folder(kernel, kunit=False, tree=TREE):
    """Where the module is built for a kernel."""
    key = cache.digest(tree, kernel.release, kernel.kdir, host.output("gcc", "-dumpfullversion"))
    top = kernel.chroot or cache.root()
    kind = f"{'-kunit' if kunit else ''}{'-gcov' if coverage.is_counted(kernel) else ''}"
    return top / "build" / f"{kernel.name}{kind}-{key}"


def _kbuild(kernel, target, *args):
    """The command that builds the modules of a folder."""
    argv = ["make", "-C", str(kernel.kdir), f"M={target}", *args]
    if not kernel.chroot:
        return argv
    argv[3] = f"M=/{target.relative_to(kernel.chroot)}"
    if kernel.arch.is_foreign:
        argv += [f"ARCH={kernel.arch.make}", f"CROSS_COMPILE={kernel.arch.triplet}-"]
    return suites.inside(kernel.chroot, *argv)


def modules(kernel, kunit=False, tree=TREE, tops=SOURCES):
    """Build a tree's modules for a kernel; {module name: path of its .ko}. With a compiler that
    is not this machine's a warning of W=1 is an error: it needs no second build to be seen."""
    target = folder(kernel, kunit, tree)
    target.mkdir(parents=True, exist_ok=True)
    with cache.lock(target):
        sources.copy(tree, tops, target)
        log = target / "build.log"
        log.unlink(missing_ok=True)
        host.logged(_kbuild(kernel, target, f"-j{os.cpu_count()}",
                            *((*STRICT, "KCFLAGS=-Werror") if kernel.chroot else ()),
                            *(["VTKBD_KUNIT=1"] if kunit else []),
                            *(["VTKBD_GCOV=y"] if coverage.is_counted(kernel) else []),
                            "VTKBD_NOTIFIER=1", "modules"), log)
        order = (target / "modules.order").read_text().split()
    # A name may be absolute, as the build saw it.
    inside = f"/{target.relative_to(kernel.chroot)}/" if kernel.chroot else f"{target}/"
    paths = [(target / line.removeprefix(inside)).with_suffix(".ko") for line in order]
    return {path.stem: path for path in paths}


def checked_folder(kernel, tree=TREE):
    """Where warnings() and checked() build."""
    plain = folder(kernel, tree=tree)
    return plain.with_name(f"{plain.name}-w1")


def warnings(kernel, tree=TREE, *args):
    """What is said when a tree's modules are built from nothing with W=1."""
    target = checked_folder(kernel, tree)
    log = target / "build.log"
    with cache.lock(target):
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        sources.copy(tree, SOURCES, target)
        host.logged(_kbuild(kernel, target, f"-j{os.cpu_count()}", *STRICT,
                            "VTKBD_NOTIFIER=1", *args, "modules"), log)
        return said(log.read_text(errors="replace"))


def checked(kernel, tree=TREE, target=None):
    """Build a tree's modules with W=1 and sparse, and return (status, what is said). A file with
    a fault is not made, so that the fault is said each time; the others are made once."""
    target = target or checked_folder(kernel, tree)
    target.mkdir(parents=True, exist_ok=True)
    with cache.lock(target):
        sources.copy(tree, SOURCES, target)
        done = subprocess.run(_kbuild(kernel, target, f"-j{os.cpu_count()}", "-k", *CHECKED,
                                      "VTKBD_NOTIFIER=1", "modules"),
                              capture_output=True, text=True, check=False)
    return done.returncode, said(done.stdout + done.stderr)


def said(text):
    """The lines of a build beyond what it does."""
    return [line for line in text.splitlines() if line and not NOISE.match(line)]


@functools.cache
def modules_once(kernel, kunit=False):
    """modules(), built at most once by this process."""
    return modules(kernel, kunit)


def program(source, *flags, kernel=None):
    """A static guest program from one C file, for this machine's architecture or a kernel's; of
    the headers that it includes only the uapi header of the tree is checked for changes."""
    source = Path(source)
    headers = sorted((TREE / "include/uapi").rglob("*.h")) + sorted(source.parent.glob("*.h"))
    key = cache.digest(source.name, source.read_bytes(), flags, *compiler.key(kernel),
                       *(h.read_bytes() for h in headers))
    return cache.entry("program", f"{source.stem}-{key}",
                       lambda path: compiler.static(
                           kernel, ("-g", f"-I{TREE / 'include/uapi'}", *flags, source), path))


@functools.cache
def tool(kernel=None):
    """vtkbdctl, built by its own Makefile outside the tree; for the guest of a foreign kernel a
    static program, since the root that has its libraries is not the guest's."""
    if compiler.is_foreign(kernel):
        return compiler.tool(kernel)
    target = cache.root() / "tool" / cache.digest(TREE, host.output("gcc", "-dumpfullversion"))
    target.mkdir(parents=True, exist_ok=True)
    with cache.lock(target):
        host.logged(["make", "-C", str(TREE / "tools/vtkbdctl"), f"O={target}"],
                    target / "build.log")
    return target / "vtkbdctl"


def kunit_program(tree=TREE):
    """The KUnit suites as a program; its own Makefile says where it is built."""
    with cache.lock(cache.root() / "kunit"):
        return Path(host.output("make", "-s", f"-j{os.cpu_count()}", "-C",
                                str(tree / "tests/kunit/user"), "path"))


def libraries(path):
    """Shared objects of a program that the guest's root may lack."""
    try:
        return root.libraries(path)
    except BuildError:
        return []       # a static program: ldd fails on it
