# SPDX-License-Identifier: GPL-2.0
"""Debian's kernels for other architectures, of the suite that this machine has.

A cross compiler cannot be installed beside gcc-multilib, which other tests need: it is in a root
in the cache, with the kernel, its headers, and what the guest has.
"""
import platform
import re

from . import cache, host, suites
from .errors import BuildError

# Of the other architecture: what vtkbdctl is built with, and all that its guest has.
PACKAGES = ("libc6-dev", "libjson-c-dev", "libtracefs-dev", "libtraceevent-dev",
            "libncurses-dev", "busybox-static")
OWN = ("make", "pkg-config")


def _show(suite, arch, package):
    return host.output("apt-cache", *suites.apt(suite, arch), "show", "--no-all-versions", package)


def _depends(suite, arch, package, *patterns):
    """What a package depends on, a match of each pattern."""
    (depends,) = re.findall(r"^Depends: (.*)", _show(suite, arch, package), re.M)
    found = [re.search(pattern, depends) for pattern in patterns]
    if not all(found):
        raise BuildError(f"{suite}, {arch.name}: {package} depends on nothing like {patterns}")
    return [match[0] for match in found]


def _make(suite, arch, headers, path):
    """The kernel's packages are unpacked only: they depend on a compiler that runs on it."""
    kbuild, common = _depends(suite, arch, headers, r"linux-kbuild-[^ ,]+",
                              r"linux-headers-[^ ,]+-common[^ ,]*")
    suites.bootstrap(suite, path, (*OWN, f"gcc-{arch.triplet}", kbuild,
                                   *(f"{name}:{arch.name}" for name in PACKAGES)), arch)
    (path / "debs").mkdir()
    log = path.with_name(f"{path.name}.log")
    host.logged(["apt-get", *suites.apt(suite, arch), "download", headers, common,
                 headers.replace("headers", "image")], log, cwd=path / "debs")
    host.logged(suites.inside(path, "sh", "-c", "dpkg --force-all --unpack /debs/*.deb"), log)
    cache.remove(path / "debs")
    host.output("depmod", "-b", str(path), headers.removeprefix("linux-headers-"))


def root(arch):
    """(release, root with the newest kernel for an architecture)"""
    suite = platform.freedesktop_os_release()["VERSION_CODENAME"]
    with cache.lock(cache.root() / "suite" / f"{suite}-{arch.name}"):
        host.output("apt-get", *suites.apt(suite, arch), "-o", "APT::Update::Error-Mode=any",
                    "update")
        (headers,) = _depends(suite, arch, f"linux-headers-{arch.flavour}",
                              r"linux-headers-\d[^ ,]*")
        key = cache.digest(_show(suite, arch, headers), *OWN, *PACKAGES)
    release = headers.removeprefix("linux-headers-")
    return release, cache.entry("suite", f"{suite}-{arch.name}-{release}-{key}",
                                lambda path: _make(suite, arch, headers, path))
