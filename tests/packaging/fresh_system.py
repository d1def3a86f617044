# SPDX-License-Identifier: GPL-2.0
"""A Debian as it is after its installation: packages go in and out of a copy of it.

What takes long on an emulated CPU (apt, DKMS) runs in the copy as a root folder, in name
spaces of its own; what needs the kernel is done in a VM that boots an image of the copy.
"""
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from vm import host, kernel, suites
from vm.system import System

# What makes a system of a kernel, its headers and apt.
PACKAGES = ("systemd-sysv", "udev", "dbus", "kmod", "kbd")
# The image has no use for them.
UNUSED = ("debs", "usr/src", "usr/share/doc", "usr/share/locale", "usr/lib/gcc",
          "var/cache", "var/lib/apt")
ENVIRONMENT = ("env", "-i", "DEBIAN_FRONTEND=noninteractive", "HOME=/root", "LC_ALL=C.UTF-8",
               "PATH=/usr/sbin:/usr/bin:/sbin:/bin")


class Fresh:
    """with Fresh("trixie") as debian: debian.install("kbd")"""

    def __init__(self, suite):
        self.suite = suite
        self.release, self._base = suites.root(suite)
        self._work = Path(tempfile.mkdtemp(prefix=f"vtkbd-{suite}-"))
        self.tree = self._work / "root"

    def __enter__(self):
        try:
            host.output("cp", "-a", str(self._base), str(self.tree))
            # What other tests built in the original.
            shutil.rmtree(self.tree / "build", ignore_errors=True)
            self._apt("update")
            self.install(*PACKAGES)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        shutil.rmtree(self._work)

    # -- as a folder ---------------------------------------------------------------------

    def run(self, *argv):
        """(status, stdout and stderr together) of a command in the root."""
        done = subprocess.run(suites.inside(self.tree, *ENVIRONMENT, *argv), text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False)
        return done.returncode, done.stdout

    def do(self, *argv):
        """A command that must succeed; what it printed."""
        status, said = self.run(*argv)
        assert status == 0, f"{self.suite}: {' '.join(argv)}: {status}\n{said}"
        return said

    def _apt(self, *args):
        settings = (f"-o{name}={value}" for name, value in suites.options(self.suite))
        return self.do("apt-get", "-q", "-y", *settings, *args)

    def install(self, *packages):
        """Names, or .deb files of the host."""
        (self.tree / "debs").mkdir(exist_ok=True)
        names = []
        for package in packages:
            if isinstance(package, Path):
                shutil.copy(package, self.tree / "debs")
                package = f"/debs/{package.name}"
            names.append(package)
        return self._apt("install", *names)

    def remove(self, *packages):
        return self._apt("remove", *packages)

    def purge(self, *packages):
        """dpkg's: apt does not know packages any more that left nothing when they were removed."""
        return self.do("dpkg", "--purge", *packages)

    def releases(self):
        """Of all kernels that are installed."""
        return sorted(path.name for path in (self.tree / "lib/modules").iterdir())

    def dkms(self):
        """{kernel release: state} of vtkbd's module."""
        status = self.do("dkms", "status", "vtkbd")
        return dict(re.findall(r"^vtkbd/\S+, (\S+), \S+: (\w+)", status, re.M))

    def dkms_log(self):
        return "\n".join(path.read_text(errors="replace")
                         for path in (self.tree / "var/lib/dkms").rglob("make.log"))

    def named(self, word):
        """Every path with this word in it; files that name it, among apt's and depmod's."""
        paths = {str(p.relative_to(self.tree)) for p in self.tree.rglob(f"*{word}*")
                 if not p.is_relative_to(self.tree / "debs")}
        lists = [*self.tree.glob("lib/modules/*/modules.*"), self.tree / "var/lib/dpkg/status"]
        return paths | {str(p.relative_to(self.tree)) for p in lists
                        if word.encode() in p.read_bytes()}

    # -- as a machine --------------------------------------------------------------------

    def boot(self):
        """A System of this root, with its own kernel and modules."""
        image = self._work / "image.sqfs"
        image.unlink(missing_ok=True)
        host.output("mksquashfs", str(self.tree), str(image), "-comp", "lz4", "-noappend",
                    "-quiet", "-no-progress", "-e", *UNUSED)
        own = kernel.Kernel(self.suite, self.release,
                            self.tree / f"boot/vmlinuz-{self.release}",
                            Path("/lib/modules") / self.release / "build", self.tree, 256)
        # A boot may take long where the host is busy: the guest does not see it.
        return System(own, image=image, fresh=True, counted=True)
