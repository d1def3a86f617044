# SPDX-License-Identifier: GPL-2.0
"""The guest's root: busybox, our init, Debian's keyboard programs, nothing built here
that is under test (that comes through the shared folder).

Not compressed: QEMU copies it into memory, and an emulated CPU is slow at unpacking.
"""
import functools
import shutil
from pathlib import Path

from . import cache, host
from .cpio import Archive
from .errors import BuildError

GUEST = Path(__file__).parent / "guest"
INIT_SOURCES = [GUEST / name for name in ("init.c", "command.c", "frame.c")]
INIT_HEADERS = [GUEST / name for name in ("command.h", "frame.h")]
# busybox's ash runs its own applets first; dash and bash take the real programs.
PROGRAMS = ("bash dash kbd_mode dumpkeys loadkeys kbdinfo chvt fgconsole openvt deallocvt "
            "setleds setmetamode showkey getkeycodes setkeycodes kbdrate setsid").split()
OPTIONAL = ["strace"]
TERMINFO = ["l/linux", "v/vt100", "x/xterm"]
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


def _init(path):
    host.output("gcc", "-static", "-O2", "-Wall", "-Wextra", "-Werror", "-D_GNU_SOURCE",
                "-o", str(path), *map(str, INIT_SOURCES))


def _init_binary():
    key = cache.digest(*(p.read_bytes() for p in INIT_SOURCES + INIT_HEADERS),
                       host.output("gcc", "-dumpfullversion"))
    return cache.entry("init", key, _init)


def _add_programs(archive):
    programs = [find(name) for name in PROGRAMS]
    programs += [Path("/usr/bin") / n for n in OPTIONAL if (Path("/usr/bin") / n).exists()]
    for program in programs:
        archive.file(f"bin/{program.name}", program.read_bytes())
        for library in libraries(program):
            if str(library) not in archive:
                archive.file(str(library), library.read_bytes())
    archive.link("bin/sh", "dash")
    for entry in TERMINFO:
        archive.file(f"lib/terminfo/{entry}", Path("/lib/terminfo", entry).read_bytes(), 0o644)


def _add_busybox(archive):
    busybox = find("busybox")
    archive.file("bin/busybox", busybox.read_bytes())
    for applet in host.output(str(busybox), "--list").split():
        if f"bin/{applet}" not in archive:
            archive.link(f"bin/{applet}", "busybox")


def _module_files(kernel):
    """What modprobe would insert for MODULES, in its order."""
    files = []
    for module in MODULES:
        shown = host.output("modprobe", "-d", str(kernel.modules), "-S", kernel.release,
                            "--show-depends", module)
        files += [Path(line.split()[1]) for line in shown.splitlines() if line]
    return list(dict.fromkeys(files))


def _add_modules(archive, kernel):
    names = []
    for path in _module_files(kernel):
        names.append(f"/lib/modules/{path.name}")
        archive.file(names[-1], path.read_bytes(), 0o644)
    archive.file("etc/modules", "".join(f"{n}\n" for n in names).encode(), 0o644)


@functools.cache
def initramfs(kernel):
    """Path of the initramfs for a kernel; its name is a digest of its contents."""
    archive = Archive()
    for folder in FOLDERS:
        archive.folder(folder)
    archive.file("init", _init_binary().read_bytes())
    archive.file("etc/passwd", b"root:x:0:0:root:/root:/bin/sh\n", 0o644)
    archive.file("etc/group", b"root:x:0:\ntty:x:5:\n", 0o644)
    _add_programs(archive)
    _add_busybox(archive)
    if kernel.modules:
        _add_modules(archive, kernel)
    data = archive.bytes()
    return cache.entry("root", f"{cache.digest(data)}.cpio", lambda path: path.write_bytes(data))
