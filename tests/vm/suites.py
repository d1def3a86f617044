# SPDX-License-Identifier: GPL-2.0
"""The kernels of Debian's suites, each with its suite's own compiler.

A suite's headers need its libc, and a module has to be built by the compiler that the kernel
was built by: both are in a root that mmdebstrap makes in the cache. What a suite serves is
found when it is asked for, never written down here.

The only thing of this machine that a build in such a root has is a /proc of its own, in mount
and PID namespaces of its own (objtool reads its stack's limit there).
"""
import functools
import json
import re
import subprocess
import time

from . import cache, host
from .arch import AMD64
from .errors import BuildError

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
# What else is needed for a suite: fixes for it, or the suite that it is no whole one without.
SUITES = {"bookworm": ("bookworm-security",), "bookworm-backports": ("bookworm",),
          "trixie": ("trixie-security",), "trixie-backports": ("trixie",),
          "forky": (), "sid": (), "experimental": ("sid",)}
# Suites of which apt takes nothing unasked.
ASKED = ("-backports", "experimental")
FLAVOURS = {"": "amd64", "-rt": "rt-amd64"}
NAMES = tuple(suite + suffix for suite in SUITES for suffix in FLAVOURS)
# For so long what a suite serves is taken to be known.
FRESH_SECONDS = 24 * 3600


def _split(name):
    """(suite, flavour) of a kernel's name."""
    suite = name.removesuffix("-rt")
    return suite, FLAVOURS[name.removeprefix(suite)]


def _packages(flavour):
    """Some headers bring a compiler, but not the assembler that it calls."""
    return f"linux-headers-{flavour}", f"linux-image-{flavour}", "make", "binutils"


@functools.cache
def _mirror(security):
    """Where this machine's own packages come from, or their security updates."""
    uris = host.output("apt-get", "indextargets", "--format", "$(REPO_URI)",
                       "Created-By: Packages", "Component: main").splitlines()
    found = next((uri for uri in uris if ("security" in uri) == security), None)
    if not found and not security:
        raise BuildError("apt has no index of a Debian mirror (apt-get update?)")
    return found


def _sources(suite, arch):
    """Security updates are left out where this machine itself takes none; and for a foreign
    architecture: libraries of two must have one version, and a fix may come for one later."""
    names = (suite, *(() if arch.is_foreign else SUITES[suite]))
    places = [(_mirror("-security" in name), name) for name in names]
    return [f"deb [signed-by={KEYRING}] {uri} {name} main" for uri, name in places if uri]


def options(suite):
    """(name, value) of apt's settings for a suite, wherever it is installed."""
    # A mirror that keeps a suite as it was does not renew the date until which it is valid.
    yield "Acquire::Check-Valid-Until", "false"
    if suite.endswith(ASKED):
        yield "APT::Default-Release", suite


def apt(suite, arch=AMD64):
    """The arguments that make apt see one suite of one architecture alone."""
    top = cache.root() / "suite" / f"{suite}-{f'{arch.name}-' if arch.is_foreign else ''}apt"
    for name in ("lists/partial", "archives/partial", "parts"):
        (top / name).mkdir(parents=True, exist_ok=True)
    (top / "status").touch()
    (top / "sources.list").write_text("".join(f"{line}\n" for line in _sources(suite, arch)))
    args = ["-q", "-o", "APT::Sandbox::User=root", "-o", "Acquire::Languages=none",
            "-o", f"APT::Architecture={arch.name}", "-o", f"APT::Architectures={arch.name}"]
    for option, value in (*options(suite),
                          ("Dir::Etc::sourcelist", top / "sources.list"),
                          ("Dir::Etc::sourceparts", top / "parts"),
                          ("Dir::State::lists", top / "lists"),
                          ("Dir::State::status", top / "status"),
                          ("Dir::Cache::archives", top / "archives"),
                          ("Dir::Cache::pkgcache", ""), ("Dir::Cache::srcpkgcache", "")):
        args += ["-o", f"{option}={value}"]
    return args


def _lists(suite):
    """The lock of a suite's lists: apt does not wait for another that updates them."""
    return cache.lock(cache.root() / "suite" / f"{suite}-apt")


def _look(suite):
    """{flavour: (release, package version) of the newest kernel that a suite serves}"""
    args = apt(suite)
    with _lists(suite):
        host.output("apt-get", *args, "-o", "APT::Update::Error-Mode=any", "update")
        names = host.output("apt-cache", *args, "pkgnames", "linux-headers-").split()
        found = {}
        for flavour in FLAVOURS.values():
            headers = _packages(flavour)[0]
            if headers in names:
                depends = host.output("apt-cache", *args, "show", "--no-all-versions", headers)
                one = re.search(r"^Depends: .*?linux-headers-(\d\S*) \(= ([^)]+)\)", depends, re.M)
                if not one:
                    raise BuildError(f"{suite}: {headers} names no kernel release")
                found[flavour] = one.groups()
        return found


