# SPDX-License-Identifier: GPL-2.0
"""The test VM as a test sees it.

    with Machine("stock") as vm:
        vm.insmod("vtkbd", "grab=1")
        reader = vm.reader("/dev/vtkbd1")
        vm.keyboard.type("hello")
        reader.wait_for(b"hello")
        assert vm.sh("vtkbdctl get 1") == "unicode\\n"
        vm.check_log()
"""
import contextlib
import shlex
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from . import accel, build, coverage, kernel, log, state
from .errors import NoAnswer, VmError
from .keyboard import Keyboard
from .patience import until
from .qemu import COUNTED, COUNTING, Hardware


class Machine:
    """A running VM.

    name: of a kernel, or the Kernel itself. fresh: boot instead of restoring the saved
    state. deadline: seconds after which QEMU is killed, whatever happens. extra: more QEMU
    arguments. cmdline: more kernel arguments. allow: regexes of log lines that check_log()
    lets pass. counted: the guest's clock counts its instructions, so that times in it are the
    same on any host. outside: more QEMU arguments that the guest cannot see. start: starts
    the machine in place of state.restored().
    """

    def __init__(self, name="stock", *, fresh=False, deadline=120, memory=None, cpus=1,
                 extra=(), cmdline="", allow=(), interactive=False, counted=False, outside=(),
                 start=None):
        self.kernel = (name if isinstance(name, kernel.Kernel)
                       else kernel.get(self._kernel_for(name)))
        self.allow = list(allow)
        self._work = Path(tempfile.mkdtemp(prefix="vtkbd-vm-"))
        self.share = self._work / "share"
        self._programs = self._work / "programs"
        for folder in ("bin", "lib"):
            (self._programs / folder).mkdir(parents=True)
        hardware = self._hardware(Hardware(
            self.kernel, memory or self.kernel.memory, cpus,
            (*extra, *(COUNTED if counted else ())), cmdline,
            COUNTING if counted else accel.choose(self.kernel)))
        start = start or (state.boot if fresh else state.restored)
        try:
            self.qemu = start(hardware, self._work, deadline, interactive=interactive,
                              outside=outside)
        except BaseException:
            shutil.rmtree(self._work, ignore_errors=True)
            raise
        self.qmp = self.qemu.qmp
        self.keyboard = Keyboard(self.qmp)
        try:
            self._prepare()
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _kernel_for(self, name):
        return coverage.kernel_for(name)

    def _hardware(self, plain):
        """For subclasses: hardware in place of the default."""
        return plain

    def _prepare(self):
        """Mount the share; set the clock, because a restored guest has the time of its saved
        state."""
        with self.qemu.explaining():
            self._ended_well(self.qemu.channel.spawn(f"{time.time():.0f}", b"M").wait(),
                             "mount the shares")

    # -- commands ---------------------------------------------------------------

    def spawn(self, text):
        """Start `sh -c text` in the guest; a Command to wait on, read and kill."""
        with self.qemu.explaining():
            return self.qemu.channel.spawn(text)

    def run(self, text, timeout=30):
        """Run to the end: Result(status, out, err). Killed in the guest at the timeout."""
        with self.qemu.explaining():
            command = self.qemu.channel.spawn(text)
            try:
                return command.wait(timeout)
            except NoAnswer:
                command.kill()
                raise

    def sh(self, text, timeout=30):
        """Run a command that must succeed; return its stdout as text."""
        return self._ended_well(self.run(text, timeout), text)

    def _ended_well(self, result, text):
        if result.status:
            raise VmError(f"{self.kernel.name} VM: {text!r}: status {result.status}\n"
                          f"{result.text}{result.errtext}")
        return result.text

    def reader(self, node):
        """A Command whose .out collects what arrives on a tty; ready when this returns."""
        quoted = shlex.quote(node)
        command = self.spawn(f"exec <{quoted}; stty raw -echo; echo ready >&2; exec cat")
        with self.qemu.explaining():
            command.wait_for(rb"ready\n", stream="err")
        return command

    # -- files and modules --------------------------------------------------------

    def install(self, path, name=None):
        """Put a host program in the guest's PATH, with the libraries it needs."""
        path = Path(path)
        self._put(path, f"bin/{name or path.name}")
        for library in build.libraries(path):
            self._put(library, f"lib/{library.name}")

    def _put(self, path, name):
        shutil.copy(path, self._programs / name)

    def compile(self, source, *flags):
        """Build one C file as a static program and put it in the guest's PATH."""
        self.install(build.program(source, *flags, kernel=self.kernel), Path(source).stem)

    def compile_folder(self, folder):
        """Build all C files of a folder as one static program, which has the folder's name."""
        self.install(build.folder_program(folder, self.kernel), Path(folder).name)

    def insmod(self, module="vtkbd", params="", kunit=False):
        """Build a module of the tree for this kernel and insert it."""
        built = build.modules_once(self.kernel, kunit)
        if module not in built:
            raise VmError(f"{module}: not among the modules built: {', '.join(built)}")
        return self.insmod_file(built[module], params)

    def insmod_file(self, path, params=""):
        """Insert a .ko that was built for this kernel."""
        shutil.copy(path, self.share)
        return self.sh(f"insmod /share/{path.name} {params}".strip())

    def rmmod(self, module="vtkbd"):
        return self.sh(f"rmmod {module}")

    # -- what PID 1 saw -------------------------------------------------------------

    @property
    def signals(self):
        """SIGINTs that PID 1 received, oldest first; two at once may merge into one."""
        return list(self.qemu.channel.signals)

    def wait_signal(self, timeout=10, seen=0):
        """The first signal after the `seen` first ones."""
        with self.qemu.explaining():
            signals = self.qemu.channel.signals
            if not self.qemu.channel.wait_for(lambda: len(signals) > seen, timeout):
                raise NoAnswer(f"PID 1 received no signal in {timeout:g} s")
            return signals[seen]

    # -- the kernel log ---------------------------------------------------------------

    @property
    def log(self):
        """The serial console's text since this machine started or was restored."""
        return self.qemu.log_text()

    def wait_log(self, pattern, timeout=10):
        """Wait for a bytes regex in the kernel's messages."""
        command = self.spawn("exec cat /dev/kmsg")
        try:
            with self.qemu.explaining():
                return command.wait_for(pattern, timeout)
        finally:
            command.kill()

    def check_log(self, allow=()):
        """Fail on a kernel fault in the log."""
        self._flush_log()
        log.check(self.kernel.name, self.log, [*self.allow, *allow])

    def _flush_log(self):
        """The console is later than printk: wait until a marker line is printed."""
        if self.qemu.ended():
            return
        mark = f"vm: log mark {time.monotonic_ns()}"
        self.sh(f"echo '<6>{mark}' > /dev/kmsg")
        until(lambda: mark in self.log or self.qemu.ended(), 10)
        if mark not in self.log:
            raise NoAnswer(f"{self.kernel.name} VM: the serial log has no end\n"
                           f"{log.tail(self.qemu.log)}")

    def check_leaks(self, timeout=120):
        """Fail on objects that kmemleak finds unreferenced (kernels that have it).

        It reports objects older than five seconds only, after two scans.
        """
        found = self.sh("set -e; k=/sys/kernel/debug/kmemleak; echo scan > $k; sleep 6; "
                        "echo scan > $k; cat $k", timeout)
        log.check(f"{self.kernel.name} kmemleak", found, self.allow)

    # -- the end -----------------------------------------------------------------------

    def poweroff(self, timeout=20):
        """Ask the guest to power off and wait until QEMU ended by itself."""
        with self.qemu.explaining():
            self.qemu.channel.send(b"P")
            return self.wait_end(timeout)

    def wait_end(self, timeout=20):
        """Wait for the machine to end (power-off, reset, panic); how, in words."""
        try:
            self.qemu.process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise NoAnswer(f"{self.kernel.name} VM: still running after {timeout:g} s\n"
                           f"{log.tail(self.qemu.log)}") from None
        return self.qemu.ended()

    def close(self):
        coverage.keep(self)
        self.qemu.close()
        with contextlib.suppress(OSError):
            shutil.rmtree(self._work)
