# SPDX-License-Identifier: GPL-2.0
"""Builds the module and the tool, for a given kernel, outside the source tree.

The sources are copied to a folder per kernel, so that builds for several kernels are separate
and the tree stays clean.
"""
import functools
import os
import re
import shutil
from pathlib import Path

from . import cache, compiler, coverage, host, products, root, sources, suites
from .errors import BuildError
from .sources import TREE

SOURCES = ("Kbuild", "drivers", "include", "tests/kunit", "tests/notifier")
CORE_SOURCES = ("drivers/tty/vtkbd/core", "include/uapi", "tools/include")
TOOL_SOURCES = (*CORE_SOURCES, "tools/vtkbdctl")
KUNIT_SOURCES = (*CORE_SOURCES, "drivers/tty/vtkbd/fault_rules.c",
                 "drivers/tty/vtkbd/fault_rules.h", "include", "tests/kunit")
BUILT = "built"
# Without kernel-doc: a suite's needs more than its compiler; test_build.py has this machine's.
STRICT = ("W=1", "cmd_checkdoc=")
# As for a kernel of 32 bits: by default its frames have 1 KiB at most.
CHECKED = ("W=1", "C=1", "KCFLAGS=-Werror -Wframe-larger-than=1024", "CHECK=sparse -Wsparse-error")
# What make says that is no warning.
NOISE = re.compile(r"^(make|\$|  (CC|CHECK|LD|MODPOST|AR|BTF|GEN|CALL|DESCEND|CLEAN)|"
                   r"Skipping BTF)")


def _kind(kernel, what, tops=SOURCES):
    """Of folders for the same kernel and compiler, which a build can begin from."""
    key = cache.digest(kernel.release, kernel.kdir, host.output("gcc", "-dumpfullversion"), tops)
    counted = "-gcov" if coverage.is_counted(kernel) else ""
    return f"{kernel.name}{what}{counted}-{key}"


def _folder(kernel, what, tree, tops):
    """(where that is built, its kind)"""
    kind = _kind(kernel, what, tops)
    return (kernel.chroot or cache.root()) / "build" / products.name(tree, tops, kind), kind


def folder(kernel, kunit=False, tree=TREE, tops=SOURCES):
    """Where modules() builds, for the sources as they are now."""
    return _folder(kernel, "-kunit" if kunit else "", tree, tops)[0]


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
    target, kind = _folder(kernel, "-kunit" if kunit else "", tree, tops)

    def make(into):
        host.logged(_kbuild(kernel, into, f"-j{os.cpu_count()}",
                            *((*STRICT, "KCFLAGS=-Werror") if kernel.chroot else ()),
                            *(["VTKBD_KUNIT=1"] if kunit else []),
                            *(["VTKBD_GCOV=y"] if coverage.is_counted(kernel) else []),
                            "VTKBD_NOTIFIER=1", "modules"), _new_log(into))
    products.made(target, kind, tree, tops, make)
    order = (target / "modules.order").read_text().split()
    # A name may be absolute, as the build saw it.
    inside = f"/{target.relative_to(kernel.chroot)}/" if kernel.chroot else f"{target}/"
    paths = [(target / line.removeprefix(inside)).with_suffix(".ko") for line in order]
    return {path.stem: path for path in paths}


def _new_log(target):
    log = target / "build.log"
    log.unlink(missing_ok=True)
    return log


def warnings_folder(kernel, tree=TREE):
    """Where warnings() builds."""
    return (kernel.chroot or cache.root()) / "build" / f"{_kind(kernel, '-w1')}-{cache.digest(tree)}"


def warnings(kernel, tree=TREE, *args):
    """What is said when a tree's modules are built from nothing with W=1."""
    target = warnings_folder(kernel, tree)
    with cache.lock(target):
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        sources.copy(tree, SOURCES, target)
        log = _new_log(target)
        host.logged(_kbuild(kernel, target, f"-j{os.cpu_count()}", *STRICT,
                            "VTKBD_NOTIFIER=1", *args, "modules"), log)
        return said(log.read_text(errors="replace"))


