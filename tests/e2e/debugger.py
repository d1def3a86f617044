# SPDX-License-Identifier: GPL-2.0
"""gdb with tools/gdb in it, one command at a time, on a guest or on a dump of one."""
import contextlib
import os
import select
import subprocess
from pathlib import Path

from vm import build, root
from vm.errors import NoAnswer, VmError
from vm.patience import Deadline

from .desk import poll

EXTENSION = build.TREE / "tools/gdb/vtkbd-gdb.py"
SECONDS = 60


class Gdb:
    """do() returns the output of a command. start() and finish() are for commands that take
    long, with actions on the guest between them."""

    def __init__(self, vm):
        self.kernel = vm.kernel
        self._vm = vm
        self._count = 0
        self._told = b""
        self._process = subprocess.Popen(
            [root.find("gdb"), "-nx", "-q", "-x", EXTENSION],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for setting in ("pagination off", "confirm off", "width 0", "height 0", "prompt",
                        "style enabled off", "breakpoint pending on"):
            self.do(f"set {setting}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        """An interrupted test may have left the guest stopped: let it run again."""
        with contextlib.suppress(VmError, OSError):
            self.do("detach", 5)
        self._process.kill()
        self._process.wait()
        self._process.stdin.close()
        self._process.stdout.close()

    def _mark(self):
        return f"[done {self._count}]"

    def start(self, command):
        self._count += 1
        self._process.stdin.write(f"{command}\necho \\n{self._mark()}\\n\n".encode())
        self._process.stdin.flush()

    def finish(self, timeout=SECONDS):
        """The output of gdb since start(), errors included."""
        return self._until(f"\n{self._mark()}\n", timeout).replace("(gdb) ", "").strip("\n")

    def _until(self, text, timeout=SECONDS):
        deadline = Deadline(timeout)
        while text.encode() not in self._told:
            left = deadline.left()
            if left >= 0 and not select.select([self._process.stdout], [], [], left)[0]:
                continue
            if left < 0:
                raise NoAnswer(f"gdb: nothing more in {timeout} s after:\n"
                               f"{self._told.decode(errors='replace')}")
            data = os.read(self._process.stdout.fileno(), 65536)
            if not data:
                raise VmError(f"gdb ended:\n{self._told.decode(errors='replace')}")
            self._told += data
        said, self._told = self._told.split(text.encode(), 1)
        return said.decode(errors="replace")

    def do(self, command, timeout=SECONDS):
        self.start(command)
        return self.finish(timeout)

    # -- the guest ----------------------------------------------------------------------

    def kernel_symbols(self):
        """The symbols of this guest, and of every guest with the same kernel: there is no
        KASLR."""
        self._vm.sh("cp /proc/kallsyms /share/kallsyms", 120)
        return self.do(f"vtkbd-kallsyms {self._vm.share / 'kallsyms'}")

    def module_symbols(self):
        return self.do(f"vtkbd-symbols {build.modules_once(self.kernel)['vtkbd']}")

    def attach(self):
        """Stop the guest: from now on only gdb gets answers."""
        path = self._vm.share.parent / "gdb"
        self._vm.qmp.execute("human-monitor-command", **{
            "command-line": f"gdbserver unix:{path},server=on,wait=off"})
        return self.do(f"target remote {path}")

    def let_run(self):
        """continue, and wait until the guest runs: keys that come before are lost."""
        self.start("continue")
        poll("the guest to run", lambda: self._vm.qmp.execute("query-status")["running"])
