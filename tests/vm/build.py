# SPDX-License-Identifier: GPL-2.0
"""Builds the module and the tool, for a given kernel, outside the source tree.

The sources are copied to a folder per kernel, so that builds for several kernels are separate
and the tree stays clean. Unchanged files keep their time: make rebuilds only what is needed.
"""
import filecmp
import functools
import os
import re
import shutil
from pathlib import Path

from . import cache, coverage, host, root, suites
from .errors import BuildError

TREE = Path(__file__).parents[2]
SOURCES = ("Kbuild", "drivers", "include", "tests/kunit", "tests/notifier")
PRODUCTS = {".o", ".ko", ".mod", ".cmd", ".d", ".a", ".order", ".symvers", ".gcno", ".gcda"}
MANIFEST = ".sources"
# What make says that is no warning.
NOISE = re.compile(r"^(make|\$|  (CC|CHECK|LD|MODPOST|AR|BTF|GEN|CALL|DESCEND|CLEAN)|"
                   r"Skipping BTF)")


def _is_source(path):
    """Without files that a build in the tree may have left there."""
    return not (path.suffix in PRODUCTS or path.name.startswith(".")
                or path.name.endswith(".mod.c"))


def _sources(tree, tops):
    """Files to copy, relative to tree."""
    for top in tops:
        path = tree / top
        files = [path] if path.is_file() else sorted(path.rglob("*"))
        yield from (f.relative_to(tree) for f in files if f.is_file() and _is_source(f))


def _copy(tree, tops, target):
    """Bring the sources in target up to date; sources that were removed from the tree are
    removed.

    The manifest lists the copied files, so that they differ from files that the build made.
    """
    manifest = target / MANIFEST
    before = set(manifest.read_text().splitlines()) if manifest.exists() else set()
    wanted = {str(name) for name in _sources(tree, tops)}
    for name in wanted:
        old, new = target / name, tree / name
        if not old.exists() or not filecmp.cmp(old, new, shallow=False):
            old.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(new, old)
    for stale in before - wanted:
        (target / stale).unlink(missing_ok=True)
    manifest.write_text("".join(f"{name}\n" for name in sorted(wanted)))


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
    return suites.inside(kernel.chroot, *argv)


def modules(kernel, kunit=False, tree=TREE, tops=SOURCES):
    """Build a tree's modules for a kernel; {module name: path of its .ko}."""
    target = folder(kernel, kunit, tree)
    target.mkdir(parents=True, exist_ok=True)
    with cache.lock(target):
        _copy(tree, tops, target)
        log = target / "build.log"
        log.unlink(missing_ok=True)
        host.logged(_kbuild(kernel, target, f"-j{os.cpu_count()}",
                            *(["VTKBD_KUNIT=1"] if kunit else []),
                            *(["VTKBD_GCOV=y"] if coverage.is_counted(kernel) else []),
                            "VTKBD_NOTIFIER=1", "modules"), log)
        order = (target / "modules.order").read_text().split()
    # A name may be absolute, as the build saw it.
    inside = f"/{target.relative_to(kernel.chroot)}/" if kernel.chroot else f"{target}/"
    paths = [(target / line.removeprefix(inside)).with_suffix(".ko") for line in order]
    return {path.stem: path for path in paths}


def checked_folder(kernel, tree=TREE):
    """Where warnings() builds."""
    plain = folder(kernel, tree=tree)
    return plain.with_name(f"{plain.name}-w1")


def warnings(kernel, tree=TREE, *args):
    """What is said when a tree's modules are built from nothing with W=1.

    Without kernel-doc: a suite's needs more than its compiler; test_build.py has this machine's.
    """
    target = checked_folder(kernel, tree)
    log = target / "build.log"
    with cache.lock(target):
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        _copy(tree, SOURCES, target)
        host.logged(_kbuild(kernel, target, f"-j{os.cpu_count()}", "W=1", "cmd_checkdoc=",
                            "VTKBD_NOTIFIER=1", *args, "modules"), log)
        return said(log.read_text(errors="replace"))


def said(text):
    """The lines of a build beyond what it does."""
    return [line for line in text.splitlines() if line and not NOISE.match(line)]


@functools.cache
def modules_once(kernel, kunit=False):
    """modules(), built at most once by this process."""
    return modules(kernel, kunit)


def _compile(source, flags, path):
    host.output("gcc", "-static", "-O2", "-g", "-Wall", "-Wextra", "-D_GNU_SOURCE",
                f"-I{TREE / 'include/uapi'}", *flags, "-o", str(path), str(source))


def program(source, *flags):
    """A static guest program from one C file; of the headers that it includes only the uapi
    header of the tree is checked for changes."""
    source = Path(source)
    headers = sorted((TREE / "include/uapi").rglob("*.h")) + sorted(source.parent.glob("*.h"))
    key = cache.digest(source.name, source.read_bytes(), flags,
                       *(h.read_bytes() for h in headers))
    return cache.entry("program", f"{source.stem}-{key}",
                       lambda path: _compile(source, flags, path))


@functools.cache
def tool():
    """vtkbdctl, built by its own Makefile outside the tree."""
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
