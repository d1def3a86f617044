# SPDX-License-Identifier: GPL-2.0
"""Debian's own kernels: the image that matches the installed headers, and the newest
that apt knows of, with its headers.

Packages are fetched and unpacked in the cache. They are never installed: the host's
/boot, /lib/modules and /usr/src stay as they are.
"""
import re

from . import cache, host
from .errors import BuildError

META = "linux-headers-amd64"
IMAGE = re.compile(r"linux-image-((\d+(?:\.\d+)+)\S*-amd64)")
VARIANT = re.compile(r"-(cloud|rt)-")


def installed_headers():
    """(release, image package with its version) for the headers on this host."""
    depends = host.output("dpkg-query", "-W", "-f", "${Depends}", META)
    match = re.search(r"linux-headers-(\S+)", depends)
    if not match:
        raise BuildError(f"{META}: no kernel release in its Depends: {depends}")
    release = match[1]
    version = host.output("dpkg-query", "-W", "-f", "${Version}", match[0])
    return release, f"linux-image-{release}={version}"


def newest_release():
    """The highest release that apt has both image and headers of."""
    names = set(host.output("apt-cache", "pkgnames", "linux-").split())
    found = [match for match in map(IMAGE.fullmatch, names)
             if match and not VARIANT.search(match[0]) and f"linux-headers-{match[1]}" in names]
    if not found:
        raise BuildError("apt knows no kernel image with headers (apt-get update?)")
    return max(found, key=lambda match: [int(part) for part in match[2].split(".")])[1]


def _show(name, field):
    shown = host.output("apt-cache", "show", "--no-all-versions", name)
    match = re.search(rf"^{field}: (.+)$", shown, re.M)
    if not match:
        raise BuildError(f"{name}: apt-cache shows no {field}")
    return match[1]


def _fetch(package, tree):
    """Download a package, name or name=version, and unpack it into tree."""
    fetched = tree.with_name(tree.name + ".deb")
    cache.remove(fetched)
    fetched.mkdir()
    host.logged(["apt-get", "-q", "-o", "APT::Sandbox::User=root", "download", package],
                tree.with_name(tree.name + ".log"), cwd=fetched)
    (deb,) = fetched.glob("*.deb")
    host.output("dpkg-deb", "-x", str(deb), str(tree))
    # Since Debian 13 packages have usr/lib only.
    if (tree / "usr/lib").is_dir() and not (tree / "lib").exists():
        (tree / "lib").symlink_to("usr/lib")
    cache.remove(fetched)


def _unpack_image(package, tree):
    _fetch(package, tree)
    release = re.match(r"linux-image-(.*)=", package)[1]
    host.output("depmod", "-b", str(tree), release)


def package_tree(name):
    """Folder with the files of Debian's current version of a package."""
    version = _show(name, "Version")
    return cache.entry("package", f"{name}_{version}".replace(":", "_"),
                       lambda tree: _fetch(f"{name}={version}", tree))


def image_tree(package):
    """Folder with boot/ and lib/modules/ of an image package, as name=version."""
    name = package.replace("=", "_").replace(":", "_")
    return cache.entry("kernel", name, lambda tree: _unpack_image(package, tree))


def _unpack_headers(headers, final, tree):
    _fetch(headers, tree)
    for name in re.findall(r"linux-(?:headers|kbuild)-[^ ,]+", _show(headers, "Depends")):
        _fetch(name, tree)
    # The only absolute path in them: to the files shared by all flavours of a release.
    makefile = tree / "usr/src" / headers / "Makefile"
    makefile.write_text(makefile.read_text().replace("/usr/src", str(final / "usr/src")))


def headers_kdir(release):
    """A release's headers, usable as KDIR where they are."""
    headers = f"linux-headers-{release}"
    name = f"{headers}_{_show(headers, 'Version')}"
    final = cache.root() / "kernel" / name
    tree = cache.entry("kernel", name, lambda part: _unpack_headers(headers, final, part))
    return tree / "usr/src" / headers


def image_package(release):
    """An image package as name=version."""
    name = f"linux-image-{release}"
    return f"{name}={_show(name, 'Version')}"
