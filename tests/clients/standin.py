# SPDX-License-Identifier: GPL-2.0
"""Debian's systemd on a kernel without CONFIG_VT, with the module loaded at boot.

There are two ways to load it, as a distribution would: by systemd, from the packaged
modules-load.d file, or in the initramfs, before PID 1. The output of a console is read through
vtkbdctl attach: there is no screen.
"""
import re

from e2e.desk import poll
from vm import build, kernel, modtree

KERNEL = "novt"
PACKAGING = build.TREE / "tools/packaging"
BUILTIN = ("modules.builtin", "modules.builtin.modinfo", "modules.order")
SECONDS = 120       # seconds; a login on an emulated CPU takes five
CSI = re.compile(r"\x1b\[[?\d;]*[a-z]")       # bash's bracketed paste


def options(way):
    """For a System whose module is loaded by "modules-load.d" or "initramfs"."""
    target = kernel.get(KERNEL)
    module = build.modules_once(target)["vtkbd"]
    files = modtree.files(target.release, {f"extra/{module.name}": module},
                          [target.kdir / name for name in BUILTIN])
    if way == "modules-load.d":
        files["usr/lib/modules-load.d/vtkbd.conf"] = PACKAGING / "modules-load.d/vtkbd.conf"
    return {"files": files, "early": [module] if way == "initramfs" else []}


def properties(vm, command):
    """What `loginctl show-...` and `systemctl show ...` print."""
    return dict(line.split("=", 1) for line in vm.sh(command).splitlines())


class Screen:
    """The output of a console since the last read."""

    def __init__(self, vm, num, base="tty"):
        if not (vm.share / "bin/vtkbdctl").exists():
            vm.install(build.tool(), "vtkbdctl")
        self.vm = vm
        self.tty = f"{base}{num}"
        self._shown = vm.spawn(f"vtkbdctl attach --read-only {num}")
        self._seen = 0

    def _find(self, pattern):
        match = re.search(pattern.encode(), self._shown.out[self._seen:])
        if match:
            self._seen += match.end()
        return match

    def wait(self, pattern):
        poll(f"{self.tty}: {pattern!r} after {self._shown.out[self._seen:]!r}"
             f"{self._shown.err.decode()}", lambda: self._find(pattern), SECONDS)

    def log_in(self, user="root"):
        """Type a name and a password at the getty; return the id of the session."""
        self.wait("vm login: ")
        self.vm.keyboard.type(f"{user}\n")
        self.wait("Password: ")
        self.vm.keyboard.type(f"{user}\n")
        self.wait(f"{user}@vm:~[#$] ")
        listed = self.vm.sh(f"loginctl list-sessions --no-legend | grep -w {self.tty}")
        return listed.split()[0]

    def type_line(self, text):
        """Type a line for the shell; return its output up to the next prompt."""
        start = self._seen
        self.vm.keyboard.type(f"{text}\n")
        self.wait("@vm:~[#$] ")
        text = CSI.sub("", self._shown.out[start:self._seen].decode())
        return [line for line in text.splitlines() if line][1:-1]
