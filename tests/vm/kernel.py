# SPDX-License-Identifier: GPL-2.0
"""The kernels tests run on, by name: stock, newer, debug, kcsan, rt, gcov, novt, Debian's
suites, and its other architectures.

newer is the newest that Debian builds for the release this host runs, by way of its
backports or its security updates. i386 and arm64 are those of the same release for other
architectures.

`python3 -m vm.kernel NAME` makes a kernel ready and prints its KDIR.
"""
import functools
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from . import configured, debian, foreign, suites
from .arch import AMD64, FOREIGN, Arch
from .errors import VmError


@dataclass(frozen=True)
class Kernel:
    """One bootable kernel and what is needed to build modules for it.

    modules: folder holding lib/modules for a modular kernel, else None.
    memory: MiB of guest memory that it needs.
    cmdline: arguments that it needs.
    chroot: the root that its modules are built in, which kdir is then a path of, else None.
    """
    name: str
    release: str
    image: Path
    kdir: Path
    modules: Path | None
    memory: int
    chroot: Path | None = None
    arch: Arch = AMD64
    cmdline: str = ""


def _stock():
    release, package = debian.installed_headers()
    tree = debian.image_tree(package)
    return Kernel("stock", release, tree / "boot" / f"vmlinuz-{release}",
                  Path("/lib/modules") / release / "build", tree, 256)


def _newer():
    release = debian.newest_release()
    tree = debian.image_tree(debian.image_package(release))
    return Kernel("newer", release, tree / "boot" / f"vmlinuz-{release}",
                  debian.headers_kdir(release), tree, 256)


def _suite(name):
    release, tree = suites.root(name)
    return Kernel(name, release, tree / "boot" / f"vmlinuz-{release}",
                  Path("/lib/modules") / release / "build", tree, 256, tree)


def _foreign(target):
    release, tree = foreign.root(target)
    return Kernel(target.name, release, tree / "boot" / f"vmlinuz-{release}",
                  Path("/lib/modules") / release / "build", tree, 256, tree, target)


def _configured(name, memory):
    tree = configured.tree(name)
    release = (tree / "include/config/kernel.release").read_text().strip()
    return Kernel(name, release, tree / "arch/x86/boot/bzImage", tree, None, memory,
                  cmdline=CMDLINE.get(name, ""))


# Where checkers need memory of their own.
MEMORY = {"debug": 512, "kcsan": 512, "rt": 512, "gcov": 512}
# An emulated processor does little in KCSAN's usual delays, in which it waits for a second access.
CMDLINE = {"kcsan": "kcsan.early_enable=1 kcsan.skip_watch=1000 kcsan.udelay_task=1000 "
                    "kcsan.udelay_interrupt=200"}

MAKERS = {
    "stock": _stock,
    "newer": _newer,
    **{name: functools.partial(_suite, name) for name in suites.NAMES},
    **{name: functools.partial(_foreign, target) for name, target in FOREIGN.items()},
    **{name: functools.partial(_configured, name, MEMORY.get(name, 256))
       for name in configured.PARTS},
}


@functools.cache
def get(name):
    """A kernel by its name. Where a test wants the stock one, VTKBD_KERNEL names another."""
    if name == "stock":
        name = os.environ.get("VTKBD_KERNEL") or name
    if name not in MAKERS:
        raise VmError(f"kernel {name}: not one of {', '.join(MAKERS)}")
    return MAKERS[name]()


def main(argv):
    if len(argv) != 2 or argv[1] not in MAKERS:
        print(f"usage: python3 -m vm.kernel {'|'.join(MAKERS)}", file=sys.stderr)
        return 2
    try:
        print(get(argv[1]).kdir)
    except VmError as error:
        print(f"kernel {argv[1]}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
