# SPDX-License-Identifier: GPL-2.0
"""iofuzz (tests/stress/iofuzz) in a machine: built, run, and its last steps when it dies.

When the guest panics or hangs, QEMU keeps it, and the last steps of each thread are found in
its memory.
"""
import re
import subprocess
from pathlib import Path

from vm import build
from vm.errors import NoAnswer, VmError
from vm.patience import Deadline

FOLDER = Path(__file__).parent / "iofuzz"
LINES = 400     # of the last steps, in a report


class Found(VmError):
    """iofuzz found something; the text says what, and how to repeat it."""


def program():
    """The program, which runs in the guest, and here to read a dump of the guest's memory."""
    return build.folder_program(FOLDER)


def arguments(seed, steps, procs):
    return f"--seed {seed} --steps {steps} --procs {procs}"


def _last_steps(vm):
    """What each thread did last, from the memory of a machine that is dead or hangs."""
    vm.qmp.execute("stop")
    dump = vm.share.parent / "memory"
    size = vm.kernel.memory << 20
    vm.qmp.execute("pmemsave", 60, val=0, size=size, filename=str(dump))
    try:
        return subprocess.run([program(), "--rings", dump], capture_output=True, text=True,
                              check=False).stdout
    finally:
        dump.unlink()


def _is_dead(vm):
    return vm.qmp.execute("query-status")["status"] in ("shutdown", "paused", "guest-panicked")


def _wait(vm, command, seconds):
    """The Result; None if the guest died. NoAnswer at the deadline."""
    end = Deadline(seconds)
    while True:
        try:
            return command.wait(2)
        except NoAnswer:
            if _is_dead(vm):
                return None
            if end.passed():
                raise


def run(vm, module, seed, steps, procs=4, seconds=600):
    """Run it on a module's file; {"steps": ..., "ioctls": ..., "never": [...]}."""
    vm.install(program(), "iofuzz")
    (vm.share / "vtkbd.ko").write_bytes(Path(module).read_bytes())
    # A guest that panics asks for a reset, which -no-reboot makes a shutdown.
    vm.qmp.execute("set-action", shutdown="pause")
    again = f"iofuzz {arguments(seed, steps, procs)}"
    try:
        result = _wait(vm, vm.spawn(again), seconds)
    except NoAnswer as error:
        raise Found(f"{again}\n{error}\n{_last_steps(vm)[:LINES * 100]}") from None
    if result is None:
        raise Found(f"{again}\nthe guest died\n{vm.log[-6000:]}\n{_last_steps(vm)[:LINES * 100]}")
    if result.status:
        raise Found(f"{again}\n{result.text[:LINES * 100]}{result.errtext}\n{vm.log[-6000:]}")
    return _figures(result.text)


def _figures(text):
    told = re.search(r"iofuzz: (\d+) steps, (\d+) ioctls, (\d+) succeeded, (\d+) killed, "
                     r"(\d+) loads\nnever:(.*)\n", text)
    if not told:
        raise VmError(f"iofuzz: no figures: {text!r}")
    names = ("steps", "ioctls", "succeeded", "killed", "loads")
    return {**dict(zip(names, map(int, told.groups()))), "never": told[6].split()}
