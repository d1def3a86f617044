# SPDX-License-Identifier: GPL-2.0
"""Kernels built here, from Debian's kernel sources and a separate config.

The parts of a kernel's config are all its differences from allnoconfig. A line that Kconfig did
not apply fails the build: with a checker silently off every test would pass.
"""
import functools
import os
import re
import subprocess
import sys
from pathlib import Path

from . import cache, host, suites
from .errors import BuildError

META = "linux-source"      # names the package of this Debian's kernel
CONFIGS = Path(__file__).parent / "configs"
# Parts of each kernel's config: files of configs/.
PARTS = {
    "debug": ("base", "tested", "checked", "debug"),
    "kcsan": ("base", "tested", "checked", "watched", "kcsan"),
    "rt": ("base", "expert", "tested", "checked", "watched", "rt"),
    "gcov": ("base", "expert", "tested", "gcov"),
    "novt": ("base", "expert", "novt"),
}
# PREEMPT_RT came with 6.12: this Debian's own kernel may be older, and its package of the source
# has no patch for it.
SOURCES = {"rt": "trixie"}
# What a later kernel has no symbol for, and needs none.
GONE = {
    "CONFIG_UBSAN_SANITIZE_ALL": "6.9: every file is checked unless it says otherwise",
    "CONFIG_BASE_FULL": "6.10: unless CONFIG_BASE_SMALL is set",
}
# Objects are only needed to link the kernel again; external modules need none of them.
DROPPED = ("*.o", "*.a", "*.cmd")
KEPT_UNDER = ("scripts", "tools", "include")


def unpack(archive, log, tree):
    tree.mkdir()
    host.logged(["tar", "-xf", str(archive), "-C", str(tree), "--strip-components=1"], log)


@functools.cache
def _package():
    """(name, version) of the package that has Debian's kernel source here."""
    depends = host.output("dpkg-query", "-W", "-f", "${Depends}", META)
    name = re.match(r"linux-source-[\d.]+", depends)
    if not name:
        raise BuildError(f"{META}: no kernel source in its Depends: {depends}")
    return name[0], host.output("dpkg-query", "-W", "-f", "${Version}", name[0])


def _fetch(suite, package, path):
    package_tree = path.with_name(f"{path.name}.package")
    cache.remove(package_tree)
    suites.fetch(suite, package, package_tree)
    unpack(package_tree / f"usr/src/{package}.tar.xz", path.with_name(f"{path.name}.log"), path)
    cache.remove(package_tree)


def _stock_source():
    name, version = _package()
    log = cache.root() / "source" / f".{name}.log"
    return cache.entry("source", f"{name}_{version}",
                       lambda tree: unpack(f"/usr/src/{name}.tar.xz", log, tree))


def _served(name, old=suites.FRESH_SECONDS):
    """((suite, package, version) of a source that Debian serves, its name in the cache)"""
    found = suites.newest_source(old) if name == "newest" else suites.source_of(name, old)
    return found, "_".join(found[1:])


@functools.cache
def source(name="stock"):
    """A kernel's source, unpacked: to be read, not to be built in. Of Debian's own kernel here,
    the newest that Debian serves, or a suite's."""
    if name == "stock":
        return _stock_source()
    (suite, package, _), entry = _served(name)
    if not (cache.root() / "source" / entry).exists():
        (suite, package, _), entry = _served(name, 0)   # the mirror has only what it serves now
    return cache.entry("source", entry, lambda path: _fetch(suite, package, path))


def fragment(name):
    return "".join((CONFIGS / f"{part}.config").read_text() for part in PARTS[name])


def lines(wanted):
    """What a fragment asks for, without its words."""
    return [line for line in wanted.splitlines() if re.match(r"CONFIG_|# CONFIG_", line)]


def unmet(wanted, config):
    """The lines of a fragment that a .config does not have."""
    have = set(config.splitlines())
    # A symbol that does not exist at all, or is hidden, counts as "not set".
    shown = {re.match(r"(CONFIG_\w+)=", line)[1] for line in have if re.match(r"CONFIG_\w+=", line)}
    return [line for line in lines(wanted)
            if line not in have
            and not (line.startswith("#") and line.split()[1] not in shown)]


def _is_gone(line, kernel):
    """Whether no Kconfig file of a source has the symbol of a line that may go."""
    symbol = re.match(r"CONFIG_\w+", line)
    if not symbol or symbol[0] not in GONE:
        return False
    found = subprocess.run(["grep", "-rqx", "--include=Kconfig*",
                            f"config {symbol[0].removeprefix('CONFIG_')}", str(kernel)],
                           check=False)
    return found.returncode == 1


def configure(name, wanted, kernel, tree, log):
    """Make a build folder's .config of allnoconfig and a fragment; the command that builds there."""
    make = ["make", "-C", str(kernel), f"O={tree}", "ARCH=x86_64"]
    path = tree / "fragment.config"
    path.write_text(wanted)
    host.logged([*make, f"KCONFIG_ALLCONFIG={path}", "allnoconfig"], log)
    missed = [line for line in unmet(wanted, (tree / ".config").read_text())
              if not _is_gone(line, kernel)]
    if missed:
        raise BuildError(f"{name}: Kconfig did not take: {', '.join(missed)}")
    return [*make, f"-j{os.cpu_count()}"]


def _drop_objects(tree):
    for pattern in DROPPED:
        for path in tree.rglob(pattern):
            if path.relative_to(tree).parts[0] not in KEPT_UNDER:
                path.unlink()


def _build(name, kernel, tree):
    log = cache.root() / "kernel" / f"{name}.log"
    log.unlink(missing_ok=True)
    tree.mkdir()
    print(f"building kernel {name} (minutes; log: {log})", file=sys.stderr, flush=True)
    host.logged(configure(name, fragment(name), kernel, tree, log), log)
    _drop_objects(tree)


def tree(name):
    """The build folder of a configured kernel, good as KDIR."""
    kernel = source(SOURCES.get(name, "stock"))
    compiler = host.output("gcc", "--version").splitlines()[0]
    key = cache.digest(kernel.name, *sorted(lines(fragment(name))), compiler)
    return cache.entry("kernel", f"{name}-{key}", lambda path: _build(name, kernel, path))
