# SPDX-License-Identifier: GPL-2.0
"""Debian's own kernel: the image that matches the installed headers.

The package is fetched and unpacked in the cache. It is never installed: the
host's /boot and /lib/modules stay as they are.
"""
import re

from . import cache, host
from .errors import BuildError

META = "linux-headers-amd64"


def installed_headers():
    """(release, image package with its version) for the headers on this host."""
    depends = host.output("dpkg-query", "-W", "-f", "${Depends}", META)
    match = re.search(r"linux-headers-(\S+)", depends)
    if not match:
        raise BuildError(f"{META}: no kernel release in its Depends: {depends}")
    release = match[1]
    version = host.output("dpkg-query", "-W", "-f", "${Version}", match[0])
    return release, f"linux-image-{release}={version}"


def _fetch(package, tree):
    """Download a package, name or name=version, and unpack it as tree."""
    fetched = tree.with_name(tree.name + ".deb")
    cache.remove(fetched)
    fetched.mkdir()
    host.logged(["apt-get", "-q", "-o", "APT::Sandbox::User=root", "download", package],
                tree.with_name(tree.name + ".log"), cwd=fetched)
    (deb,) = fetched.glob("*.deb")
    host.output("dpkg-deb", "-x", str(deb), str(tree))
    cache.remove(fetched)


def _unpack_image(package, tree):
    _fetch(package, tree)
    release = re.match(r"linux-image-(.*)=", package)[1]
    host.output("depmod", "-b", str(tree), release)


def package_tree(name):
    """Folder with what Debian's current version of a package would install."""
    shown = host.output("apt-cache", "show", "--no-all-versions", name)
    version = re.search(r"^Version: (\S+)$", shown, re.M)[1]
    return cache.entry("package", f"{name}_{version}".replace(":", "_"),
                       lambda tree: _fetch(f"{name}={version}", tree))


def image_tree(package):
    """Folder with boot/ and lib/modules/ of an image package, as name=version."""
    name = package.replace("=", "_").replace(":", "_")
    return cache.entry("kernel", name, lambda tree: _unpack_image(package, tree))
