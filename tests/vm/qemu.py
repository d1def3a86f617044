# SPDX-License-Identifier: GPL-2.0
"""One QEMU process: its arguments, its sockets, its deadline, its end.

Independent of what the guest runs, except its kernel and root.
"""
import contextlib
import functools
import socket
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path

from . import cache, host, log, root
from .channel import Channel
from .errors import NoAnswer, VmError
from .kernel import Kernel
from .patience import Deadline
from .qmp import Qmp

TCG = "tcg,thread=multi"
# The guest's clock counts instructions: a slow or busy host has no effect in the guest.
COUNTING = "tcg,thread=single"
COUNTED = ("-icount", "shift=0,sleep=off")
# norandmaps: QEMU translates a program anew where it begins at another address.
CMDLINE = ("ignore_loglevel panic=-1 oops=panic nokaslr norandmaps mitigations=off "
           "random.trust_cpu=on")
INTERACTIVE = ["-chardev", "stdio,id=log,mux=on,signal=off,logfile={log}",
               "-mon", "chardev=log,mode=readline"]
# Folders of the host that the guest can mount, by their tags, which are their names, too.
SHARES = ("share", "programs")
LOGGED = ["-chardev", "file,id=log,path={log}"]


@functools.cache
def version(program):
    return host.output(program, "--version").splitlines()[0]


@dataclass(frozen=True)
class Hardware:
    """All that the guest can see of its machine; a saved state depends on it.

    initrd: another one than root.py's.
    """
    kernel: Kernel
    memory: int
    cpus: int = 1
    extra: tuple = ()
    cmdline: str = ""
    accel: str = TCG
    initrd: Path | None = None

    @property
    def board(self):
        return self.kernel.arch.board

    @property
    def append(self):
        """The kernel's command line."""
        parts = self.board.cmdline, CMDLINE, self.kernel.cmdline, self.cmdline
        return " ".join(filter(None, parts))

    def args(self):
        return ["-nodefaults", "-no-user-config", "-no-reboot", *self.board.machine,
                "-accel", self.accel, "-m", str(self.memory), "-smp", str(self.cpus),
                "-display", "none", "-vga", "none",
                "-kernel", str(self.kernel.image),
                "-initrd", str(self.initrd or root.initramfs(self.kernel)),
                "-append", self.append,
                "-serial", "chardev:log", *self.board.control, *self.extra]

    def key(self):
        return cache.digest(version(self.board.program), *SHARES, *self.args())


def _shares(work):
    for tag in SHARES:
        (work / tag).mkdir(exist_ok=True)
        yield "-virtfs"
        yield (f"local,path={work / tag},mount_tag={tag},security_model=none,multidevs=remap")


class Qemu:
    """A running QEMU with .qmp and .channel; killed when deadline seconds are over."""

    def __init__(self, hardware, work, deadline, *, incoming=None, interactive=False,
                 outside=()):
        self.name = hardware.kernel.name
        self.log = work / "serial.log"
        self.expired = False
        self._errors = work / "qemu.err"
        self._deadline = deadline
        self._end = Deadline(deadline)
        self._start(hardware, work, incoming, interactive, outside)
        self._watch(deadline)

    def _start(self, hardware, work, incoming, interactive, outside):
        control, control_end = socket.socketpair()
        monitor, monitor_end = socket.socketpair()
        console = INTERACTIVE if interactive else LOGGED
        argv = ["setpriv", "--pdeathsig", "KILL",     # never outlive the test run
                hardware.board.program, *hardware.args(), *(a.format(log=self.log) for a in console),
                "-chardev", f"socket,id=control,fd={control_end.fileno()}",
                "-chardev", f"socket,id=qmp,fd={monitor_end.fileno()}",
                "-mon", "chardev=qmp,mode=control",
                *_shares(work), *outside]
        passed = [control_end, monitor_end]
        if incoming:
            argv += ["-incoming", "defer"]
            passed += [incoming]
        with control_end, monitor_end, open(self._errors, "wb") as errors:
            self.process = subprocess.Popen(
                argv, stdin=None if interactive else subprocess.DEVNULL,
                stdout=None if interactive else subprocess.DEVNULL, stderr=errors,
                pass_fds=[end.fileno() for end in passed])
        self._sockets = (control, monitor)
        self.channel = Channel(control)
        self.qmp = Qmp(monitor)

    def _watch(self, seconds):
        self._watchdog = threading.Timer(seconds, self._expire)
        self._watchdog.daemon = True
        self._watchdog.start()

    def _expire(self):
        """Not before the guest could run for so long."""
        left = self._end.left()
        if left > 0:
            self._watch(left)
            return
        self.expired = True
        self.process.kill()

    def negotiate(self):
        self.qmp.negotiate()

    def log_text(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def ended(self):
        """How QEMU ended, in words; empty while it runs."""
        if self.expired:
            return f"killed at its deadline of {self._deadline:g} s"
        if self.process.poll() is None:
            return ""
        self.qmp.read_to_end()
        reasons = [e["data"]["reason"] for e in self.qmp.events if e["event"] == "SHUTDOWN"]
        return f"ended: {reasons[-1] if reasons else f'status {self.process.returncode}'}"

    @contextlib.contextmanager
    def explaining(self):
        """Add the machine's name, its end and its log's tail to errors raised inside."""
        try:
            yield
        except VmError as error:
            if isinstance(error, NoAnswer) and self.process.poll() is None:
                state = ""
            else:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.process.wait(2)
                state = f" ({self.ended()})"
            stderr = self._errors.read_text(errors="replace").strip()
            told = [f"{self.name} VM{state}: {error}", stderr, log.tail(self.log)]
            raise type(error)("\n".join(filter(None, told))) from None

    def close(self):
        """Kill it now."""
        self._watchdog.cancel()
        with contextlib.suppress(VmError):
            if self.process.poll() is None:
                self.qmp.execute("quit", 2)
        try:
            self.process.wait(2)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for sock in self._sockets:
            sock.close()
