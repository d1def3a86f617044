# SPDX-License-Identifier: GPL-2.0
"""Source trees of kernels to put the module in, and what is built there.

The sources of the cache are for reading. A tree to build from is made of hard links to them:
tools/intree writes a file anew and never into one.
"""
import contextlib
import os
import re
import shutil
import subprocess

from vm import accel, cache, configured, host, kernel
from vm.build import TREE
from vm.configured import source

INTREE = TREE / "tools/intree"
KUNIT_SECONDS = 1500
COMMON = "CONFIG_64BIT=y\nCONFIG_TTY=y\nCONFIG_VT=y\nCONFIG_INPUT=y\nCONFIG_MODULES=y\nCONFIG_KUNIT=y\n"
# The suites have the core in them, which cannot be in the kernel twice.
CONFIGS = {
    "built-in": f"{COMMON}CONFIG_VTKBD=y\n# CONFIG_VTKBD_KUNIT_TEST is not set\n",
    "module": f"{COMMON}CONFIG_VTKBD=m\nCONFIG_VTKBD_KUNIT_TEST=m\n",
}
# What make says of its work.
WORK = re.compile(r"make(\[\d+\])?: (?!\*)|  [A-Z]+[A-Z0-9 \[\]-]* ")


def _links(old, new):
    """A tree of the same files, without what git says of them."""
    shutil.copytree(old, new, symlinks=True, copy_function=os.link)


@contextlib.contextmanager
def tree(name):
    """(tree with the module in it, folder for builds), for this process alone."""
    unpacked = source(name)
    # The tree keeps what an earlier state of the tool put in.
    key = cache.digest(TREE, host.output("gcc", "--version"), INTREE.read_bytes())
    made = cache.entry("intree", f"{unpacked.name}-{key}", lambda path: _links(unpacked, path))
    with cache.lock(made.with_name(f"{made.name}.use")):
        host.output(str(INTREE), str(made))
        builds = made.with_name(f"{made.name}.builds")
        builds.mkdir(exist_ok=True)
        yield made, builds


def _without_kvm():
    """The beginning of a command that does not see /dev/kvm where that boots no guest: newer
    kunit.py takes it whenever it is there, and QEMU, whose KVM starts, does not fall back."""
    if not os.path.exists("/dev/kvm") or accel.choose(kernel.get("stock")) == "kvm":
        return []
    return ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"]),
            "sh", "-c", 'mount --bind /dev/null /dev/kvm && exec "$@"', "sh"]


def kunit(tree, folder, arch):
    """What the kernel said while kunit.py ran the suites of the module's .kunitconfig."""
    host.logged([*_without_kvm(), "/usr/bin/python3", "tools/testing/kunit/kunit.py", "run",
                 "--kunitconfig=drivers/tty/vtkbd", f"--build_dir={folder}", f"--arch={arch}",
                 f"--jobs={os.cpu_count()}", f"--timeout={KUNIT_SECONDS}"],
                folder.with_name(f"{folder.name}.log"), cwd=tree)
    return (folder / "test.log").read_text(errors="replace").splitlines()


def configure(tree, folder, name):
    """A folder in which parts of the kernel can be built."""
    folder.mkdir(exist_ok=True)
    log = folder.with_name(f"{folder.name}.log")
    make = configured.configure(name, CONFIGS[name], tree, folder, log)
    host.logged([*make, "prepare"], log)


def complaints(said):
    """What make says beyond what it does."""
    return [line for line in said.splitlines() if line and not WORK.match(line)]


def build(tree, folder, *args):
    """What there is to complain of."""
    done = subprocess.run(["make", "-C", tree, f"O={folder}", "ARCH=x86_64",
                           f"-j{os.cpu_count()}", *args],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return complaints(done.stdout) + ([f"make: {done.returncode}"] if done.returncode else [])
