# SPDX-License-Identifier: GPL-2.0
"""The test VM as a domain of a separate libvirtd.

The daemon is Debian's, runs as root, and has its own namespaces: it sees private folders in
place of the configuration, sockets and state of the system's libvirt, and all processes that
it started end with it. The system's libvirt is neither changed nor needed.
"""
import contextlib
import os
import socket
import subprocess
import time

from vm import cache, host, log, root
from vm.channel import Channel
from vm.errors import GuestGone, NoAnswer, VmError
from vm.patience import Deadline

NAME = "vtkbd"
PRIVATE = {"/etc/libvirt": "etc", "/run/libvirt": "run", "/var/lib/libvirt": "lib",
           "/var/log/libvirt": "log", "/var/cache/libvirt": "cache"}
DAEMON_CONF = 'auth_unix_rw="none"\nauth_unix_ro="none"\nunix_sock_group="root"\n'
# No virtlogd, no cgroups, no change of owners: none of it is needed for one domain.
QEMU_CONF = ('user="root"\ngroup="root"\ndynamic_ownership=0\nsecurity_driver="none"\n'
             'cgroup_controllers=[]\nnamespaces=[]\nstdio_handler="file"\n')
READY_SECONDS, BOOT_SECONDS = 60, 180
XML = """<domain type='qemu'>
  <name>{name}</name>
  <memory unit='MiB'>{memory}</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
    <kernel>{kernel}</kernel>
    <initrd>{initrd}</initrd>
    <cmdline>{cmdline}</cmdline>
  </os>
  <features><acpi/></features>
  <on_reboot>destroy</on_reboot>
  <devices>
    <emulator>{emulator}</emulator>
    <serial type='file'><source path='{work}/serial.log'/><target port='0'/></serial>
    <serial type='unix'>
      <source mode='bind' path='{work}/control'/><target port='1'/>
    </serial>
    <filesystem type='mount' accessmode='squash' multidevs='remap'>
      <source dir='{work}/share'/><target dir='share'/>
    </filesystem>
    <memballoon model='none'/>
  </devices>
</domain>
"""


class Daemon:
    """A libvirtd under work, killed after deadline seconds, and virsh to speak to it."""

    def __init__(self, work, deadline):
        if os.geteuid():
            raise VmError("libvirtd: needs root, for namespaces of its own")
        self._work, self._deadline = work, deadline
        self._log = work / "libvirtd.err"
        self._uri = f"qemu:///system?socket={work}/run/libvirt-sock"
        for folder in PRIVATE.values():
            (work / folder).mkdir()
        (work / "libvirtd.conf").write_text(DAEMON_CONF)
        (work / "etc" / "qemu.conf").write_text(QEMU_CONF)
        self._start()

    def _start(self):
        for path in PRIVATE:
            os.makedirs(path, exist_ok=True)
        # The shell is process 1 there and has to reap orphans of libvirtd's children.
        binds = " && ".join(f"mount --bind {self._work}/{here} {there}"
                            for there, here in PRIVATE.items())
        with open(self._log, "wb") as errors:
            self._process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--propagation",
                 "private", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c",
                 f"{binds} && {{ timeout {self._deadline} libvirtd -f {self._work}/libvirtd.conf"
                 f" -p {self._work}/libvirtd.pid & wait; }}"],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors)
        deadline = Deadline(READY_SECONDS)
        while self.run("version").returncode:
            if deadline.passed() or self._process.poll() is not None:
                said = self._log.read_text(errors="replace").strip()
                self.close()
                raise VmError(f"libvirtd: no answer\n{said}")
            time.sleep(0.1)

    def run(self, *commands):
        """Run virsh with its commands, as one process; return its result."""
        return subprocess.run(["virsh", "-q", "-c", self._uri, "; ".join(commands)],
                              capture_output=True, text=True, check=False)

    def virsh(self, *commands):
        done = self.run(*commands)
        if done.returncode or done.stderr.strip():
            raise VmError(f"virsh {commands[0]}: {done.stderr.strip()}")
        return done.stdout

    def close(self):
        self._process.kill()
        self._process.wait()


class Domain:
    """Replaces vm.qemu's Qemu in a Machine: the same guest, started by libvirt.

    With `before` it waits at its first instruction, and before(domain) has to start it.
    """
    qmp = None

    def __init__(self, hardware, work, deadline, before=None, **_):
        self.name = f"{hardware.kernel.name} under libvirt"
        self._before = before
        self.log = work / "serial.log"
        (work / "share").mkdir()
        self.daemon = Daemon(work, deadline)
        try:
            self._create(hardware, work)
        except BaseException:
            self.close()
            raise

    def _create(self, hardware, work):
        (work / "domain.xml").write_text(XML.format(
            name=NAME, memory=hardware.memory, kernel=hardware.kernel.image, work=work,
            initrd=root.initramfs(hardware.kernel), cmdline=hardware.append,
            emulator=host.output("which", hardware.board.program)))
        self.daemon.virsh(f"create {work}/domain.xml {'--paused' if self._before else ''}")
        if self._before:
            self._before(self)
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(f"{work}/control")
        self.channel = Channel(self._socket)
        with self.explaining():
            self.channel.wait_hello(BOOT_SECONDS)

    def log_text(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def ended(self):
        """How the domain ended, in words; empty while it runs."""
        state = self.daemon.run(f"domstate {NAME}").stdout.strip()
        return "" if state == "running" else f"ended: {state or 'destroyed'}"

    @contextlib.contextmanager
    def explaining(self):
        try:
            yield
        except (NoAnswer, GuestGone) as error:
            raise type(error)(f"{self.name}: {error}\n{log.tail(self.log)}") from None

    def close(self):
        self.daemon.close()
        if hasattr(self, "_socket"):
            self._socket.close()