def checked_folder(kernel, tree=TREE):
    """Where checked() builds, for the sources as they are now."""
    return _folder(kernel, "-c1", tree, SOURCES)[0]


def checked(kernel, tree=TREE):
    """Build a tree's modules with W=1 and sparse; what is said. A file with a fault is not made,
    so that the fault is said each time."""
    target, kind = _folder(kernel, "-c1", tree, SOURCES)

    def make(into):
        host.logged(_kbuild(kernel, into, f"-j{os.cpu_count()}", "-k", *CHECKED,
                            "VTKBD_NOTIFIER=1", "modules"), _new_log(into))
    failed = []
    try:
        products.made(target, kind, tree, SOURCES, make)
    except BuildError as error:
        failed = [str(error)]
    return said((target / "build.log").read_text(errors="replace")) or failed


def said(text):
    """The lines of a build beyond what it does."""
    return [line for line in text.splitlines() if line and not NOISE.match(line)]


@functools.cache
def modules_once(kernel, kunit=False):
    """modules(), built at most once by this process."""
    return modules(kernel, kunit)


def program(source, *flags, kernel=None):
    """A static guest program from one C file, for this machine's architecture or a kernel's. It
    may include the tree's uapi header and any header of the tests."""
    source = Path(source)
    headers = sorted(h for top in ("include/uapi", "tests") for h in (TREE / top).rglob("*.h"))
    key = cache.digest(source.name, source.read_bytes(), flags, *compiler.key(kernel),
                       *(h.read_bytes() for h in headers))
    return cache.entry("program", f"{source.stem}-{key}",
                       lambda path: compiler.static(
                           kernel, ("-g", f"-I{TREE / 'include/uapi'}", *flags, source), path))


def shared_program(source):
    """A program from one C file that loads shared objects as it runs, so not a static one."""
    key = cache.digest(source.read_bytes(), host.output("gcc", "-dumpfullversion"))
    return cache.entry("program", f"{source.stem}-{key}", lambda path: host.output(
        "gcc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", str(path), str(source)))


def folder_program(folder, kernel=None):
    """A static guest program from all C files of a folder, one of which is main.c."""
    others = sorted(p for p in Path(folder).glob("*.c") if p.name != "main.c")
    contents = cache.digest(*(p.read_bytes() for p in others))
    return program(Path(folder) / "main.c", *map(str, others), f"-DSOURCES={contents}",
                   kernel=kernel)


def _made(what, folder, tree, tops):
    """What a Makefile of the tree makes for this machine, outside the tree."""
    kind = f"{what}-{cache.digest(host.output('gcc', '-dumpfullversion'))}"
    target = cache.root() / "program" / products.name(tree, tops, kind)
    products.made(target, kind, tree, tops, lambda into: host.logged(
        ["make", f"-j{os.cpu_count()}", "-C", str(into / folder), f"O={into / BUILT}", "all"],
        _new_log(into)))
    return target / BUILT / what


@functools.cache
def tool(kernel=None):
    """vtkbdctl, built by its own Makefile outside the tree; for the guest of a foreign kernel a
    static program, since the root that has its libraries is not the guest's."""
    if compiler.is_foreign(kernel):
        return compiler.tool(kernel)
    return _made("vtkbdctl", "tools/vtkbdctl", TREE, TOOL_SOURCES)


def kunit_program(tree=TREE):
    """The KUnit suites as a program, by their own Makefile."""
    return _made("vtkbd-kunit", "tests/kunit/user", tree, KUNIT_SOURCES)


def libraries(path):
    """Shared objects of a program that the guest's root may lack."""
    try:
        return root.libraries(path)
    except BuildError:
        return []       # a static program: ldd fails on it
