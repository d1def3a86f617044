# SPDX-License-Identifier: GPL-2.0
"""The guest's root: busybox, the test init, Debian's keyboard programs (not for a foreign
architecture). Programs under test are not in it (they come through the shared folder).

Not compressed: QEMU copies it into memory, and an emulated CPU is slow at unpacking.
"""
import functools
import lzma
import shutil
from pathlib import Path

from . import cache, compiler, host
from .cpio import Archive
from .errors import BuildError

GUEST = Path(__file__).parent / "guest"
LINE = ("serve", "command", "frame", "share")     # the control line, which init and agent have
# busybox's ash runs its own applets first; dash and bash take the real programs.
PROGRAMS = ("bash dash kbd_mode dumpkeys loadkeys kbdinfo chvt fgconsole openvt deallocvt "
            "setleds setmetamode showkey getkeycodes setkeycodes kbdrate setsid").split()
OPTIONAL = ["strace"]
TERMINFO = ["l/linux", "v/vt100", "x/xterm"]
TERMINFO_FOLDERS = ("/usr/share/terminfo", "/lib/terminfo")     # of ncurses-base, new and old
MODULES = ["virtio_pci", "9pnet_virtio", "9p", "uinput", "evdev"]
FOLDERS = ["dev", "proc", "sys", "run", "tmp", "root", "share", "etc"]


def find(program):
    found = shutil.which(program, path="/bin:/usr/bin:/sbin:/usr/sbin")
    if not found:
        raise BuildError(f"{program}: not installed (see tools/setup/need)")
    return Path(found)


def libraries(program):
    """The shared objects a program needs, loader included, as ldd names them."""
    words = host.output("ldd", str(program)).split()
    return [Path(word) for word in words if word.startswith("/")]


def own_program(name, kernel=None):
    """A static program of guest/ that serves the control line: init or agent."""
    sources = [GUEST / f"{part}.c" for part in (name, *LINE)]
    headers = [GUEST / f"{part}.h" for part in LINE]
    key = cache.digest(*(path.read_bytes() for path in sources + headers),
                       *compiler.key(kernel))
    return cache.entry(name, key, lambda path: compiler.static(
        kernel, ("-Werror", *sources), path))


def _add_programs(archive):
    programs = [find(name) for name in PROGRAMS]
    programs += [Path("/usr/bin") / n for n in OPTIONAL if (Path("/usr/bin") / n).exists()]
    for program in programs:
        archive.file(f"bin/{program.name}", program.read_bytes())
        for library in libraries(program):
            if str(library) not in archive:
                archive.file(str(library), library.read_bytes())
    archive.link("bin/sh", "dash")
    folder = next(f for f in map(Path, TERMINFO_FOLDERS) if (f / TERMINFO[0]).exists())
    for entry in TERMINFO:
        archive.file(f"{str(folder)[1:]}/{entry}", (folder / entry).read_bytes(), 0o644)


def add_busybox(archive, kernel=None):
    """With its applets, which are those of this machine's: the same suite's."""
    foreign = compiler.is_foreign(kernel)
    busybox = kernel.chroot / "bin/busybox" if foreign else find("busybox")
    archive.file("bin/busybox", busybox.read_bytes())
    for applet in host.output(str(find("busybox")), "--list").split():
        if f"bin/{applet}" not in archive:
            archive.link(f"bin/{applet}", "busybox")


def module_files(kernel, modules):
    """The .ko files that modprobe would insert for these, in its order; empty where all is
    built in."""
    if not kernel.modules:
        return []
    files = []
    for module in modules:
        shown = host.output("modprobe", "-d", str(kernel.modules), "-S", kernel.release,
                            "--show-depends", module)
        files += [Path(line.split()[1]) for line in shown.splitlines()
                  if line.startswith("insmod ")]
    return list(dict.fromkeys(files))


def _module_data(path):
    """An uncompressed module, since init has no decompressor."""
    return lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()


def add_modules(archive, paths):
    """Add .ko files, and /etc/modules with their names in the order to insert them."""
    names = []
    for path in paths:
        names.append(f"/lib/modules/{path.name.removesuffix('.xz')}")
        archive.file(names[-1], _module_data(path), 0o644)
    archive.file("etc/modules", "".join(f"{n}\n" for n in names).encode(), 0o644)


def stored(archive):
    """The archive as a file, whose name is a digest of its contents."""
    data = archive.bytes()
    return cache.entry("root", f"{cache.digest(data)}.cpio", lambda path: path.write_bytes(data))


@functools.cache
def initramfs(kernel, files=(), links=()):
    """Path of the initramfs for a kernel. files, links: (path, contents or target) of more,
    or of another init."""
    archive = Archive()
    for name, data in files:
        archive.file(name, data)
    for name, target in links:
        archive.link(name, target)
    for folder in FOLDERS:
        archive.folder(folder)
    if "init" not in archive:
        archive.file("init", own_program("init", kernel).read_bytes())
    archive.file("etc/passwd", b"root:x:0:0:root:/root:/bin/sh\n", 0o644)
    archive.file("etc/group", b"root:x:0:\ntty:x:5:\n", 0o644)
    if not kernel.arch.is_foreign:
        _add_programs(archive)
    add_busybox(archive, kernel)
    add_modules(archive, module_files(kernel, (*MODULES, *kernel.arch.board.modules)))
    return stored(archive)
