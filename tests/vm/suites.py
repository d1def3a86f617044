# SPDX-License-Identifier: GPL-2.0
"""The kernels of Debian's other suites, each with its suite's own compiler.

A suite's headers need its libc, and a module has to be built by the compiler that the kernel
was built by: both are in a root that mmdebstrap makes in the cache. What a suite serves is
found when it is asked for, never written down here.

The only thing of this machine that a build in such a root has is a /proc of its own, in mount
and PID namespaces of its own (objtool reads its stack's limit there).
"""
import re

from . import cache, host
from .errors import BuildError

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
# A mirror that keeps a suite as it was does not renew the date until which it is valid.
OLD_TOO = ("-o", "Acquire::Check-Valid-Until=false")
NAMES = ("trixie", "trixie-backports", "forky", "sid")
PACKAGES = ("linux-headers-amd64", "linux-image-amd64", "make")


def _mirror():
    """Where this machine's own packages come from."""
    uris = host.output("apt-get", "indextargets", "--format", "$(REPO_URI)",
                       "Created-By: Packages", "Component: main").splitlines()
    debian = [uri for uri in uris if "security" not in uri]
    if not debian:
        raise BuildError("apt has no index of a Debian mirror (apt-get update?)")
    return debian[0]


def _sources(suite):
    """Backports are not a whole suite: the packages they need are in the suite they are for."""
    return [f"deb [signed-by={KEYRING}] {_mirror()} {name} main"
            for name in (suite, suite.removesuffix("-backports")) if name]


def _apt(suite):
    """The arguments that make apt see one suite alone, its index up to date."""
    root = cache.root() / "suite" / f"{suite}-apt"
    for name in ("lists/partial", "archives/partial", "parts"):
        (root / name).mkdir(parents=True, exist_ok=True)
    (root / "status").touch()
    (root / "sources.list").write_text("".join(f"{line}\n" for line in dict.fromkeys(_sources(suite))))
    args = ["-q", *OLD_TOO, "-o", "APT::Sandbox::User=root",
            "-o", f"APT::Default-Release={suite}"]
    for option, value in (("Dir::Etc::sourcelist", root / "sources.list"),
                          ("Dir::Etc::sourceparts", root / "parts"),
                          ("Dir::State::lists", root / "lists"),
                          ("Dir::State::status", root / "status"),
                          ("Dir::Cache::archives", root / "archives"),
                          ("Dir::Cache::pkgcache", ""), ("Dir::Cache::srcpkgcache", "")):
        args += ["-o", f"{option}={value}"]
    return args


def _show(suite, package):
    """What a suite's index says of a package, up to date."""
    args = _apt(suite)
    with cache.lock(cache.root() / "suite" / f"{suite}-apt"):
        host.output("apt-get", *args, "update")
        return host.output("apt-cache", *args, "show", "--no-all-versions", package)


def release(suite):
    """(release, package version) of the newest kernel that a suite serves."""
    depends = _show(suite, PACKAGES[0])
    found = re.search(r"^Depends: .*?linux-headers-(\d\S*) \(= ([^)]+)\)", depends, re.M)
    if not found:
        raise BuildError(f"{suite}: {PACKAGES[0]} names no kernel release")
    return found[1], found[2]


def newest_source():
    """(suite, package, version) of the newest kernel source that any suite serves."""
    found = []
    for suite in NAMES:
        shown = _show(suite, "linux-source")
        package = re.search(r"^Depends: .*?(linux-source-(\d+)\.(\d+))", shown, re.M)
        version = re.search(r"^Version: (\S+)", shown, re.M)
        if not package or not version:
            raise BuildError(f"{suite}: linux-source names no kernel's source")
        numbers = [int(part) for part in re.findall(r"\d+", version[1])]
        found.append((numbers, suite, package[1], version[1]))
    return max(found)[1:]


def fetch(suite, package, target):
    """Download a package of a suite, and unpack it into a folder."""
    fetched = target.with_name(f"{target.name}.deb")
    cache.remove(fetched)
    fetched.mkdir()
    host.logged(["apt-get", *_apt(suite), "download", package],
                target.with_name(f"{target.name}.log"), cwd=fetched)
    (deb,) = fetched.glob("*.deb")
    host.output("dpkg-deb", "-x", str(deb), str(target))
    cache.remove(fetched)


def _make(suite, path):
    host.logged(["mmdebstrap", "--quiet", "--mode=root", "--variant=minbase",
                 f"--include={','.join(PACKAGES)}",
                 '--aptopt=Acquire::Check-Valid-Until "false"',
                 f'--aptopt=APT::Default-Release "{suite}"',
                 suite.removesuffix("-backports"), str(path), *dict.fromkeys(_sources(suite))],
                path.with_name(path.name + ".log"))


def root(suite):
    """(release, root with that kernel, its headers and their compiler)"""
    name, version = release(suite)
    key = cache.digest(suite, name, version, *PACKAGES)
    tree = cache.entry("suite", f"{suite}-{name}-{key}", lambda path: _make(suite, path))
    return name, tree


def inside(tree, *argv):
    """The command that runs another in a root."""
    return ["unshare", "--mount", "--pid", "--fork", f"--mount-proc={tree}/proc",
            "chroot", str(tree), *map(str, argv)]
