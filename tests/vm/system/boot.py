# SPDX-License-Identifier: GPL-2.0
"""The boot files of the system VM: Debian's root image, and an initramfs with the files of the
tests.

The image is made once, by mkroot. All that depends on the kernel or on this tree is in the
initramfs, which is made quickly: modules, units, the agent, a test's files.
"""
import functools
import os
import re
from pathlib import Path

from .. import cache, host, modtree, root, suites
from ..cpio import Archive
from ..errors import BuildError

HERE = Path(__file__).parent
UNITS = "etc/systemd/system"
# Modules for the initramfs, then for the system; a kernel may have them built in.
EARLY = ["virtio_pci", "virtio_blk", "squashfs", "overlay"]
MODULES = ["9p", "9pnet_virtio", "autofs4", "evdev", "uinput", "virtio_gpu", "bochs",
           "psmouse", "fuse", "loop", "virtio_input"]
AT_BOOT = ["9p", "9pnet_virtio", "evdev", "uinput", "virtio_gpu", "psmouse"]
# Not needed here, and each costs boot time. Not modprobe@drm: logind may open
# /dev/dri/card0 only if the drm module was there when logind started.
MASKED = """
apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer
e2scrub_reap.service systemd-tmpfiles-clean.timer
console-setup.service keyboard-setup.service
systemd-journal-flush.service systemd-machine-id-commit.service systemd-firstboot.service
systemd-pstore.service systemd-random-seed.service systemd-repart.service
systemd-sysusers.service systemd-binfmt.service systemd-pcrphase.service
systemd-pcrphase-sysinit.service systemd-update-utmp.service
systemd-update-utmp-runlevel.service systemd-remount-fs.service
proc-sys-fs-binfmt_misc.automount dev-hugepages.mount dev-mqueue.mount
sys-kernel-config.mount cryptsetup.target veritysetup.target integritysetup.target
remote-fs.target systemd-ask-password-console.path systemd-ask-password-wall.path
plymouth-start.service plymouth-quit.service plymouth-quit-wait.service
plymouth-read-write.service serial-getty@ttyS0.service hwclock.service
""".split()
# Enabled by their packages; a test that wants one starts it.
DISABLED = [f"{UNITS}/getty.target.wants/kmsconvt@tty1.service",
            f"{UNITS}/autovt@.service",        # kmscon's; Debian's own is getty@
            f"{UNITS}/multi-user.target.wants/seatd.service",
            f"{UNITS}/multi-user.target.wants/ssh.service", f"{UNITS}/sshd.service",
            f"{UNITS}/display-manager.service"]
CONFIG = {
    "etc/machine-id": "00000000000000000000000000000001\n",
    "etc/hostname": "vm\n",
    "etc/fstab": "",
    "etc/modules-load.d/vm.conf": "".join(f"{module}\n" for module in AT_BOOT),
}


# Names of further packages, for a program that somebody wants to try.
MORE = "VTKBD_PACKAGES"


def _suite():
    """The guest is the same Debian release as the host: host programs run in it."""
    release = Path("/etc/os-release").read_text()
    match = re.search(r"^VERSION_CODENAME=(\w+)", release, re.M)
    if not match:
        raise BuildError("/etc/os-release names no VERSION_CODENAME: which Debian is this?")
    return match[1]


def _served(names):
    """Those that this release of Debian has."""
    return sorted(set(names) & set(host.output("apt-cache", "pkgnames").split()))


@functools.cache
def packages():
    """Names of the root's packages: what this release of Debian has of the list. Whoever
    collects the tests asks for them."""
    lines = (HERE / "packages").read_text().splitlines()
    wanted = " ".join(line for line in lines if not line.startswith("#")).split()
    wanted += os.environ.get(MORE, "").split()
    maybe = [name[:-1] for name in wanted if name.endswith("?")]
    served = suites.remembered(f"{_suite()}-{cache.digest(*maybe)}-served", suites.FRESH_SECONDS,
                               lambda: _served(maybe))
    return [name.removesuffix("?") for name in wanted
            if not name.endswith("?") or name[:-1] in served]


def _make_image(path, suite, names):
    log = path.with_name(f"{path.name.strip('.')}.log")
    log.unlink(missing_ok=True)
    host.logged([str(HERE / "mkroot"), suite, ",".join(names), str(path)], log)


@functools.cache
def image():
    """Path of the root's squashfs; made in some two minutes where it is not cached."""
    suite, names = _suite(), packages()
    key = cache.digest(suite, names, (HERE / "mkroot").read_bytes())
    return cache.entry("system", f"{suite}-{key}.sqfs",
                       lambda path: _make_image(path, suite, names))


def drive(path):
    """QEMU's arguments for an image. A saved state belongs to the very bytes it was made
    with: the superblock, which has the time of making, goes into the drive's serial."""
    with open(path, "rb") as file:
        serial = cache.digest(file.read(96))
    return ("-drive", f"file={path},format=raw,if=none,id=root,readonly=on",
            "-device", f"virtio-blk-pci,drive=root,serial={serial}")


def _module_tree(kernel):
    """{guest path: bytes} of the modules and of modprobe's index of them."""
    base = kernel.modules / "lib/modules" / kernel.release
    modules = {str(path.relative_to(base)): path
               for path in root.module_files(kernel, EARLY + MODULES)}
    built_in = [path for path in base.glob("modules.*")
                if path.name.startswith(("modules.builtin", "modules.order"))]
    return modtree.files(kernel.release, modules, built_in)


def _own_files():
    files = {name: text.encode() for name, text in CONFIG.items()}
    files["usr/local/sbin/vtkbd-vm"] = root.own_program("agent").read_bytes()
    for path in (HERE / "files").rglob("*"):
        if path.is_file():
            files[str(path.relative_to(HERE / "files"))] = path.read_bytes()
    return files


def _add_links(archive):
    for unit in MASKED:
        archive.link(f"files/{UNITS}/{unit}", "/dev/null")
    archive.link(f"files/{UNITS}/graphical.target.wants/vtkbd-vm.service", "../vtkbd-vm.service")


def initramfs(kernel, files, early, modules=True):
    """Path of the initramfs for a kernel, with a test's files and early modules.

    modules: the root gets the kernel's modules from here, rather than having them."""
    archive = Archive()
    archive.file("bin/busybox", root.find("busybox").read_bytes())
    archive.file("init", (HERE / "init.sh").read_bytes())
    archive.file("disabled", "".join(f"{name}\n" for name in DISABLED).encode())
    archive.folder("files/share")
    tree = _own_files() | (_module_tree(kernel) if modules and kernel.modules else {}) | files
    for name, data in sorted(tree.items()):
        archive.file(f"files/{name}", data, 0o755 if "bin/" in name else 0o644)
    _add_links(archive)
    root.add_modules(archive, [*root.module_files(kernel, EARLY), *early])
    return root.stored(archive)
