# SPDX-License-Identifier: GPL-2.0
"""A Debian with systemd as PID 1, in the same VM and with the same ways to work in it.

    with System("stock") as vm:                 # or any kernel with drivers built in
        vm.insmod("vtkbd")                      # all that Machine can: sh, spawn, reader ...
        vm.start("getty@tty8.service")
        vm.poll("systemctl is-active getty@tty8.service")
        vm.sh(vm.as_user("id -un"))
        print(vm.journal("systemd-logind"))

Users: root and user, each with its name as password. sshd, seatd, kmscon, greetd, plymouth
and the console-setup units are installed, not started. A Debian kernel's modules that the
machine may use are listed in boot.py. Commands run as root in a separate service, without a
session or a controlling tty. PID 1's signals are not reported (Machine.signals stays empty):
read the journal.
"""
import dataclasses
import shlex
from pathlib import Path

from .. import build
from ..errors import NoAnswer
from ..machine import Machine
from ..patience import until
from . import boot

MEMORY = 768
DEADLINE = 600      # clients are slow to start where the CPU is emulated


class System(Machine):
    """files: {path in the guest: bytes or host path} that exist before systemd starts. early:
    .ko files to insert in the initramfs. image: another root than boot.image(), with the
    kernel's modules in it. The other arguments are Machine's.
    """

    def __init__(self, name="stock", *, files=None, early=(), image=None, memory=MEMORY,
                 deadline=DEADLINE, **options):
        self._files = {path.strip("/"): data if isinstance(data, bytes) else Path(data).read_bytes()
                       for path, data in (files or {}).items()}
        self._early = tuple(early)
        self._image = image
        super().__init__(name, memory=memory, deadline=deadline, **options)

    def _kernel_for(self, name):
        """The kernel that counts has no drivers for this."""
        return name

    def _hardware(self, plain):
        return dataclasses.replace(
            plain,
            initrd=boot.initramfs(self.kernel, self._files, self._early, not self._image),
            extra=(*boot.drive(self._image or boot.image()), "-device", "virtio-vga", *plain.extra))

    def install(self, path, name=None):
        """Put a host program in the guest's PATH, with libraries that the guest lacks."""
        path = Path(path)
        self._put(path, f"bin/{name or path.name}")
        needed = self.run(f"ldd /share/bin/{name or path.name} | grep 'not found'").text
        missing = [lib for lib in build.libraries(path) if lib.name in needed]
        for library in missing:
            self._put(library, f"lib/{library.name}")
        if missing:
            self.sh("cp /share/lib/* /usr/local/lib/ && ldconfig")

    # -- waiting ------------------------------------------------------------------------

    def poll(self, text, timeout=20):
        """Run a command repeatedly until it succeeds; return its stdout as text."""
        result = None

        def succeeds():
            nonlocal result
            result = self.run(text)
            return not result.status

        if not until(succeeds, timeout):
            raise NoAnswer(f"{self.kernel.name} VM: {text!r}: not in {timeout:g} s; at last "
                           f"status {result.status}\n{result.text}{result.errtext}")
        return result.text

    # -- systemd and users ----------------------------------------------------------------

    def start(self, unit):
        """Start a unit; its journal is in the error if that fails."""
        self.sh(f"systemctl start {unit} || {{ s=$?; journalctl -b -n 30 -u {unit}; exit $s; }}")

    def journal(self, unit=None):
        of_unit = f"-u {unit}" if unit else ""
        return self.sh(f"journalctl -b --no-pager -o short-monotonic {of_unit}")

    @staticmethod
    def as_user(text, user="user"):
        """A command line that runs text as a user, without a session."""
        return (f"setpriv --reuid {user} --regid {user} --init-groups env HOME=/home/{user} "
                f"USER={user} LOGNAME={user} sh -c {shlex.quote(text)}")
