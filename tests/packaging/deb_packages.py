# SPDX-License-Identifier: GPL-2.0
"""Debian's packages of this tree, as `make deb` makes them; once for the same files."""
import functools
import re
import subprocess

from vm import cache, host
from vm.build import TREE

CHANGELOG = (TREE / "debian/changelog").read_text(encoding="utf-8")
VERSION = re.match(r"vtkbd \((\S+)\) ", CHANGELOG)[1]
NAMES = ("vtkbd-dkms", "vtkbd-doc", "vtkbd-tools")


def files():
    """What goes into the packages: all that git knows or would add."""
    listed = subprocess.run(["git", "-C", TREE, "ls-files", "-z", "--cached", "--others",
                             "--exclude-standard"], capture_output=True, check=True).stdout
    paths = (TREE / name.decode() for name in sorted(set(listed.split(b"\0"))) if name)
    return [path for path in paths if path.is_file()]


def _make(path):
    path.mkdir()
    host.logged([str(TREE / "tools/setup/deb"), str(path)], path.with_name(f"{path.name}.log"))


@functools.cache
def folder():
    """With the packages and the .changes file."""
    key = cache.digest(*(part for path in files()
                         for part in (path.relative_to(TREE), path.read_bytes())))
    cache.keep_newest("deb", 3)
    return cache.entry("deb", key, _make)


def package(name):
    found, = folder().glob(f"{name}_*.deb")
    return found


def source():
    """The files of the source package, the .dsc first."""
    return [path for end in ("dsc", "tar.*") for path in folder().glob(f"vtkbd_*.{end}")]


def contents(name):
    """{path: mode} of a package's files."""
    lines = host.output("dpkg-deb", "--contents", str(package(name))).splitlines()
    fields = [line.split(None, 5) for line in lines]
    return {field[5].removeprefix("./"): field[0] for field in fields if field[0][0] != "d"}


def text(name, path):
    """Of one file in a package."""
    archive = subprocess.run(["dpkg-deb", "--fsys-tarfile", package(name)],
                             capture_output=True, check=True).stdout
    return subprocess.run(["tar", "-xO", f"./{path}"], input=archive, capture_output=True,
                          check=True).stdout.decode()