def remembered(name, old, look):
    """What look() found, at most so many seconds ago."""
    known = cache.root() / "suite" / f"{name}.json"
    with cache.lock(known):
        if not known.exists() or time.time() - known.stat().st_mtime >= old:
            known.write_text(json.dumps(look()))
        return json.loads(known.read_text())


def _found(name, old):
    """(release, package version), or None."""
    suite, flavour = _split(name)
    return remembered(f"{suite}-kernels", old, lambda: _look(suite)).get(flavour)


def served(name):
    """Whether a suite has that flavour of the kernel."""
    return _found(name, FRESH_SECONDS) is not None


def release(name, old=FRESH_SECONDS):
    """(release, package version) of the newest kernel of a suite and flavour."""
    found = _found(name, old)
    if not found:
        suite, flavour = _split(name)
        raise BuildError(f"{name}: Debian's {suite} serves no {_packages(flavour)[0]}")
    return found


def _is_later(version, other):
    """Of two versions of packages: -rc7 comes before the release, whatever its number."""
    return subprocess.run(["dpkg", "--compare-versions", version, "gt", other],
                          check=False).returncode == 0


def _is_newer(name, other):
    return _is_later(release(name)[1], release(other)[1])


def newest():
    """The name of the newest kernel that any suite serves."""
    return functools.reduce(lambda best, name: name if _is_newer(name, best) else best,
                            filter(served, SUITES))


def _look_for_source(suite):
    """(suite, package, version) of a suite's kernel source, or None: experimental may have
    none."""
    args = apt(suite)
    with _lists(suite):
        host.output("apt-get", *args, "update")
        if not host.output("apt-cache", *args, "pkgnames", "linux-source").split():
            return None
        shown = host.output("apt-cache", *args, "show", "--no-all-versions", "linux-source")
    package = re.search(r"^Depends: .*?(linux-source-\d+\.\d+)", shown, re.M)
    version = re.search(r"^Version: (\S+)", shown, re.M)
    if not package or not version:
        raise BuildError(f"{suite}: linux-source names no kernel's source")
    return suite, package[1], version[1]


def _source(suite, old):
    return remembered(f"{suite}-source", old, lambda: _look_for_source(suite))


def source_of(suite, old=FRESH_SECONDS):
    """(suite, package, version) of the kernel source that a suite serves."""
    found = _source(suite, old)
    if not found:
        raise BuildError(f"{suite}: Debian serves no linux-source there")
    return found


def newest_source(old=FRESH_SECONDS):
    """(suite, package, version) of the newest kernel source that any suite serves."""
    return functools.reduce(lambda best, found: found if _is_later(found[2], best[2]) else best,
                            filter(None, (_source(suite, old) for suite in SUITES)))


def fetch(suite, package, target):
    """Download a package of a suite, and unpack it into a folder."""
    fetched = target.with_name(f"{target.name}.deb")
    cache.remove(fetched)
    fetched.mkdir()
    host.logged(["apt-get", *apt(suite), "download", package],
                target.with_name(f"{target.name}.log"), cwd=fetched)
    (deb,) = fetched.glob("*.deb")
    host.output("dpkg-deb", "-x", str(deb), str(target))
    cache.remove(fetched)


def bootstrap(suite, path, packages, arch=AMD64):
    """A root of a suite with some packages, which may be a foreign architecture's, too."""
    base = SUITES[suite][0] if suite.endswith(ASKED) else suite
    host.logged(["mmdebstrap", "--quiet", "--mode=root", "--variant=minbase",
                 f"--architectures={','.join(dict.fromkeys((AMD64.name, arch.name)))}",
                 f"--include={','.join(packages)}", "--dpkgopt=force-unsafe-io",
                 *(f'--aptopt={option} "{value}"' for option, value in options(suite)),
                 base, str(path), *_sources(suite, arch)],
                path.with_name(path.name + ".log"))


def _make(name, path):
    suite, flavour = _split(name)
    bootstrap(suite, path, _packages(flavour))


def _entry(name, old):
    """(release, name of its root in the cache)"""
    shown, found = release(name, old)
    key = cache.digest(*_split(name), shown, found, *_packages(_split(name)[1]))
    return shown, f"{name}-{shown}-{key}"


def root(name):
    """(release, root with that kernel, its headers and their compiler)"""
    shown, entry = _entry(name, FRESH_SECONDS)
    if not (cache.root() / "suite" / entry).exists():
        shown, entry = _entry(name, 0)      # the mirror has only what it serves now
    return shown, cache.entry("suite", entry, lambda path: _make(name, path))


def inside(tree, *argv):
    """The command that runs another in a root. It is PID 1 there, which make cannot end by a
    signal to itself: after Ctrl-C it would run for ever, were it not killed with its parent."""
    return ["unshare", "--mount", "--pid", "--kill-child", f"--mount-proc={tree}/proc",
            "chroot", str(tree), *map(str, argv)]
